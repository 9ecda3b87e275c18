import { api, format, take, takeTagged, type components } from '@tongxing/shared'
import { beneficiaryKind, surveyAct } from '@tongxing/shared/words'
import { Form, Input, Tabs } from 'antd'
import type { ReactNode } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { ActButton, Card, Day, DayInput, Facts, Offer, Page, RegionName, seen, useLoad, Waiting } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { word } from '../../domain/words.ts'
import { Lists } from './Lists.tsx'
import { Batches } from './Police.tsx'
import { SurveyState } from './Surveys.tsx'
import { TaskState } from './Tasks.tsx'
import { st } from './texts.ts'
import '../../theme/work.css'
import './surveys.css'

type Detail = components['schemas']['surveys.surveyDetailView']
type Progress = components['schemas']['surveys.progressOfView']
type Row = components['schemas']['surveys.progressView']

/** The towns and villages of a round; a village with its town. */
const Areas = ({ of, county }: { of: string[]; county: string }) => (
  <>
    {of.map((path) => {
      const town = path.slice(0, path.indexOf('/', county.length) + 1)
      return (
        <span key={path} className="tx-chip">
          {town !== path && (
            <>
              <RegionName path={town} short />{' '}
            </>
          )}
          <RegionName path={path} short />
        </span>
      )
    })}
  </>
)

/** One round: how far it is, and what the county does with it. */
export function Component() {
  const { id = '' } = useParams()
  const { me, may } = useSession()
  const path = { path: { id } }
  const survey = useLoad(() => takeTagged(api.GET('/surveys/{id}', { params: path })), [id])
  const progress = useLoad(() => take(api.GET('/surveys/{id}/progress', { params: path })), [id])
  if (!survey.data) return <Waiting of={survey} />
  const { data: s, tag } = survey.data
  const county = me.roles.some((r) => r.role === 'county_admin')
  const reload = () => {
    void survey.reload()
    void progress.reload()
  }
  const tabs = [
    { key: 'progress', label: st.progress, children: progress.data ? <ProgressOf of={progress.data} /> : <Waiting of={progress} /> },
    ...(may('beneficiary.verify') && s.status !== 'draft' ? [{ key: 'lists', label: st.lists, children: <Lists survey={s} /> }] : []),
    ...(county && s.status !== 'draft'
      ? [{ key: 'police', label: st.police, children: <Batches survey={s} areas={progress.data?.towns ?? []} /> }]
      : []),
  ]
  return (
    <Page
      title={s.name}
      back="/surveys"
      state={<SurveyState of={s.status} />}
      sub={<RegionName path={s.region} />}
      acts={<Acts s={s} tag={tag} reload={reload} open={progress.data ? progress.data.all.villages - progress.data.all.accepted : 0} />}
    >
      <Card>
        <Facts
          of={[
            [st.kinds, s.kinds.map((k) => word(beneficiaryKind, k)).join(format.comma())],
            [st.cutoff, <Day key="c" of={s.cutoff} />],
            [st.deadline, <Day key="d" of={s.deadline} />],
            [st.areas, s.areas.length ? <Areas of={s.areas} county={s.region} /> : st.whole],
            ...(s.questions.length
              ? ([[st.questions, s.questions.map((q) => q.label).join(format.comma())]] as [string, ReactNode][])
              : []),
            ...(s.reopen_reason ? ([[st.reopenedFor, s.reopen_reason]] as [string, ReactNode][]) : []),
          ]}
        />
        {s.status !== 'draft' && (
          <p className="tw-below">
            <Link to={`/surveys/${s.id}/comparison`}>{st.compare}</Link>
          </p>
        )}
      </Card>
      {s.status !== 'draft' && (
        <Card>
          <Tabs items={tabs} />
        </Card>
      )}
    </Page>
  )
}

function Acts({ s, tag, reload, open }: { s: Detail; tag: string; reload: () => void; open: number }) {
  const go = useNavigate()
  const params = (key: string) => ({ params: { path: { id: s.id }, header: seen(tag, key) } })
  const buttons: [string, ReactNode][] = [
    [
      'open',
      <ActButton
        key="o"
        type="primary"
        confirm={st.openConfirm}
        said={st.opened}
        done={reload}
        reload={reload}
        act={(key) => take(api.POST('/surveys/{id}/open', params(key)))}
      >
        {surveyAct.open}
      </ActButton>,
    ],
    [
      'edit',
      <Link key="e" to={`/surveys/${s.id}/edit`}>
        {surveyAct.edit}
      </Link>,
    ],
    [
      'discard',
      <ActButton
        key="d"
        danger
        confirm={st.discardConfirm}
        said={st.discarded}
        done={() => void go('/surveys')}
        reload={reload}
        act={(key) => take(api.DELETE('/surveys/{id}', params(key)))}
      >
        {surveyAct.discard}
      </ActButton>,
    ],
    [
      'close',
      <ActButton
        key="c"
        danger
        confirm={
          <>
            <p>{st.closeConfirm}</p>
            {open > 0 && <p className="tx-note">{st.closeOpen({ n: open })}</p>}
          </>
        }
        said={st.closed}
        done={reload}
        reload={reload}
        act={(key) => take(api.POST('/surveys/{id}/close', { ...params(key), body: { even_open: open > 0 } }))}
      >
        {surveyAct.close}
      </ActButton>,
    ],
    [
      'reopen',
      <FormAct<{ deadline: string; reason: string } & Record<string, unknown>, unknown>
        key="r"
        name={`survey:reopen:${s.id}`}
        secret={['reason']}
        said={st.reopened}
        done={reload}
        send={(v, key) =>
          take(api.POST('/surveys/{id}/reopen', { ...params(key), body: { deadline: v.deadline ?? '', reason: v.reason ?? '' } }))
        }
        fields={
          <>
            <Form.Item name="deadline" label={st.deadline} required>
              <DayInput />
            </Form.Item>
            <Form.Item name="reason" label={st.reopenWhy} required>
              <Input.TextArea rows={3} maxLength={300} showCount />
            </Form.Item>
          </>
        }
      >
        {surveyAct.reopen}
      </FormAct>,
    ],
  ]
  return (
    <>
      {buttons.map(([act, button]) => (
        <Offer key={act} acts={s.acts ?? []} act={act} label={surveyAct[act as keyof typeof surveyAct]}>
          {button}
        </Offer>
      ))}
    </>
  )
}

const Share = ({ of }: { of: Row }) => (
  <span className="sv-share">
    <progress aria-hidden="true" max={Math.max(of.total, 1)} value={of.total ? of.done : 1} />
    {st.doneOf({ done: of.done, total: of.total })}
  </span>
)

/** ProgressOf shows towns and villages as lists, which fit a phone as well. */
function ProgressOf({ of }: { of: Progress }) {
  return (
    <>
      <dl className="sv-figures">
        {(
          [
            [st.done, st.doneOf({ done: of.all.done, total: of.all.total })],
            [st.added, of.all.added],
            [st.handed, st.doneOf({ done: of.all.submitted, total: of.all.villages })],
            [st.accepted, st.doneOf({ done: of.all.accepted, total: of.all.villages })],
            [st.late, of.all.overdue],
          ] as [string, ReactNode][]
        ).map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {of.towns.map((town) => (
        <section key={town.region} className="tw-below">
          <h3 className="tx-sub">
            <RegionName path={town.region} short /> <Share of={town} />{' '}
            {town.overdue > 0 && <span className="tx-lack">{st.lateN({ n: town.overdue })}</span>}
          </h3>
          <ul className="tw-list">
            {of.villages
              .filter((v) => v.region.startsWith(town.region))
              .map((v) => (
                <li key={v.region} className="sv-village">
                  <Link to={`/survey-tasks/${v.task_id}`}>
                    <RegionName path={v.region} short />
                  </Link>
                  <Share of={v} />
                  <TaskState of={v.status ?? ''} />
                  {v.late && <span className="tx-lack">{st.late}</span>}
                  {v.no_director && <span className="tx-lack">{st.noDirector}</span>}
                </li>
              ))}
          </ul>
        </section>
      ))}
    </>
  )
}
