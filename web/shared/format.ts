// Numbers as people read them, in the language in use. Times are those of Asia/Shanghai, whatever the machine's zone.
import { locale } from './text.ts'

const zone = 'Asia/Shanghai'
const zh = () => locale() !== 'en'

/** minutes(200) is 3 小时 20 分. A negative amount, as in a correction, keeps its sign. */
export function minutes(n: number): string {
  const sign = n < 0 ? '−' : ''
  const all = Math.abs(Math.round(n))
  const h = Math.floor(all / 60)
  const m = all % 60
  const parts = []
  if (h) parts.push(zh() ? `${count(h)} 小时` : `${count(h)} h`)
  if (m || !h) parts.push(zh() ? `${m} 分${h ? '' : '钟'}` : `${m} min`)
  return sign + parts.join(' ')
}

/** hours(90) is 1.5 小时, for places where a column of hours is compared. */
export function hours(n: number): string {
  const h = new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(n / 60)
  return zh() ? `${h} 小时` : `${h} h`
}

/** money(1230000) is ¥12,300.00: fen in, yuan out. */
export function money(fen: number): string {
  const sign = fen < 0 ? '−' : ''
  const yuan = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(Math.abs(fen) / 100)
  return `${sign}¥${yuan}`
}

/** count(1200) is 1,200. */
export function count(n: number): string {
  return new Intl.NumberFormat('en', { maximumFractionDigits: 2 }).format(n)
}

/** bytes(182044) is 178 KB, bytes(3200000) 3.1 MB. */
export function bytes(n: number): string {
  const kb = n / 1024
  return kb < 1000 ? `${Math.ceil(kb)} KB` : `${(kb / 1024).toFixed(1)} MB`
}

/** percent(0.72) is 72%. */
export function percent(share: number): string {
  return `${Math.round(share * 100)}%`
}

/** progress(864, 1200) is 864 / 1,200 (72%): plan and actual are always shown together. */
export function progress(actual: number, plan: number): string {
  const share = plan > 0 ? ` (${percent(actual / plan)})` : ''
  return `${count(actual)} / ${count(plan)}${share}`
}

/** comma stands between the items of a list, colon between a label and what it says, as the language writes them. */
export const comma = (): string => (zh() ? '、' : ', ')
export const colon = (): string => (zh() ? '：' : ': ')

/** paren(2, '已确认') is what follows in brackets: （2 已确认）. */
export const paren = (...said: (string | number)[]): string => (zh() ? `（${said.join(' ')}）` : ` (${said.join(' ')})`)

type When = string | number | Date

interface Wall {
  year: string
  month: number
  day: number
  weekday: string
  clock: string
}

const makers = new Map<string, Intl.DateTimeFormat>()

function wall(at: When): Wall {
  const lang = locale()
  let maker = makers.get(lang)
  if (!maker) {
    maker = new Intl.DateTimeFormat(lang, {
      timeZone: zone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
    makers.set(lang, maker)
  }
  const part: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {}
  for (const p of maker.formatToParts(new Date(at))) part[p.type] = p.value
  return {
    year: part.year ?? '',
    month: Number(part.month),
    day: Number(part.day),
    weekday: part.weekday ?? '',
    clock: `${part.hour}:${part.minute}`,
  }
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function date(w: Wall, now: When): string {
  const other = w.year !== wall(now).year
  if (zh()) return `${other ? `${w.year}年` : ''}${w.month}月${w.day}日`
  return `${w.day} ${months[w.month - 1]}${other ? ` ${w.year}` : ''}`
}

const dated = (w: Wall, now: When) => (zh() ? `${date(w, now)} ${w.weekday}` : `${w.weekday} ${date(w, now)}`)

/** day is 11月23日 周一; with the year when it is not this one. It takes an instant or a calendar day like 2026-11-23. */
export function day(at: When, now: When = Date.now()): string {
  return dated(wall(asInstant(at)), now)
}

/** shortDay is 11月23日, for narrow columns. */
export function shortDay(at: When, now: When = Date.now()): string {
  return date(wall(asInstant(at)), now)
}

/** month(2025-03) is 2025年3月. What is not a month is returned as it is. */
export function month(of: string): string {
  const [, y, m] = /^(\d{4})-(\d{2})$/.exec(of) ?? []
  if (!y || !m) return of
  return zh() ? `${y}年${Number(m)}月` : `${months[Number(m) - 1]} ${y}`
}

/** clock is 09:30. */
export function clock(at: When): string {
  return wall(at).clock
}

/** instant is 11月23日 周一 09:30. */
export function instant(at: When, now: When = Date.now()): string {
  const w = wall(at)
  return `${dated(w, now)} ${w.clock}`
}

/** span is 11月23日 周一 09:30–11:30; the second day is named when it is another. */
export function span(from: When, to: When, now: When = Date.now()): string {
  const a = wall(from)
  const b = wall(to)
  if (a.year === b.year && a.month === b.month && a.day === b.day) return `${dated(a, now)} ${a.clock}–${b.clock}`
  return `${dated(a, now)} ${a.clock} – ${dated(b, now)} ${b.clock}`
}

/** dayKey is the calendar day of an instant, like 2026-11-23. */
export function dayKey(at: When): string {
  const w = wall(at)
  return `${w.year}-${String(w.month).padStart(2, '0')}-${String(w.day).padStart(2, '0')}`
}

/** A calendar day has no hour: noon keeps it on its own day. */
function asInstant(at: When): When {
  return typeof at === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(at) ? `${at}T12:00:00+08:00` : at
}

/** age is how long ago something was: 刚刚, 3 分钟前, 2 小时前, 昨天 …, and the day itself after a week. */
export function age(at: When, now: When = Date.now()): string {
  const seconds = Math.max(0, (new Date(now).getTime() - new Date(at).getTime()) / 1000)
  if (seconds < 60) return zh() ? '刚刚' : 'just now'
  if (seconds < 3600) return ago(Math.floor(seconds / 60), 'minute')
  if (seconds < 86_400) return ago(Math.floor(seconds / 3600), 'hour')
  if (seconds < 7 * 86_400) return ago(Math.floor(seconds / 86_400), 'day')
  return day(at, now)
}

/** until is how long something still has: 还有 3 天; past it says 已过期 2 天. */
export function until(at: When, now: When = Date.now()): string {
  const seconds = (new Date(at).getTime() - new Date(now).getTime()) / 1000
  const amount = length(Math.abs(seconds))
  if (seconds < 0) return zh() ? `已过期 ${amount}` : `${amount} late`
  return zh() ? `还有 ${amount}` : `${amount} left`
}

type Unit = 'minute' | 'hour' | 'day'
const unitsZH: Record<Unit, string> = { minute: '分钟', hour: '小时', day: '天' }

const amountOf = (n: number, unit: Unit) => (zh() ? `${n} ${unitsZH[unit]}` : `${n} ${unit}${n === 1 ? '' : 's'}`)
const ago = (n: number, unit: Unit) => amountOf(n, unit) + (zh() ? '前' : ' ago')

function length(seconds: number): string {
  if (seconds < 3600) return amountOf(Math.max(1, Math.floor(seconds / 60)), 'minute')
  if (seconds < 2 * 86_400) return amountOf(Math.floor(seconds / 3600), 'hour')
  return amountOf(Math.floor(seconds / 86_400), 'day')
}
