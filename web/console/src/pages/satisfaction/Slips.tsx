import { api, format, take, type components } from '@tongxing/shared'
import { Button } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { ActButton, Card, Empty, Page, PrintPage, RegionName, useLoad, Waiting } from '../../parts/index.ts'
import { Qr } from '../../parts/Qr.tsx'
import type { RoundDetail } from './round.tsx'
import { t } from './texts.ts'
import '../../theme/work.css'

type Slip = components['schemas']['satisfaction.slipView']
type Printed = components['schemas']['satisfaction.printedView']

/** every reads all pages of a list: a village has a few dozen persons, a town some hundred. */
export async function every<T>(read: (after: string | undefined) => Promise<{ items: T[]; next?: string }>): Promise<T[]> {
  const all: T[] = []
  let after: string | undefined
  do {
    const page = await read(after)
    all.push(...page.items)
    after = page.next
  } while (after)
  return all
}

/** The persons of one's area who are asked, and the paper with their codes, which are kept nowhere but on this page. */
export function Component() {
  const { id = '' } = useParams()
  const path = { id }
  const round = useLoad(() => take(api.GET('/satisfaction-rounds/{id}', { params: { path } })), [id])
  const slips = useLoad(
    () =>
      every<Slip>((after) =>
        take(api.GET('/satisfaction-rounds/{id}/slips', { params: { path, query: { limit: 100, ...(after ? { after } : {}) } } })),
      ),
    [id],
  )
  const [paper, setPaper] = useState<Printed[]>()
  if (!round.data || !slips.data) return <Waiting of={round.data ? slips : round} />
  if (paper)
    return (
      <>
        <div className="tx-print-bar">
          <Button
            onClick={() => {
              setPaper(undefined)
              void slips.reload()
            }}
          >
            {t.toList}
          </Button>
        </div>
        <Paper round={round.data} of={paper} />
      </>
    )
  const print = (ids: string[]) => take(api.POST('/satisfaction-rounds/{id}/slips', { params: { path }, body: { slips: ids } }))
  const fresh = slips.data.filter((p) => p.prints === 0).length
  return (
    <Page
      title={t.slipsTitle}
      back={`/satisfaction/${id}`}
      sub={round.data.contract_name}
      acts={
        <ActButton type="primary" disabled={fresh === 0} done={(a: { items: Printed[] }) => setPaper(a.items)} act={() => print([])}>
          {fresh > 0 ? t.printAll({ n: fresh }) : t.printNone}
        </ActButton>
      }
    >
      <Card>
        <p className="tx-note">{t.slipsHow}</p>
        {slips.data.length === 0 ? (
          <Empty title={t.slipsEmpty} />
        ) : (
          <ul className="tw-list">
            {slips.data.map((p) => (
              <li key={p.id} className="tx-row tw-asked">
                <strong>{p.pseudonym}</strong>
                <span className="tx-muted">
                  <RegionName path={p.region} short />
                </span>
                <span className="tx-muted tx-figure">
                  {t.printed}
                  {format.colon()}
                  {p.printed_at ? t.times({ n: p.prints, at: format.instant(p.printed_at) }) : t.never}
                </span>
                {p.prints > 0 && (
                  <ActButton
                    size="small"
                    aria-label={`${t.again} ${p.pseudonym}`}
                    confirm={t.againAsk}
                    done={(a: { items: Printed[] }) => setPaper(a.items)}
                    act={() => print([p.id])}
                  >
                    {t.again}
                  </ActButton>
                )}
              </li>
            ))}
          </ul>
        )}
      </Card>
    </Page>
  )
}

/** Several slips on a sheet, each with a strip that says for whom it is and is torn off. */
function Paper({ round, of }: { round: RoundDetail; of: Printed[] }) {
  const site = `${location.origin}/answer`
  return (
    <PrintPage title={t.paperTitle}>
      {of.map((p) => (
        <section key={p.id} className="tw-slip" aria-label={p.pseudonym}>
          <p className="tw-slip-for">{t.paperFor({ who: p.pseudonym })}</p>
          <div className="tw-slip-body">
            <Qr text={`${site}/${p.code}`} label={t.paperQr} size={112} />
            <div>
              <p>{t.paperAsk({ org: round.org_name, site: site.replace(/^https?:\/\//, '') })}</p>
              <p>{t.paperHow({ due: format.day(round.deadline, 0) })}</p>
              <p>
                {t.paperCode}
                {format.colon()}
                <code>{p.code}</code>
              </p>
            </div>
          </div>
        </section>
      ))}
    </PrintPage>
  )
}
