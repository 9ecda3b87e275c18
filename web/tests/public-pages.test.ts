// The public pages of organisations, contracts, open data and news, on a phone and at a desk, in both languages.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ready } from './console.helpers.ts'
import { axe, fits, photo, shot, useWorld } from './harness.ts'

const w = useWorld()
beforeEach(() => w.begin())
afterEach(() => w.end())

const narrow = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }
const wide = { viewport: { width: 1440, height: 900 } }

describe.each([
  ['390', narrow],
  ['1440', wide],
] as const)('at %s pixels', (size, device) => {
  test.each(['zh', 'en'] as const)('an organisation and its contract in %s', async (lang) => {
    const page = await w.open(device, { path: `/orgs?lang=${lang === 'en' ? 'en' : 'zh-CN'}` })
    await axe(page)
    await fits(page)
    await shot(page, `orgs-${size}-${lang}`)
    await page.getByLabel(lang === 'en' ? 'Name or credit code' : '名称或统一社会信用代码').fill('qinghe')
    await page.getByRole('button', { name: lang === 'en' ? 'Find' : '查找' }).click()
    await page.waitForURL(/name=qinghe/)
    await page.locator('tbody a').first().click()
    await page.getByRole('heading', { level: 1, name: /青禾/ }).waitFor()
    await page.getByRole('heading', { name: lang === 'en' ? 'Activities held' : '已开展的活动' }).waitFor()
    await axe(page)
    await fits(page)
    await shot(page, `org-${size}-${lang}`)
    await page.goto('/register?status=performing')
    await page.locator('tbody a').first().click()
    await page
      .getByText(lang === 'en' ? 'Milestones' : '里程碑')
      .first()
      .waitFor()
    await axe(page)
    await fits(page)
    await shot(page, `contract-${size}-${lang}`)
  })
})

describe.each([
  ['390', narrow],
  ['1440', wide],
] as const)('at %s pixels', (size, device) => {
  test.each(['zh', 'en'] as const)('the open data in %s', async (lang) => {
    const page = await w.open(device, { path: `/data?lang=${lang === 'en' ? 'en' : 'zh-CN'}` })
    await axe(page)
    await fits(page)
    await shot(page, `data-${size}-${lang}`)
    await page
      .getByRole('link', { name: lang === 'en' ? 'Contracts' : '政府购买服务合同', exact: true })
      .last()
      .click()
    await page.getByRole('heading', { level: 1, name: lang === 'en' ? 'Contracts' : '政府购买服务合同' }).waitFor()
    await axe(page)
    await fits(page)
    await shot(page, `table-${size}-${lang}`)
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: / XLSX$/ }).click()])
    expect(file.suggestedFilename()).toMatch(/^tongxing-contracts-\d{8}\.xlsx$/)
  })

  test.each(['zh', 'en'] as const)('news in %s', async (lang) => {
    const page = await w.open(device, { path: `/?lang=${lang === 'en' ? 'en' : 'zh-CN'}` })
    await page.getByRole('heading', { name: lang === 'en' ? 'News and notices' : '动态和通知' }).waitFor()
    await axe(page)
    await fits(page)
    await shot(page, `home-${size}-${lang}`)
    await page.goto('/news')
    expect(await page.getByText('陪伴活动圆满结束').count()).toBe(0) // the county has withdrawn it
    expect(await page.getByText('年终走访计划').count()).toBe(0) // a draft
    await axe(page)
    await fits(page)
    await shot(page, `news-${size}-${lang}`)
    await page.getByRole('link', { name: '儿童之家的图书角添了新书' }).click()
    const picture = page.getByRole('img', { name: '儿童之家的书架，三层摆满了书，没有人' })
    await picture.scrollIntoViewIfNeeded()
    await expect.poll(() => picture.evaluate((i: HTMLImageElement) => i.naturalWidth)).toBe(960)
    await axe(page)
    await fits(page)
    await shot(page, `news-item-${size}-${lang}`)
  })
})

test('an organisation writes, adds a picture, answers, publishes; the county withdraws', async () => {
  const page = await w.open(wide, { as: 'org1-lead', path: '/console/news' })
  await ready(page)
  await axe(page)
  await shot(page, 'console-news')
  await page.getByRole('button', { name: '写一条' }).click()
  await page.getByRole('textbox', { name: '标题' }).fill('周末手工课')
  await page.getByRole('textbox', { name: '正文' }).fill('孩子们一起做了灯笼。\n感谢志愿者的陪伴。')
  await axe(page)
  await shot(page, 'console-news-edit')
  await page
    .getByRole('button', { name: '提交' })
    .or(page.getByRole('button', { name: '保存' }))
    .first()
    .click()
  await page.getByRole('heading', { name: '周末手工课' }).waitFor()
  await page
    .getByRole('region', { name: '图片' })
    .locator('input[type=file]')
    .setInputFiles({ name: '灯笼.jpg', mimeType: 'image/jpeg', buffer: await photo(page, 640, 480) })
  const alt = page.getByLabel('灯笼.jpg 的说明')
  await alt.waitFor()
  await alt.fill('桌上的三盏纸灯笼，没有人')
  await page.getByRole('button', { name: '保存图片说明' }).click()
  await page.getByText('图片说明已保存').or(page.getByText('已保存')).first().waitFor()
  await ready(page)
  await axe(page)
  await shot(page, 'console-news-draft')
  await page.getByRole('button', { name: '发布', exact: true }).click()
  const dialog = page.getByRole('dialog')
  w.allow(/^answered: 400 POST .*\/publish/)
  await dialog.getByRole('radio', { name: /能认出，/ }).check()
  await dialog.getByRole('button', { name: '发布', exact: true }).click()
  await dialog
    .getByText(/请先上传监护人同意书/)
    .first()
    .waitFor()
  await shot(page, 'console-news-consent')
  await dialog.getByRole('radio', { name: '认不出任何儿童' }).check()
  await dialog.getByRole('button', { name: '发布', exact: true }).click()
  await page.getByText('已发布').first().waitFor()
  const address = new URL(page.url()).pathname
  const visitor = await w.open(narrow, { path: '/news' })
  await visitor.getByRole('link', { name: '周末手工课' }).click()
  await visitor.getByRole('img', { name: '桌上的三盏纸灯笼，没有人' }).waitFor()

  const county = await w.open(narrow, { as: 'county1', path: address })
  await ready(county)
  await axe(county)
  await shot(county, 'console-news-county-390')
  await county.getByRole('button', { name: '撤下' }).click()
  await county.getByRole('dialog').getByRole('textbox').fill('照片需要再核对')
  await county.getByRole('dialog').getByRole('button', { name: '撤下' }).click()
  await county.getByText('已撤下，原因：照片需要再核对').waitFor()
  w.allow(/^answered: 404 GET \/news/)
  await visitor.reload()
  await visitor.getByRole('heading', { name: '没有找到' }).waitFor()
  await page.goto('/console/inbox')
  await page
    .getByText(/发布的内容已被撤下/)
    .first()
    .waitFor()
  const worker = await w.open(wide, { as: 'org1-worker', path: '/console/news' })
  await worker
    .getByText(/没有权限|不能查看|无权/)
    .first()
    .waitFor()
  await shot(worker, 'console-news-refused')
})

test('a name that nobody has says so, and leads back', async () => {
  const page = await w.open(narrow, { path: '/orgs?name=%E6%B2%A1%E6%9C%89%E8%BF%99%E5%AE%B6' })
  await page.getByText('没有符合条件的内容').waitFor()
  await page.getByRole('link', { name: '清除筛选' }).click()
  await expect(page.locator('tbody tr').count()).resolves.toBeGreaterThan(2)
})
