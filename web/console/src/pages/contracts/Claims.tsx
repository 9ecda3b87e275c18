import { api, format, take } from '@tongxing/shared'
import { claimAct, claimStatus } from '@tongxing/shared/words'
import { Link } from 'react-router'
import { ActButton, Card, Facts, Offer, seen, StateTag, tagOf } from '../../parts/index.ts'
import { tones, word } from '../../domain/words.ts'
import type { Contract } from './contract.tsx'
import { t } from './texts.ts'

/** What the ledger changed about a contract after its figures were fixed; the approver settles it. */
export function Claims({ c, changed }: { c: Contract; changed: () => void }) {
  if (c.claims.length === 0) return null
  const signed = (n: number, text: string) => (n > 0 ? `+${text}` : text)
  return (
    <Card title={t.claims}>
      <p className="tx-note">{t.claimsNote}</p>
      {c.claims.map((m) => (
        <section key={m.id} aria-label={`${t.claims} ${format.instant(m.at)}`}>
          <div className="tx-row">
            <StateTag tone={tones.claim[m.status] ?? 'neutral'}>{word(claimStatus, m.status)}</StateTag>
            <span className="tx-muted">{format.instant(m.at)}</span>
            <span className="tw-fill" />
            <Offer acts={m.acts} act="settle" label={claimAct.settle}>
              <ActButton
                size="small"
                reason={t.claimHow}
                reload={changed}
                said={t.said}
                done={changed}
                act={(key, reason) =>
                  take(
                    api.POST('/contracts/{id}/claims/{claim}/settle', {
                      params: { path: { id: c.id, claim: m.id }, header: seen(tagOf(c), key) },
                      body: { reason },
                    }),
                  )
                }
              >
                {claimAct.settle}
              </ActButton>
            </Offer>
          </div>
          <Facts
            of={[
              [t.claimHours, signed(m.minutes, format.hours(m.minutes))],
              [t.personTimes, signed(m.person_times, format.count(m.person_times))],
              [t.sessions, signed(m.sessions, format.count(m.sessions))],
              [t.served, signed(m.served, format.count(m.served))],
              [t.claimEntries, format.count(m.entries)],
              [
                t.claimRecords,
                <span key="r">
                  {m.refs.slice(0, 20).map((id) => (
                    <Link key={id} to={id.startsWith('act_') ? `/activities/${id}` : `/hours/${id}`} className="tx-figure">
                      {id.slice(-6)}{' '}
                    </Link>
                  ))}
                </span>,
              ],
              [t.claimDecision, m.settled_at && `${m.settlement ?? ''}${format.paren(format.instant(m.settled_at))}`],
            ]}
          />
        </section>
      ))}
    </Card>
  )
}
