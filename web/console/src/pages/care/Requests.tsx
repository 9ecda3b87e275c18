import { api, take, type components } from '@tongxing/shared'
import { fileRequestKind, fileRequestStatus } from '@tongxing/shared/words'
import { Link } from 'react-router'
import { DataTable, Instant, Page, RegionName, StateTag, type Column } from '../../parts/index.ts'
import { Name } from '../../domain/names.tsx'
import { choices, tones, word } from '../../domain/words.ts'
import { rt } from './requestTexts.ts'
import '../../theme/work.css'

export type Request = components['schemas']['register.requestView']

export const RequestState = ({ of }: { of: string }) => (
  <StateTag tone={tones.request[of] ?? 'neutral'}>{word(fileRequestStatus, of)}</StateTag>
)

const columns: Column<Request>[] = [
  { key: 'kind', title: rt.kind, render: (r) => <Link to={`/file-requests/${r.id}`}>{word(fileRequestKind, r.kind)}</Link> },
  { key: 'person', title: rt.person, width: 200, render: (r) => r.pseudonym || '—' },
  { key: 'village', title: rt.village, width: 140, render: (r) => <RegionName path={r.region} village /> },
  { key: 'by', title: rt.by, width: 130, render: (r) => <Name id={r.made_by} /> },
  { key: 'at', title: rt.at, width: 210, render: (r) => <Instant at={r.made_at} />, sort: (r) => r.made_at },
  { key: 'status', title: rt.state, width: 120, render: (r) => <RequestState of={r.status} /> },
]

/** The requests about files within one's reach. */
export function Component() {
  return (
    <Page title={rt.requests} sub={rt.requestsSub}>
      <DataTable<Request>
        name="file-requests"
        label={rt.requests}
        columns={columns}
        filters={[
          { key: 'status', label: rt.state, kind: 'choice', options: choices(fileRequestStatus) },
          { key: 'kind', label: rt.kind, kind: 'choice', options: choices(fileRequestKind) },
        ]}
        open={(r) => `/file-requests/${r.id}`}
        rowLabel={(r) => [word(fileRequestKind, r.kind), r.pseudonym].filter(Boolean).join(' ')}
        load={(query, page) => take(api.GET('/file-requests', { params: { query: { ...query, ...page } } }))}
        empty={{ title: rt.none, text: rt.noneHow }}
      />
    </Page>
  )
}
