// What needs a second person in a file: a lower risk, a child alone, a number that has a file elsewhere, two files of one person.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Page } from 'playwright-core'
import { button, choose, findRegion, foreignNames, overhear, press, ready } from './console.helpers.ts'
import { axe, desk, fits, phone, shot, useWorld } from './harness.ts'
import { idNumber } from './numbers.ts'

vi.setConfig({ testTimeout: 300_000 })
const w = useWorld()
beforeEach(() => w.begin())
afterEach(() => w.end())

const wide = { ...desk, viewport: { width: 1440, height: 900 } }

/** born is a day of birth of somebody who gets that old this year. */
const born = (age: number) => `${new Date().getFullYear() - age}-02-03`

async function open(as: string, path: string): Promise<Page> {
  const page = await w.open(wide, { as, path: `/console${path}` })
  await ready(page)
  return page
}

/**
 * sound looks at a page in both languages at a desk and on a phone: axe, nothing wider than the window, no words of the other language,
 * unless the page shows what the server calls the fields of the form.
 */
async function sound(as: string, path: string, name: string, ofForm = false) {
  for (const lang of ['zh', 'en'] as const) {
    const page = await w.open(wide, { as })
    // The screens in English, whatever language the account has: setting that would change the other pages of this person for seconds.
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
      await shot(page, `${name}-${lang}-${width}`)
    }
    if (lang === 'en' && !ofForm) expect(await foreign(), 'Chinese on an English page').toEqual([])
    if (lang === 'zh') expect(await foreignNames(page), 'names that are not Chinese').toEqual([])
    await page.context().close()
  }
}

type Row = Record<string, any>

const call = async (as: string, method: string, path: string, body?: unknown, tag = ''): Promise<Row> =>
  w.server.call(method, path, body, await w.token(as), tag)

const read = (as: string, path: string) => call(as, 'GET', path)

/** registered is a registered file of the village that fits, and is left alone by the other tests of this file. */
async function registered(fits: (f: Row) => boolean): Promise<Row> {
  const list = (await read('village1', '/beneficiaries?status=registered&limit=100')).items as Row[]
  const found = list.find(fits)
  expect(found, 'a registered file that fits').toBeDefined()
  return read('village1', `/beneficiaries/${found!.id}`)
}

/** change edits a registered file through the API. */
async function change(f: Row, to: Row): Promise<void> {
  const kept = Object.fromEntries(['kinds', 'region', 'guardianship', 'schooling', 'grade', 'risk', 'r16_flag'].map((k) => [k, f[k]]))
  const noID = f.no_id_reason ? { no_id_reason: f.no_id_reason } : {}
  await call('village1', 'PUT', `/beneficiaries/${f.id}`, { ...kept, ...noID, ...to }, `"${f.version}"`)
}

const idOf = (page: Page) => new URL(page.url()).pathname.split('/').pop()!

/** kinds of work on somebody's first page. */
const work = async (as: string): Promise<string[]> => ((await read(as, '/me/work')).items as Row[]).map((k) => String(k.kind))

test('a director asks for a lower risk, the supervisor finds it on the workbench and approves', async () => {
  const f = await registered((x) => ['yellow', 'blue'].includes(x.risk) && x.age < 16)
  // An edit with the lower risk is refused, and leads to the request.
  w.allow(/^answered: 409 PUT .*beneficiaries/)
  const edit = await open('village1', `/beneficiaries/${f.id}/edit`)
  const toRisk = edit.getByRole('navigation', { name: /分段/ }).getByRole('button', { name: /风险/ })
  if (await toRisk.count()) await toRisk.click()
  await choose(edit, '风险', '稳定')
  await button(edit, '保存').click()
  await edit.getByText('降低风险等级须说明理由').first().waitFor()
  await axe(edit)
  await shot(edit, 'request-edit-refused')
  await edit.getByRole('link', { name: '提出“降低风险等级”申请' }).click()

  await edit.getByRole('heading', { name: '降低风险等级' }).waitFor()
  await ready(edit)
  await sound('village1', `/beneficiaries/${f.id}/request/lower_risk`, 'request-risk-form')
  w.allow(/^answered: 400 POST .*requests/)
  await button(edit, '提交申请').click()
  await edit.getByText('请填写此项').first().waitFor()
  await edit.getByLabel('降低到', { exact: true }).click()
  const offered = await edit.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').allInnerTexts()
  expect(
    offered.some((o) => /高|未采集/.test(o)),
    offered.join(),
  ).toBe(false) // levels below the present one only
  await edit.locator('.ant-select-item-option').filter({ hasText: '稳定' }).first().click()
  await edit.getByLabel('理由').fill('母亲已返乡，连续三个月走访情况稳定')
  expect(await edit.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('母亲已返乡') // never kept as a draft
  await button(edit, '提交申请').click()
  await edit.waitForURL(/file-requests\/frq/)
  await ready(edit)
  await button(edit, '撤回').waitFor()
  const id = idOf(edit)
  await sound('village1', `/beneficiaries/${f.id}`, 'request-file-card', true)

  const town = await open('town1', '/')
  const card = town.locator('section').filter({ hasText: '档案申请待乡镇核定' }).last()
  await card.getByText(f.pseudonym).first().waitFor() // two requests of one kind are told apart
  await axe(town)
  await shot(town, 'request-workbench')
  await card.getByRole('link', { name: /查看全部/ }).click()
  await town.waitForURL(/status=open/)
  await ready(town)
  await town.getByRole('link', { name: '降低风险等级' }).first().waitFor()
  await sound('town1', '/file-requests?status=open', 'request-list')
  await sound('town1', `/file-requests/${id}`, 'request-risk')
  await town.goto(`/console/file-requests/${id}`)
  await ready(town)
  await town.getByText('有变化').waitFor()
  await press(town, '同意', async (dialog) => dialog.getByLabel(/办理意见/).fill('同意，继续按月走访'))
  await town.getByText('已同意').first().waitFor()
  expect((await read('village1', `/beneficiaries/${f.id}`)).risk).toBe('green')
  await town.goto('/console/file-requests?status=open')
  await ready(town)
  await vi.waitFor(async () => expect(await town.getByRole('link', { name: f.pseudonym }).count()).toBe(0))
  await sound('village1', `/file-requests/${id}`, 'request-risk-approved')
})

/** A small picture that the examination of files accepts. */
const photo = async (page: Page): Promise<Buffer> => {
  const url = await page.evaluate(() => {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 64
    canvas.getContext('2d')!.fillRect(8, 8, 40, 40)
    return canvas.toDataURL('image/jpeg', 0.9)
  })
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')
}

test('a child alone stands on three workbenches until a measure with proof is approved', async () => {
  const f = await registered((x) => x.age < 15 && x.kinds.includes('left_behind_child') && !['yellow', 'blue'].includes(x.risk))
  await change(f, { guardianship: 'none', risk: 'red', r16_flag: true })
  for (const who of ['village1', 'town1', 'county1']) {
    const page = await open(who, '/')
    const alert = page.getByRole('alert').filter({ hasText: '未满 16 周岁无人照料' })
    await alert.getByText(f.pseudonym).waitFor()
    expect(await alert.locator('.ant-alert-icon').count(), 'a mark beside the colour').toBe(1)
    await shot(page, `request-alone-${who}`)
    await page.context().close()
  }
  await sound('county1', '/', 'request-workbench-alone')
  const county = await open('county1', `/beneficiaries/${f.id}`) // cannot ask itself, so the alert says who does
  await county.getByRole('alert').getByText('由乡镇或县级民政的另一人核定').waitFor()
  expect(await button(county, '落实监护措施').count()).toBe(0)
  await county.context().close()

  // An edit that says somebody cares for the child is refused.
  w.allow(/^answered: 409 /)
  const page = await open('village1', `/beneficiaries/${f.id}`)
  expect(await page.getByRole('button', { name: '降低风险等级' }).count()).toBe(0)
  await page.getByRole('alert').getByRole('button', { name: '落实监护措施' }).click()
  await ready(page)
  await sound('village1', `/beneficiaries/${f.id}/request/measure`, 'request-measure-form')
  await choose(page, '现由谁照料', '亲戚朋友')
  await page.getByLabel('监护人姓名').fill('韦阿姨')
  await page.getByLabel('理由').fill('姨母已搬来同住，签了委托照护确认书')
  await button(page, '提交申请').click()
  await page.getByText('请先在档案材料中上传监护措施证明').waitFor()
  await axe(page)
  await shot(page, 'request-measure-refused')
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: '确认书.jpg', mimeType: 'image/jpeg', buffer: await photo(page) })
  await page.getByText('确认书.jpg').first().waitFor()
  await page.getByRole('progressbar').waitFor({ state: 'detached' })
  await button(page, '提交申请').click()
  await page.waitForURL(/file-requests\/frq/)
  const id = idOf(page)
  for (const who of ['village1', 'county1']) {
    const waits = await open(who, `/beneficiaries/${f.id}`) // one request is enough: the alert leads to it
    await waits
      .getByRole('alert')
      .getByRole('link', { name: /落实监护措施”申请待/ })
      .waitFor()
    expect(await waits.getByRole('alert').getByRole('button').count()).toBe(0)
    await shot(waits, `request-alone-waits-${who}`)
    await waits.context().close()
  }

  // The proof cannot be removed while the request waits; a finger on the disabled button shows why.
  const hand = await w.open(phone, { as: 'village1', path: `/console/file-requests/${id}` })
  await ready(hand)
  await hand.locator('.tx-offer').first().tap()
  await hand.getByRole('tooltip').getByText('档案正在审核').waitFor()
  await shot(hand, 'request-refused-act-phone')
  await hand.context().close()

  await sound('town1', `/file-requests/${id}`, 'request-measure')
  const town = await open('town1', `/file-requests/${id}`)
  await town.getByText('确认书.jpg').waitFor()
  await town.getByRole('button', { name: /^查看 申请改为 监护人姓名/ }).click()
  await town.getByRole('dialog').getByText('核实信息').click()
  await town.getByRole('dialog').getByRole('button', { name: '查看并记录' }).click()
  await town.getByText('韦阿姨').waitFor()
  await press(town, '同意', async () => undefined)
  for (const who of ['village1', 'town1', 'county1']) expect(await work(who)).not.toContain('beneficiary_alone')
  const after = await open('village1', `/beneficiaries/${f.id}`)
  expect(await after.getByText('没有监护照料').count()).toBe(0)
  await after.getByRole('button', { name: '降低风险等级' }).waitFor() // the risk can be lowered now
  expect(await after.getByRole('button', { name: '落实监护措施' }).count()).toBe(0)
})

test('on a phone a refusal comes into view, although the button stands far from it', async () => {
  const f = await registered((x) => x.age < 15 && x.kinds.includes('left_behind_child') && x.guardianship !== 'none')
  w.allow(/^answered: 409 PUT .*beneficiaries/)
  const page = await w.open(phone, { as: 'village1', path: `/console/beneficiaries/${f.id}/edit#care` })
  await ready(page)
  await choose(page, '实际监护', '无人监护')
  await button(page, '保存').click()
  const refusal = page.getByRole('alert').filter({ hasText: '当前状态不允许' })
  await refusal.waitFor()
  const box = (await refusal.boundingBox())!
  const foot = (await page.locator('.tx-form-foot').boundingBox())!
  expect(box.y).toBeGreaterThanOrEqual(0)
  expect(box.y + box.height).toBeLessThanOrEqual(foot.y)
  await shot(page, 'request-refusal-phone')
})

test('a number that has a file elsewhere: the county is asked, and answers', async () => {
  const number = idNumber('990111', born(9).replaceAll('-', ''), 7)
  const village = (await read('village1', '/beneficiaries?limit=1')).items[0].region
  const there = await call('village1', 'POST', '/beneficiaries', {
    kinds: ['left_behind_child'],
    region: village,
    name: '韦小远',
    id_number: number,
    address: '青岩村三组12号',
    guardianship: 'grandparents',
    guardian_name: '韦老山',
    schooling: 'primary',
    grade: 3,
    risk: 'blue',
    r16_flag: false,
    details: {},
  })
  const far = w.server.logins.find((l) => /^village\d/.test(l.login ?? '') && l.place !== w.server.person('village1').place)!.login!

  w.allow(/^answered: 409 POST .*beneficiaries/)
  const page = await open(far, '/beneficiaries/new')
  await page.getByRole('checkbox', { name: '留守儿童' }).check()
  await page.getByLabel('姓名').first().fill('韦小远')
  await page.getByLabel('身份证号').first().fill(number)
  await page.getByLabel('住址').first().fill('龙井村一组1号')
  await button(page, '保存').click()
  await page.getByText('该人员已有档案').waitFor()
  await shot(page, 'request-file-exists')
  await button(page, '请县级查询').first().click()
  const dialog = page.getByRole('dialog')
  expect(await dialog.getByLabel('姓名').inputValue()).toBe('韦小远')
  expect(await dialog.getByLabel('身份证号').inputValue()).toBe(number)
  await dialog.getByLabel('理由').fill('孩子开学后住到本村外婆家')
  await axe(page)
  await shot(page, 'request-inquiry-form')
  await dialog.getByRole('button', { name: '请县级查询' }).click()
  await page.waitForURL(/file-requests\/frq/)
  await ready(page)
  const id = idOf(page)
  expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toMatch(/韦小远|外婆/)
  await page.getByText('已有的档案在您的辖区之外').waitFor()
  expect(await page.getByText(there.pseudonym).count()).toBe(0)
  expect(JSON.stringify(await read(far, `/file-requests/${id}`))).not.toContain(there.id)
  await sound(far, `/file-requests/${id}`, 'request-inquiry-asker')

  const county = await open('county1', `/file-requests/${id}`)
  await county.getByRole('link', { name: new RegExp(`查到的档案.*${there.pseudonym}`) }).waitFor()
  await sound('county1', `/file-requests/${id}`, 'request-inquiry-county')
  await press(county, '答复', async (d) => d.getByLabel(/答复/).fill('档案由原村办理迁移，请等待通知'))
  await page.reload()
  await page.getByText('档案由原村办理迁移').waitFor()
  await page.getByText('已同意').first().waitFor()
})

test('two files of one person are compared, merged and separated again', async () => {
  const village = (await read('village1', '/beneficiaries?limit=1')).items[0].region
  const write = (name: string, more: Row) =>
    call('village1', 'POST', '/beneficiaries', {
      kinds: ['left_behind_child'],
      region: village,
      name,
      no_id_reason: 'unregistered',
      gender: 'male',
      birth: born(8),
      address: '青岩村三组12号',
      guardianship: 'grandparents',
      guardian_name: '韦老山',
      schooling: 'primary',
      grade: 2,
      risk: 'blue',
      r16_flag: false,
      details: {},
      ...more,
    })
  const one = await write('韦晓铭', { details: { ethnicity: '布依族' } })
  const two = await write('韦小明', { guardianship: 'relatives', guardian_name: '韦三妹' })
  expect(await work('town1')).not.toContain('file_duplicate')

  const county = await open('county1', '/')
  const card = county.locator('section').filter({ hasText: '疑似重复档案' }).last()
  await card.getByText(one.pseudonym).first().waitFor() // the line names the persons, not the county alone
  await card.getByRole('link', { name: /查看全部/ }).click()
  await county.waitForURL(/file-duplicates\?status=open/)
  await ready(county)
  await sound('county1', '/file-duplicates?status=open', 'duplicate-list')
  await county
    .getByRole('link', { name: new RegExp(one.pseudonym) })
    .first()
    .click()
  await ready(county)
  const id = idOf(county)
  await sound('county1', `/file-duplicates/${id}`, 'duplicate-open')
  const row = (label: string) => county.getByRole('row').filter({ hasText: label })
  await row('实际监护').getByText('不同').waitFor()
  await row('出生日期').waitFor()
  expect(await row('出生日期').getByText('不同').count()).toBe(0)
  await row('民族').getByText('仅一份有').waitFor()

  expect(await button(county, '合并').isDisabled()).toBe(true)
  await county.getByText('请先选择保留哪一份').waitFor()
  const keepsOne = (await read('county1', `/file-duplicates/${id}`)).files[0].id === one.id
  await county.getByRole('radio', { name: keepsOne ? /保留档案一/ : /保留档案二/ }).check()
  await button(county, '合并').click()
  const dialog = county.getByRole('dialog')
  await dialog.getByText(/结对随之结束/).waitFor()
  await axe(county)
  await shot(county, 'duplicate-confirm')
  await dialog.getByRole('button', { name: '合并', exact: true }).click()
  await county.getByText('可撤销至').waitFor()
  expect((await read('county1', `/beneficiaries/${two.id}`)).status).toBe('exited')
  await sound('county1', `/file-duplicates/${id}`, 'duplicate-merged')
  await press(county, '撤销合并', async (d) => d.getByText('恢复到合并前').waitFor())
  expect((await read('county1', `/beneficiaries/${two.id}`)).status).toBe('draft')
  await press(county, '不是同一人', async (d) => d.getByText('不再提示').waitFor())
  await vi.waitFor(async () => expect(JSON.stringify(await read('county1', '/me/work'))).not.toContain(id), { timeout: 10_000 })
})

test('who a person is, is corrected by the county; a move is approved where the person moves to', async () => {
  const f = await registered((x) => x.age < 15 && !x.no_id_reason)
  const page = await open('village1', `/beneficiaries/${f.id}`)
  await page.getByRole('button', { name: '更正身份信息' }).click()
  await ready(page)
  await sound('village1', `/beneficiaries/${f.id}/request/correct`, 'request-correct-form')
  expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(f.kinds.length)
  await page.getByLabel('理由').fill('户口簿上的姓名与登记不一致')
  w.allow(/^answered: 400 POST .*requests/)
  await button(page, '提交申请').click()
  await page.getByText('所填内容与档案相同').waitFor() // nobody is asked to decide about nothing
  await page.getByLabel('姓名').fill('欧阳小远')
  expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toMatch(/欧阳|户口簿/)
  // Somebody changes the file meanwhile: the form says so, and loses nothing.
  await change(f, { grade: (f.grade % 6) + 1 })
  w.allow(/^answered: 412 POST .*requests/)
  await button(page, '提交申请').click()
  await page.getByRole('dialog').getByRole('button', { name: '以我填写的为准' }).click()
  await page.waitForURL(/file-requests\/frq/)
  const correct = idOf(page)
  const town = await open('town1', `/file-requests/${correct}`)
  expect(await button(town, '同意').count()).toBe(0) // the county's
  const county = await open('county1', `/file-requests/${correct}`)
  await county.getByRole('row', { name: /姓名/ }).getByText('有变化').waitFor()
  expect(
    await county
      .getByRole('row', { name: /身份证号/ })
      .getByText('不变')
      .count(),
  ).toBe(1)
  await sound('county1', `/file-requests/${correct}`, 'request-correct')
  await press(county, '同意', async () => undefined)
  await vi.waitFor(async () => expect((await read('village1', `/beneficiaries/${f.id}`)).name).toMatch(/^欧/))

  await page.goto(`/console/beneficiaries/${f.id}/request/transfer`)
  await ready(page)
  const village = (await read('village2', '/beneficiaries?limit=1')).items[0].region
  await findRegion(page, '迁入的村（社区）', '青山', '青山村')
  await page.getByLabel('理由').fill('随外婆迁到该村居住')
  await axe(page)
  await shot(page, 'request-transfer-form')
  await button(page, '提交申请').click()
  await page.waitForURL(/file-requests\/frq/)
  const move = idOf(page)
  await sound('town1', `/file-requests/${move}`, 'request-transfer')
  const there = await open('town1', `/file-requests/${move}`)
  await press(there, '同意', async () => undefined)
  await vi.waitFor(async () => expect((await read('town1', `/beneficiaries/${f.id}`)).region).toBe(village))
  await read('village2', `/beneficiaries/${f.id}`)
  await page.reload()
  await page.getByText('已同意').first().waitFor() // who asked still sees what became of it, and no longer the file
  await page.getByText('该档案不在您的辖区内').waitFor()
  await axe(page)
  await shot(page, 'request-transfer-gone')
})
