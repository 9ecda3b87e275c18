// Texts in Chinese and English. A text stands beside its translation, and one without the other does not compile.

export type Locale = 'zh-CN' | 'en'

/** The cookie in which the choice is kept; the pages that the server renders read it too. */
const cookie = 'tongxing_lang'

let chosen: Locale | undefined
const listeners = new Set<(locale: Locale) => void>()

/** locale is the language in use: the one chosen, else the browser's if it is English, else Chinese. */
export function locale(): Locale {
  chosen ??= remembered() ?? preferred()
  return chosen
}

/** setLocale changes the language for this browser, tells the listeners and marks the document. */
export function setLocale(next: Locale): void {
  chosen = next
  if (typeof document !== 'undefined') {
    document.cookie = `${cookie}=${next}; Path=/; Max-Age=31536000; SameSite=Lax`
    document.documentElement.lang = next
  }
  for (const tell of listeners) tell(next)
}

/** onLocale calls tell after every change; the function it returns stops that. */
export function onLocale(tell: (locale: Locale) => void): () => void {
  listeners.add(tell)
  return () => listeners.delete(tell)
}

function remembered(): Locale | undefined {
  if (typeof document === 'undefined') return undefined
  const found = /(?:^|;\s*)tongxing_lang=(zh-CN|en)\b/.exec(document.cookie)
  return found?.[1] as Locale | undefined
}

function preferred(): Locale {
  if (typeof navigator === 'undefined') return 'zh-CN'
  for (const tag of navigator.languages ?? [navigator.language]) {
    if (tag.startsWith('zh')) return 'zh-CN'
    if (tag.startsWith('en')) return 'en'
  }
  return 'zh-CN'
}

export interface Tree {
  readonly [key: string]: string | Tree
}

/** Places are the names in braces: 'from {from}, {n|hour|hours}' has 'from' and 'n'. */
type Places<S> = S extends `${string}{${infer P}}${infer Rest}` ? NameOf<P> | Places<Rest> : never
type NameOf<P> = P extends `${infer N}|${string}` ? N : P

/** Like is what a translation of Z has to be: the same keys, and in each text the same places. */
type Like<Z, E> = {
  [K in keyof Z | keyof E]: K extends keyof Z
    ? K extends keyof E
      ? Z[K] extends string
        ? E[K] extends string
          ? SamePlaces<Places<Z[K]>, Places<E[K]>, E[K]>
          : string
        : Like<Z[K], E[K]>
      : Z[K]
    : never
}
type SamePlaces<A, B, Text> = [A] extends [B] ? ([B] extends [A] ? Text : Differs<A, B>) : Differs<A, B>
type Differs<A, B> = { 'the places differ': [zh: A, en: B] }

/** A text with places is a function of their values; one without is a string. */
type Leaf<S> = string extends S ? string : [Places<S>] extends [never] ? string : (values: Values<Places<S>>) => string
type Values<P> = { [K in P & string]: string | number }
export type Texts<Z> = { readonly [K in keyof Z]: Z[K] extends string ? Leaf<Z[K]> : Texts<Z[K]> }

const sources = new WeakMap<object, { zh: Tree; en: Tree }>()

/**
 * texts joins the Chinese texts with their translation. What it returns reads in the language in use at the moment of
 * reading: `t.save` is a string, and `t.left({n: 3})` fills the place {n}. For a count, English writes
 * '{n} {n|place|places}': the first form for one, the second for the rest.
 */
export function texts<const Z extends Tree, const E extends Tree>(zh: Z, en: E & Like<Z, E>): Texts<Z> {
  const t = join(zh, en)
  sources.set(t, { zh, en })
  return t as Texts<Z>
}

function join(zh: Tree, en: Tree): object {
  const out = {}
  for (const key of Object.keys(zh)) {
    const z = zh[key]!
    const e = en[key]!
    if (typeof z !== 'string') {
      Object.defineProperty(out, key, { enumerable: true, value: join(z, e as Tree) })
    } else if (z.includes('{')) {
      const say = (values: Record<string, string | number>) => fill(pick(z, e as string), values)
      Object.defineProperty(out, key, { enumerable: true, value: say })
    } else {
      Object.defineProperty(out, key, { enumerable: true, get: () => pick(z, e as string) })
    }
  }
  return out
}

const pick = (zh: string, en: string) => (locale() === 'en' ? en : zh)

/** fill puts the values into the places of a text; a place without a value stays as it is. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (place: string, name: string, one?: string, other?: string) => {
    const value = values[name]
    if (value === undefined) return place
    if (one === undefined) return String(value)
    return Number(value) === 1 ? one : (other ?? '')
  })
}

/**
 * flaws lists what is wrong with texts as `path: reason`: empty ones, English with Chinese characters in it, places that
 * differ. Tests expect none.
 */
export function flaws(t: object): string[] {
  const source = sources.get(t)
  if (!source) return ['these are not texts']
  return compare(source.zh, source.en, '')
}

function compare(zh: Tree, en: Tree, at: string): string[] {
  const found: string[] = []
  for (const key of new Set([...Object.keys(zh), ...Object.keys(en)])) {
    const z = zh[key]
    const e = en[key]
    const path = at + key
    if (typeof z === 'object' && typeof e === 'object') found.push(...compare(z, e, `${path}.`))
    else if (typeof z !== 'string' || !z.trim()) found.push(`${path}: no Chinese text`)
    else if (typeof e !== 'string' || !e.trim()) found.push(`${path}: no English text`)
    else if (places(z) !== places(e)) found.push(`${path}: the places differ`)
    else if (/\p{Script=Han}/u.test(e)) found.push(`${path}: Chinese in the English text`)
  }
  return found
}

const places = (text: string) => [...new Set(Array.from(text.matchAll(/\{(\w+)/g), (m) => m[1]))].sort().join()
