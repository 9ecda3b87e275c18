import { api, take, type components } from '@tongxing/shared'
import { dangerStatus } from '@tongxing/shared/words'
import { Link } from 'react-router'
import { DataTable, Instant, Page, StateTag, type Column } from '../../parts/index.ts'
import { Name } from '../../domain/names.tsx'
import { choices, word } from '../../domain/words.ts'
import { t } from './texts.ts'
import '../../theme/work.css'

type Danger = components['schemas']['pairings.dangerView']

export const DangerState = ({ of }: { of: string | undefined }) => (
  <StateTag tone={of === 'closed' ? 'done' : 'late'}>
    {t.danger} · {word(dangerStatus, of)}
  </StateTag>
)

const columns: Column<Danger>[] = [
  { key: 'who', title: t.beneficiary, render: (d) => <Link to={`/dangers/${d.id}`}>{d.pseudonym}</Link> },
  { key: 'at', title: t.reportedAt, width: 220, render: (d) => <Instant at={d.reported_at} />, sort: (d) => d.reported_at },
  { key: 'reporter', title: t.reporter, width: 160, render: (d) => <Name id={d.volunteer_id} /> },
  { key: 'org', title: t.org, width: 210, render: (d) => <Name id={d.org_id} /> },
  { key: 'status', title: t.state, width: 190, render: (d) => <DangerState of={d.status} /> },
  { key: 'taker', title: t.takenBy, width: 140, render: (d) => (d.taken_by ? <Name id={d.taken_by} /> : '—') },
]

/** The reports of danger within one's reach. */
export function Component() {
  return (
    <Page title={t.dangers}>
      <DataTable<Danger>
        name="dangers"
        label={t.dangers}
        columns={columns}
        filters={[{ key: 'status', label: t.state, kind: 'choice', options: choices(dangerStatus) }]}
        open={(d) => `/dangers/${d.id}`}
        load={(query, page) => take(api.GET('/dangers', { params: { query: { ...query, ...page } } }))}
        empty={{ title: t.noDangers, text: t.noDangersHow }}
      />
    </Page>
  )
}
