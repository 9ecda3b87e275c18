import { CheckCircleOutlined, CloseCircleOutlined, ReloadOutlined, SettingOutlined } from '@ant-design/icons'
import { locale, Problem } from '@tongxing/shared'
import { Button, Checkbox, Popover, Skeleton } from 'antd'
import { memo, useCallback, useEffect, useMemo, useRef, useState, type CSSProperties, type ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { useSession } from '../session/session.tsx'
import { Filters, useFilters, type Filter } from './Filters.tsx'
import { again, asProblem } from './hooks.ts'
import { BulkBar, type BulkAct, type RowResult } from './bulk.tsx'
import { Export } from './Export.tsx'
import { Empty, Failed } from './states.tsx'
import { t } from './texts.ts'

export interface Column<T> {
  key: string
  title: string
  render(row: T): ReactNode
  /** Pixels; columns without one share what is left. */
  width?: number
  /** What to sort by; a column without it does not sort. */
  sort?: (row: T) => string | number
  align?: 'right'
  /** Shown only when chosen. */
  extra?: boolean
}

export interface PageOf<T> {
  items: T[]
  next?: string
}

interface DataTableProps<T extends object> {
  /** Names the table: for the choice of columns. */
  name: string
  /** What the table shows, for those who do not see it. */
  label: string
  /** Reads one page. `query` is what the filters say, with empty ones left out. */
  load(query: Record<string, string>, page: { limit: number; after?: string }): Promise<PageOf<T>>
  columns: Column<T>[]
  filters?: Filter[]
  rowKey?: (row: T) => string
  /** Where a row leads. */
  open?: (row: T) => string
  /** Acts on the rows selected; with them rows can be selected. */
  acts?: BulkAct<T>[]
  /** The list's path in the API, for a spreadsheet of what is filtered; `persons` when its rows are people: that needs a purpose. */
  exported?: { path: string; persons?: boolean; filter?: Record<string, string> }
  /** Nothing there at all, without any filter: says how to begin. */
  empty?: { title?: string; text: ReactNode; act?: ReactNode }
  /** Beside the filters, at the right. */
  extra?: ReactNode
  /** Another number reads anew. */
  version?: number
  /** The text of a row for those who do not see it: the name of what it is. */
  rowLabel?: (row: T) => string
}

const rowHeight = 44
/** The width of a column in the language in use: English needs more, most of all where a state of two or four signs is a phrase. */
const widthOf = ({ width }: { width?: number }) =>
  width && (locale() !== 'en' ? width : Math.round(width * (width <= 100 || width > 140 ? 1.15 : 1.5)))
/** The classes of a cell: what one does with a row stays in sight when the table is wider than the page. */
const cellClass = ({ key, align }: { key: string; align?: string }) =>
  `${align === 'right' ? 'tx-right' : ''}${key === 'acts' ? ' tx-stays' : ''}`
const pageSize = 100
const most = 1000 // sorting reads the whole list up to here

/**
 * DataTable is a list of the API: filters kept in the address, pages by keyset as one scrolls, columns to choose, rows to
 * select for bulk acts, export. It draws only the rows in sight, so that a thousand rows scroll as twenty do.
 * A list comes in the API's order; sorting by a column first reads the rest of it, so that the order is true.
 */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { columns, filters = [], acts = [], open, rowKey = (r) => (r as { id: string }).id } = props
  const { query, set } = useFilters(filters)
  const list = useList(props.load, query, props.version ?? 0)
  const [chosen, choose] = useColumns(props.name, columns)
  const [order, setOrder] = useState<{ key: string; down: boolean }>()
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [results, setResults] = useState<ReadonlyMap<string, RowResult>>(new Map())
  useEffect(() => setSelected(new Set()), [list.question])

  const shown = columns.filter((c) => chosen.includes(c.key))
  const rows = useMemo(() => sorted(list.rows, columns.find((c) => c.key === order?.key)?.sort, order?.down), [list.rows, columns, order])
  const sortBy = async (key: string) => {
    setOrder((o) => (o?.key !== key ? { key, down: false } : o.down ? undefined : { key, down: true }))
    await list.readAll()
  }
  const picked = rows.filter((r) => selected.has(rowKey(r)))
  const finish = (done: Map<string, RowResult>) => {
    setResults(done)
    setSelected(new Set([...done].filter(([, r]) => r.problem).map(([id]) => id)))
    list.reload()
  }
  return (
    <div className="tx-table">
      <div className="tx-table-bar">
        <Filters filters={filters} query={query} set={set} name={props.name} />
        <div className="tx-row">
          {props.extra}
          {props.exported && <Export of={props.exported} query={query} />}
          <ColumnChoice columns={columns} chosen={chosen} choose={choose} />
          <Button icon={<ReloadOutlined />} aria-label={t.table.refresh} title={t.table.refresh} onClick={list.reload} />
        </div>
      </div>
      {acts.length > 0 && (picked.length > 0 || results.size > 0) && (
        <BulkBar
          rows={picked}
          acts={acts}
          rowKey={rowKey}
          results={results}
          finish={finish}
          clear={() => (setSelected(new Set()), setResults(new Map()))}
        />
      )}
      <Body
        {...{ list, rows, shown, rowKey, selected, setSelected, results, order }}
        sortBy={(k) => void sortBy(k)}
        label={props.label}
        open={open}
        rowLabel={props.rowLabel}
        selectable={acts.length > 0}
        filtered={Object.keys(query).length > 0}
        empty={props.empty}
      />
      <div className="tx-table-foot" aria-live="polite">
        {list.rows.length > 0 && (list.next ? t.table.loaded({ n: list.rows.length }) : t.table.all({ n: list.rows.length }))}
        {order && list.next && !list.loading && <span className="tx-warn"> · {t.table.sortAll}</span>}
        {list.next && (
          <Button type="link" loading={list.loading} onClick={() => void list.more()}>
            {t.table.more}
          </Button>
        )}
      </div>
    </div>
  )
}

interface List<T> {
  rows: T[]
  next: string | undefined
  loading: boolean
  problem: Problem | undefined
  question: string
  more(): Promise<void>
  readAll(): Promise<void>
  reload(): void
}

/** useList reads page after page of one question; the answer to an earlier question is dropped. */
function useList<T>(load: DataTableProps<T & object>['load'], query: Record<string, string>, version: number): List<T> {
  const question = `${version} ${JSON.stringify(query)}`
  const [state, setState] = useState<{
    rows: T[]
    next?: string | undefined
    loading: boolean
    problem?: Problem | undefined
    asked: string
  }>({ rows: [], loading: true, asked: '' })
  const turn = useRef(0)
  const now = useRef({ load, query, state })
  now.current = { load, query, state }

  const read = useCallback(async (fresh: boolean, upTo = 0) => {
    const mine = ++turn.current
    let rows = fresh ? [] : now.current.state.rows
    let after = fresh ? undefined : now.current.state.next
    setState((s) => ({ ...s, loading: true, problem: undefined }))
    try {
      do {
        const { load, query } = now.current
        const page = (await again(() => load(query, { limit: pageSize, ...(after ? { after } : {}) }))) as PageOf<T>
        if (mine !== turn.current) return
        rows = [...rows, ...page.items]
        after = page.next
      } while (after && rows.length < upTo)
      setState((s) => ({ ...s, rows, next: after, loading: false }))
    } catch (err) {
      const problem = asProblem(err)
      if (mine === turn.current) setState((s) => ({ ...s, loading: false, problem }))
    }
  }, [])
  useEffect(() => {
    setState({ rows: [], loading: true, asked: question })
    void read(true)
    return () => void turn.current++
  }, [question, read])
  return {
    rows: state.rows,
    next: state.next,
    loading: state.loading || state.asked !== question,
    problem: state.problem,
    question,
    more: () => (now.current.state.loading || !now.current.state.next ? Promise.resolve() : read(false)),
    readAll: () => (now.current.state.next ? read(false, most) : Promise.resolve()),
    reload: () => void read(true, now.current.state.rows.length),
  }
}

function sorted<T>(rows: T[], by: ((row: T) => string | number) | undefined, down = false): T[] {
  if (!by) return rows
  const words = new Intl.Collator('zh-CN')
  const sign = down ? -1 : 1
  return [...rows].sort((a, b) => {
    const x = by(a)
    const y = by(b)
    return sign * (typeof x === 'number' && typeof y === 'number' ? x - y : words.compare(String(x), String(y)))
  })
}

interface BodyProps<T> {
  list: List<T>
  rows: T[]
  shown: Column<T>[]
  rowKey: (row: T) => string
  selected: ReadonlySet<string>
  setSelected: (s: ReadonlySet<string>) => void
  results: ReadonlyMap<string, RowResult>
  order: { key: string; down: boolean } | undefined
  sortBy: (key: string) => void
  label: string
  open: ((row: T) => string) | undefined
  rowLabel: ((row: T) => string) | undefined
  selectable: boolean
  filtered: boolean
  empty: { title?: string; text: ReactNode; act?: ReactNode } | undefined
}

function Body<T>(p: BodyProps<T>) {
  const { list, rows, shown, rowKey, selected, setSelected } = p
  const box = useRef<HTMLDivElement>(null)
  const [sight, setSight] = useState({ from: 0, to: 60 })
  const look = useCallback(() => {
    const el = box.current
    if (!el) return
    const first = Math.floor(el.scrollTop / rowHeight)
    const count = Math.ceil(el.clientHeight / rowHeight)
    const from = Math.max(0, first - 10)
    const to = first + count + 10
    setSight((s) => (Math.abs(s.from - from) < 5 && Math.abs(s.to - to) < 5 && s.to >= first + count ? s : { from, to }))
    if (list.next && el.scrollTop + el.clientHeight > el.scrollHeight - 10 * rowHeight && el.scrollTop > 0) void list.more()
  }, [list])
  useEffect(look, [look, rows.length])
  useEffect(() => {
    if (box.current) box.current.scrollTop = 0
  }, [list.question])

  const toggle = useCallback(
    (id: string, on: boolean) => {
      const s = new Set(selected)
      if (on) s.add(id)
      else s.delete(id)
      setSelected(s)
    },
    [selected, setSelected],
  )

  if (list.problem && rows.length === 0) return <Failed problem={list.problem} retry={list.reload} />
  if (list.loading && rows.length === 0) {
    return (
      <div role="status" aria-label={t.loading} className="tx-table-wait">
        <Skeleton active title={false} paragraph={{ rows: 8, width: '100%' }} />
      </div>
    )
  }
  if (rows.length === 0) {
    return p.filtered ? (
      <Empty title={t.table.empty} text={t.table.emptyHow} />
    ) : (
      <Empty title={p.empty?.title ?? t.table.none} text={p.empty?.text} act={p.empty?.act} />
    )
  }
  const all = rows.length > 0 && rows.every((r) => selected.has(rowKey(r)))
  const to = Math.min(rows.length, sight.to)
  const span = shown.length + (p.selectable ? 1 : 0)
  const least = shown.reduce((sum, c) => sum + (widthOf(c) ?? 160), p.selectable ? 44 : 0)
  return (
    <div className="tx-table-box" ref={box} onScroll={look} tabIndex={0} role="region" aria-label={p.label}>
      <table aria-rowcount={list.next ? -1 : rows.length + 1} aria-busy={list.loading} style={{ minWidth: least }}>
        <thead>
          <tr aria-rowindex={1}>
            {p.selectable && (
              <th scope="col" className="tx-pick">
                <input
                  type="checkbox"
                  aria-label={t.table.selectAll}
                  checked={all}
                  ref={(el) => void (el && (el.indeterminate = !all && selected.size > 0))}
                  onChange={(e) => setSelected(e.target.checked ? new Set(rows.map(rowKey)) : new Set())}
                />
              </th>
            )}
            {shown.map((c) => (
              <HeadCell key={c.key} column={c} order={p.order} sortBy={p.sortBy} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap rows={Math.min(sight.from, rows.length)} span={span} />
          {rows.slice(sight.from, to).map((row, i) => (
            <Row key={rowKey(row)} of={p} row={row} at={sight.from + i} toggle={toggle} />
          ))}
          <Gap rows={rows.length - to} span={span} />
        </tbody>
      </table>
      {list.problem && <Failed problem={list.problem} retry={() => void list.more()} />}
    </div>
  )
}

interface RowProps<T> {
  of: BodyProps<T>
  row: T
  at: number
  toggle: (id: string, on: boolean) => void
}

function OneRow<T>({ of: p, row, at, toggle }: RowProps<T>) {
  const go = useNavigate()
  const id = p.rowKey(row)
  const picked = p.selected.has(id)
  return (
    <tr
      aria-rowindex={at + 2}
      className={`${p.open ? 'tx-row-open' : ''}${picked ? ' tx-row-picked' : ''}`}
      onClick={(e) => {
        if (p.open && !(e.target as HTMLElement).closest('a, button, input, label, .tx-pick')) void go(p.open(row))
      }}
    >
      {p.selectable && (
        <td className="tx-pick">
          <input
            type="checkbox"
            aria-label={`${t.table.select} ${p.rowLabel?.(row) ?? at + 1}`}
            checked={picked}
            onChange={(e) => toggle(id, e.target.checked)}
          />
        </td>
      )}
      {p.shown.map((c, n) => (
        <td key={c.key} className={cellClass(c)}>
          {n === 0 && <Result of={p.results.get(id)} />}
          {c.render(row)}
        </td>
      ))}
    </tr>
  )
}

/** Row is drawn anew only when the table has changed, not when one scrolls: the rows that stay in sight stay as they are. */
const Row = memo(OneRow) as typeof OneRow

/** Gap keeps the room of the rows that are not drawn. */
const Gap = ({ rows, span }: { rows: number; span: number }) =>
  rows > 0 ? (
    <tr aria-hidden="true" className="tx-gap">
      <td colSpan={span} style={{ height: rows * rowHeight }} />
    </tr>
  ) : null

function HeadCell<T>({
  column: c,
  order,
  sortBy,
}: {
  column: Column<T>
  order: { key: string; down: boolean } | undefined
  sortBy: (key: string) => void
}) {
  const style: CSSProperties = c.width ? { width: widthOf(c) } : {}
  if (!c.sort) {
    return (
      <th scope="col" style={style} className={cellClass(c)}>
        {c.title}
      </th>
    )
  }
  const mine = order?.key === c.key
  return (
    <th scope="col" style={style} className={cellClass(c)} aria-sort={mine ? (order.down ? 'descending' : 'ascending') : 'none'}>
      <button type="button" className="tx-sort" onClick={() => sortBy(c.key)}>
        {c.title} <span aria-hidden="true">{mine ? (order.down ? '▼' : '▲') : '↕'}</span>
      </button>
    </th>
  )
}

function Result({ of }: { of: RowResult | undefined }) {
  if (!of) return null
  return of.problem ? (
    <span className="tx-result tx-result-bad" title={of.problem.detail}>
      <CloseCircleOutlined aria-label={of.problem.detail} />{' '}
    </span>
  ) : (
    <span className="tx-result tx-result-ok">
      <CheckCircleOutlined aria-label={t.table.okRow} />{' '}
    </span>
  )
}

/** useColumns is which columns are shown; the choice is kept in this browser for each user and table. */
function useColumns<T>(name: string, columns: Column<T>[]): [string[], (keys: string[] | undefined) => void] {
  const { me } = useSession()
  const key = `tongxing.columns.${me.id}.${name}`
  const usual = columns.filter((c) => !c.extra).map((c) => c.key)
  const [kept, setKept] = useState<string[] | undefined>(() => {
    try {
      return JSON.parse(localStorage.getItem(key) ?? 'null') ?? undefined
    } catch {
      return undefined
    }
  })
  const chosen = (kept ?? usual).filter((k) => columns.some((c) => c.key === k))
  return [
    chosen.length ? chosen : usual,
    (keys) => {
      setKept(keys)
      if (keys) localStorage.setItem(key, JSON.stringify(keys))
      else localStorage.removeItem(key)
    },
  ]
}

function ColumnChoice<T>({
  columns,
  chosen,
  choose,
}: {
  columns: Column<T>[]
  chosen: string[]
  choose: (keys: string[] | undefined) => void
}) {
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={
        <div className="tx-columns">
          <Checkbox.Group
            aria-label={t.table.columns}
            value={chosen}
            options={columns.map((c) => ({ value: c.key, label: c.title, disabled: chosen.length === 1 && chosen[0] === c.key }))}
            onChange={(keys) => choose(columns.map((c) => c.key).filter((k) => keys.includes(k)))}
          />
          <Button type="link" onClick={() => choose(undefined)}>
            {t.table.reset}
          </Button>
        </div>
      }
    >
      <Button icon={<SettingOutlined />} aria-label={t.table.columns} title={t.table.columns} />
    </Popover>
  )
}
