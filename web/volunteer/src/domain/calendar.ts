// An activity as a calendar file (RFC 5545), made on the phone so that it works without a network. Instants are in UTC, so
// no zone has to be described; the identity is the activity's, so a second import replaces the first.
import type { Card } from './types.ts'

const stamp = (at: string | number) => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')
const escape = (text: string) => text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n')

/** fold breaks a line at 75 octets, never inside a character. */
function fold(line: string): string {
  let out = ''
  let length = 0
  for (const ch of line) {
    const size = new TextEncoder().encode(ch).length
    if (length + size > 75) {
      out += '\r\n '
      length = 1
    }
    out += ch
    length += size
  }
  return out
}

export type Entry = Pick<Card, 'id' | 'title' | 'start' | 'end' | 'address' | 'region_name' | 'org_name'>

/** calendarFile is the file's text, with reminders 24 hours and 2 hours before each activity. */
export function calendarFile(list: Entry[], origin: string, now: number = Date.now()): string {
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Tongxing//Volunteer//ZH', 'CALSCALE:GREGORIAN', 'METHOD:PUBLISH']
  for (const a of list) {
    lines.push(
      'BEGIN:VEVENT',
      `UID:${a.id}@tongxing`,
      `DTSTAMP:${stamp(now)}`,
      `LAST-MODIFIED:${stamp(now)}`,
      `DTSTART:${stamp(a.start)}`,
      `DTEND:${stamp(a.end)}`,
      `SUMMARY:${escape(a.title)}`,
      `LOCATION:${escape([a.region_name, a.address].filter(Boolean).join(' '))}`,
      `DESCRIPTION:${escape([a.org_name, `${origin}/v/a/${a.id}`].filter(Boolean).join('\n'))}`,
      `URL:${origin}/v/a/${a.id}`,
      'STATUS:CONFIRMED',
    )
    for (const before of ['-P1D', '-PT2H']) {
      lines.push('BEGIN:VALARM', 'ACTION:DISPLAY', `DESCRIPTION:${escape(a.title)}`, `TRIGGER:${before}`, 'END:VALARM')
    }
    lines.push('END:VEVENT')
  }
  lines.push('END:VCALENDAR')
  return lines.map((l) => `${fold(l)}\r\n`).join('')
}

/** saveCalendar hands the file to the phone, which offers to open it in its calendar. */
export function saveCalendar(list: Entry[]): void {
  const file = new Blob([calendarFile(list, location.origin)], { type: 'text/calendar;charset=utf-8' })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = 'tongxing.ics'
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
