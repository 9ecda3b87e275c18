import { api, format, Problem, take, takeTagged, type components } from '@tongxing/shared'
import { beneficiaryKind, carePurpose, fileRequestAct, fileRequestKind, gender, guardianship, noIdReason } from '@tongxing/shared/words'
import { Form, Input } from 'antd'
import type { ReactNode } from 'react'
import { Link, useParams } from 'react-router'
import { useSession, type Session } from '../../session/session.tsx'
import { ActButton, Card, Facts, Instant, Offer, Page, RegionName, Reveal, seen, useLoad, Waiting } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { Files } from '../../domain/Files.tsx'
import { Name } from '../../domain/names.tsx'
import { choices, word } from '../../domain/words.ts'
import { Pair, type PairRow } from './Pair.tsx'
import { RequestState, type Request } from './Requests.tsx'
import { RiskMark } from './risk.tsx'
import { rt } from './requestTexts.ts'
import { t } from './texts.ts'
import '../../theme/work.css'

type File = components['schemas']['register.fileDetailView']
type Secret = 'name' | 'id_number' | 'guardian_name' | 'guardian_mobile'

/** One request: what is asked for beside what the file has, why, and what became of it. */
export function Component() {
  const { id = '' } = useParams()
  const session = useSession()
  const request = useLoad(
    () =>
      takeTagged(api.GET('/file-requests/{id}', { params: { path: { id } } })).then(async (r) => ({
        ...r,
        file: await fileOf(r.data, session),
      })),
    [id],
  )
  if (!request.data) return <Waiting of={request} />
  const { data: r, tag, file } = request.data
  const reload = () => void request.reload()
  const inquiry = r.kind === 'inquiry'
  return (
    <Page
      title={word(fileRequestKind, r.kind)}
      back="/file-requests"
      state={<RequestState of={r.status} />}
      sub={r.pseudonym && !inquiry ? r.pseudonym : <RegionName path={r.region} />}
      acts={<Acts r={r} tag={tag} reload={reload} />}
    >
      <Card
        title={inquiry ? rt.askedWho : rt.asked}
        extra={
          file && (
            <Link to={`/beneficiaries/${file.id}`}>
              {inquiry ? rt.foundFile : rt.toFile} {format.paren(file.pseudonym)}
            </Link>
          )
        }
      >
        {inquiry ? <Asked r={r} /> : <Pair label={rt.asked} heads={[rt.fileNow, rt.askedFor]} rows={rowsOf(r, file)} />}
        {!file && <p className="tx-muted tw-below">{inquiry ? rt.noFile : rt.notYours}</p>}
      </Card>
      {r.kind === 'measure' && file && (
        <Card>
          <Files record={file.id} purposes={['measure_proof']} state={r.status} />
        </Card>
      )}
      <Card title={rt.reason}>
        <p className="tw-prose">{r.reason}</p>
        <div className="tw-below">
          <Facts
            of={[
              [rt.by, <Name key="b" id={r.made_by} />],
              [rt.at, <Instant key="a" at={r.made_at} />],
              [rt.village, <RegionName key="v" path={r.region} />],
            ]}
          />
        </div>
      </Card>
      <Card title={rt.who}>
        {r.status === 'open' ? (
          <p className="tx-muted">{rt.decides[r.kind]}</p>
        ) : (
          <>
            {r.note && (
              <>
                <h3 className="tx-sub">{inquiry ? rt.answer : rt.note}</h3>
                <p className="tw-prose tw-above">{r.note}</p>
              </>
            )}
            <Facts
              of={[
                ...(r.decided_by ? ([[rt.decidedBy, <Name key="d" id={r.decided_by} />]] as [string, ReactNode][]) : []),
                [rt.decidedAt, <Instant key="t" at={r.at} />],
              ]}
            />
          </>
        )}
      </Card>
    </Page>
  )
}

/** fileOf reads the file of the request, where it lies within reach: who decides a move sees the person only after it. */
async function fileOf(r: Request, { me, may }: Session): Promise<File | undefined> {
  const at = r.kind === 'transfer' && r.status === 'approved' ? (r.to ?? '') : r.region
  const near = r.kind === 'inquiry' || me.roles.some((b) => b.region && at.startsWith(b.region))
  if (!r.file_id || !near || !may('beneficiary.read')) return undefined
  return take(api.GET('/beneficiaries/{id}', { params: { path: { id: r.file_id } } })).catch((err: unknown) => {
    if (err instanceof Problem && [403, 404].includes(err.status)) return undefined
    throw err
  })
}

const revealOf = (r: Request, field: Secret, label: string): ReactNode => (
  <Reveal
    key={field}
    label={`${rt.askedFor} ${label}`}
    masked={r[field]}
    purposes={choices(carePurpose)}
    reveal={(purpose) =>
      take(api.POST('/file-requests/{id}/reveal', { params: { path: { id: r.id } }, body: { field, purpose: purpose as 'visit' } }))
    }
  />
)

const nowOf = (f: File, field: Secret, label: string): ReactNode => (
  <Reveal
    key={field}
    label={`${rt.fileNow} ${label}`}
    masked={f[field]}
    purposes={choices(carePurpose)}
    reveal={(purpose) =>
      take(api.POST('/beneficiaries/{id}/reveal', { params: { path: { id: f.id } }, body: { field, purpose: purpose as 'visit' } }))
    }
  />
)

const Asked = ({ r }: { r: Request }) => (
  <Facts
    of={[
      [t.name, revealOf(r, 'name', t.name)],
      [t.idNumber, revealOf(r, 'id_number', t.idNumber)],
    ]}
  />
)

const kindsText = (kinds: readonly string[] | undefined) => (kinds ?? []).map((k) => word(beneficiaryKind, k)).join(format.comma())

/** rowsOf are the fields of the request, each with what the file has now. */
function rowsOf(r: Request, f: File | undefined): PairRow[] {
  const open = r.status === 'open'
  const row = (key: string, label: string, now: ReactNode, asked: ReactNode, differs: boolean): PairRow => ({
    key,
    label,
    values: [f && now, asked],
    mark: open && f && differs ? { text: rt.changed, icon: '≠', strong: true } : undefined,
  })
  const sealed = (field: Secret, label: string, empty = rt.unchanged, cleared = false) =>
    r[field]
      ? row(field, label, f && nowOf(f, field, label), revealOf(r, field, label), true)
      : row(field, label, f && nowOf(f, field, label), <span className="tx-muted">{empty}</span>, cleared && !!f?.[field])
  const plain = (key: string, label: string, words: object, now: string | undefined, asked: string | undefined) =>
    row(key, label, now && word(words, now), asked && word(words, asked), (now ?? '') !== (asked ?? ''))
  switch (r.kind) {
    case 'correct':
      return [
        row('kinds', t.kinds, kindsText(f?.kinds), kindsText(r.kinds), String(f?.kinds) !== String(r.kinds)),
        sealed('name', t.name),
        !r.id_number && r.no_id_reason
          ? row('id_number', t.idNumber, f && nowOf(f, 'id_number', t.idNumber), undefined, !!f?.id_number)
          : sealed('id_number', t.idNumber),
        plain('no_id_reason', t.noID, noIdReason, f?.no_id_reason, r.no_id_reason),
        plain('gender', t.gender, gender, f?.gender, r.gender),
        row('birth', t.birth, f?.birth && format.day(f.birth, 0), r.birth && format.day(r.birth, 0), f?.birth !== r.birth),
      ]
    case 'transfer':
      return [row('to', t.region, <RegionName path={f?.region ?? r.region} />, <RegionName path={r.to} />, f?.region !== r.to)]
    case 'lower_risk':
      return [row('risk', t.risk, f && <RiskMark of={f.risk} />, r.risk && <RiskMark of={r.risk} />, f?.risk !== r.risk)]
    case 'measure':
      return [
        plain('guardianship', t.guardianship, guardianship, f?.guardianship, r.guardianship),
        // A new guardian takes the place of the former one, with name and mobile.
        sealed('guardian_name', t.guardianName, rt.cleared, true),
        sealed('guardian_mobile', t.guardianMobile, rt.cleared, true),
      ]
    default:
      return []
  }
}

type Note = components['schemas']['register.decideRequest']

function Acts({ r, tag, reload }: { r: Request; tag: string; reload: () => void }) {
  const path = { params: { path: { id: r.id } } }
  const inquiry = r.kind === 'inquiry'
  const decide = (act: 'approve' | 'refuse', label: string, needed: boolean, said: string, how: string) => (
    <FormAct<Note & Record<string, unknown>, unknown>
      {...(act === 'approve' ? { type: 'primary' as const } : {})}
      name={`file-request:${act}:${r.id}`}
      secret={['note']}
      said={said}
      done={reload}
      send={(v, key) =>
        take(api.POST(`/file-requests/{id}/${act}`, { params: { ...path.params, header: seen(tag, key) }, body: { note: v.note ?? '' } }))
      }
      fields={
        <Form.Item name="note" label={inquiry && act === 'approve' ? rt.answer : rt.note} extra={how} required={needed}>
          <Input.TextArea rows={4} maxLength={500} showCount />
        </Form.Item>
      }
    >
      {label}
    </FormAct>
  )
  const approve = inquiry ? rt.answer : fileRequestAct.approve
  const buttons: [act: string, label: string, button: ReactNode][] = [
    ['approve', approve, decide('approve', approve, inquiry, inquiry ? rt.answered : rt.approved, inquiry ? rt.answerHow : rt.noteFree)],
    ['refuse', fileRequestAct.refuse, decide('refuse', fileRequestAct.refuse, true, rt.refusedSaid, rt.noteNeeded)],
    [
      'withdraw',
      fileRequestAct.withdraw,
      <ActButton
        key="w"
        said={rt.withdrawn}
        done={reload}
        reload={reload}
        act={(key) => take(api.POST('/file-requests/{id}/withdraw', { params: { ...path.params, header: seen(tag, key) } }))}
      >
        {fileRequestAct.withdraw}
      </ActButton>,
    ],
  ]
  return (
    <>
      {buttons.map(([act, label, button]) => (
        <Offer key={act} acts={r.acts ?? []} act={act} label={label}>
          {button}
        </Offer>
      ))}
    </>
  )
}
