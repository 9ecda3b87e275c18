import { expect, test } from 'vitest'
import { calendarFile } from './calendar.ts'

const activity = {
  id: 'act_1',
  title: '周末读报，打扫; 聊天',
  start: '2026-11-28T01:00:00Z',
  end: '2026-11-28T03:00:00.000Z',
  address: '青岩镇文化站二楼，从正门进，沿右手边的楼梯上二楼左转第三间',
  region_name: '贵州省 贵阳市 花溪区',
  org_name: '花溪区青禾社会工作服务中心',
}
const file = calendarFile([activity], 'https://tongxing.example.gov.cn', Date.parse('2026-11-26T00:00:00Z'))
const lines = file.split('\r\n')

test('lines end in CRLF and are at most 75 octets, and no character is torn', () => {
  expect(file.endsWith('\r\n')).toBe(true)
  expect(file.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  for (const line of lines) expect(new TextEncoder().encode(line).length, line).toBeLessThanOrEqual(75)
  expect(file.replaceAll('\r\n ', '')).toContain(`LOCATION:${activity.region_name} ${activity.address}\r\n`)
})

test('instants are UTC, the identity is the activity, texts are escaped, and there are two reminders', () => {
  expect(lines).toContain('DTSTART:20261128T010000Z')
  expect(lines).toContain('DTEND:20261128T030000Z')
  expect(lines).toContain('UID:act_1@tongxing')
  expect(file).toContain('SUMMARY:周末读报，打扫\\; 聊天')
  expect(lines.filter((l) => l === 'BEGIN:VALARM').length).toBe(2)
  expect(file).not.toContain('TZID')
})
