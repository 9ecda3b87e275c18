import type { Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { axe, phone, shot, useWorld } from './harness.ts'
import { publish, signedUp, visit } from './volunteer.helpers.ts'

const w = useWorld()
beforeEach(() => w.begin())
afterEach(() => w.end())

const people = () =>
  w.server.logins.filter((l) => l.mobile && l.place === w.server.logins.find((x) => x.login === 'org1-lead')!.place).map((l) => l.mobile!)

/** kept waits until the phone has the app itself. */
const kept = (page: Page) =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready
    while (!navigator.serviceWorker.controller) await new Promise((r) => setTimeout(r, 50))
  })

test('without a network the app opens, shows the last data with its age, and 110', async () => {
  const page = await w.open(phone, { path: '/v/' })
  const card = page.getByRole('link', { name: /村/ }).first()
  await card.waitFor()
  await kept(page)
  await w.offline(page, true)
  await page.reload()
  await card.waitFor()
  await page.getByText('网络不通，显示的是', { exact: false }).waitFor()
  await axe(page)
  await shot(page, 'volunteer-offline')
  await page.getByRole('link', { name: '发现儿童受侵害？' }).click()
  await page.getByRole('link', { name: /110/ }).first().waitFor()
  expect(await page.getByRole('link', { name: /12355/ }).getAttribute('href')).toBe('tel:12355')
  await page.goto('/v/me')
  await page.getByRole('heading', { name: '我的' }).waitFor()
})

test('signing up without a network arrives later, once', async () => {
  const [mobile] = people()
  const id = await publish(w, { title: '断网报名', inMinutes: 3 * 24 * 60 })
  const page = await w.open(phone)
  await visit(w, page, mobile!, `/a/${id}`)
  const button = page.getByRole('button', { name: '报名', exact: true })
  await button.waitFor()
  await kept(page)
  await w.offline(page, true)
  await button.click()
  await page.getByRole('heading', { name: '已保存，等待同步' }).waitFor()
  await page.getByText('1 项待同步').waitFor()
  expect(await signedUp(w, id)).toEqual([])
  await page.reload() // the phone may be put away meanwhile
  await page.getByText('1 项待同步').click()
  await page.getByText('断网报名').waitFor()
  await axe(page)
  await shot(page, 'volunteer-outbox')
  await w.offline(page, false)
  await page.getByText('都已同步').waitFor()
  expect((await signedUp(w, id)).map((s) => s.status)).toEqual(['confirmed'])
  await page.goto(`/v/a/${id}`)
  await page.getByText('已报名 ·', { exact: false }).waitFor()
})

test('an answer lost after the server had committed: sent again under the same key, in effect once', async () => {
  w.allow(/^failed: POST .*\/signups /)
  const [, mobile] = people()
  const id = await publish(w, { title: '丢失回执', inMinutes: 4 * 24 * 60 })
  const page = await w.open(phone, { context: { serviceWorkers: 'block' } })
  await visit(w, page, mobile!, `/a/${id}`)
  const keys: string[] = []
  const replayed: (string | undefined)[] = []
  await page.route('**/signups', async (route) => {
    keys.push(route.request().headers()['idempotency-key'] ?? '')
    const answer = await route.fetch()
    replayed.push(answer.headers()['idempotency-replayed'])
    expect(answer.status()).toBe(201)
    if (keys.length === 1) await route.abort('connectionreset')
    else await route.fulfill({ response: answer })
  })
  await page.getByRole('button', { name: '报名', exact: true }).click()
  await page.getByRole('heading', { name: '已保存，等待同步' }).waitFor()
  expect((await signedUp(w, id)).map((s) => s.status)).toEqual(['confirmed'])
  await page.getByRole('heading', { name: '报名成功' }).waitFor({ timeout: 30_000 }) // tried again by itself
  await page.unrouteAll({ behavior: 'wait' })
  expect(keys.length).toBeGreaterThan(1)
  expect(new Set(keys).size).toBe(1)
  expect(replayed).toEqual([undefined, ...keys.slice(1).map(() => 'true')])
  expect((await signedUp(w, id)).length).toBe(1)
  await page.goto('/v/me/outbox')
  await page.getByText('都已同步').waitFor()
})

test('what was refused in the meantime is shown and kept until it has been seen', async () => {
  w.allow(/^answered: 409 POST .*signups/)
  w.allow(/^answered: 404 GET .*activities/)
  const [, , mobile] = people()
  const id = await publish(w, { title: '临时取消', inMinutes: 5 * 24 * 60 })
  const page = await w.open(phone)
  await visit(w, page, mobile!, `/a/${id}`)
  const button = page.getByRole('button', { name: '报名', exact: true })
  await button.waitFor()
  await kept(page)
  await w.offline(page, true)
  await button.click()
  await page.getByRole('heading', { name: '已保存，等待同步' }).waitFor()
  await w.server.call('POST', `/activities/${id}/cancel`, { reason: '暴雨红色预警' }, await w.token('org1-lead'))
  await w.offline(page, false)
  await page.getByText('1 项未被接受').waitFor()
  await page.reload()
  await page.getByText('1 项未被接受').click()
  await page.getByText('没有被接受').waitFor()
  await axe(page)
  await shot(page, 'volunteer-refused')
  await page.getByRole('button', { name: '知道了' }).click()
  await page.getByText('都已同步').waitFor()
  expect(await signedUp(w, id)).toEqual([])
})

test('checking in is not queued: without a network the leader is asked to note the time', { timeout: 90_000 }, async () => {
  const [, , , mobile] = people()
  const id = await publish(w, { title: '断网签到' })
  await w.server.call('POST', `/activities/${id}/signups`, undefined, await w.token(mobile!))
  const page = await w.open(phone)
  await visit(w, page, mobile!, '/checkin')
  const field = page.getByLabel('屏幕上的 6 位数字码')
  await field.waitFor()
  await kept(page)
  await w.offline(page, true)
  await field.fill('123456')
  await page.getByRole('button', { name: '输入数字码签到' }).click()
  await page.getByText('请让现场负责人看这一条', { exact: false }).waitFor({ timeout: 45_000 })
  await axe(page)
  await shot(page, 'volunteer-missed')
  await w.offline(page, false)
  const stays = await w.server.call('GET', `/activities/${id}/attendance`, undefined, await w.token('org1-lead'))
  expect(stays.items).toEqual([])
})
