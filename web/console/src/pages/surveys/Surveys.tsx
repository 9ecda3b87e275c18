import { PlusOutlined } from '@ant-design/icons'
import { api, format, take, type components } from '@tongxing/shared'
import { beneficiaryKind, surveyStatus } from '@tongxing/shared/words'
import { Button } from 'antd'
import { Link } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { DataTable, Day, Page, StateTag, type Column } from '../../parts/index.ts'
import { choices, tones, word } from '../../domain/words.ts'
import { st } from './texts.ts'

export type Survey = components['schemas']['surveys.surveyView']

export const SurveyState = ({ of }: { of: string }) => <StateTag tone={tones.survey[of] ?? 'neutral'}>{word(surveyStatus, of)}</StateTag>

const columns: Column<Survey>[] = [
  { key: 'name', title: st.name, render: (s) => <Link to={`/surveys/${s.id}`}>{s.name}</Link> },
  { key: 'kinds', title: st.kinds, width: 200, render: (s) => s.kinds.map((k) => word(beneficiaryKind, k)).join(format.comma()) },
  { key: 'cutoff', title: st.cutoff, width: 130, render: (s) => <Day of={s.cutoff} /> },
  { key: 'deadline', title: st.deadline, width: 130, render: (s) => <Day of={s.deadline} /> },
  { key: 'villages', title: st.villages, width: 100, align: 'right', render: (s) => s.villages || '—' },
  { key: 'status', title: st.state, width: 110, render: (s) => <SurveyState of={s.status} /> },
]

/** The rounds of one's county, or those in which one's villages take part. */
export function Component() {
  const { me } = useSession()
  const create = me.roles.some((r) => r.role === 'county_admin') && (
    <Link to="/surveys/new">
      <Button type="primary" icon={<PlusOutlined />}>
        {st.create}
      </Button>
    </Link>
  )
  return (
    <Page title={st.surveys} sub={st.surveysSub} acts={create}>
      <DataTable<Survey>
        name="surveys"
        label={st.surveys}
        columns={columns}
        filters={[{ key: 'status', label: st.state, kind: 'choice', options: choices(surveyStatus) }]}
        open={(s) => `/surveys/${s.id}`}
        rowLabel={(s) => s.name}
        load={(query, page) => take(api.GET('/surveys', { params: { query: { ...query, ...page } } }))}
        empty={{ title: st.none, text: st.noneHow, act: create }}
      />
    </Page>
  )
}
