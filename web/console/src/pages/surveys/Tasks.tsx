import { api, take, type components } from '@tongxing/shared'
import { surveyTaskStatus } from '@tongxing/shared/words'
import { Link } from 'react-router'
import { DataTable, Day, Page, RegionName, StateTag, type Column } from '../../parts/index.ts'
import { choices, tones, word } from '../../domain/words.ts'
import { st } from './texts.ts'

export type Task = components['schemas']['surveys.taskView']

export const TaskState = ({ of }: { of: string }) => (
  <StateTag tone={tones.surveyTask[of] ?? 'neutral'}>{word(surveyTaskStatus, of)}</StateTag>
)

const columns: Column<Task>[] = [
  {
    key: 'region',
    title: st.region,
    render: (x) => (
      <Link to={`/survey-tasks/${x.id}`}>
        <RegionName path={x.region} village />
      </Link>
    ),
  },
  { key: 'round', title: st.round, render: (x) => x.survey_name },
  {
    key: 'done',
    title: st.done,
    width: 110,
    render: (x) => st.doneOf({ done: x.done, total: x.total }),
    sort: (x) => x.done / Math.max(1, x.total),
  },
  { key: 'due', title: st.deadline, width: 130, render: (x) => <Day of={x.due} />, sort: (x) => x.due },
  { key: 'status', title: st.state, width: 150, render: (x) => <TaskState of={x.status} /> },
]

/** The lists of the villages within one's reach. */
export function Component() {
  return (
    <Page title={st.tasks} sub={st.tasksSub}>
      <DataTable<Task>
        name="survey-tasks"
        label={st.tasks}
        columns={columns}
        filters={[{ key: 'status', label: st.state, kind: 'choice', width: 150, options: choices(surveyTaskStatus) }]}
        open={(x) => `/survey-tasks/${x.id}`}
        rowLabel={(x) => x.survey_name}
        load={(query, page) => take(api.GET('/survey-tasks', { params: { query: { ...query, ...page } } }))}
        empty={{ title: st.none, text: st.noneHow }}
      />
    </Page>
  )
}
