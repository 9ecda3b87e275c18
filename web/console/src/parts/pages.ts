import { again } from './index.ts'

/** everything reads all pages of a list, for papers; a thousand rows at most. */
export async function everything<T>(
  read: (page: { limit: number; after?: string }) => Promise<{ items: T[]; next?: string }>,
): Promise<T[]> {
  const list: T[] = []
  let after: string | undefined
  do {
    const at = after
    const page = await again(() => read({ limit: 100, ...(at ? { after: at } : {}) }))
    list.push(...page.items)
    after = page.next
  } while (after && list.length < 1000)
  return list
}
