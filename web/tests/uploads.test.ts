// Attaching files: on the console and from a phone, over a network that breaks in the middle.
import { createHash } from 'node:crypto'
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ready } from './console.helpers.ts'
import { axe, desk, fits, phone, shot, useWorld, photo } from './harness.ts'
import { visit } from './volunteer.helpers.ts'

vi.setConfig({ testTimeout: 120_000 }) // the uploads wait for the network, for seconds at a time
const w = useWorld()
beforeEach(() => w.begin())
afterEach(() => w.end())

const large = { viewport: { width: 1440, height: 900 } }

/** pdf is a small sound PDF that a comment fills up to the size. */
function pdf(size: number): Buffer {
  let text = '%PDF-1.7\n'
  const at: number[] = []
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>',
    '<</Length 48>>\nstream\nBT /F 32 Tf 80 700 Td (Certificate 2026) Tj ET  \nendstream',
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ]
  objects.forEach((o, i) => {
    at.push(text.length)
    text += `${i + 1} 0 obj\n${o}\nendobj\n`
  })
  const line = (n: number) => `% ${String(n).padStart(61, '0')}\n`
  for (let n = 0; text.length < size - 400; n++) text += line(n)
  const xref = text.length
  text += `xref\n0 6\n0000000000 65535 f \n${at.map((o) => `${String(o).padStart(10, '0')} 00000 n \n`).join('')}`
  text += `trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n${xref}\n%%EOF\n`
  return Buffer.from(text, 'latin1')
}

interface Kept {
  id: string
  name: string
  state: string
  sha256: string
  media: string
}

/** filesOf lists what the record has, as somebody sees it. */
async function filesOf(record: string, token: string): Promise<Kept[]> {
  return (await w.server.call('GET', `/files?record=${record}`, undefined, token)).items
}

/** contentOf returns what the server gives out of a file. */
async function contentOf(id: string, token: string): Promise<Buffer> {
  const answer = await fetch(`${w.server.url}/api/v1/files/${id}/content`, { headers: { Authorization: `Bearer ${token}` } })
  expect(answer.status).toBe(200)
  return Buffer.from(await answer.arrayBuffer())
}

/** breaks lets every second piece of an upload be lost: before it arrives, or behind that with its answer. */
async function breaks(page: Page) {
  w.allow(/^failed: PATCH .*\/files\//)
  w.allow(/^answered: 409 PATCH .*\/files\//) // a piece whose answer was lost is sent again
  let n = 0
  await page.route('**/api/v1/files/*', async (route) => {
    if (route.request().method() !== 'PATCH' || ++n % 2 === 0) return route.continue()
    if (n % 4 === 1) await route.fetch()
    return route.abort('connectionreset')
  })
}

/** draft makes an organisation's file and returns its id; its founder is a person of the demonstration county. */
async function draft(name: string): Promise<{ id: string; founder: string }> {
  const founder = w.server.logins.filter((l) => l.mobile).at(-1)!.mobile!
  const body = { name, type: 'service_agency', region: '52/5201/520111/', workers: 3, certified: 1, files: [] }
  const made = await w.server.call('POST', '/orgs', body, await w.token(founder))
  return { id: made.id, founder }
}

test('papers of an organisation: uploaded over a broken network, seen, and removed', async () => {
  const { id, founder } = await draft('青禾社会工作服务中心')
  const page = await w.open(large, { as: founder, path: `/console/orgs/${id}` })
  await ready(page)
  const papers = page.getByRole('region', { name: '登记证书' })
  await breaks(page)
  const paper = pdf(1_700_000)
  const choose = async (name: string, mimeType: string, buffer: Buffer) => {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), papers.getByRole('button', { name: '上传登记证书' }).click()])
    await chooser.setFiles({ name, mimeType, buffer })
  }
  await choose('登记证书.pdf', 'application/pdf', paper)
  await papers.getByText('网络中断').waitFor()
  await shot(page, 'uploads-console-waiting')
  await papers.getByRole('button', { name: '查看 登记证书.pdf' }).waitFor({ timeout: 40_000 })
  await page.unroute('**/api/v1/files/*')
  const token = await w.token(founder)
  const [kept] = await filesOf(id, token)
  expect(kept).toMatchObject({ state: 'kept', name: '登记证书.pdf', sha256: createHash('sha256').update(paper).digest('hex') })
  expect((await contentOf(kept!.id, token)).equals(paper)).toBe(true)

  await choose('门牌.jpg', 'image/jpeg', await photo(page, 1200, 800))
  await papers.getByRole('button', { name: '查看 门牌.jpg' }).waitFor()
  w.allow(/^answered: 400 POST .*\/finish/)
  await choose('假冒.pdf', 'application/pdf', Buffer.from('MZ this is no PDF'))
  await papers.getByText('文件内容与扩展名不符').waitFor()
  await axe(page)
  await shot(page, 'uploads-console')

  await papers.getByRole('button', { name: '查看 门牌.jpg' }).click()
  const dialog = page.getByRole('dialog')
  await expect.poll(() => dialog.getByRole('img', { name: '门牌.jpg' }).evaluate((i) => (i as HTMLImageElement).naturalWidth)).toBe(1200)
  await shot(page, 'uploads-console-picture')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  await papers.getByRole('button', { name: '查看 登记证书.pdf' }).click()
  await dialog.locator('iframe').waitFor()
  await page.waitForTimeout(4000)
  await shot(page, 'uploads-console-pdf')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })

  await papers.getByRole('button', { name: '知道了' }).click()
  await papers.getByRole('listitem').filter({ hasText: '门牌.jpg' }).getByRole('button', { name: '删除' }).click()
  await dialog.getByRole('button', { name: '删除' }).click()
  await papers.getByText('门牌.jpg').waitFor({ state: 'detached' })
  await papers.getByText('假冒.pdf').waitFor({ state: 'detached' })
  expect((await filesOf(id, token)).map((f) => f.name)).toEqual(['登记证书.pdf'])
})

test('an upload that was left goes on when the same file is chosen again', async () => {
  const { id, founder } = await draft('青苗社会工作服务中心')
  const page = await w.open(desk, { as: founder, path: `/console/orgs/${id}/edit` })
  await ready(page)
  const papers = page.getByRole('region', { name: '章程' })
  const paper = pdf(1_200_000)
  w.allow(/^failed: PATCH /)
  let pieces = 0
  await page.route('**/api/v1/files/*', (route) =>
    route.request().method() === 'PATCH' && ++pieces > 1 ? route.abort('connectionreset') : route.continue(),
  )
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), papers.getByRole('button', { name: '上传章程' }).click()])
  await chooser.setFiles({ name: '章程.pdf', mimeType: 'application/pdf', buffer: paper })
  await papers.getByText('网络中断').waitFor()
  await page.unroute('**/api/v1/files/*')
  await page.goto('/console/orgs')
  await ready(page)
  await page.goto(`/console/orgs/${id}`)
  await papers.getByText('请选择同一文件继续').waitFor()
  await fits(page)
  const offsets: string[] = []
  page.on('request', (r) => void (r.method() === 'PATCH' && offsets.push(r.headers()['upload-offset']!)))
  const [again] = await Promise.all([page.waitForEvent('filechooser'), papers.getByRole('button', { name: '继续上传' }).click()])
  await again.setFiles({ name: '章程.pdf', mimeType: 'application/pdf', buffer: paper })
  await papers.getByRole('button', { name: '查看 章程.pdf' }).waitFor()
  expect(Number(offsets[0])).toBeGreaterThan(0)
  const token = await w.token(founder)
  expect((await filesOf(id, token)).map((f) => [f.state, f.sha256])).toEqual([['kept', createHash('sha256').update(paper).digest('hex')]])
})

test('a paper of the clearance, photographed with a phone whose network breaks', async () => {
  w.allow(/^failed: (PATCH|GET) /)
  const mobile = w.server.logins.filter((l) => l.mobile).at(-2)!.mobile!
  const token = await w.token(mobile)
  const me = await w.server.call('GET', '/volunteers/me', undefined, token)
  if (me.clearance !== 'consented') await w.server.call('POST', '/volunteers/me/clearance/consent', { version: 'clearance-2026-01' }, token)
  const before = (await filesOf(me.id, token)).length // papers of an earlier query
  const page = await w.open(phone, { context: { serviceWorkers: 'block' } })
  await visit(w, page, mobile, '/me/clearance')
  const picture = await photo(page, 2400, 1800)
  expect(picture.length).toBeGreaterThan(900_000) // several pieces
  const pieces: string[] = []
  let cut: (() => void) | undefined
  const reached = new Promise<void>((r) => (cut = r))
  await page.route('**/api/v1/files/*', async (route) => {
    if (route.request().method() === 'PATCH') pieces.push(route.request().headers()['upload-offset']!)
    if (pieces.length === 2) cut?.()
    return pieces.length === 2 ? route.abort('connectionreset') : route.continue()
  })
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: '拍照上传' }).click()])
  expect(await page.locator('input[capture]').getAttribute('accept')).toBe('image/*')
  await chooser.setFiles({ name: 'IMG_2031.jpg', mimeType: 'image/jpeg', buffer: picture })
  await reached
  await w.offline(page, true)
  await page.getByText('网络中断，恢复后自动继续').waitFor()
  await axe(page)
  await fits(page)
  await shot(page, 'uploads-phone-waiting')
  await w.offline(page, false)
  await page.getByText('已上传', { exact: true }).waitFor({ timeout: 40_000 })
  await page.getByRole('link', { name: '查看' }).nth(before).waitFor()
  await axe(page)
  await fits(page)
  await shot(page, 'uploads-phone')
  const kept = (await filesOf(me.id, token)).find((f) => f.name === 'IMG_2031.jpg')
  expect(kept).toMatchObject({ state: 'kept', media: 'image/jpeg' })
  const size = await page.evaluate(async (src) => {
    const shown = new Image()
    shown.src = src
    await shown.decode()
    return [shown.naturalWidth, shown.naturalHeight]
  }, `/api/v1/files/${kept!.id}/content?show=true`)
  expect(size).toEqual([2400, 1800])

  await page.getByRole('button', { name: '删除' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '删除' }).click()
  await page.getByRole('link', { name: '查看' }).nth(before).waitFor({ state: 'hidden' })
  expect(await filesOf(me.id, token)).toHaveLength(before)
})
