// What the volunteers' tests prepare through the API: activities about to begin, and who confirms.
import type { Page } from 'playwright-core'
import type { World } from './harness.ts'

export interface Plan {
  title: string
  /** Minutes from now to the start, and the length. */
  inMinutes?: number
  minutes?: number
  capacity?: number
  target_group?: string
  min_age?: number
}

/** publish puts an activity of the first organisation on the board and returns its id. */
export async function publish(w: World, p: Plan): Promise<string> {
  const lead = await w.token('org1-lead')
  const me = await w.server.call('GET', '/me', undefined, lead)
  const org = me.roles.find((r: { org_id?: string }) => r.org_id).org_id
  const start = Date.now() + (p.inMinutes ?? 10) * 60_000
  const at = (ms: number) => new Date(ms).toISOString()
  const made = await w.server.call(
    'POST',
    '/activities',
    {
      org_id: org,
      title: p.title,
      type: 'tutoring',
      target_group: p.target_group ?? 'elders',
      content: '陪伴老人读报、聊天，帮忙打扫院子。',
      region: '52/5201/520111/',
      address: '青岩镇文化站二楼',
      start: at(start),
      end: at(start + (p.minutes ?? 60) * 60_000),
      signup_from: at(Date.now() - 3_600_000),
      signup_to: at(start),
      capacity: p.capacity ?? 10,
      waitlist: true,
      risk: '楼梯较陡，请扶好扶手。',
      bring: '水杯、防滑鞋',
      min_age: p.min_age ?? 0,
      leader: me.id,
      leader_phone: '13900000000',
    },
    lead,
  )
  await w.server.call('POST', `/activities/${made.id}/submit`, undefined, lead)
  const county = await w.token('county1')
  await w.server.call('POST', `/activities/${made.id}/publish`, undefined, county, await w.server.tag(`/activities/${made.id}`, county))
  return made.id
}

/** digits are what the screen on site shows now. */
export async function digits(w: World, activity: string, direction: 'in' | 'out'): Promise<string> {
  return (await w.server.call('GET', `/activities/${activity}/checkin-code?direction=${direction}`, undefined, await w.token('org1-lead')))
    .digits
}

/** logIn goes through the log-in page with the code that was sent. */
export async function logIn(w: World, page: Page, mobile: string): Promise<void> {
  const since = w.server.messages().length
  await page.getByLabel('手机号').fill(mobile)
  await page.getByRole('button', { name: '获取验证码' }).click()
  await page.getByLabel('验证码').fill(await w.server.code(mobile, since))
  await page.locator('form').getByRole('button', { name: '登录', exact: true }).click()
}

/** signedUp counts the sign-ups of an activity as the organisation sees them. */
export async function signedUp(w: World, activity: string): Promise<{ status: string; volunteer_id: string }[]> {
  return (await w.server.call('GET', `/activities/${activity}/signups`, undefined, await w.token('org1-lead'))).items
}

/** visit opens the app as a volunteer who has logged in on this phone before. */
export async function visit(w: World, page: Page, mobile: string, path: string): Promise<void> {
  await page.goto(`/v/login?back=${encodeURIComponent(path)}`)
  await logIn(w, page, mobile)
  await page.waitForURL(`**/v${path}`)
}

/** idNumber is a valid, fictitious ID number of somebody who was that old at the start of this year. */
export function idNumber(age: number): string {
  const first = `990101${new Date().getFullYear() - age}0101001`
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  return first + '10X98765432'[weights.reduce((sum, weight, i) => sum + weight * Number(first[i]), 0) % 11]
}

/** kept waits until the phone has the app itself, so that it opens without a network. */
export const kept = (page: Page) =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready
    while (!navigator.serviceWorker.controller) await new Promise((r) => setTimeout(r, 50))
  })
