// A worker of an organisation logs services on a phone: without a network, with a photo, refused at a field, in conflict with a colleague.
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { axe, phone, photo, shot, useWorld } from './harness.ts'
import { kept } from './volunteer.helpers.ts'

const w = useWorld()
beforeEach(() => w.begin())
afterEach(() => w.end())

const done = '陪孩子写完作业，和奶奶谈了接送安排，约好下周再来看看。'

const day = (ago: number) => new Date(Date.now() + 8 * 3_600_000 - ago * 86_400_000).toISOString().slice(0, 10)

/** write fills the form in for a visit at ten o'clock some days ago. */
async function write(page: Page, ago: number, text: string) {
  await page.goto('/v/me/services/new')
  const contract = page.getByLabel('合同')
  await contract.locator('option').nth(1).waitFor({ state: 'attached' })
  await contract.selectOption({ index: 1 })
  await page.getByLabel('日期').fill(day(ago))
  await page.getByLabel('开始').fill('10:00')
  await page.getByLabel('结束').fill('11:00')
  await page.getByLabel('地点').fill('家中')
  await page.getByLabel('做了什么').fill(text)
}

const logged = async (who = 'org1-worker') =>
  (
    await w.server.call(
      'GET',
      `/service-log?limit=50&worker=${(await w.server.call('GET', '/me', undefined, await w.token(who))).id}`,
      undefined,
      await w.token(who),
    )
  ).items as { id: string; status: string; from: string }[]

test('a visit logged without a network, with a photo, arrives once', async () => {
  const before = await logged()
  const page = await w.open(phone, { as: 'org1-worker', path: '/v/me/services' })
  await page.getByRole('heading', { name: '服务记录' }).waitFor()
  await page.getByRole('link', { name: '记一次服务' }).waitFor()
  await axe(page)
  await shot(page, 'services-phone-list')
  await kept(page)
  const picture = await photo(page, 1200, 800)
  await write(page, 1, done)
  const person = page.getByRole('group', { name: '服务对象' }).getByRole('checkbox').first()
  await person.check()
  await axe(page)
  await shot(page, 'services-phone-form')
  await w.offline(page, true)
  await page.locator('input[type=file][multiple]').setInputFiles({ name: 'visit.jpg', mimeType: 'image/jpeg', buffer: picture })
  await page.getByRole('img', { name: 'visit.jpg' }).waitFor()
  await page.getByRole('button', { name: '提交审核' }).click()
  await page.getByText('待同步').waitFor()
  await axe(page)
  await shot(page, 'services-phone-waiting')
  await page.reload() // the phone may be put away meanwhile
  await page.getByText('待同步').waitFor()
  expect((await logged()).length).toBe(before.length)
  await w.offline(page, false)
  await page.getByText('待审核').first().waitFor({ timeout: 30_000 })
  await expect.poll(() => page.getByText('待同步').count()).toBe(0)
  const [entry] = (await logged()).filter((e) => !before.some((b) => b.id === e.id))
  expect((await logged()).length).toBe(before.length + 1)
  expect(entry!.status).toBe('submitted')
  const files = await w.server.call('GET', `/files?record=${entry!.id}`, undefined, await w.token('org1-lead'))
  expect(files.items.map((f: { purpose: string; state: string }) => [f.purpose, f.state])).toEqual([['photo', 'kept']])
})

test('what is missing is said at its field, and nothing typed is lost', async () => {
  w.allow(/^answered: 400 POST .*submit/)
  const page = await w.open(phone, { as: 'org1-worker', path: '/v/me/services' })
  await page.getByRole('link', { name: '记一次服务' }).waitFor()
  await write(page, 2, '去了一趟')
  await page.getByRole('button', { name: '添加一行' }).click()
  await page.getByRole('button', { name: '提交审核' }).click()
  await page.getByText('请用不少于 20 字写明做了什么', { exact: false }).waitFor()
  await axe(page)
  await shot(page, 'services-phone-refused')
  await page.reload()
  expect(await page.getByLabel('地点').inputValue()).toBe('家中')
  await page.getByLabel('做了什么').fill(done)
  await page.getByRole('button', { name: '提交审核' }).click()
  await page.getByText('已提交，等待审核').waitFor()
})

test('a colleague changed the same entry meanwhile: both are shown, one is chosen', async () => {
  w.allow(/^answered: 412 PUT .*service-log/)
  const lead = await w.token('org1-lead')
  const [entry] = (await logged()).filter((e) => e.status === 'submitted')
  const at = `/service-log/${entry!.id}`
  await w.server.call('POST', `${at}/return`, { reason: '请写明下一步安排' }, lead, await w.server.tag(at, lead))
  const page = await w.open(phone, { as: 'org1-worker', path: `/v/me/services/${entry!.id}` })
  await page.getByText('请写明下一步安排').waitFor()
  await page.getByRole('button', { name: '修改' }).click()
  await page.getByLabel('下一步').waitFor()
  await kept(page)
  await w.offline(page, true)
  await page.getByLabel('下一步').fill('周五和班主任联系')
  await page.getByRole('button', { name: '提交审核' }).click()
  await page.getByText('待同步').waitFor()
  const now = await w.server.call('GET', at, undefined, lead)
  const body = { ...now, people: now.people.map((p: { id: string }) => p.id), next: '由同事另行安排' }
  const fields = ['kind', 'contract_id', 'region', 'from', 'to', 'workers', 'people', 'counts', 'place', 'content', 'result', 'next']
  await w.server.call(
    'PUT',
    at,
    Object.fromEntries(fields.filter((f) => body[f]).map((f) => [f, body[f]])),
    lead,
    await w.server.tag(at, lead),
  )
  await w.offline(page, false)
  await page.getByText('内容冲突').waitFor({ timeout: 30_000 })
  await page.getByRole('link', { name: /内容冲突/ }).click()
  await page.getByText('由同事另行安排').waitFor()
  await page.getByText('周五和班主任联系').waitFor()
  await axe(page)
  await shot(page, 'services-phone-conflict')
  await page.getByRole('button', { name: '用这部手机上的' }).click()
  await expect
    .poll(
      async () => {
        const { next, status } = await w.server.call('GET', at, undefined, lead)
        return [next, status]
      },
      { timeout: 20_000 },
    )
    .toEqual(['周五和班主任联系', 'submitted'])
})

test('who may not log services reads why', async () => {
  const page = await w.open(phone, { as: 'org1-finance', path: '/v/me/services' })
  await page.getByText('没有记录服务的权限').waitFor()
  await axe(page)
})

test('in English, and in dark', async () => {
  const page = await w.open(phone, { as: 'org1-worker', path: '/v/me/services/new', lang: 'en', context: { colorScheme: 'dark' } })
  await page.getByRole('button', { name: /Hand in|提交审核/ }).waitFor()
  await axe(page)
  await shot(page, 'services-phone-en')
})
