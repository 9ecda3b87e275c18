import { PlusOutlined } from '@ant-design/icons'
import { api, format, take } from '@tongxing/shared'
import { activityAct, activityStatus, activityType, targetGroup } from '@tongxing/shared/words'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { type BulkAct, type Column, DataTable, type Filter, idem, isOpen, Page, seen, tagOf } from '../../parts/index.ts'
import { choices, word } from '../../domain/words.ts'
import { ActivityState, type Activity } from './activity.tsx'
import { Calendar } from './Calendar.tsx'
import { t } from './texts.ts'

const columns = (): Column<Activity>[] => [
  { key: 'title', title: t.name, render: (a) => <Link to={`/activities/${a.id}`}>{a.title}</Link>, sort: (a) => a.title },
  {
    key: 'start',
    title: t.when,
    width: 230,
    render: (a) => <span className="tx-figure">{format.span(a.start, a.end)}</span>,
    sort: (a) => a.start,
  },
  {
    key: 'status',
    title: t.state,
    width: 132,
    render: (a) => <ActivityState of={a.status} />,
    sort: (a) => word(activityStatus, a.status),
  },
  {
    key: 'places',
    title: t.places,
    width: 130,
    align: 'right',
    sort: (a) => a.capacity - a.free,
    render: (a) => (
      <span className="tx-figure">
        {t.taken({ taken: a.capacity - a.free, capacity: a.capacity })}{' '}
        {a.waiting > 0 && <span className="tx-muted">{t.waiting({ n: a.waiting })}</span>}
      </span>
    ),
  },
  { key: 'type', title: t.type, width: 110, render: (a) => word(activityType, a.type) },
  { key: 'org', title: t.org, width: 200, render: (a) => a.org_name, sort: (a) => a.org_name ?? '' },
  { key: 'target', title: t.target, width: 120, extra: true, render: (a) => word(targetGroup, a.target_group) },
  { key: 'address', title: t.place, width: 220, extra: true, render: (a) => a.address },
]

const filters = (): Filter[] => [
  { key: 'status', label: t.state, kind: 'choice', options: choices(activityStatus) },
  { key: 'type', label: t.type, kind: 'choice', options: choices(activityType) },
  { key: 'from', label: t.from, kind: 'day' },
  { key: 'to', label: t.to, kind: 'day' },
]

/** The acts that make sense for many activities at once. */
function useActs(): BulkAct<Activity>[] {
  const { may } = useSession()
  const acts: BulkAct<Activity>[] = []
  if (may('activity.edit')) {
    acts.push({
      key: 'submit',
      label: activityAct.submit,
      applies: (a) => isOpen(a.acts, 'submit'),
      run: (a, key) => take(api.POST('/activities/{id}/submit', { params: { path: { id: a.id } }, headers: idem(key) })),
    })
  }
  if (may('activity.publish', 'activity.edit')) {
    acts.push({
      key: 'publish',
      label: activityAct.publish,
      applies: (a) => isOpen(a.acts, 'publish'),
      confirm: () => t.publishNote,
      run: (a, key) => take(api.POST('/activities/{id}/publish', { params: { path: { id: a.id }, header: seen(tagOf(a), key) } })),
    })
  }
  if (may('activity.edit')) {
    acts.push({
      key: 'cancel',
      label: activityAct.cancel,
      danger: true,
      reason: true,
      applies: (a) => isOpen(a.acts, 'cancel'),
      run: (a, key, reason) =>
        take(api.POST('/activities/{id}/cancel', { params: { path: { id: a.id } }, body: { reason }, headers: idem(key) })),
    })
  }
  return acts
}

/** The activities one works with: as a list, or in a calendar. */
export function Component() {
  const { may, orgId } = useSession()
  const [params, setParams] = useSearchParams()
  const view = params.get('view') ?? 'list'
  const acts = useActs()
  const [version] = useState(0)
  const create = may('activity.edit') && (
    <Link to="/activities/new">
      <Button type="primary" icon={<PlusOutlined />}>
        {t.create}
      </Button>
    </Link>
  )
  return (
    <Page
      title={t.title}
      acts={
        <>
          <Segmented
            aria-label={t.calendar}
            value={view}
            options={[
              { value: 'list', label: t.list },
              { value: 'month', label: t.month },
              { value: 'week', label: t.week },
            ]}
            onChange={(v) => setParams(v === 'list' ? {} : { view: v }, { replace: true })}
          />
          {create}
        </>
      }
    >
      {view === 'list' ? (
        <DataTable<Activity>
          name="activities"
          exported={{ path: '/activities', ...(orgId ? { filter: { org_id: orgId } } : {}) }}
          label={t.title}
          version={version}
          columns={columns()}
          filters={filters()}
          acts={acts}
          rowLabel={(a) => a.title}
          open={(a) => `/activities/${a.id}`}
          load={(query, page) =>
            take(api.GET('/activities', { params: { query: { ...(orgId ? { org_id: orgId } : {}), ...query, ...page } } }))
          }
          empty={{ text: may('activity.edit') ? t.empty : t.emptyRead, act: create }}
        />
      ) : (
        <Calendar view={view === 'week' ? 'week' : 'month'} />
      )}
    </Page>
  )
}
