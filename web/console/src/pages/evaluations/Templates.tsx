import { api, take, type components } from '@tongxing/shared'
import { Link } from 'react-router'
import { DataTable, Instant, Page, RegionName, type Column } from '../../parts/index.ts'
import { t } from './texts.ts'

type Template = components['schemas']['evaluation.templateView']

const columns = (): Column<Template>[] => [
  { key: 'name', title: t.tplName, render: (s) => <Link to={`/evaluation-templates/${s.id}`}>{s.name}</Link>, sort: (s) => s.name },
  { key: 'edition', title: t.tplEdition, width: 100, align: 'right', render: (s) => s.edition, sort: (s) => s.edition },
  { key: 'region', title: t.tplRegion, width: 260, render: (s) => (s.region ? <RegionName path={s.region} /> : t.everywhere) },
  { key: 'at', title: t.tplAt, width: 220, render: (s) => <Instant at={s.at} />, sort: (s) => s.at },
]

/** Score sheets, each edition with its own address. */
export function Component() {
  return (
    <Page title={t.templates} sub={t.tplNote}>
      <DataTable<Template>
        name="templates"
        label={t.templates}
        columns={columns()}
        open={(s) => `/evaluation-templates/${s.id}`}
        load={(_, page) => take(api.GET('/evaluation-templates', { params: { query: page } }))}
      />
    </Page>
  )
}
