// What the console's tests do by clicks and typing, whatever the page.
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { shot } from './harness.ts'

/** ready waits until nothing is loading any more. */
export async function ready(page: Page) {
  await page.locator('h1').first().waitFor()
  await expect
    .poll(() => page.locator('[role=status]:is([aria-label=正在加载], [aria-label=Loading])').count(), { timeout: 20_000 })
    .toBe(0)
}

/** button is the one of that name. */
export const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' })

/** press clicks a button, confirms in the dialog that it opens, and waits for what is said. */
export async function press(page: Page, name: string, fill?: (dialog: ReturnType<Page['getByRole']>) => Promise<void>): Promise<void> {
  await page
    .getByRole('button', { name: new RegExp(`^${name}( ?[A-Z])?$`) })
    .first()
    .click()
  const dialog = page.getByRole('dialog')
  if (fill) {
    await dialog.waitFor()
    await fill(dialog)
  }
  const said = page.locator('.ant-message-success').first()
  await dialog.or(said).first().waitFor()
  if (await dialog.isVisible()) await dialog.getByRole('button', { name, exact: true }).click()
  await said.waitFor()
}

/** choose picks an option of a select by its label. */
export async function choose(page: Page, label: string, option: string | RegExp): Promise<void> {
  await page.getByLabel(label, { exact: true }).first().click()
  await page
    .locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option')
    .filter({ hasText: option })
    .first()
    .click()
}

const clock = (ms: number) => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')

/** typeInstant fills in a point in time as the clock in China shows it. */
export async function typeInstant(page: Page, label: string, ms: number): Promise<void> {
  const input = page.getByLabel(label, { exact: true }).first()
  await input.fill(clock(ms))
  await input.press('Enter')
}

/** findRegion picks a place by typing a part of it: its name, pinyin or initials. */
export async function findRegion(page: Page, label: string, typed: string, name: string) {
  await page.getByLabel(label).first().click()
  await page.locator('.ant-cascader-menu-item').first().waitFor()
  await shot(page, 'region-picker')
  await page.keyboard.type(typed)
  const found = page.locator('.ant-cascader-menu-item').filter({ hasText: name }).first()
  await found.waitFor()
  await shot(page, 'region-found')
  await found.click()
}

/** region picks a place by its names, from the first entry down. */
export async function region(page: Page, label: string, ...names: string[]) {
  await page.getByLabel(label).first().click()
  for (const name of names) await page.locator('.ant-cascader-menu-item').filter({ hasText: name }).last().click()
  await page.keyboard.press('Escape')
}

/**
 * overhear remembers what the server tells the page. What it returns lists the Chinese on an English page that is nobody's
 * data: words that no answer had.
 */
export function overhear(page: Page): () => Promise<string[]> {
  const told: Promise<string>[] = []
  page.on('response', (r) => {
    if (new URL(r.url()).pathname.startsWith('/api/')) told.push(r.text().catch(() => ''))
  })
  return async () => {
    const shown = await page.evaluate(() => {
      const found: string[] = []
      for (const el of document.querySelectorAll('body *')) {
        if (el.closest('[lang^=zh], script, style, noscript')) continue
        for (const n of el.childNodes) if (n.nodeType === Node.TEXT_NODE && n.textContent) found.push(n.textContent)
        for (const name of ['aria-label', 'title', 'placeholder', 'alt']) found.push(el.getAttribute(name) ?? '')
      }
      return [...found, document.title]
    })
    const data = (await Promise.all(told)).join('\n') // what is shown was told before
    const words = shown.flatMap((text) => text.match(/[\p{Script=Han}、：，。；（）]+/gu) ?? [])
    return [...new Set(words)].filter((word) => !data.includes(word))
  }
}

/** foreignNames lists what a Chinese page says only to those who do not see it, and not in Chinese. */
export async function foreignNames(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('body :is([aria-label], [title], [alt])')]
      .filter((el) => !el.closest('[lang=en], [aria-hidden=true]'))
      .flatMap((el) => ['aria-label', 'title', 'alt'].map((name) => el.getAttribute(name) ?? ''))
      .filter((text) => /[a-z]{3,}/i.test(text) && !/\p{Script=Han}/u.test(text) && !/^[0-9a-f]{32,}$/.test(text)),
  )
}
