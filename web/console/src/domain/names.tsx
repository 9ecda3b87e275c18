// Names behind ids: a screen shows many, the server is asked once for all that a moment needs.
import { api, take, texts } from '@tongxing/shared'
import { useEffect, useState } from 'react'

export interface Named {
  name: string
  no?: string | undefined
}

const t = texts({ automatic: '系统自动' }, { automatic: 'Automatic' })

/** What a job has done is nobody's: its id is its name, job:seed, and no record is behind it. */
const isJob = (id: string) => id.startsWith('job:')

const known = new Map<string, Named>()
const wanted = new Map<string, ((n: Named | undefined) => void)[]>()
let soon: ReturnType<typeof setTimeout> | undefined

function ask(id: string): Promise<Named | undefined> {
  const have = isJob(id) ? { name: t.automatic } : known.get(id)
  if (have) return Promise.resolve(have)
  return new Promise((tell) => {
    wanted.set(id, [...(wanted.get(id) ?? []), tell])
    soon ??= setTimeout(() => void fetchAll(), 20)
  })
}

async function fetchAll(): Promise<void> {
  soon = undefined
  const batch = [...wanted.entries()].slice(0, 100)
  for (const [id] of batch) wanted.delete(id)
  if (wanted.size > 0) soon = setTimeout(() => void fetchAll(), 0)
  const found = await take(api.GET('/names', { params: { query: { ids: batch.map(([id]) => id).join(',') } } })).then(
    (l) => l.items,
    () => [], // a name that cannot be read leaves a dash; the list itself is there
  )
  for (const n of found) known.set(n.id, { name: n.name, no: n.no })
  for (const [id, tell] of batch) for (const t of tell) t(known.get(id))
}

/** useName is what the record of that id is called; undefined while nobody knows. */
export function useName(id: string | undefined): Named | undefined {
  const [found, setFound] = useState<Named | undefined>(id ? known.get(id) : undefined)
  useEffect(() => {
    let current = true
    setFound(id ? known.get(id) : undefined)
    if (id) void ask(id).then((n) => current && setFound(n))
    return () => void (current = false)
  }, [id])
  return found
}

/** Name shows what a record is called, with its number when asked. */
export function Name({ id, no = false }: { id: string | undefined; no?: boolean }) {
  const n = useName(id)
  if (!n?.name) return <span>—</span>
  return (
    <span>
      {n.name}
      {no && n.no && <span className="tx-muted"> {n.no}</span>}
    </span>
  )
}

/** useNames is what many records are called, by id; for options of a field. */
export function useNames(ids: string[]): Record<string, Named> {
  const [found, setFound] = useState<Record<string, Named>>({})
  const key = ids.join(',')
  useEffect(() => {
    let current = true
    void Promise.all(ids.map(async (id) => [id, await ask(id)] as const)).then((all) => {
      if (current) setFound(Object.fromEntries(all.filter((a): a is readonly [string, Named] => !!a[1])))
    })
    return () => void (current = false)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the key is the ids
  }, [key])
  return found
}
