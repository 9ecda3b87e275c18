// What a file needs a second person for: the requests about it, and the ways to make one.
import { api, take, type components, type Problem } from '@tongxing/shared'
import { fileRequestKind } from '@tongxing/shared/words'
import { Alert, Button, Form, Input } from 'antd'
import { Link, useNavigate } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { Card, idem, Instant, RegionPicker, useLoad, Waiting } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { Name } from '../../domain/names.tsx'
import { word } from '../../domain/words.ts'
import { RequestState, type Request } from './Requests.tsx'
import { rt } from './requestTexts.ts'
import { t } from './texts.ts'

type File = components['schemas']['register.fileDetailView']
type Inquiry = components['schemas']['register.inquiryRequest']

/** What may be asked for about a file. */
export type FileKind = Exclude<Request['kind'], 'inquiry'>

const order = ['green', 'blue', 'yellow', 'red']

/** lowerThan are the levels below a level of risk. A level that was not collected has none below it. */
export const lowerThan = (level: string): string[] => order.slice(0, Math.max(0, order.indexOf(level)))

/** kindsFor are the requests that are of use for the file as it is. */
const kindsFor = (f: File): FileKind[] => [
  ...(f.r16 ? (['measure'] as const) : []),
  'correct',
  'transfer',
  ...(!f.r16 && lowerThan(f.risk).length > 0 ? (['lower_risk'] as const) : []),
]

/** FileRequests is the card of the requests about a file, with the ways to make one for who may edit a registered file. */
export function FileRequests({ f }: { f: File }) {
  const { may } = useSession()
  const requests = useLoad(() => take(api.GET('/file-requests', { params: { query: { file_id: f.id, limit: 50 } } })), [f.id, f.version])
  if (!requests.data) return <Waiting of={requests} rows={2} />
  const items = requests.data.items
  const makes = f.status === 'registered' && may('beneficiary.edit')
  if (!makes && items.length === 0) return null
  return (
    <Card title={rt.card}>
      {makes && (
        <>
          <p className="tx-muted tw-above">{rt.cardHow}</p>
          <div className="tx-row tw-above">
            {kindsFor(f).map((kind) => (
              <Make key={kind} f={f} kind={kind} open={items.find((r) => r.kind === kind && r.status === 'open')} />
            ))}
          </div>
          {f.r16 && lowerThan(f.risk).length > 0 && <p className="tx-muted tx-small tw-above">{rt.riskAlone}</p>}
        </>
      )}
      {items.length === 0 ? (
        <p className="tx-muted">{rt.cardNone}</p>
      ) : (
        <ul className="tw-list">
          {items.map((r) => (
            <li key={r.id} className="tx-row">
              <Link to={`/file-requests/${r.id}`}>{word(fileRequestKind, r.kind)}</Link>
              <RequestState of={r.status} />
              <span className="tw-fill" />
              <span className="tx-muted">
                <Name id={r.made_by} /> · <Instant at={r.made_at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

/** Alone is the alert of a child without care: what has to be done, and by whom; a request that waits already is shown instead of its button. */
export function Alone({ f }: { f: File }) {
  const { may } = useSession()
  const reads = may('beneficiary.reveal')
  const open = useLoad(
    () =>
      reads
        ? take(api.GET('/file-requests', { params: { query: { file_id: f.id, kind: 'measure', status: 'open', limit: 1 } } }))
        : Promise.resolve({ items: [] }),
    [f.id, f.version],
  )
  const waiting = open.data?.items[0]
  const makes = f.status === 'registered' && may('beneficiary.edit')
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      className="tx-refusal"
      title={t.r16}
      description={
        <>
          {t.r16Text}
          {waiting ? (
            <p className="tw-below">
              <Link to={`/file-requests/${waiting.id}`}>{rt.measureWaits}</Link>
            </p>
          ) : makes ? (
            open.data && (
              <p className="tw-below">
                <Make f={f} kind="measure" open={undefined} />
              </p>
            )
          ) : (
            <p className="tw-below">{rt.measureHow}</p>
          )}
        </>
      }
    />
  )
}

/** Make leads to the form of a request, or says that one waits already. */
function Make({ f, kind, open }: { f: File; kind: FileKind; open: Request | undefined }) {
  const label = word(fileRequestKind, kind)
  if (open)
    return (
      <span className="tx-row">
        <Button disabled>{label}</Button>
        <Link to={`/file-requests/${open.id}`}>{rt.waits}</Link>
      </span>
    )
  return (
    <Link to={`/beneficiaries/${f.id}/request/${kind}`}>
      <Button danger={kind === 'measure'}>{label}</Button>
    </Link>
  )
}

const fitting: Record<string, FileKind> = { risk_request: 'lower_risk', measure_request: 'measure', identity_fixed: 'correct' }

/** RequestFor leads from a refused edit of a file to the request that it needs. */
export function RequestFor({ problem, id }: { problem: Problem; id: string }) {
  const kind = fitting[problem.code]
  if (!kind) return null
  return (
    <p>
      <Link to={`/beneficiaries/${id}/request/${kind}`}>{rt.toRequest({ kind: word(fileRequestKind, kind) })}</Link>
    </p>
  )
}

/**
 * AskCounty offers, when a person has a file already, to ask the county with what was typed. Its fields have ids of their own: those of
 * the form behind the dialog have the same names.
 */
export function AskCounty({ problem, of }: { problem: Problem; of: Partial<Inquiry> }) {
  const { region } = useSession()
  const go = useNavigate()
  if (problem.code !== 'file_exists') return null
  const { name, id_number, region: village } = of
  return (
    <>
      <p>{rt.askHow}</p>
      <FormAct<Inquiry & Record<string, unknown>, Request>
        name="file-inquiry"
        secret={['name', 'id_number', 'reason']}
        initial={{ ...(name ? { name } : {}), ...(id_number ? { id_number } : {}), ...(village ? { region: village } : {}) }}
        said={rt.askSaid}
        done={(r) => void go(`/file-requests/${r.id}`)}
        send={(v, key) => take(api.POST('/file-requests', { body: v, headers: idem(key) }))}
        fields={
          <>
            <Form.Item name="name" htmlFor="ask-name" label={t.name} required>
              <Input id="ask-name" maxLength={50} autoComplete="off" />
            </Form.Item>
            <Form.Item name="id_number" htmlFor="ask-id_number" label={t.idNumber} required>
              <Input id="ask-id_number" maxLength={40} autoComplete="off" />
            </Form.Item>
            <Form.Item name="region" htmlFor="ask-region" label={t.region} extra={t.chooseVillage} required>
              <RegionPicker id="ask-region" within={region} />
            </Form.Item>
            <Form.Item name="reason" htmlFor="ask-reason" label={rt.reason} extra={rt.reasonHow} required>
              <Input.TextArea id="ask-reason" rows={4} maxLength={500} showCount />
            </Form.Item>
          </>
        }
      >
        {rt.ask}
      </FormAct>
    </>
  )
}
