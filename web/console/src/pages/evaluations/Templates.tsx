import { api, take, type components } from '@tongxing/shared'
import { sheetStatus } from '@tongxing/shared/words'
import { Link } from 'react-router'
import { Card, DataTable, Instant, Page, RegionName, StateTag, useLoad, type Column } from '../../parts/index.ts'
import { choices, tones, word } from '../../domain/words.ts'
import { useSession } from '../../session/session.tsx'
import { t } from './texts.ts'

type Template = components['schemas']['evaluation.templateView']

const columns = (): Column<Template>[] => [
  { key: 'name', title: t.tplName, render: (s) => <Link to={`/evaluation-templates/${s.id}`}>{s.name}</Link>, sort: (s) => s.name },
  { key: 'edition', title: t.tplEdition, width: 100, align: 'right', render: (s) => s.edition, sort: (s) => s.edition },
  {
    key: 'status',
    title: t.state,
    width: 120,
    render: (s) => <StateTag tone={tones.sheet[s.status] ?? 'neutral'}>{word(sheetStatus, s.status)}</StateTag>,
  },
  { key: 'region', title: t.tplRegion, width: 260, render: (s) => (s.region ? <RegionName path={s.region} /> : t.everywhere) },
  { key: 'at', title: t.tplAt, width: 220, render: (s) => <Instant at={s.at} />, sort: (s) => s.at },
]

/** Score sheets: one's drafts, and the editions in force or retired, each with its own address. */
export function Component() {
  const { may } = useSession()
  return (
    <Page title={t.templates} sub={t.tplNote}>
      {may('template.edit') && <Drafts />}
      <DataTable<Template>
        name="templates"
        label={t.templates}
        columns={columns()}
        filters={[{ kind: 'choice', key: 'status', label: t.state, options: choices(sheetStatus).filter((c) => c.value !== 'draft') }]}
        open={(s) => `/evaluation-templates/${s.id}`}
        load={(f, page) =>
          take(api.GET('/evaluation-templates', { params: { query: { ...page, ...(f.status ? { status: f.status } : {}) } } }))
        }
      />
    </Page>
  )
}

/** The drafts that one may edit. */
function Drafts() {
  const list = useLoad(() => take(api.GET('/evaluation-templates', { params: { query: { status: 'draft', limit: 100 } } })), [])
  if (!list.data || list.data.items.length === 0) return null
  return (
    <Card title={t.drafts}>
      <ul className="tw-list">
        {list.data.items.map((s) => (
          <li key={s.id}>
            <Link to={`/evaluation-templates/${s.id}/edit`}>{s.name}</Link> <span className="tx-muted">{s.code}</span> <Instant at={s.at} />
          </li>
        ))}
      </ul>
    </Card>
  )
}
