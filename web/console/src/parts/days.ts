// Calendar days as texts, 2026-11-23, reckoned without zones: a day is a day.
const at = (day: string) => new Date(`${day}T00:00:00Z`)
const text = (d: Date) => d.toISOString().slice(0, 10)

/** addDays('2026-02-28', 1) is 2026-03-01. */
export function addDays(day: string, n: number): string {
  const d = at(day)
  d.setUTCDate(d.getUTCDate() + n)
  return text(d)
}

/** weekday is 1 for Monday to 7 for Sunday. */
export const weekday = (day: string): number => at(day).getUTCDay() || 7

/** monday is the first day of the week. */
export const monday = (day: string): string => addDays(day, 1 - weekday(day))

/** monthStart is the first day of the month. */
export const monthStart = (day: string): string => `${day.slice(0, 8)}01`

/** daysBetween is how many days b comes after a. */
export const daysBetween = (a: string, b: string): number => Math.round((at(b).getTime() - at(a).getTime()) / 86_400_000)

/** months lists the months from a day to another, both included: 2026-03. */
export function months(from: string, to: string): string[] {
  const list: string[] = []
  for (let d = monthStart(from); d <= to && list.length < 60; d = monthStart(addDays(d, 32))) list.push(d.slice(0, 7))
  return list
}
