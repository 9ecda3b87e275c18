import { DownloadOutlined } from '@ant-design/icons'
import { api, format, take, takeTagged } from '@tongxing/shared'
import { contractReportAct, indicatorSource, milestoneStatus, serviceKind } from '@tongxing/shared/words'
import { Alert, Button, Form, Input } from 'antd'
import { Link, useParams } from 'react-router'
import { ActButton, Card, DraftForm, Facts, isOpen, Offer, Page, seen, StateTag, useLoad, Waiting } from '../../parts/index.ts'
import { History } from '../../domain/History.tsx'
import { amount, share } from '../../domain/units.tsx'
import { word } from '../../domain/words.ts'
import { ReportState, type Detail } from './state.tsx'
import { t } from './texts.ts'
import '../../theme/work.css'

interface Part {
  r: Detail
  tag: string
  reload: () => void
}

/** The report on one period: its figures, what the provider wrote, and what the buyer decides. */
export function Component() {
  const { id = '' } = useParams()
  const loaded = useLoad(() => takeTagged(api.GET('/contract-reports/{id}', { params: { path: { id } } })), [id])
  if (!loaded.data) return <Waiting of={loaded} />
  const r = loaded.data.data
  const part: Part = { r, tag: loaded.data.tag, reload: () => void loaded.reload() }
  const file = `/api/v1/contract-reports/${id}`
  return (
    <Page
      title={t.one({ period: r.period })}
      back="/contract-reports"
      state={
        <>
          <ReportState of={r.status} /> {r.late && <StateTag tone="late">{t.late}</StateTag>}
        </>
      }
      sub={
        <>
          {r.contract_name} · <span className="tx-figure">{r.contract_no}</span> · {r.provider_name}
        </>
      }
      deadline={(r.status === 'open' || r.status === 'returned') && { label: t.due, at: r.due, soonDays: 3 }}
      acts={
        <>
          <Link to={`/contracts/${r.contract_id}?tab=reports`}>
            <Button>{t.toContract}</Button>
          </Link>
          <Button icon={<DownloadOutlined />} href={`${file}/xlsx`} download>
            {t.xlsx}
          </Button>
          <Button icon={<DownloadOutlined />} href={`${file}/pdf`} target="_blank">
            {t.pdf}
          </Button>
          <Acts {...part} />
        </>
      }
      aside={<History id={id} version={loaded.at} />}
    >
      {r.reason && <Alert className="tw-below" type="warning" showIcon title={t.because({ reason: r.reason })} />}
      <Written key={part.tag} {...part} />
      <Figures r={r} />
    </Page>
  )
}

type Texts = { summary: string; problems: string; plan: string }

function Written({ r, tag, reload }: Part) {
  if (!isOpen(r.acts, 'write')) {
    return (
      <Card title={t.written}>
        <Facts
          of={[
            [
              t.summary,
              <p key="s" className="tw-prose">
                {r.summary || t.unwritten}
              </p>,
            ],
            [
              t.problems,
              <p key="p" className="tw-prose">
                {r.problems || t.unwritten}
              </p>,
            ],
            [
              t.plan,
              <p key="n" className="tw-prose">
                {r.plan || t.unwritten}
              </p>,
            ],
          ]}
        />
      </Card>
    )
  }
  return (
    <Card title={t.written}>
      <DraftForm<Texts, unknown>
        name={`contract-report:${r.id}`}
        initial={{ summary: r.summary, problems: r.problems, plan: r.plan }}
        tag={tag}
        latest={async () => {
          const now = await takeTagged(api.GET('/contract-reports/{id}', { params: { path: { id: r.id } } }))
          return { values: { summary: now.data.summary, problems: now.data.problems, plan: now.data.plan }, tag: now.tag }
        }}
        labels={{ summary: t.summary, problems: t.problems, plan: t.plan }}
        send={(v, key, version) =>
          take(api.PUT('/contract-reports/{id}', { params: { path: { id: r.id }, header: seen(version, key) }, body: v }))
        }
        done={reload}
        submit={t.keep}
      >
        <Form.Item name="summary" label={t.summary} extra={t.summaryHow} required>
          <Input.TextArea rows={6} maxLength={4000} showCount />
        </Form.Item>
        <Form.Item name="problems" label={t.problems}>
          <Input.TextArea rows={4} maxLength={4000} showCount />
        </Form.Item>
        <Form.Item name="plan" label={t.plan} extra={t.planHow} required>
          <Input.TextArea rows={4} maxLength={4000} showCount />
        </Form.Item>
      </DraftForm>
    </Card>
  )
}

/** The acts that the API offers. */
function Acts({ r, tag, reload }: Part) {
  const header = (key: string) => ({ params: { path: { id: r.id }, header: seen(tag, key) } })
  const reasoned = (to: 'return' | 'skip', label: string, said: string, note?: string) => (
    <ActButton
      reason={t.reason}
      {...(note ? { confirm: note } : {})}
      said={said}
      reload={reload}
      done={reload}
      act={(key, reason) => take(api.POST(`/contract-reports/{id}/${to}`, { ...header(key), body: { reason } }))}
    >
      {label}
    </ActButton>
  )
  const simple = (to: 'submit' | 'accept' | 'reopen', label: string, said: string, note?: string) => (
    <ActButton
      type="primary"
      {...(note ? { confirm: note } : {})}
      said={said}
      reload={reload}
      done={reload}
      act={(key) => take(api.POST(`/contract-reports/{id}/${to}`, header(key)))}
    >
      {label}
    </ActButton>
  )
  const words = contractReportAct
  const buttons = {
    skip: reasoned('skip', words.skip, t.skipSaid, t.skipNote),
    return: reasoned('return', words.return, t.returnSaid),
    submit: simple('submit', words.submit, t.submitSaid, t.submitNote),
    accept: simple('accept', words.accept, t.acceptSaid, t.acceptNote),
    reopen: simple('reopen', words.reopen, t.reopenSaid),
  }
  return (
    <>
      {(Object.keys(buttons) as (keyof typeof buttons)[]).map((act) => (
        <Offer key={act} acts={r.acts} act={act} label={words[act]}>
          {buttons[act]}
        </Offer>
      ))}
    </>
  )
}

function Figures({ r }: { r: Detail }) {
  const f = r.figures
  return (
    <>
      <Card title={t.indicators} extra={<span className="tx-figure">{t.all({ share: share(f.ratio_bp) })}</span>}>
        <p className="tx-muted">{r.kept ? t.kept : t.live}</p>
        <div className="tw-scroll" role="region" aria-label={t.indicators} tabIndex={0}>
          <table className="tx-plain tx-figure">
            <thead>
              <tr>
                <th scope="col">{t.indicator}</th>
                <th scope="col" className="tw-share-col" aria-label={t.ratio} />
                {[t.ratio, t.gained, t.actual, t.target].map((name) => (
                  <th key={name} scope="col" className="tx-right">
                    {name}
                  </th>
                ))}
                <th scope="col">{t.source}</th>
              </tr>
            </thead>
            <tbody>
              {f.items.map((i) => (
                <tr key={i.code}>
                  <th scope="row">
                    {i.code} {i.name}
                  </th>
                  <td aria-hidden="true">
                    <div className="tw-bar">
                      <div className="tw-bar-done" style={{ width: `${Math.min(100, i.ratio_bp / 100)}%` }} />
                    </div>
                  </td>
                  <td className="tx-right">{share(i.ratio_bp)}</td>
                  <td className="tx-right">{i.counted ? amount(i.unit, i.gained) : '—'}</td>
                  <td className="tx-right">{i.unknown ? '—' : amount(i.unit, i.actual)}</td>
                  <td className="tx-right">{amount(i.unit, i.target)}</td>
                  <td>{word(indicatorSource, i.source)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Card>
      <Card title={t.services}>
        {f.services.length === 0 ? (
          <p className="tx-muted">{t.noServices}</p>
        ) : (
          <div className="tw-scroll" role="region" aria-label={t.services} tabIndex={0}>
            <table className="tx-plain tx-figure">
              <thead>
                <tr>
                  <th scope="col">{t.kind}</th>
                  {[t.times, t.personTimes, t.people, t.hours].map((name) => (
                    <th key={name} scope="col" className="tx-right">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {[...f.services, f.all].map((k) => (
                  <tr key={k.kind || 'all'}>
                    <th scope="row">{k.kind ? word(serviceKind, k.kind) : t.allKinds}</th>
                    <td className="tx-right">{format.count(k.services)}</td>
                    <td className="tx-right">{format.count(k.times)}</td>
                    <td className="tx-right">{format.count(k.people)}</td>
                    <td className="tx-right">{format.hours(k.minutes)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Card>
      <Card title={t.ledger}>
        <Facts
          of={[
            [t.volunteerHours, format.hours(f.ledger.minutes)],
            [t.volunteerTimes, format.count(f.ledger.person_times)],
            [t.byHand, format.count(f.ledger.hand_times)],
            [t.sessions, format.count(f.ledger.sessions)],
            [t.served, format.count(f.ledger.served)],
          ]}
        />
      </Card>
      <Card title={t.milestones}>
        <ul className="tw-list">
          {f.steps.map((s) => (
            <li key={s.seq}>
              {s.seq}. {s.name} · {format.day(s.due, 0)} · {word(milestoneStatus, s.status)}
            </li>
          ))}
        </ul>
      </Card>
      <Card title={t.money}>
        <Facts
          of={[
            [t.amount, format.money(f.amount_fen)],
            [t.paid, format.money(f.paid_fen)],
            ...(f.deducted_fen ? ([[t.deducted, format.money(f.deducted_fen)]] as [string, string][]) : []),
          ]}
        />
      </Card>
    </>
  )
}
