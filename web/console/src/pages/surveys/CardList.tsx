import { type Problem } from '@tongxing/shared'
import { Button } from 'antd'
import { Fragment, useCallback, useEffect, useRef, useState, type ReactNode } from 'react'
import { again, asProblem, Empty, Failed, Filters, useFilters, type Filter, type PageOf } from '../../parts/index.ts'
import { st } from './texts.ts'

interface CardListProps<T> {
  name: string
  label: string
  filters: Filter[]
  load(query: Record<string, string>, page: { limit: number; after?: string }): Promise<PageOf<T>>
  /** A list item. `put` shows the item as it is after an act, `reload` reads all of them anew. */
  card(row: T, put: (row: T) => void, reload: () => void): ReactNode
  empty: string
}

interface State<T> {
  rows: T[]
  next?: string | undefined
  problem?: Problem | undefined
  loading: boolean
}

/** CardList is a list whose items are too long for one line of a table: everything that is decided upon stands on the card. */
export function CardList<T extends { id: string }>({ name, label, filters, load, card, empty }: CardListProps<T>) {
  const { query, set } = useFilters(filters)
  const [s, setS] = useState<State<T>>({ rows: [], loading: true })
  const turn = useRef(0)
  const now = useRef(load)
  now.current = load
  const question = JSON.stringify(query)
  const read = useCallback(
    async (before: T[], after?: string) => {
      const mine = ++turn.current
      setS((old) => ({ ...old, rows: before, loading: true, problem: undefined }))
      try {
        const asked = JSON.parse(question) as Record<string, string>
        const page = await again(() => now.current(asked, { limit: 50, ...(after ? { after } : {}) }))
        if (mine === turn.current) setS({ rows: [...before, ...page.items], next: page.next, loading: false })
      } catch (err) {
        if (mine === turn.current) setS((old) => ({ ...old, loading: false, problem: asProblem(err) }))
      }
    },
    [question],
  )
  useEffect(() => {
    void read([])
    return () => void turn.current++
  }, [read])
  const put = (row: T) => setS((old) => ({ ...old, rows: old.rows.map((r) => (r.id === row.id ? row : r)) }))
  return (
    <>
      <Filters filters={filters} query={query} set={set} name={name} />
      {s.problem ? (
        <Failed problem={s.problem} retry={() => void read([])} />
      ) : s.rows.length === 0 && !s.loading ? (
        <Empty title={empty} />
      ) : (
        <ul className="sv-cards sv-long" aria-label={label} aria-busy={s.loading}>
          {s.rows.map((r) => (
            <Fragment key={r.id}>{card(r, put, () => void read([]))}</Fragment>
          ))}
        </ul>
      )}
      {(s.next || s.loading) && !s.problem && (
        <Button loading={s.loading} onClick={() => void read(s.rows, s.next)}>
          {st.more}
        </Button>
      )}
    </>
  )
}
