// What the phone keeps: the last answers of the API with their age, and drafts. Answers belong to one person and go when
// they log out.
import { clear, createStore, get, set } from 'idb-keyval'

export interface Kept<T> {
  at: number
  data: T
}

const answers = lazily(() => createStore('tongxing-answers', 'answers'))
const memory = new Map<string, Kept<unknown>>()

/** A browser in private mode may have no database: then only the memory of this page is used. */
function lazily<T>(make: () => T): () => T | undefined {
  let made: T | undefined
  return () => {
    try {
      return (made ??= make())
    } catch {
      return undefined
    }
  }
}

/** recall returns the last answer kept under the name, or undefined. */
export async function recall<T>(name: string): Promise<Kept<T> | undefined> {
  const known = memory.get(name) as Kept<T> | undefined
  if (known) return known
  try {
    const found = await get<Kept<T>>(name, answers())
    if (found && !memory.has(name)) memory.set(name, found)
    return found
  } catch {
    return undefined
  }
}

/** recalled is recall from the memory of this page alone, at once. */
export const recalled = <T>(name: string) => memory.get(name) as Kept<T> | undefined

/** keep remembers the answer as of now. */
export function keep<T>(name: string, data: T): Kept<T> {
  const kept = { at: Date.now(), data }
  memory.set(name, kept)
  set(name, kept, answers()).catch(() => undefined)
  return kept
}

/** forgetAll drops every answer and draft: on logging out. */
export async function forgetAll(): Promise<void> {
  memory.clear()
  for (const box of [localStorage, sessionStorage]) {
    for (const key of Object.keys(box)) if (key.startsWith(draftPrefix)) box.removeItem(key)
  }
  await clear(answers()).catch(() => undefined)
}

const draftPrefix = 'tongxing.draft.'

/** Drafts with numbers and names of people stay in this tab; others survive its closing. */
const boxOf = (secret: boolean) => (secret ? sessionStorage : localStorage)

export function readDraft<T>(name: string, secret: boolean): T | undefined {
  try {
    const text = boxOf(secret).getItem(draftPrefix + name)
    return text ? (JSON.parse(text) as T) : undefined
  } catch {
    return undefined
  }
}

export function writeDraft(name: string, value: unknown, secret: boolean): void {
  try {
    if (value === undefined) boxOf(secret).removeItem(draftPrefix + name)
    else boxOf(secret).setItem(draftPrefix + name, JSON.stringify(value))
  } catch {
    // The phone's storage is full or closed; the form itself still holds what was typed.
  }
}
