// The public pages of organisations, contracts, open data and news, on a phone and at a desk, in both languages.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { axe, fits, shot, useWorld } from './harness.ts'

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

test('a name that nobody has says so, and leads back', async () => {
  const page = await w.open(narrow, { path: '/orgs?name=%E6%B2%A1%E6%9C%89%E8%BF%99%E5%AE%B6' })
  await page.getByText('没有符合条件的内容').waitFor()
  await page.getByRole('link', { name: '清除筛选' }).click()
  await expect(page.locator('tbody tr').count()).resolves.toBeGreaterThan(2)
})
