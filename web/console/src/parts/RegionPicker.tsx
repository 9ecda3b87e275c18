import { api, take, type components } from '@tongxing/shared'
import { Cascader } from 'antd'
import { useEffect, useRef, useState } from 'react'
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
  /** Begin below this path: the area one works for. */
  within?: string | undefined
  /** The deepest level to be chosen: 3 county, 4 township, 5 village. */
  deepest?: number
  placeholder?: string
  id?: string
  disabled?: boolean
  'aria-label'?: string
}

const known = new Map<string, Promise<Region[]>>()

/** The regions below one, asked for once; a failed question is asked again. */
function below(parent: string): Promise<Region[]> {
  let answer = known.get(parent)
  if (!answer) {
    answer = take(api.GET('/regions', { params: { query: parent ? { parent } : {} } })).then((l) => l.items)
    answer.catch(() => known.delete(parent))
    known.set(parent, answer)
  }
  return answer
}

/** forgetRegions makes pickers read anew: after a village was added. */
export const forgetRegions = () => known.clear()

const codes = (path: string) => path.split('/').filter(Boolean)

/** RegionPicker chooses an area from the tree of divisions, read level by level; any level may be chosen. */
export function RegionPicker({ value, onChange, within, deepest = 5, placeholder, ...rest }: RegionPickerProps) {
  const [roots, setRoots] = useState<Node[]>([])
  const node = (r: Region): Node => ({ value: r.code, label: r.name, path: r.path, isLeaf: r.level >= deepest })

  // What was just chosen here is on the screen already; growing the tree anew would take its open columns away.
  const picked = useRef<string | undefined>(undefined)
  useEffect(() => {
    if (value && value === picked.current) return undefined
    let current = true
    void grow(within ?? '', value ?? '', node).then(
      (nodes) => current && setRoots(nodes),
      () => undefined,
    )
    return () => void (current = false)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- node depends on deepest alone
  }, [within, value, deepest])

  const above = within ? codes(within).slice(0, -1) : []
  const chosen = value ? codes(value).slice(above.length) : undefined
  return (
    <Cascader<Node>
      {...rest}
      allowClear={{ label: t.clear }}
      changeOnSelect
      options={roots}
      value={roots.length ? (chosen ?? []) : []}
      placeholder={placeholder ?? t.region.pick}
      displayRender={(labels) => labels.join(' ')}
      loadData={async (path) => {
        const last = path.at(-1)
        if (!last) return
        const children = await below(last.value).catch(() => [])
        last.children = children.map(node)
        if (!children.length) last.isLeaf = true
        setRoots((r) => [...r])
      }}
      onChange={(_, path) => {
        picked.current = (path as Node[] | undefined)?.at(-1)?.path
        onChange?.(picked.current)
      }}
    />
  )
}

/** grow reads the first level and what lies on the way to the value. */
async function grow(within: string, value: string, node: (r: Region) => Node): Promise<Node[]> {
  const top = codes(within)
  let roots: Node[]
  if (top.length) {
    const one = await take(api.GET('/regions/{code}', { params: { path: { code: top.at(-1)! } } }))
    roots = [node(one)]
  } else {
    roots = (await below('')).map(node)
  }
  let level = roots
  for (const code of codes(value).slice(top.length ? top.length - 1 : 0, -1)) {
    const at = level.find((n) => n.value === code)
    if (!at) break
    at.children = (await below(code)).map(node)
    level = at.children
  }
  return roots
}

/** RegionName shows the full name of a region given by its path. */
export function RegionName({ path, short = false }: { path: string | undefined; short?: boolean }) {
  const [name, setName] = useState('')
  useEffect(() => {
    const code = codes(path ?? '').at(-1)
    if (!code) return undefined
    let current = true
    void nameOf(code).then(
      (r) => current && setName(short ? r.name : (r.full_name ?? r.name)),
      () => undefined,
    )
    return () => void (current = false)
  }, [path, short])
  return <span>{name || (path ? '…' : t.none)}</span>
}

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
