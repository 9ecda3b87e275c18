import { FilterOutlined, SearchOutlined, StarOutlined } from '@ant-design/icons'
import { Button, Dropdown, Input, Select } from 'antd'
import { useMemo, useState, type ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import { useSession } from '../session/session.tsx'
import { clearing, DayInput } from './inputs.tsx'
import { RegionPicker } from './RegionPicker.tsx'
import { t } from './texts.ts'

/** One question of a filter bar; its key is the API's name of the parameter. */
export type Filter = { key: string; label: string; width?: number } & (
  | { kind: 'choice'; options: { value: string; label: string }[] }
  | { kind: 'text' }
  /** A field of the page's own. */
  | { kind: 'own'; render: (id: string, value: string | undefined, set: (v: string | undefined) => void) => ReactNode }
  | { kind: 'region'; within?: string | undefined }
  /** A calendar day; `edge` makes it the instant at which the day begins or the next one does. */
  | { kind: 'day'; edge?: 'begin' | 'end' }
)

/** useFilters reads the filters from the address and writes them there: a filtered list can be sent to a colleague. */
export function useFilters(filters: Filter[]): { query: Record<string, string>; set: (key: string, value: string | undefined) => void } {
  const [params, setParams] = useSearchParams()
  const text = params.toString()
  const query = useMemo(() => {
    const found: Record<string, string> = {}
    for (const f of filters) {
      const v = new URLSearchParams(text).get(f.key)
      if (v) found[f.key] = f.kind === 'day' ? instantOf(v, f.edge) : v
    }
    return found
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the questions of a table are always the same
  }, [text])
  return {
    query,
    set: (key, value) =>
      setParams(
        (p) => {
          if (value) p.set(key, value)
          else p.delete(key)
          return p
        },
        { replace: true },
      ),
  }
}

function instantOf(day: string, edge: 'begin' | 'end' | undefined): string {
  if (!edge || day.length !== 10) return day
  const begin = new Date(`${day}T00:00:00+08:00`).getTime()
  return new Date(edge === 'begin' ? begin : begin + 86_400_000).toISOString()
}

export function Filters({
  filters,
  query,
  set,
  name,
}: {
  filters: Filter[]
  query: Record<string, string>
  set: (key: string, value: string | undefined) => void
  name: string
}) {
  const [params, setParams] = useSearchParams()
  const [open, setOpen] = useState(false)
  if (filters.length === 0) return <div />
  const many = filters.length > 3 // too many for a phone, where a button opens them
  const used = filters.filter((f) => params.get(f.key)).length
  return (
    <div className={many && !open ? 'tx-filters tx-shut' : 'tx-filters'} role="search" aria-label={t.table.filter}>
      {many && (
        <Button className="tx-filter-toggle" icon={<FilterOutlined />} aria-expanded={open} onClick={() => setOpen(!open)}>
          {used ? t.table.filterOf({ n: used }) : t.table.filter}
        </Button>
      )}
      {filters.map((f) => (
        <div key={f.key} className="tx-filter" style={{ width: f.width ?? (f.kind === 'region' ? 220 : 150) }}>
          <label htmlFor={`tx-f-${name}-${f.key}`}>{f.label}</label>
          <One filter={f} id={`tx-f-${name}-${f.key}`} value={params.get(f.key) ?? undefined} set={(v) => set(f.key, v)} />
        </div>
      ))}
      {Object.keys(query).length > 0 && (
        <Button type="link" onClick={() => setParams({}, { replace: true })}>
          {t.table.clear}
        </Button>
      )}
      <Views name={name} now={params.toString()} go={(q) => setParams(new URLSearchParams(q))} />
    </div>
  )
}

function One({
  filter: f,
  id,
  value,
  set,
}: {
  filter: Filter
  id: string
  value: string | undefined
  set: (v: string | undefined) => void
}) {
  switch (f.kind) {
    case 'choice':
      return (
        <Select
          id={id}
          className="tx-wide"
          value={value ?? ''}
          options={[{ value: '', label: t.table.any }, ...f.options]}
          onChange={(v: string) => set(v || undefined)}
          popupMatchSelectWidth={false}
        />
      )
    case 'text':
      return (
        <Input.Search
          id={id}
          key={value}
          defaultValue={value}
          allowClear={clearing}
          searchIcon={<SearchOutlined aria-label={t.table.filter} />}
          onSearch={(v) => set(v.trim() || undefined)}
        />
      )
    case 'own':
      return f.render(id, value, set)
    case 'region':
      return <RegionPicker id={id} value={value} within={f.within} onChange={set} />
    case 'day':
      return <DayInput id={id} value={value} onChange={set} />
  }
}

/** Views are filters kept under a name, in this browser for each user. */
function Views({ name, now, go }: { name: string; now: string; go: (query: string) => void }) {
  const { me } = useSession()
  const key = `tongxing.views.${me.id}.${name}`
  const [views, setViews] = useState<Record<string, string>>(() => {
    try {
      return JSON.parse(localStorage.getItem(key) ?? '{}') as Record<string, string>
    } catch {
      return {}
    }
  })
  const [title, setTitle] = useState('')
  const keep = (next: Record<string, string>) => {
    setViews(next)
    localStorage.setItem(key, JSON.stringify(next))
  }
  if (!now && Object.keys(views).length === 0) return null
  return (
    <Dropdown
      trigger={['click']}
      menu={{ items: Object.keys(views).map((v) => ({ key: v, label: v })), onClick: ({ key: v }) => go(views[v] ?? '') }}
      popupRender={(menu) => (
        <div className="tx-views">
          {Object.keys(views).length > 0 && menu}
          {now && (
            <Input.Search
              aria-label={t.table.viewName}
              placeholder={t.table.viewName}
              enterButton={t.table.saveView}
              maxLength={20}
              value={title}
              onChange={(e) => setTitle(e.target.value)}
              onSearch={(v) => v.trim() && (keep({ ...views, [v.trim()]: now }), setTitle(''))}
            />
          )}
        </div>
      )}
    >
      <Button icon={<StarOutlined />}>{t.table.views}</Button>
    </Dropdown>
  )
}
