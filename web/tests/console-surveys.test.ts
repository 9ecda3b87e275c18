// Survey rounds: a village decides its list with a thumb, a round is closed while a phone is open, a school's list, the police.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Page } from 'playwright-core'
import { foreignNames, overhear, ready } from './console.helpers.ts'
import { axe, desk, fits, shot, useWorld } from './harness.ts'

vi.setConfig({ testTimeout: 300_000 })
const w = useWorld()
beforeEach(() => w.begin())
afterEach(() => w.end())

const wide = { ...desk, viewport: { width: 1440, height: 900 } }

type Row = Record<string, any>

const call = async (as: string, method: string, path: string, body?: unknown, tag = ''): Promise<Row> =>
  w.server.call(method, path, body, await w.token(as), tag)

const read = (as: string, path: string) => call(as, 'GET', path)

/** sound looks at a page in both languages at a desk and on a phone: axe, nothing wider than the window, no words of the other language. */
async function sound(as: string, path: string, name: string, typed = false) {
  for (const lang of ['zh', 'en'] as const) {
    const page = await w.open(wide, { as })
    await page.route('**/api/v1/me', async (route) => {
      const answer = await route.fetch()
      await route.fulfill({ response: answer, json: { ...(await answer.json()), lang } })
    })
    const foreign = overhear(page)
    await page.goto(`/console${path}`)
    await ready(page)
    await page.waitForFunction(() => !document.querySelector('.ant-skeleton'))
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 900 })
      await vi.waitFor(() => fits(page), { timeout: 5_000 })
      await axe(page)
      await shot(page, `survey-${name}-${lang}-${width}`)
    }
    if (lang === 'en' && !typed) expect(await foreign(), 'Chinese on an English page').toEqual([])
    if (lang === 'zh') expect(await foreignNames(page), 'names that are not Chinese').toEqual([])
    await page.context().close()
  }
}

/** openRound is the round that the demonstration county has open. */
const openRound = async (): Promise<Row> => (await read('county1', '/surveys?status=open')).items[0]

/** workable is a list of village1 that is not handed in. */
async function workable(): Promise<Row> {
  const list = (await read('village1', '/survey-tasks?limit=100')).items as Row[]
  const found = list.find((t) => !t.locked && ['open', 'returned'].includes(t.status) && t.done < t.total)
  if (found) return found
  const handed = list.find((t) => !t.locked)!
  const task = await read('village1', `/survey-tasks/${handed.id}`)
  await call('county1', 'POST', `/survey-tasks/${handed.id}/return`, { note: '请再核对一遍' }, `"${task.version}"`)
  return read('village1', `/survey-tasks/${handed.id}`)
}

async function phone(as: string, path: string): Promise<Page> {
  const page = await w.open({ ...desk, viewport: { width: 390, height: 844 } }, { as, path: `/console${path}` })
  await ready(page)
  return page
}

test('a director decides with one tap, and hands the list in', async () => {
  const task = await workable()
  const page = await phone('village1', `/survey-tasks/${task.id}`)
  await page.locator('.sv-card').first().waitFor()
  const again = page.getByRole('button', { name: '重新核对' })
  if ((await page.getByRole('button', { name: '无变化' }).count()) === 0) await again.first().click()
  await page.getByRole('button', { name: '无变化' }).first().click()
  await page.getByText('已记录').first().waitFor()
  const lines = (await read('village1', `/survey-tasks/${task.id}/lines?limit=100`)).items as Row[]
  expect(lines.some((l) => l.outcome === 'confirmed')).toBe(true)
  for (const l of lines.filter((x) => !x.outcome))
    await call('village1', 'PUT', `/survey-lines/${l.id}`, { outcome: l.file_status === 'registered' ? 'confirmed' : 'left', note: '' }, `"${l.version}"`)
  await page.reload()
  await ready(page)
  await page.getByText('全部核对完成').waitFor()
  await page.getByRole('button', { name: '提交乡镇' }).click()
  await vi.waitFor(async () => expect((await read('village1', `/survey-tasks/${task.id}`)).status).toBe('submitted'), { timeout: 10_000 })
  await page.context().close()
})

test('a round is closed while a phone is open: what was typed stays', async () => {
  const plan = {
    region: (await openRound()).region,
    name: '留守儿童补充排查',
    cutoff: new Date().toISOString().slice(0, 10),
    deadline: new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10),
    areas: [],
    kinds: ['left_behind_child'],
    questions: [],
    per_village: false,
  }
  const made = await call('county1', 'POST', '/surveys', plan)
  await call('county1', 'POST', `/surveys/${made.id}/open`, undefined, `"${made.version}"`)
  const tasks = (await read('village1', `/survey-tasks?survey_id=${made.id}`)).items as Row[]
  const task = tasks.find((t) => t.total > 0)
  expect(task, 'a village with children').toBeDefined()
  const page = await phone('village1', `/survey-tasks/${task!.id}`)
  await page.getByRole('button', { name: '查无此人' }).first().click()
  await page.getByLabel('说明').fill('邻居说去儿子家了')
  const now = await read('county1', `/surveys/${made.id}`)
  await call('county1', 'POST', `/surveys/${made.id}/close`, { even_open: true }, `"${now.version}"`)
  w.allow(/^answered: 409 PUT .*survey-lines/)
  await page.locator('.ant-modal').getByRole('button', { name: '查无此人' }).click()
  await page.getByText('本轮排查已截止').waitFor()
  expect(await page.getByLabel('说明').inputValue()).toBe('邻居说去儿子家了')
  await shot(page, 'survey-late-390')
  await page.context().close()
})

test('every screen of a round is sound', async () => {
  const round = await openRound()
  const task = ((await read('county1', `/survey-tasks?survey_id=${round.id}&status=open&limit=100`)).items as Row[]).find((t) => t.total > 0)!
  const batch = await call('county1', 'POST', `/surveys/${round.id}/police`, { area: '' })
  const line = (await read('county1', `/police-lines?batch_id=${batch.id}&limit=1`)).items[0]
  await call('county1', 'PUT', `/police-lines/${line.id}/result`, { result: 'mismatch', note: '出生日期不同' }, `"${line.version}"`)
  await sound('county1', '/surveys', 'list', true)
  await sound('county1', '/surveys/new', 'new')
  await sound('county1', `/surveys/${round.id}`, 'round', true)
  await sound('county1', `/surveys/${round.id}/comparison`, 'comparison', true)
  await sound('county1', `/survey-tasks/${task.id}`, 'task', true)
  await sound('county1', '/survey-tasks', 'tasks', true)
  await sound('county1', '/survey-rows', 'rows')
  await sound('county1', `/police-lines?batch_id=${batch.id}`, 'police', true)
})
