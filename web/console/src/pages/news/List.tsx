import { api, take, type components } from '@tongxing/shared'
import { newsKind, newsStatus } from '@tongxing/shared/words'
import { Button } from 'antd'
import { Link } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { DataTable, Instant, Page, StateTag, type Column } from '../../parts/index.ts'
import { choices, tones, word } from '../../domain/words.ts'
import { t } from './texts.ts'

type Row = components['schemas']['news.itemView']

export const NewsState = ({ of }: { of: string }) => <StateTag tone={tones.news[of] ?? 'neutral'}>{word(newsStatus, of)}</StateTag>

const columns: Column<Row>[] = [
  { key: 'title', title: t.heading, render: (r) => <Link to={`/news/${r.id}`}>{r.title}</Link> },
  { key: 'kind', title: t.kind, width: 100, render: (r) => word(newsKind, r.kind) },
  { key: 'org', title: t.org, width: 220, render: (r) => r.org || t.county },
  {
    key: 'status',
    title: t.state,
    width: 160,
    render: (r) => (
      <>
        <NewsState of={r.status} /> {r.over && <StateTag tone="neutral">{t.over}</StateTag>}
      </>
    ),
  },
  { key: 'published', title: t.published, width: 190, render: (r) => (r.published_at ? <Instant at={r.published_at} /> : '—') },
  { key: 'updated', title: t.updated, width: 190, render: (r) => <Instant at={r.updated_at} />, extra: true },
]

/** The news and notices that one may write or withdraw, the newest first. */
export function Component() {
  const { may, orgId } = useSession()
  return (
    <Page
      title={t.title}
      sub={t.sub}
      acts={
        may('news.edit') && (
          <Link to="/news/new">
            <Button type="primary">{t.create}</Button>
          </Link>
        )
      }
    >
      <DataTable<Row>
        name="news"
        label={t.title}
        columns={columns}
        filters={[
          { key: 'kind', label: t.kind, kind: 'choice', options: choices(newsKind) },
          { key: 'status', label: t.state, kind: 'choice', options: choices(newsStatus) },
        ]}
        open={(r) => `/news/${r.id}`}
        load={(query, page) => take(api.GET('/news', { params: { query: { ...(orgId ? { org_id: orgId } : {}), ...query, ...page } } }))}
        empty={{ title: t.none, text: t.noneHow }}
      />
    </Page>
  )
}
