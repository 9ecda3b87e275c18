import { api, take, type components } from '@tongxing/shared'
import { duplicateStatus } from '@tongxing/shared/words'
import { Link } from 'react-router'
import { DataTable, Instant, Page, RegionName, StateTag, type Column } from '../../parts/index.ts'
import { Name } from '../../domain/names.tsx'
import { choices, tones, word } from '../../domain/words.ts'
import { rt } from './requestTexts.ts'
import { t } from './texts.ts'
import '../../theme/work.css'

export type Duplicate = components['schemas']['register.duplicateView']

export const DuplicateState = ({ of }: { of: string }) => (
  <StateTag tone={tones.duplicate[of] ?? 'neutral'}>{word(duplicateStatus, of)}</StateTag>
)

/** pairName is the pair as people call it: both pseudonyms. */
export const pairName = (d: Duplicate): string => d.files.map((f) => f.pseudonym).join(' / ')

const columns: Column<Duplicate>[] = [
  { key: 'files', title: rt.files, render: (d) => <Link to={`/file-duplicates/${d.id}`}>{pairName(d) || '—'}</Link> },
  { key: 'county', title: rt.county, width: 140, render: (d) => <RegionName path={d.region} short /> },
  { key: 'status', title: rt.state, width: 140, render: (d) => <DuplicateState of={d.status} /> },
  { key: 'by', title: rt.decidedBy, width: 130, render: (d) => (d.by ? <Name id={d.by} /> : '—') },
  { key: 'at', title: t.since, width: 210, render: (d) => <Instant at={d.at} />, sort: (d) => d.at },
]

/** The pairs of files of one's counties that may be of one person. */
export function Component() {
  return (
    <Page title={rt.duplicates} sub={rt.duplicatesSub}>
      <DataTable<Duplicate>
        name="file-duplicates"
        label={rt.duplicates}
        columns={columns}
        filters={[{ key: 'status', label: rt.state, kind: 'choice', options: choices(duplicateStatus) }]}
        open={(d) => `/file-duplicates/${d.id}`}
        rowLabel={pairName}
        load={(query, page) => take(api.GET('/file-duplicates', { params: { query: { ...query, ...page } } }))}
        empty={{ title: rt.noDuplicates, text: rt.noDuplicatesHow }}
      />
    </Page>
  )
}
