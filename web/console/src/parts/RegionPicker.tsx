import { api, take, type components } from '@tongxing/shared'
import { Cascader } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useSession } from '../session/session.tsx'
import { t } from './texts.ts'

type Region = components['schemas']['region.regionView']

interface Node {
  value: string
  label: string
  path: string
  isLeaf: boolean
  children?: Node[]
}

interface RegionPickerProps {
  /** The path of a region: 52/5201/520111/ */
  value?: string | undefined
  onChange?: (path: string | undefined) => void
  /** Only this path and what lies below: the area one works for. Without it the choice begins in the own county. */
  within?: string | undefined
  /** The deepest level to be chosen: 3 county, 4 township, 5 village. */
  deepest?: number
  placeholder?: string
  id?: string
  disabled?: boolean
  'aria-label'?: string
}

const known = new Map<string, Promise<Region[]>>()

/** An answer of the API that is asked for once; a failed question is asked again. */
function once(key: string, ask: () => Promise<Region[]>): Promise<Region[]> {
  let answer = known.get(key)
  if (!answer) {
    answer = ask()
    answer.catch(() => known.delete(key))
    known.set(key, answer)
  }
  return answer
}

/** The regions below one; the provinces for ''. */
const below = (parent: string) =>
  once(parent, () => take(api.GET('/regions', { params: { query: parent ? { parent } : {} } })).then((l) => l.items))

/** Where a choice begins: the area one works for, or the user's own county, or nowhere in particular. */
const begin = (within: string | undefined, user: string) =>
  within
    ? once(within, () => take(api.GET('/regions/{code}', { params: { path: { code: codes(within).at(-1)! } } })).then((r) => [r]))
    : once(user, () => take(api.GET('/regions/home')).then((l) => l.items))

/** forgetRegions makes pickers read anew: after a village was added. */
export const forgetRegions = () => known.clear()

const codes = (path: string) => path.split('/').filter(Boolean)

/** The value of the entry below which the provinces are. */
const elsewhere = '*'

/** The values of a path in the tree that begins with these regions. */
function keysOf(path: string, starts: Region[], bounded: boolean): string[] {
  const start = starts.find((s) => path.startsWith(s.path))
  if (start) return codes(path).slice(codes(start.path).length - 1)
  return starts.length && !bounded ? [elsewhere, ...codes(path)] : codes(path)
}

/**
 * RegionPicker chooses an area from the tree of divisions, read level by level, or by typing its name, pinyin, initials or
 * code; any level may be chosen.
 */
export function RegionPicker({ value, onChange, within, deepest = 5, placeholder, ...rest }: RegionPickerProps) {
  const { me } = useSession()
  const [tree, setTree] = useState<{ starts: Region[]; roots: Node[] }>({ starts: [], roots: [] })
  const [hits, setHits] = useState<Node[] | null>(null)
  const node = (r: Region): Node => ({ value: r.code, label: r.name, path: r.path, isLeaf: r.level >= deepest })

  // What was just chosen here is on the screen already; growing the tree anew would take its open columns away.
  const picked = useRef<string | undefined>(undefined)
  useEffect(() => {
    if (value && value === picked.current) return undefined
    let current = true
    void grow(within, me.id, value ?? '', node).then(
      (grown) => current && setTree(grown),
      () => undefined,
    )
    return () => void (current = false)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- node depends on deepest alone
  }, [within, me.id, value, deepest])

  const typed = useRef('')
  const timer = useRef(0)
  useEffect(() => () => clearTimeout(timer.current), [])
  const search = (text: string) => {
    typed.current = text.trim()
    clearTimeout(timer.current)
    if (!typed.current) return setHits(null)
    timer.current = window.setTimeout(() => void find(typed.current), 200)
  }
  const find = async (q: string) => {
    const query = { q, level: deepest, ...(within && { within: codes(within).at(-1)! }) }
    const found = await take(api.GET('/regions/search', { params: { query } })).catch(() => ({ items: [] as Region[] }))
    if (q !== typed.current) return
    setHits(found.items.map((r) => ({ ...node(r), label: r.full_name ?? r.name, isLeaf: true })))
  }

  return (
    <Cascader<Node>
      {...rest}
      allowClear={{ label: t.clear }}
      changeOnSelect
      options={hits ?? tree.roots}
      value={tree.roots.length && value ? keysOf(value, tree.starts, !!within) : []}
      placeholder={placeholder ?? t.region.pick}
      displayRender={(labels, path) => labels.filter((_, i) => path?.[i]?.value !== elsewhere).join(' ')}
      showSearch={{ onSearch: search, filter: () => !!hits, limit: false, render: (_, path) => path.at(-1)?.label }}
      notFoundContent={hits ? t.region.none : t.region.finding}
      loadData={async (path) => {
        const last = path.at(-1)
        if (!last) return
        const children = await below(last.value === elsewhere ? '' : last.value).catch(() => [])
        last.children = children.map(node)
        if (!children.length) last.isLeaf = true
        setTree((was) => ({ ...was, roots: [...was.roots] }))
      }}
      onChange={(_, path) => {
        const chosen = (path as Node[] | undefined)?.at(-1)
        if (chosen?.value === elsewhere) return
        picked.current = hits ? undefined : chosen?.path
        search('')
        onChange?.(chosen?.path)
      }}
    />
  )
}

/** grow reads where the choice begins and what lies on the way to the value. */
async function grow(within: string | undefined, user: string, value: string, node: (r: Region) => Node) {
  const starts = await begin(within, user)
  const bounded = !!within
  const roots = starts.length ? starts.map(node) : (await below('')).map(node)
  if (starts.length && !bounded) roots.push({ value: elsewhere, label: t.region.elsewhere, path: '', isLeaf: false })
  let level = roots
  for (const key of value ? keysOf(value, starts, bounded).slice(0, -1) : []) {
    const at = level.find((n) => n.value === key)
    if (!at) break
    at.children = (await below(key === elsewhere ? '' : key)).map(node)
    level = at.children
  }
  return { starts, roots }
}

/**
 * RegionName shows the full name of a region given by its path; short: its own name alone; village: with that of its township, because
 * villages of several townships have one name.
 */
export function RegionName({ path, short = false, village = false }: { path: string | undefined; short?: boolean; village?: boolean }) {
  const [name, setName] = useState('')
  useEffect(() => {
    const code = codes(path ?? '').at(-1)
    if (!code) return undefined
    let current = true
    void nameOf(code).then(
      (r) => current && setName(short ? r.name : village ? lastTwo(r) : (r.full_name ?? r.name)),
      () => undefined,
    )
    return () => void (current = false)
  }, [path, short, village])
  return <span>{name || (path ? '…' : t.none)}</span>
}

const lastTwo = (r: Region) => (r.full_name ?? r.name).split(' ').slice(-2).join(' ')

const names = new Map<string, Promise<Region>>()

function nameOf(code: string): Promise<Region> {
  let answer = names.get(code)
  if (!answer) {
    answer = take(api.GET('/regions/{code}', { params: { path: { code } } }))
    answer.catch(() => names.delete(code))
    names.set(code, answer)
  }
  return answer
}
