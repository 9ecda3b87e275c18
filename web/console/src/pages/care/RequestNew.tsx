import { api, take, takeTagged, type components } from '@tongxing/shared'
import { beneficiaryKind, fileRequestKind, gender, guardianship, noIdReason, risk } from '@tongxing/shared/words'
import { Alert, App, Form, Input, Select } from 'antd'
import { Link, useNavigate, useParams } from 'react-router'
import {
  Card,
  DayInput,
  DraftForm,
  Empty,
  Facts,
  Page,
  partTexts,
  RegionName,
  RegionPicker,
  seen,
  useLoad,
  Waiting,
} from '../../parts/index.ts'
import { Checks } from '../../parts/Checks.tsx'
import { Files } from '../../domain/Files.tsx'
import { choices, word } from '../../domain/words.ts'
import { lowerThan, type FileKind } from './FileRequests.tsx'
import { RiskMark } from './risk.tsx'
import { rt } from './requestTexts.ts'
import { t } from './texts.ts'
import '../../theme/work.css'

type Detail = components['schemas']['register.fileDetailView']
type Body = components['schemas']['register.requestRequest']
type Values = Partial<Omit<Body, 'kind'>> & Record<string, unknown>

/** Personal values and the reason are never kept as a draft in the browser. */
const secret = ['name', 'id_number', 'birth', 'guardian_name', 'guardian_mobile', 'reason'] as const

/** The form of one request about a registered file. */
export function Component() {
  const { id = '', kind = '' } = useParams()
  const file = useLoad(() => takeTagged(api.GET('/beneficiaries/{id}', { params: { path: { id } } })), [id])
  if (!file.data) return <Waiting of={file} />
  const { data: f, tag } = file.data
  const as = kind as FileKind
  if (!(kind in rt.decides)) {
    return <Empty title={partTexts.missing} text={partTexts.missingHow} act={<Link to={`/beneficiaries/${id}`}>{rt.toFile}</Link>} />
  }
  const why = refused(f, as)
  return (
    <Page title={word(fileRequestKind, as)} sub={f.pseudonym} back={`/beneficiaries/${id}`}>
      {why ? (
        <Card>
          <Empty {...why} act={<Link to={`/beneficiaries/${id}`}>{rt.toFile}</Link>} />
        </Card>
      ) : (
        <Editor key={`${id} ${kind}`} f={f} tag={tag} kind={as} />
      )}
    </Page>
  )
}

/** refused is why the request would be of no use. */
function refused(f: Detail, kind: FileKind): { title: string; text?: string } | undefined {
  if (f.status !== 'registered') return { title: rt.onlyRegistered, text: rt.onlyRegisteredHow }
  if (kind === 'lower_risk' && f.r16) return { title: rt.riskAlone }
  if (kind === 'lower_risk' && lowerThan(f.risk).length === 0) return { title: rt.lowest }
  return kind === 'measure' && !f.r16 ? { title: rt.notAlone } : undefined
}

/** bodyOf is what is sent: a number that is typed stands for gender, birth and the reason why there was none. */
function bodyOf(kind: FileKind, v: Values): Body {
  const given = Object.entries(v).filter(([, x]) => x !== undefined && x !== null && x !== '')
  const read = kind === 'correct' && v.id_number ? ['no_id_reason', 'gender', 'birth'] : []
  return { kind, ...Object.fromEntries(given.filter(([k]) => !read.includes(k))) } as Body
}

/** initialOf is what the form begins with: of a correction, what is not sealed. */
const initialOf = (f: Detail, kind: FileKind): Values =>
  kind === 'correct'
    ? {
        kinds: f.kinds,
        gender: f.gender,
        ...(f.birth ? { birth: f.birth } : {}),
        ...(f.no_id_reason ? { no_id_reason: f.no_id_reason } : {}),
      }
    : {}

function Editor({ f, tag, kind }: { f: Detail; tag: string; kind: FileKind }) {
  const go = useNavigate()
  const { message } = App.useApp()
  return (
    <>
      {kind === 'measure' && (
        <Card title={rt.proofFirst}>
          <p>{rt.proofHow}</p>
          <p className="tw-above">
            <Link to={`/beneficiaries/${f.id}`}>{rt.inPapers}</Link>
          </p>
          <Files record={f.id} purposes={['measure_proof']} />
        </Card>
      )}
      <Card>
        <p className="tx-muted tw-above">{rt.decides[kind]}</p>
        <DraftForm<Values, components['schemas']['register.requestView']>
          name={`file-request:${kind}:${f.id}`}
          className="tw-wide-form"
          secret={[...secret]}
          initial={initialOf(f, kind)}
          tag={tag}
          latest={() =>
            takeTagged(api.GET('/beneficiaries/{id}', { params: { path: { id: f.id } } })).then((a) => ({
              values: initialOf(a.data, kind),
              tag: a.tag,
            }))
          }
          labels={{
            kinds: t.kinds,
            name: t.name,
            id_number: t.idNumber,
            no_id_reason: t.noID,
            gender: t.gender,
            birth: t.birth,
            to: rt.newTo,
            risk: rt.newRisk,
            guardianship: rt.carer,
            guardian_name: t.guardianName,
            guardian_mobile: t.guardianMobile,
            reason: rt.reason,
          }}
          submit={rt.send}
          send={(v, key, version) =>
            take(
              api.POST('/beneficiaries/{id}/requests', {
                params: { path: { id: f.id }, header: seen(version, key) },
                body: bodyOf(kind, v),
              }),
            )
          }
          done={(r) => {
            void message.success(rt.sent)
            void go(`/file-requests/${r.id}`)
          }}
        >
          {(v) => (
            <>
              <Fields f={f} kind={kind} v={v} />
              <Form.Item name="reason" label={rt.reason} extra={rt.reasonHow} required>
                <Input.TextArea rows={4} maxLength={500} showCount />
              </Form.Item>
            </>
          )}
        </DraftForm>
      </Card>
    </>
  )
}

const keepOf = (masked: string | undefined) => (masked ? rt.keepMasked({ masked }) : rt.keepEmpty)

function Fields({ f, kind, v }: { f: Detail; kind: FileKind; v: Values }) {
  switch (kind) {
    case 'correct':
      return (
        <>
          <Form.Item name="kinds" label={t.kinds} required>
            <Checks options={choices(beneficiaryKind)} />
          </Form.Item>
          <div className="tx-form-two">
            <Form.Item name="name" label={t.name} extra={keepOf(f.name)}>
              <Input maxLength={50} autoComplete="off" />
            </Form.Item>
            <Form.Item name="id_number" label={t.idNumber} extra={`${keepOf(f.id_number)}${rt.idReads}`}>
              <Input maxLength={40} autoComplete="off" />
            </Form.Item>
            {!v.id_number && (
              <Form.Item name="no_id_reason" label={t.noID}>
                <Select allowClear={{ label: partTexts.clear }} options={choices(noIdReason)} />
              </Form.Item>
            )}
            {!v.id_number && v.no_id_reason && (
              <>
                <Form.Item name="gender" label={t.gender} required>
                  <Select options={choices(gender)} />
                </Form.Item>
                <Form.Item name="birth" label={t.birth} required>
                  <DayInput />
                </Form.Item>
              </>
            )}
          </div>
        </>
      )
    case 'transfer':
      return (
        <>
          <Now label={rt.nowVillage}>
            <RegionName path={f.region} />
          </Now>
          <Form.Item name="to" label={rt.newTo} extra={rt.newToHow} required>
            <RegionPicker />
          </Form.Item>
        </>
      )
    case 'lower_risk':
      return (
        <>
          <Now label={rt.nowRisk}>
            <RiskMark of={f.risk} />
          </Now>
          <Form.Item name="risk" label={rt.newRisk} required>
            <Select options={choices(risk).filter((o) => lowerThan(f.risk).includes(o.value))} />
          </Form.Item>
        </>
      )
    case 'measure':
      return (
        <>
          <Alert type="error" showIcon className="tw-above" title={t.r16} description={t.r16Text} />
          <div className="tx-form-two">
            <Form.Item name="guardianship" label={rt.carer} required>
              <Select options={choices(guardianship).filter((o) => carers.includes(o.value))} />
            </Form.Item>
            <Form.Item name="guardian_name" label={t.guardianName} required={v.guardianship !== 'institution'}>
              <Input maxLength={50} autoComplete="off" />
            </Form.Item>
            <Form.Item name="guardian_mobile" label={t.guardianMobile}>
              <Input maxLength={30} inputMode="tel" autoComplete="off" />
            </Form.Item>
          </div>
        </>
      )
  }
}

/** Who may take over a child: the choices that the API accepts in a measure. */
const carers = ['parent', 'grandparents', 'relatives', 'foster', 'institution']

const Now = ({ label, children }: { label: string; children: React.ReactNode }) => (
  <div className="tw-above">
    <Facts of={[[label, children]]} />
  </div>
)
