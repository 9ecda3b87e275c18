import { api, format, take, type components } from '@tongxing/shared'
import {
  activityType,
  indicatorAct,
  indicatorKind,
  indicatorMeasure,
  indicatorSource,
  reportAct,
  reportStatus,
  serviceKind,
} from '@tongxing/shared/words'
import { Button, Form, Input } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { ActButton, Card, DataTable, idem, Offer, StateTag, useLoad, Waiting } from '../../parts/index.ts'
import { entryColumns, entryFilters, type Entry } from '../hours/Ledger.tsx'
import { t as hours } from '../hours/texts.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { amount, AmountInput, share } from '../../domain/units.tsx'
import { tones, word } from '../../domain/words.ts'
import { Claims } from './Claims.tsx'
import type { Contract } from './contract.tsx'
import { t } from './texts.ts'

/** What counts the service log; the other measures count the ledger of hours. */
const ofLog = ['people', 'services', 'service_times', 'service_minutes', 'closed_threads']

type Report = components['schemas']['contracts.reportView']

/** Every indicator with its source; a counted one leads to the entries of the ledger behind it, and they to the check-ins. */
export function Indicators({ c, changed }: { c: Contract; changed: () => void }) {
  const session = useSession()
  const [params, setParams] = useSearchParams()
  const progress = useLoad(() => take(api.GET('/contracts/{id}/progress', { params: { path: { id: c.id } } })), [c.id, c.version])
  const reports = useLoad(() => take(api.GET('/contracts/{id}/reports', { params: { path: { id: c.id }, query: { limit: 50 } } })), [c.id])
  if (!progress.data || !reports.data) return <Waiting of={progress.data ? reports : progress} />
  const chosen = c.indicators.find((i) => i.id === params.get('of'))
  const again = () => {
    void progress.reload()
    void reports.reload()
    changed()
  }
  return (
    <>
      <Claims c={c} changed={again} />
      <Card flush>
        <table className="tx-plain">
          <thead>
            <tr>
              <th scope="col">{t.indicator}</th>
              <th scope="col">{t.kind}</th>
              <th scope="col" className="tx-right">
                {t.actual} / {t.plan}
              </th>
              <th scope="col" className="tx-right">
                {t.weight}
              </th>
              <th scope="col">{t.source}</th>
              <th scope="col" />
            </tr>
          </thead>
          <tbody>
            {c.indicators.map((i) => {
              const p = progress.data!.items.find((x) => x.id === i.id)
              return (
                <tr key={i.id} className={chosen?.id === i.id ? 'tx-row-picked' : ''}>
                  <td>
                    {i.code} {i.name}
                  </td>
                  <td>{word(indicatorKind, i.kind)}</td>
                  <td className="tx-right tx-figure">
                    {p?.unknown ? t.unknown : amount(i.unit, p?.actual ?? 0)} / {amount(i.unit, i.target)} ({share(p?.ratio_bp ?? 0)})
                  </td>
                  <td className="tx-right">{i.weight}</td>
                  <td>
                    {word(indicatorSource, i.source)}
                    {i.measure && (
                      <div className="tx-muted tx-small">
                        {word(indicatorMeasure, i.measure)}
                        {i.measure !== 'satisfaction' && (
                          <>
                            {' · '}
                            {i.activity_type
                              ? word(activityType, i.activity_type)
                              : i.service_kind
                                ? word(serviceKind, i.service_kind)
                                : t.allTypes}
                          </>
                        )}
                      </div>
                    )}
                  </td>
                  <td className="tx-right">
                    {i.measure && ofLog.includes(i.measure) && session.may('service.read') && (
                      <Link to={`/service-log?contract_id=${c.id}&status=approved${i.service_kind ? `&kind=${i.service_kind}` : ''}`}>
                        <Button>{t.seeLog}</Button>
                      </Link>
                    )}
                    {i.measure === 'satisfaction' && session.may('satisfaction.read') && (
                      <Button onClick={() => setParams({ tab: 'satisfaction' })}>{t.seeRounds}</Button>
                    )}
                    {i.source === 'auto' &&
                      i.measure !== 'satisfaction' &&
                      !ofLog.includes(i.measure ?? '') &&
                      session.may('hours.read') && (
                        <Button
                          onClick={() => setParams({ tab: 'indicators', of: i.id, ...(i.activity_type ? { type: i.activity_type } : {}) })}
                        >
                          {t.seeLedger}
                        </Button>
                      )}
                    <Offer acts={i.acts} act="report" label={indicatorAct.report}>
                      <ReportAct c={c} id={i.id} unit={i.unit} done={again} />
                    </Offer>
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </Card>
      {chosen ? (
        <section aria-label={t.ledgerOf({ name: chosen.name })}>
          <h2 className="tw-above">{t.ledgerOf({ name: chosen.name })}</h2>
          <DataTable<Entry>
            key={chosen.id}
            name="contract-ledger"
            exported={{ path: `/contracts/${c.id}/ledger`, persons: true }}
            label={t.ledgerOf({ name: chosen.name })}
            columns={entryColumns()}
            filters={entryFilters()}
            load={(query, page) =>
              take(api.GET('/contracts/{id}/ledger', { params: { path: { id: c.id }, query: { ...query, ...page } } }))
            }
            empty={{ title: hours.noEntries, text: hours.noEntriesHow }}
          />
        </section>
      ) : (
        <p className="tx-muted tw-above">{t.chainHow}</p>
      )}
      {c.indicators.some((i) => i.source === 'manual') && <Reports c={c} list={reports.data.items} done={again} />}
    </>
  )
}

function ReportAct({ c, id, unit, done }: { c: Contract; id: string; unit: string; done: () => void }) {
  return (
    <FormAct<{ value: number; evidence: string }, unknown>
      name={`report:${id}`}
      said={t.reportSaid}
      done={done}
      send={(v, key) =>
        take(
          api.POST('/contracts/{id}/indicators/{indicator}/reports', {
            params: { path: { id: c.id, indicator: id } },
            body: v,
            headers: idem(key),
          }),
        )
      }
      fields={
        <>
          <Form.Item name="value" label={t.value} rules={[{ required: true }]}>
            <AmountInput unit={unit} />
          </Form.Item>
          <Form.Item name="evidence" label={t.reportEvidence} required>
            <Input.TextArea rows={5} maxLength={2000} showCount />
          </Form.Item>
        </>
      }
    >
      {indicatorAct.report}
    </FormAct>
  )
}

function Reports({ c, list, done }: { c: Contract; list: Report[]; done: () => void }) {
  return (
    <Card title={t.reports}>
      {list.length === 0 && <p className="tx-muted">{t.noReports}</p>}
      <ul className="tw-list">
        {list.map((r) => {
          const i = c.indicators.find((x) => x.id === r.indicator_id)
          const path = { params: { path: { id: r.id } } }
          return (
            <li key={r.id}>
              <div className="tx-row">
                <strong>{i?.name}</strong>
                <span className="tx-figure">{amount(i?.unit ?? 'times', r.value)}</span>
                <StateTag tone={tones.report[r.status] ?? 'neutral'}>{word(reportStatus, r.status)}</StateTag>
                <span className="tx-muted">{format.instant(r.created_at)}</span>
                <span className="tw-fill" />
                <Offer acts={r.acts} act="return" label={reportAct.return}>
                  <ActButton
                    size="small"
                    reason={t.reason}
                    said={t.reportDecided}
                    done={done}
                    act={(key, reason) =>
                      take(api.POST('/indicator-reports/{id}/return', { ...path, body: { reason }, headers: idem(key) }))
                    }
                  >
                    {reportAct.return}
                  </ActButton>
                </Offer>
                <Offer acts={r.acts} act="accept" label={reportAct.accept}>
                  <ActButton
                    size="small"
                    type="primary"
                    said={t.reportDecided}
                    done={done}
                    act={(key) => take(api.POST('/indicator-reports/{id}/accept', { ...path, headers: idem(key) }))}
                  >
                    {reportAct.accept}
                  </ActButton>
                </Offer>
              </div>
              <p>{r.evidence}</p>
              {r.reason && <p className="tx-quote">{r.reason}</p>}
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
