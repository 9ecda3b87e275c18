import { api, format, take } from '@tongxing/shared'
import { milestoneStatus, paymentStatus } from '@tongxing/shared/words'
import { Link } from 'react-router'
import { StateTag, useLoad } from '../../parts/index.ts'
import { daysBetween } from '../../parts/days.ts'
import { tones, word } from '../../domain/words.ts'
import type { Contract } from './contract.tsx'
import { t } from './texts.ts'

/** Milestones and their payments on one line of time, from the first day of the contract to the last. */
export function MoneyLine({ c }: { c: Contract }) {
  const pays = useLoad(() => take(api.GET('/contracts/{id}/payments', { params: { path: { id: c.id } } })), [c.id, c.version])
  const last = [c.end, ...c.milestones.map((m) => m.due)].sort().at(-1)!
  const all = Math.max(1, daysBetween(c.start, last))
  const at = (day: string) => Math.min(100, Math.max(0, (daysBetween(c.start, day) / all) * 100))
  const today = format.dayKey(Date.now())
  const list = [...c.milestones].sort((a, b) => a.seq - b.seq)
  return (
    <div className="tw-line">
      <div className="tw-line-bar" aria-hidden="true">
        {today >= c.start && <div className="tw-line-past" style={{ width: `${at(today)}%` }} />}
        {today >= c.start && today <= last && (
          <div className="tw-line-now" style={{ left: `${at(today)}%` }}>
            <span>{t.today}</span>
          </div>
        )}
        {list.map((m) => (
          <div key={m.id} className={`tw-line-dot tx-tag-${tones.milestone[m.status] ?? 'neutral'}`} style={{ left: `${at(m.due)}%` }}>
            {m.seq}
          </div>
        ))}
      </div>
      <div className="tw-line-ends tx-muted tx-small" aria-hidden="true">
        <span>{format.shortDay(c.start)}</span>
        <span>{format.shortDay(last)}</span>
      </div>
      <ol className="tw-line-list">
        {list.map((m) => {
          const p = pays.data?.items.find((x) => x.milestone_id === m.id)
          const late = m.open && m.due < today
          return (
            <li key={m.id}>
              <div>
                <strong>
                  {m.seq}. {m.name}
                </strong>
                <StateTag tone={late ? 'late' : (tones.milestone[m.status] ?? 'neutral')}>{word(milestoneStatus, m.status)}</StateTag>
              </div>
              <div className="tx-muted">{format.day(m.due)}</div>
              {p && (
                <div>
                  <Link to={`/payments/${p.id}`} className="tx-figure">
                    {format.money(p.amount_fen)}
                  </Link>{' '}
                  <StateTag tone={tones.payment[p.status] ?? 'neutral'}>{word(paymentStatus, p.status)}</StateTag>
                </div>
              )}
            </li>
          )
        })}
      </ol>
    </div>
  )
}
