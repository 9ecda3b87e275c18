import { api, format, take, takeTagged } from '@tongxing/shared'
import {
  beneficiaryKind,
  beneficiaryStatus,
  carePurpose,
  duplicateAct,
  exitReason,
  gender,
  guardianship,
  noIdReason,
  risk,
  schooling,
} from '@tongxing/shared/words'
import { Alert, Radio } from 'antd'
import { useState, type ReactNode } from 'react'
import { Link, useParams } from 'react-router'
import {
  ActButton,
  Card,
  Empty,
  Instant,
  Offer,
  offers,
  Page,
  RegionName,
  Reveal,
  sayAnswer,
  seen,
  StateTag,
  useLoad,
  Waiting,
  type FormField,
  type FormView,
} from '../../parts/index.ts'
import { choices, word } from '../../domain/words.ts'
import { DuplicateState, pairName, type Duplicate } from './Duplicates.tsx'
import { Pair, type PairRow } from './Pair.tsx'
import { rt } from './requestTexts.ts'
import { t } from './texts.ts'
import '../../theme/work.css'

type File = Duplicate['files'][number]

/** For how long a merging can be undone, in milliseconds: as the API has it. */
const undoFor = 30 * 86_400_000

const nameOf = (i: number) => (i === 0 ? rt.fileOf.a : rt.fileOf.b)

/** Two files that may be of one person, field by field, and what the county decides about them. */
export function Component() {
  const { id = '' } = useParams()
  const pair = useLoad(() => takeTagged(api.GET('/file-duplicates/{id}', { params: { path: { id } } })), [id])
  const form = useLoad(() => take(api.GET('/beneficiaries/form')), [])
  if (!pair.data) return <Waiting of={pair} />
  if (!form.data) return <Waiting of={form} />
  const { data: d, tag } = pair.data
  const reload = () => void pair.reload()
  const [one, two] = d.files
  return (
    <Page
      title={rt.duplicates}
      back="/file-duplicates"
      state={<DuplicateState of={d.status} />}
      sub={pairName(d)}
      acts={one && two && <Acts d={d} tag={tag} reload={reload} />}
    >
      {d.status === 'merged' && offers(d.acts, 'undo') && (
        <Alert
          type="info"
          showIcon
          className="tx-refusal"
          title={
            <>
              {rt.undoUntil} <Instant at={new Date(new Date(d.at).getTime() + undoFor).toISOString()} />
            </>
          }
          description={rt.undoConfirm}
        />
      )}
      {one && two ? (
        <>
          <Card title={rt.compare}>
            <p className="tx-muted tw-above">{rt.compareHow}</p>
            <Pair label={rt.compare} heads={[nameOf(0), nameOf(1)]} rows={rowsOf(d, one, two, form.data)} />
          </Card>
          {offers(d.acts, 'merge') && <Merge key={d.version} d={d} tag={tag} reload={reload} />}
        </>
      ) : (
        <Card>
          <Empty title={rt.thrownAway} />
        </Card>
      )}
    </Page>
  )
}

/** Head is a file of the pair: its name, its state, what became of it. */
const Head = ({ d, f }: { d: Duplicate; f: File }) => (
  <>
    <Link to={`/beneficiaries/${f.id}`}>{f.pseudonym}</Link>{' '}
    {d.status === 'merged' && (
      <StateTag tone={d.kept === f.id ? 'done' : 'neutral'}>{d.kept === f.id ? rt.keptMark : rt.goneMark}</StateTag>
    )}
  </>
)

type Text = { text: string | undefined; show?: ReactNode; masked?: boolean }

const revealOf = (f: File, i: number, field: string, label: string, masked: string | undefined): ReactNode =>
  masked && (
    <Reveal
      label={`${nameOf(i)} ${label}`}
      masked={masked}
      purposes={choices(carePurpose)}
      reveal={(purpose) =>
        take(api.POST('/beneficiaries/{id}/reveal', { params: { path: { id: f.id } }, body: { field, purpose: purpose as 'visit' } }))
      }
    />
  )

/** rowsOf are all fields of which one of the files has a value at least. */
function rowsOf(d: Duplicate, one: File, two: File, form: FormView): PairRow[] {
  const row = (key: string, label: string, of: (f: File, i: number) => Text): PairRow[] => {
    const [a, b] = [of(one, 0), of(two, 1)]
    if (!a.text && !b.text) return []
    return [{ key, label, values: [a.show ?? a.text, b.show ?? b.text], mark: markOf(a, b) }]
  }
  const sealed = (field: 'name' | 'id_number' | 'address' | 'guardian_name' | 'guardian_mobile', label: string) =>
    row(field, label, (f, i) => ({ text: f[field], show: revealOf(f, i, field, label, f[field]), masked: true }))
  const coded = (key: keyof File, label: string, words: object) =>
    row(key, label, (f) => ({ text: f[key] ? word(words, f[key] as string) : undefined }))
  const day = (key: 'birth' | 'entered_on' | 'exited_on', label: string) =>
    row(key, label, (f) => ({ text: f[key] && format.day(f[key], 0) }))
  return [
    { key: 'file', label: t.pseudonym, values: [<Head key="a" d={d} f={one} />, <Head key="b" d={d} f={two} />] },
    ...coded('status', rt.status, beneficiaryStatus),
    ...sealed('name', t.name),
    ...sealed('id_number', t.idNumber),
    ...coded('no_id_reason', t.noID, noIdReason),
    ...coded('gender', t.gender, gender),
    ...day('birth', t.birth),
    ...row('kinds', t.kinds, (f) => ({ text: f.kinds.map((k) => word(beneficiaryKind, k)).join(format.comma()) })),
    ...row('region', t.region, (f) => ({ text: f.region, show: <RegionName path={f.region} /> })),
    ...sealed('address', t.address),
    ...coded('guardianship', t.guardianship, guardianship),
    ...sealed('guardian_name', t.guardianName),
    ...sealed('guardian_mobile', t.guardianMobile),
    ...coded('schooling', t.schooling, schooling),
    ...row('grade', t.grade, (f) => ({ text: f.grade > 0 ? t.gradeOf({ n: f.grade }) : undefined })),
    ...coded('risk', t.risk, risk),
    ...row('r16_flag', t.r16Flag, (f) => ({ text: f.r16_flag ? rt.yes : undefined })),
    ...form.sections.flatMap((s) =>
      s.fields.flatMap((field) =>
        row(`details.${field.code}`, `${s.title}${format.colon()}${field.label}`, (f, i) => detailOf(f, i, field)),
      ),
    ),
    ...day('entered_on', t.entered),
    ...day('exited_on', t.exited),
    ...coded('exit_reason', t.exitReason, exitReason),
  ]
}

function detailOf(f: File, i: number, field: FormField): Text {
  const answer = f.details[field.code]
  if (!answer) return { text: undefined }
  if (field.sealed) return { text: answer, show: revealOf(f, i, field.code, field.label, answer), masked: true }
  return { text: sayAnswer(field, answer) }
}

function markOf(a: Text, b: Text): PairRow['mark'] {
  if (!a.text || !b.text) return { text: rt.onlyOne, strong: false }
  if (a.text !== b.text) return { text: rt.diff, icon: '≠', strong: true }
  return a.masked ? { text: rt.sameMasked, icon: '?', strong: false } : undefined
}

/** Merge asks which file is kept and says what follows before it merges. */
function Merge({ d, tag, reload }: { d: Duplicate; tag: string; reload: () => void }) {
  const [keep, setKeep] = useState<string>()
  const at = d.files.findIndex((f) => f.id === keep)
  const gone = d.files.find((f) => f.id !== keep)
  return (
    <Card title={rt.keep}>
      <p className="tx-muted tw-above" id="tw-keep">
        {rt.keepHow}
      </p>
      <Radio.Group
        className="tw-above"
        vertical
        aria-label={rt.keep}
        value={keep}
        onChange={(e) => setKeep(e.target.value as string)}
        options={d.files.map((f, i) => ({
          value: f.id,
          label: `${rt.keepOf({ no: nameOf(i), name: f.pseudonym })}${format.paren(word(beneficiaryStatus, f.status))}`,
        }))}
      />
      <div className="tx-row">
        <ActButton
          type="primary"
          disabled={!keep}
          said={rt.merged}
          done={reload}
          reload={reload}
          confirm={
            gone && (
              <>
                <p>{rt.mergeTitle}</p>
                <ul>
                  <li>{rt.mergeWhat.kept({ kept: nameOf(at), gone: nameOf(1 - at) })}</li>
                  <li>{rt.mergeWhat.gone({ gone: nameOf(1 - at), name: gone.pseudonym })}</li>
                  <li>{rt.mergeWhat.pairings({ gone: nameOf(1 - at) })}</li>
                  <li>{rt.mergeWhat.undo}</li>
                </ul>
              </>
            )
          }
          act={(key) =>
            take(
              api.POST('/file-duplicates/{id}/merge', {
                params: { path: { id: d.id }, header: seen(tag, key) },
                body: { keep: keep ?? '' },
              }),
            )
          }
        >
          {duplicateAct.merge}
        </ActButton>
        {!keep && <span className="tx-muted">{rt.keepFirst}</span>}
      </div>
    </Card>
  )
}

function Acts({ d, tag, reload }: { d: Duplicate; tag: string; reload: () => void }) {
  const simple = (act: 'different' | 'undo', said: string, confirm: string) => (
    <Offer acts={d.acts} act={act} label={duplicateAct[act]}>
      <ActButton
        said={said}
        confirm={confirm}
        done={reload}
        reload={reload}
        act={(key) => take(api.POST(`/file-duplicates/{id}/${act}`, { params: { path: { id: d.id }, header: seen(tag, key) } }))}
      >
        {duplicateAct[act]}
      </ActButton>
    </Offer>
  )
  return (
    <>
      {simple('different', rt.differentSaid, rt.differentConfirm)}
      {simple('undo', rt.undone, rt.undoConfirm)}
    </>
  )
}
