import { api, take } from '@tongxing/shared'
import { attendanceStatus } from '@tongxing/shared/words'
import { Button, Tabs } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { DataTable, Page } from '../../parts/index.ts'
import { choices } from '../../domain/words.ts'
import { confirmAct } from './confirm.ts'
import { stayColumns, type Stay } from './stays.tsx'
import { t } from './texts.ts'

const views = { pending: 'waiting', checked_out: 'open', disputed: 'disputed', all: 'all' } as const

/** What waits for confirmation, what was left open, what is disputed, and everything. */
export function Component() {
  const { may, orgId } = useSession()
  const [params, setParams] = useSearchParams()
  const [version, setVersion] = useState(0)
  const asked = params.get('view') ?? params.get('status') ?? 'pending'
  const view = (asked in views ? asked : 'all') as keyof typeof views
  const empty =
    view === 'checked_out'
      ? { title: t.noneOpen, text: t.noneHow }
      : view === 'disputed'
        ? { title: t.noneDisputed, text: t.noneHow }
        : { title: t.none, text: t.noneHow }
  return (
    <Page
      title={t.title}
      acts={
        orgId && (
          <Link to={`/ledger/org/${orgId}`}>
            <Button>{t.openLedger}</Button>
          </Link>
        )
      }
    >
      <Tabs
        activeKey={view}
        onChange={(k) => setParams({ view: k }, { replace: true })}
        items={Object.entries(views).map(([key, label]) => ({ key, label: t[label] }))}
      />
      <DataTable<Stay>
        key={view}
        name={`hours-${view}`}
        exported={{
          path: '/attendance',
          persons: true,
          filter: { ...(orgId ? { org_id: orgId } : {}), ...(view === 'all' ? {} : { status: view }) },
        }}
        label={t.title}
        version={version}
        columns={stayColumns({ again: () => setVersion((v) => v + 1), activity: true, settle: view === 'checked_out' || view === 'all' })}
        filters={view === 'all' ? [{ key: 'status', label: t.state, kind: 'choice', options: choices(attendanceStatus) }] : []}
        acts={may('hours.confirm') && (view === 'pending' || view === 'all') ? [confirmAct()] : []}
        open={(s) => `/hours/${s.id}${view === 'all' ? '' : `?view=${view}`}`}
        rowLabel={(s) => s.title ?? ''}
        load={(query, page) =>
          take(
            api.GET('/attendance', {
              params: { query: { ...(orgId ? { org_id: orgId } : {}), ...(view === 'all' ? query : { status: view }), ...page } },
            }),
          )
        }
        empty={empty}
      />
    </Page>
  )
}
