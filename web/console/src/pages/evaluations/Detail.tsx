import { PrinterOutlined } from '@ant-design/icons'
import { api, format, take } from '@tongxing/shared'
import { evaluationAct, evaluationKind, evaluationParty } from '@tongxing/shared/words'
import { Alert, Button, Steps, Tabs } from 'antd'
import { Link, useParams, useSearchParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { Card, Empty, Facts, Offer, offers, Page, StateTag, useLoad, Waiting } from '../../parts/index.ts'
import { Files } from '../../domain/Files.tsx'
import { History } from '../../domain/History.tsx'
import { Name } from '../../domain/names.tsx'
import { points } from '../../domain/units.tsx'
import { word } from '../../domain/words.ts'
import { Acts, Replace } from './Acts.tsx'
import { EvaluationState } from './List.tsx'
import { Marks } from './Marks.tsx'
import { automatic, autoPoints, itemsOf, most, pointsOf, vetoName, type Evaluation } from './score.ts'
import { insteadOf } from './substitutes.ts'
import { t } from './texts.ts'
import '../../theme/work.css'

const order = ['planned', 'self_reporting', 'desk', 'onsite', 'merged', 'publicised', 'final'] as const
const at: Record<string, number> = {
  planned: 0,
  self_reporting: 1,
  self_submitted: 1,
  desk: 2,
  onsite: 3,
  scored: 4,
  merged: 4,
  publicised: 5,
  objected: 5,
  reviewed: 5,
  final: 6,
  rectifying: 6,
  rechecked: 6,
  final2: 6,
  archived: 7,
}

/** One evaluation: where it stands, its result, and for those inside who scored what. */
export function Component() {
  const { id = '' } = useParams()
  const session = useSession()
  const [params, setParams] = useSearchParams()
  const ev = useLoad(() => take(api.GET('/evaluations/{id}', { params: { path: { id } } })), [id])
  if (!ev.data) return <Waiting of={ev} />
  const e = ev.data
  const provider = session.places.some((p) => p.orgId === e.provider_id)
  const rater = e.raters?.find((r) => r.user_id === session.me.id)
  const tabs = [
    { key: 'result', label: t.result, children: <Result e={e} provider={provider} /> },
    { key: 'notes', label: t.notes, children: <Notes e={e} /> },
    ...(e.raters ? [{ key: 'people', label: t.people, children: <People e={e} changed={ev.set} /> }] : []),
    ...(!provider ? [{ key: 'cards', label: t.cards, children: <Cards e={e} /> }] : []),
    { key: 'form', label: t.form, children: <Form1 e={e} /> },
  ]
  const tab = params.get('tab') ?? 'result'
  return (
    <Page
      title={`${e.contract_name} · ${word(evaluationKind, e.kind)}`}
      back="/evaluations"
      state={<EvaluationState of={e.status} />}
      sub={
        <>
          <span className="tx-figure">{e.contract_no}</span> · {e.provider_name} · {e.year}
        </>
      }
      deadline={e.status === 'publicised' && { label: t.publicTo, at: e.public_to }}
      acts={
        <>
          {e.final_at && (
            <Link to={`/evaluations/${id}/letter`}>
              <Button icon={<PrinterOutlined />}>{t.letter}</Button>
            </Link>
          )}
          <Acts e={e} provider={provider} done={ev.set} reload={() => void ev.reload()} />
        </>
      }
      aside={provider ? undefined : <History id={id} version={ev.at} />}
    >
      {rater && !rater.declared && !rater.conflict && offers(e.acts, 'declare') && (
        <Alert type="warning" showIcon className="tx-refusal" title={t.declareFirst} />
      )}
      {rater?.conflict && <Alert type="info" showIcon className="tx-refusal" title={t.recused} />}
      <Card>
        <Steps size="small" current={at[e.status] ?? 0} items={order.map((k) => ({ title: t.steps[k] }))} />
      </Card>
      <Tabs
        activeKey={tabs.some((x) => x.key === tab) ? tab : 'result'}
        items={tabs}
        destroyOnHidden
        onChange={(k) => setParams({ tab: k }, { replace: true })}
      />
    </Page>
  )
}

function Result({ e, provider }: { e: Evaluation; provider: boolean }) {
  const r = e.result
  return (
    <>
      {r ? (
        <Card>
          <div className="tw-total">
            <strong className="tx-figure">{points(r.total)}</strong>
            <span className="tx-muted">{t.of100}</span>
            <StateTag tone={r.pass ? 'done' : 'late'}>
              {r.grade} · {r.pass ? t.pass : t.fail}
            </StateTag>
            {r.vetoes.length > 0 && (
              <span className="tx-warn">
                {`${t.veto}${format.colon()}${r.vetoes.map((c) => vetoName(e.sheet, c)).join(format.comma())}`}
                {format.paren(t.sum({ sum: points(r.sum) }))}
              </span>
            )}
          </div>
          <h3 className="tw-above">{t.section}</h3>
          <ul className="tw-bars">
            {r.sections.map((s) => (
              <li key={s.code}>
                <div className="tw-bar-head">
                  <span>{s.name}</span>
                  <span className="tx-figure">
                    {points(s.points)} / {points(s.max)}
                  </span>
                </div>
                <div className="tw-bar" role="img" aria-label={`${s.name} ${points(s.points)} / ${points(s.max)}`}>
                  <div className="tw-bar-done" style={{ width: `${s.max ? (s.points / s.max) * 100 : 0}%` }} />
                </div>
              </li>
            ))}
          </ul>
        </Card>
      ) : (
        <Empty title={provider ? t.hidden : t.notMerged} />
      )}
      <Substituted list={e.substitutes} />
      {e.due.length > 0 && (
        <Card title={t.dueTitle}>
          <p className="tx-muted">{t.dueHow}</p>
          <ul className="tw-list">
            {e.due.map((d) => (
              <li key={d.payment_id}>
                <Link to={`/payments/${d.payment_id}`}>{t.dueSeq({ n: d.seq })}</Link>{' '}
                {t.dueLine({ pay: format.money(d.pay_fen), planned: format.money(d.amount_fen), deduct: format.money(d.deduct_fen) })}
              </li>
            ))}
          </ul>
        </Card>
      )}
      {(e.public_from || e.final_at || e.input_hash) && (
        <Card>
          <Facts
            of={[
              [t.publicFrom, e.public_from && format.day(e.public_from)],
              [t.publicTo, e.public_to && format.day(e.public_to)],
              [t.finalAt, e.final_at && format.instant(e.final_at)],
              [t.first, e.first && `${points(e.first.total)} ${e.first.grade}`],
              [
                t.hash,
                e.input_hash && (
                  <code key="h" title={e.input_hash}>
                    {e.input_hash.slice(0, 16)}
                  </code>
                ),
              ],
            ]}
          />
        </Card>
      )}
      {(e.objections.length > 0 || (provider && e.status === 'publicised')) && (
        <Card title={t.objections}>
          <ul className="tw-list">
            {e.objections.map((o) => (
              <li key={o.at}>
                <p>{o.text}</p>
                <p className="tx-muted">
                  {t.objectedAt} {format.instant(o.at)}
                </p>
                {o.decision && (
                  <>
                    <p className="tx-quote">{o.decision}</p>
                    <p className="tx-muted">
                      {t.decidedAt} {o.decided_at && format.instant(o.decided_at)} · {o.upheld ? t.upheld : t.stood}
                    </p>
                  </>
                )}
              </li>
            ))}
          </ul>
          <Files record={e.id} state={e.status} />
        </Card>
      )}
    </>
  )
}

/** Substituted says what became of the items for which the contract has no indicators. */
function Substituted({ list }: { list: Evaluation['substitutes'] }) {
  if (list.length === 0) return null
  return (
    <Card title={t.substitutes}>
      <ul className="tw-list">
        {list.map((s) => (
          <li key={s.item}>{insteadOf(s)}</li>
        ))}
      </ul>
    </Card>
  )
}

function Notes({ e }: { e: Evaluation }) {
  const list: [string, string | undefined][] = [
    [t.selfReport, e.self_report],
    [t.deskNote, e.desk_note],
    [t.onsiteNote, e.onsite_note],
    [t.rectifyReport, e.rectify_report],
    [t.recheckNote, e.recheck_note],
  ]
  return (
    <Card>
      <div className="tw-prose">
        {list.map(([label, text]) => (
          <div key={label}>
            <h3>{label}</h3>
            <p className={text ? '' : 'tx-muted'}>{text ?? '—'}</p>
          </div>
        ))}
      </div>
    </Card>
  )
}

function People({ e, changed }: { e: Evaluation; changed: (e: Evaluation) => void }) {
  return (
    <Card flush>
      <table className="tx-plain">
        <thead>
          <tr>
            <th scope="col">{t.rater}</th>
            <th scope="col">{t.party}</th>
            <th scope="col" className="tx-right">
              {t.weight}
            </th>
            <th scope="col">{t.declaration}</th>
            <th scope="col">{evaluationAct.score}</th>
            <th scope="col" />
          </tr>
        </thead>
        <tbody>
          {(e.raters ?? []).map((r) => (
            <tr key={r.user_id}>
              <td>{r.party === 'self' ? e.provider_name : <Name id={r.user_id} />}</td>
              <td>{word(evaluationParty, r.party)}</td>
              <td className="tx-right">{r.weight}</td>
              <td>
                <StateTag tone={r.conflict ? 'late' : r.declared ? 'done' : 'waiting'}>
                  {r.conflict ? t.needRecuse : r.declared ? t.declared : t.needDeclare}
                </StateTag>
              </td>
              <td>
                <StateTag tone={r.submitted ? 'done' : 'waiting'}>{r.submitted ? t.submitted : t.notSubmitted}</StateTag>
              </td>
              <td className="tx-right">
                <Offer acts={r.acts} act="replace_rater" label={evaluationAct.replace_rater}>
                  <Replace e={e} old={r.user_id} done={changed} />
                </Offer>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}

/** The cards beside each other, once all are in and frozen; each automatic item with its figure. */
function Cards({ e }: { e: Evaluation }) {
  const merged = !!e.result || (at[e.status] ?? 0) > 4 || e.status === 'merged'
  const all = useLoad(
    () =>
      merged
        ? Promise.all([
            take(api.GET('/evaluations/{id}/cards', { params: { path: { id: e.id } } })),
            take(api.GET('/evaluations/{id}/figures', { params: { path: { id: e.id } } })),
          ])
        : Promise.resolve(undefined),
    [e.id, merged],
  )
  if (!merged) return <Empty title={t.cards} text={t.notYet} />
  if (!all.data) return <Waiting of={all} />
  const [cards, figures] = all.data
  const result = e.result
  return (
    <Card flush>
      <div className="tw-scroll" tabIndex={0} role="region" aria-label={t.cards}>
        <table className="tx-plain">
          <thead>
            <tr>
              <th scope="col">{t.adjustItem}</th>
              <th scope="col" className="tx-right">
                {t.max}
              </th>
              {cards.items.map((c) => (
                <th key={c.rater} scope="col" className="tx-right">
                  {c.rater === 'self' ? e.provider_name : <Name id={c.rater} />}
                  <div className="tx-small">{`${word(evaluationParty, c.party)} ${c.weight}%`}</div>
                </th>
              ))}
              <th scope="col" className="tx-right">
                {t.points}
              </th>
            </tr>
          </thead>
          <tbody>
            {itemsOf(e.sheet).map((it) => (
              <tr key={it.code}>
                <th scope="row">
                  {it.code} {it.name}
                </th>
                <td className="tx-right">{points(most(it))}</td>
                {cards.items.map((c) => {
                  const m = c.marks.find((x) => x.item === it.code)
                  const p = automatic(it) ? undefined : pointsOf(it, m)
                  return (
                    <td key={c.rater} className="tx-right" title={m?.note}>
                      {p === undefined ? '—' : points(p)}
                      {m?.note && <div className="tx-muted tx-small">{m.note}</div>}
                    </td>
                  )
                })}
                <td className="tx-right">
                  <strong>
                    {points(result?.items?.find((l) => l.code === it.code)?.points ?? (automatic(it) ? autoPoints(it, figures) : 0))}
                  </strong>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}

function Form1({ e }: { e: Evaluation }) {
  const figures = useLoad(() => take(api.GET('/evaluations/{id}/figures', { params: { path: { id: e.id } } })), [e.id])
  if (!figures.data) return <Waiting of={figures} />
  return <Marks sheet={e.sheet} figures={figures.data} mine={[]} readOnly />
}
