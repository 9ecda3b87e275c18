import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { axe, desk, fits, phone, shot, useWorld } from './harness.ts'

const w = useWorld()
beforeEach(() => w.begin())
afterEach(() => w.end())

const paths: [string, string][] = [
  ['home', '/'],
  ['activities', '/activities'],
  ['notices', '/notices'],
  ['register', '/register'],
  ['verify', '/verify'],
  ['privacy', '/privacy'],
  ['data', '/data'],
  ['statistics', '/statistics'],
]

describe.each([
  ['phone', phone],
  ['desk', desk],
] as const)('at the %s', (size, device) => {
  test.each(paths)('%s reads well', async (name, path) => {
    const page = await w.open(device, { path })
    expect(await page.title()).toMatch(/ · 同行$/)
    await axe(page)
    await fits(page)
    await shot(page, `public-${name}-${size}`)
  })

  test('one contract and one result', async () => {
    const page = await w.open(device, { path: '/register' })
    await page.locator('tbody a').first().click()
    await page.getByText('绩效指标').waitFor()
    await axe(page)
    await fits(page)
    await shot(page, `public-contract-${size}`)
    await page.goto('/notices')
    await page.locator('tbody a').first().click()
    await page.getByText('各部分得分').waitFor()
    await axe(page)
    await fits(page)
    await shot(page, `public-notice-${size}`)
  })
})

test('a filter narrows the board and stays in the address', async () => {
  const page = await w.open(phone, { path: '/activities' })
  const all = await page.locator('.card').count()
  await page.getByLabel('类型').selectOption({ label: '课业辅导' })
  await page.getByRole('button', { name: '筛选' }).click()
  await page.waitForURL(/type=tutoring/)
  const cards = page.locator('.card')
  const some = await cards.count()
  expect(some).toBeGreaterThan(0)
  expect(some).toBeLessThan(all)
  for (const card of await cards.all()) await expect(card.innerText()).resolves.toContain('课业辅导')
  expect(await page.getByLabel('类型').inputValue()).toBe('tutoring')
  const towns = page.getByLabel('地区').locator('option')
  expect(await towns.count()).toBeGreaterThan(2)
  await page.getByLabel('地区').selectOption({ index: 1 })
  await page.getByRole('button', { name: '筛选' }).click()
  await page.waitForURL(/region=52/)
})

test('a wrong filter says what is wrong, in words', async () => {
  w.allow(/^answered: 400 GET \/activities/)
  const page = await w.open(phone, { path: '/activities?from=5.3.2026' })
  await page.getByRole('heading', { name: '内容有误' }).waitFor()
  await axe(page)
})

test('the language is chosen once', async () => {
  const page = await w.open(phone, { path: '/activities' })
  await page.getByRole('link', { name: 'English' }).click()
  await page.getByRole('heading', { name: 'Activities' }).waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe('en')
  await axe(page)
  await page.goto('/register')
  await page.getByRole('heading', { name: 'Contracts for services' }).waitFor()
})

test('a browser in English is answered in English', async () => {
  const page = await w.open(phone, { path: '/', lang: 'en' })
  expect(await page.locator('html').getAttribute('lang')).toBe('en')
})

test('what is not there says so, in the language of the reader', async () => {
  w.allow(/^answered: 404 GET \/(nowhere|register)/)
  const page = await w.open(phone, { path: '/nowhere' })
  await page.getByRole('heading', { name: '没有找到' }).waitFor()
  await axe(page)
  await shot(page, 'public-404-phone')
  await page.goto('/register/con_nobody?lang=en')
  await page.getByRole('heading', { name: 'Not found' }).waitFor()
})

test('a certificate is verified by its code, and a wrong code is told apart', async () => {
  w.allow(/^answered: 404 GET \/verify/)
  const page = await w.open(phone, { path: '/verify' })
  await page.getByLabel('查验码').fill('aaaaaaaaaaaaaaaaaaaaaaaaaa')
  await page.getByRole('button', { name: '查验' }).click()
  await page.getByText('没有查到这份证明').waitFor()
  await axe(page)
})

test('no personal data of those cared for on any public page', async () => {
  const page = await w.open(desk)
  const token = await w.token('village1')
  const files = await w.server.call('GET', '/beneficiaries?limit=50', undefined, token)
  expect(files.items.length).toBeGreaterThan(0)
  for (const [, path] of paths) {
    await page.goto(path)
    const html = await page.content()
    for (const f of files.items) expect(html).not.toContain(f.id)
    expect(html).not.toMatch(/\b1[3-9]\d{9}\b/)
    expect(html).not.toMatch(/\b\d{17}[\dX]\b/)
  }
})
