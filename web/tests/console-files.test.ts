// The full file of a person: written section by section on a phone, corrected at a desk, looked back upon, thrown away.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import { button, choose, foreignNames, overhear, press, ready } from './console.helpers.ts'
import { axe, desk, fits, phone, shot, useWorld, type OpenOptions } from './harness.ts'
import { idNumber } from './numbers.ts'

vi.setConfig({ testTimeout: 240_000 })
const w = useWorld()
beforeEach(() => w.begin())
afterEach(() => w.end())

const hand = { ...phone, viewport: { width: 390, height: 844 } }
const wide = { ...desk, viewport: { width: 1440, height: 900 } }

/** born is a day of birth of somebody who gets that old this year. */
const born = (age: number) => `${new Date().getFullYear() - age}0203`

const part = (page: Page, title: string) => page.getByRole('region', { name: title, exact: true })
const step = (page: Page, title: string | RegExp) =>
  page.getByRole('navigation', { name: /分段|Sections/ }).getByRole('button', { name: title })

/** option picks an answer of a select within a section. */
async function option(page: Page, within: Locator, label: string | RegExp, answer: string): Promise<void> {
  await within.getByLabel(label).first().click()
  await page
    .locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option')
    .filter({ hasText: answer })
    .first()
    .click()
}

/** month types a month into its picker. */
async function month(within: Locator, label: string | RegExp, text: string): Promise<void> {
  const input = within.getByLabel(label).first()
  await input.fill(text)
  await input.press('Enter')
}

async function open(device: typeof hand | typeof wide, as: string, path: string, options: OpenOptions = {}): Promise<Page> {
  const page = await w.open(device, { as, path: `/console${path}`, ...options })
  await ready(page)
  return page
}

/** touchable lists what a finger would miss: controls of the page's body lower than 44 px, links within a text aside. */
const touchable = (page: Page) =>
  page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>(
        '.tx-pages button, .tx-pages input, .tx-pages .ant-select, .tx-form-foot button, .tx-page-acts button',
      ),
    ]
      .filter((e) => e.offsetParent && !/checkbox/.test(e.getAttribute('type') ?? ''))
      .map((e) => (e.closest('.ant-select, .ant-picker, .ant-input-affix-wrapper, .ant-input-number') as HTMLElement | null) ?? e)
      .filter((e) => e.getBoundingClientRect().height < 43.5)
      .map((e) => `${e.className.slice(0, 40)} ${e.innerText.slice(0, 20)} ${e.getBoundingClientRect().height}`),
  )

/** sound checks what holds of every screen: nothing wider than the window, nothing that axe finds, names in the language. */
async function sound(page: Page, name: string) {
  await fits(page)
  await axe(page)
  if ((await page.locator('html').getAttribute('lang')) !== 'en') expect(await foreignNames(page)).toEqual([])
  if (page.viewportSize()!.width < 760) expect(await touchable(page), 'too low for a finger').toEqual([])
  await shot(page, name)
}

/** pick is of a file what an edit sends. */
const pick = (f: Record<string, unknown>) =>
  Object.fromEntries(['kinds', 'region', 'name', 'guardianship', 'schooling', 'grade', 'risk', 'r16_flag'].map((name) => [name, f[name]]))

const kind = async (page: Page, name: string) => part(page, '身份信息').getByRole('checkbox', { name }).check()

describe('a director with a phone', () => {
  test('writes a child’s file section by section, sees what is missing, and hands it in', async () => {
    const page = await open(hand, 'village1', '/beneficiaries/new')
    const on = () => button(page, '下一步').click()
    expect(await step(page, /父亲/).count()).toBe(0) // asked of children only
    await step(page, /身份信息 缺 4/).waitFor()
    await kind(page, '留守儿童')
    await step(page, /父亲 缺 1/).waitFor()
    const who = part(page, '身份信息')
    await who.getByLabel('姓名').fill('韦小同')
    await who
      .getByLabel('身份证号')
      .first()
      .fill(idNumber('990111', born(9), 1))
    await who.getByLabel('住址').fill('青岩村三组12号')
    await step(page, /身份信息 不缺/).waitFor()
    await sound(page, 'file-phone-identity')
    await on()

    const home = part(page, '户籍与家庭')
    await home.getByLabel('民族').fill('布依族')
    expect(await who.isVisible()).toBe(false) // one section a page
    await step(page, /户籍与家庭 缺 1/).waitFor()
    await option(page, home, '是否登记户口', '是')
    await home.getByLabel('家中常住人数').fill('99')
    await sound(page, 'file-phone-household')
    await on()

    const father = part(page, '父亲')
    expect(await father.getByLabel('现在何处').count()).toBe(0)
    await option(page, father, '是否健在', '健在')
    await father.getByLabel('姓名').fill('韦大山')
    await option(page, father, '现在何处', '外出务工')
    await father.getByLabel('务工地').fill('广东省东莞市')
    await month(father, '外出起始月份', '2024-02')
    await option(page, father, '监护能力', '有监护能力')
    await father.getByLabel('手机号').fill('123')
    await step(page, /父亲 不缺/).waitFor()
    await sound(page, 'file-phone-father')
    await on()

    const mother = part(page, '母亲')
    await option(page, mother, '是否健在', '死亡')
    expect(await mother.getByLabel('姓名').count()).toBe(0)
    await on()

    const care = part(page, '实际照料')
    expect(await care.getByLabel('照料人健康状况').count()).toBe(0) // until somebody is said to care for the child
    await option(page, care, /实际监护/, '祖辈')
    await option(page, care, '照料人与儿童的关系', '祖父母')
    await care.getByLabel('监护人姓名').fill('韦老山')
    await sound(page, 'file-phone-care')

    // A refusal opens the section of the first field; nothing that was typed is lost.
    w.allow(/^answered: 400 POST .*beneficiaries/)
    await button(page, '保存').click()
    await home.getByText('请填写 1 到 30 之间的整数。').waitFor()
    expect(await father.isVisible()).toBe(false)
    await shot(page, 'file-phone-refused')
    await home.getByLabel('家中常住人数').fill('4')
    await button(page, '保存').click()
    await father.getByText('手机号').first().waitFor()
    expect(await father.getByLabel('姓名').inputValue()).toBe('韦大山')
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toMatch(/韦大山|韦小同|韦老山/) // never kept as a draft
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).toContain('东莞')
    await father.getByLabel('手机号').fill('13812345678')
    await button(page, '保存').click()

    // The file says what is missing, and leads there.
    await page.getByText(/还有 \d+ 项未采集/).waitFor()
    await ready(page)
    await sound(page, 'file-phone-page')
    await page.getByRole('link', { name: '去填写 学校' }).click()
    const school = part(page, '学校')
    await option(page, school, /学业/, '小学')
    await school.getByLabel('年级').fill('3')
    await school.getByLabel('学校或幼儿园').fill('青岩镇中心小学')
    await option(page, school, '是否寄宿', '否')
    await sound(page, 'file-phone-school')
    await on()
    const health = part(page, '健康')
    await option(page, health, '健康状况', '残疾')
    await health.getByText('残疾类别').waitFor()
    await health.getByRole('checkbox', { name: '听力' }).check()
    await option(page, health, '残疾等级', '三级')
    await option(page, health, '参加基本医疗保险', '是')
    await sound(page, 'file-phone-health')
    await button(page, '保存').click()
    await page.getByText('还有 4 项未采集').waitFor() // 照料人健康状况、监护情况、主要经济来源、已享受的救助
    await press(page, '提交乡镇核实')
    await page.getByText('待乡镇核实', { exact: true }).waitFor()
    expect(await page.getByRole('link', { name: /去填写/ }).count()).toBe(0) // nobody edits what is being checked
  })

  test('sees the list at once, and opens the filters when needed', async () => {
    const page = await open(hand, 'village1', '/beneficiaries')
    expect(await page.getByLabel('风险', { exact: true }).isVisible()).toBe(false)
    await page.getByRole('button', { name: '筛选', exact: true }).click()
    await choose(page, '风险', '稳定')
    await page.getByRole('button', { name: '筛选（已选 1 项）' }).click()
    expect(await page.getByLabel('风险', { exact: true }).isVisible()).toBe(false)
    await sound(page, 'file-phone-list')
  })

  test('throws a draft away', async () => {
    const page = await open(hand, 'village1', '/beneficiaries/new')
    await kind(page, '留守老人')
    const who = part(page, '身份信息')
    await who.getByLabel('姓名').fill('错误人')
    await who
      .getByLabel('身份证号')
      .first()
      .fill(idNumber('990111', born(70), 2))
    await who.getByLabel('住址').fill('青岩村')
    await button(page, '保存').click()
    await page.getByText('认定核对').waitFor()
    const path = new URL(page.url()).pathname
    await button(page, '删除草稿').click()
    await page.getByRole('dialog').getByText('不能恢复').waitFor()
    await sound(page, 'file-phone-discard')
    await page.getByRole('dialog').getByRole('button', { name: '删除草稿' }).click()
    await page.getByText('草稿已删除').waitFor()
    await page.waitForURL(/\/console\/beneficiaries$/)
    w.allow(/^answered: 404 GET /)
    await page.goto(path)
    await page.getByText('没有找到').first().waitFor()
  })
})

describe('the form of each kind', () => {
  test.each([
    ['留守老人', ['子女'], ['自理能力', '紧急联系人姓名'], ['父亲', '母亲', '学校', '婚姻与家庭']],
    ['留守妇女', ['子女', '婚姻与家庭'], ['丈夫现在何处', '紧急联系人姓名'], ['父亲', '母亲', '学校']],
    ['孤儿', ['父亲', '母亲', '学校'], ['监护不当情形'], ['子女', '婚姻与家庭']],
  ])('%s', async (name, sections, fields, never) => {
    const page = await open(wide, 'village1', '/beneficiaries/new')
    await kind(page, name)
    for (const title of sections) await part(page, title).waitFor()
    for (const label of fields) await page.locator('label').filter({ hasText: label }).first().waitFor()
    for (const title of never) expect(await part(page, title).count(), title).toBe(0)
    if (name === '孤儿') return
    for (const label of ['监护不当情形', '学校或幼儿园', '是否登记户口', '兄弟姐妹人数'])
      expect(await page.locator('label').filter({ hasText: label }).count(), label).toBe(0)
    await sound(page, `file-form-${name}`)
    await page.setViewportSize(hand.viewport)
    await sound(page, `file-form-${name}-narrow`)
  })
})

describe('a supervisor at a desk', () => {
  const registered = async () => {
    const list = await w.server.call(
      'GET',
      '/beneficiaries?limit=100&status=registered&kind=left_behind_child',
      undefined,
      await w.token('town1'),
    )
    return list.items[0] as { id: string; name: string }
  }

  test('edits a registered file and sees a former value in the history', async () => {
    const one = await registered()
    const page = await open(wide, 'town1', `/beneficiaries/${one.id}`)
    await part(page, '父亲')
      .or(page.getByRole('heading', { name: '父亲' }))
      .first()
      .waitFor()
    await page.getByText('认定核对').waitFor()
    await page.getByText('符合', { exact: true }).first().waitFor()
    await sound(page, 'file-desk-page')
    await page.getByRole('button', { name: '修改', exact: true }).click()
    await page.getByText('已登记在册的对象').waitFor()
    expect(await part(page, '身份信息').getByLabel('姓名').count()).toBe(0)
    const father = part(page, '父亲')
    await father.getByText(/已存 1\d\d\*+\d+，不填则不修改/).waitFor()
    await father.getByRole('textbox', { name: '手机号' }).fill('13800138000')
    await father.getByRole('button', { name: '清除 姓名' }).click()
    await step(page, /父亲 缺 1/).waitFor()
    await sound(page, 'file-desk-edit')
    await father.getByRole('button', { name: '撤销清除 姓名' }).click()
    await step(page, /父亲 不缺/).waitFor()
    await option(page, part(page, '健康'), '健康状况', '慢性病')
    await button(page, '保存').click()
    await page.waitForURL(/beneficiaries\/ben_\w+$/)
    await page.getByText('138****8000').waitFor()

    await button(page, '查看变更记录').click()
    const history = page.getByRole('region', { name: '变更记录' })
    await history.getByText('修改关爱对象档案').first().waitFor()
    await history.getByText('健康状况').first().waitFor()
    await history.getByRole('button', { name: '查看 修改前的父亲手机号' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('入户走访').click()
    await dialog.getByRole('button', { name: '查看并记录' }).click()
    await history.getByText(/^1[3-9]\d{9}$/).waitFor()
    expect(await history.getByText(/^1[3-9]\d{9}$/).innerText()).not.toBe('13800138000')
    await sound(page, 'file-desk-history')
    await page.setViewportSize(hand.viewport)
    await history.scrollIntoViewIfNeeded()
    await history.getByText('共 ').click()
    await sound(page, 'file-desk-history-narrow')
    await page.getByRole('heading', { name: '父亲' }).scrollIntoViewIfNeeded()
    await shot(page, 'file-desk-sections-narrow')
  })

  test('keeps what a colleague changed meanwhile, and says it in words', async () => {
    const one = await registered()
    const page = await open(wide, 'town1', `/beneficiaries/${one.id}/edit`)
    const token = await w.token('town1')
    const now = await w.server.call('GET', `/beneficiaries/${one.id}`, undefined, token)
    const details = Object.fromEntries(Object.entries(now.details as Record<string, string>).filter(([, text]) => !text.includes('*')))
    const body = { ...now, name: '', id_number: '', address: '', guardian_name: '', guardian_mobile: '' }
    await w.server.call(
      'PUT',
      `/beneficiaries/${one.id}`,
      { ...pick(body), details: { ...details, mood: 'support' } },
      token,
      `"${now.version}"`,
    )
    w.allow(/^answered: 412 PUT /)
    await option(page, part(page, '户籍与家庭'), '住房', '危房')
    await button(page, '保存').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('正在接受辅导或治疗').waitFor()
    await dialog.getByText('危房').waitFor()
    await axe(page)
    await shot(page, 'file-desk-stale')
    await dialog.getByRole('button', { name: '以我填写的为准' }).click()
    await page.waitForURL(/beneficiaries\/ben_\w+$/)
    const then = await w.server.call('GET', `/beneficiaries/${one.id}`, undefined, token)
    expect([then.details.housing, then.details.mood, then.details.father_name]).toEqual(['unsafe', 'support', now.details.father_name])
  })

  test('clears a sealed answer', async () => {
    const one = await registered()
    const page = await open(wide, 'town1', `/beneficiaries/${one.id}/edit#father`)
    await button(page, '清除 手机号').first().click()
    await button(page, '保存').click()
    await page.waitForURL(/beneficiaries\/ben_\w+$/)
    const now = await w.server.call('GET', `/beneficiaries/${one.id}`, undefined, await w.token('town1'))
    expect(now.details.father_mobile).toBeUndefined()
    expect(now.details.father_name).toBeDefined() // the others stay
    expect(now.details.father_alive).toBe('living')
  })

  test('edits a registered person without an ID number', async () => {
    const as = async (who: string, method: string, path: string, body?: unknown, tag = '') =>
      w.server.call(method, path, body, await w.token(who), tag)
    const village = (await as('village1', 'GET', '/beneficiaries?limit=1')).items[0].region as string
    let file = await as('village1', 'POST', '/beneficiaries', {
      kinds: ['left_behind_woman'],
      region: village,
      name: '韦无证',
      no_id_reason: 'lost_papers',
      gender: 'female',
      birth: '1985-04-05',
      address: '三组9号',
      guardianship: 'self',
      schooling: 'not_at_school',
      risk: 'green',
      details: {},
    })
    for (const [who, act] of [
      ['village1', 'submit'],
      ['town1', 'verify'],
      ['county1', 'confirm'],
    ] as const)
      file = await as(who, 'POST', `/beneficiaries/${file.id}/${act}`, undefined, `"${file.version}"`)
    const page = await open(wide, 'town1', `/beneficiaries/${file.id}/edit`)
    await part(page, '户籍与家庭').getByLabel('民族').fill('苗族')
    await button(page, '保存').click()
    await page.waitForURL(/beneficiaries\/ben_\w+$/)
    await page.getByText('苗族').waitFor()
  })

  test('filters by age and by what is missing, which the search keeps to', async () => {
    const page = await open(wide, 'town1', '/beneficiaries?age=60-69')
    await page.locator('.tx-table tbody a').first().waitFor()
    expect(new Set(await page.locator('.tx-table tbody td:nth-child(3)').allInnerTexts())).toEqual(new Set(['留守老人']))
    await sound(page, 'files-age')
    await page.goto('/console/beneficiaries?missing=true')
    await page
      .getByText(/\d+ 项未采集/)
      .first()
      .waitFor()
    expect(await page.getByText('齐全', { exact: true }).count()).toBe(0)
    await page.getByRole('searchbox').fill('小')
    const answer = page.waitForResponse((r) => r.url().endsWith('/beneficiaries/search'))
    await page.getByRole('searchbox').press('Enter')
    const found = (await (await answer).json()) as { items: { missing: number }[] }
    expect(found.items.length).toBeGreaterThan(0)
    expect(found.items.every((f) => f.missing > 0)).toBe(true)
    expect(decodeURIComponent(page.url())).not.toContain('小')
    await sound(page, 'files-missing')
    await page.setViewportSize(hand.viewport)
    await sound(page, 'files-missing-narrow')
  })
})

describe('a list that an office keeps', () => {
  test('is checked, imported as drafts and found again; what is wrong comes back as a file', async () => {
    const birth = born(9)
    const village = (await w.server.call('GET', '/beneficiaries?limit=1', undefined, await w.token('village1'))) as {
      items: { region: string }[]
    }
    const code = village.items[0]!.region.split('/').at(-2)!
    const rows = [
      ['农村留守儿童花名册'],
      ['序号', '姓名', '身份证号', '村/社区', '监护人', '监护类型', '学校', '年级', '父亲电话', '父亲务工地', '血型'],
      ['1', '司空小雨', idNumber('990111', birth, 611), code, '司空秀英', '爷爷奶奶', '阳光小学', '三年级', '13811112222', '广东东莞', 'A'],
      ['2', '司空小雪', idNumber('990111', birth, 613).slice(0, 17) + '?', code, '司空秀英', '委托', '阳光小学', '很高', '', '', ''],
    ]
    const list = { name: '名单.csv', mimeType: 'text/csv', buffer: Buffer.from('\uFEFF' + rows.map((r) => r.join(',')).join('\n')) }
    const page = await open(wide, 'town1', '/beneficiaries')
    await page.getByRole('button', { name: '导入名单' }).click()
    await page.getByText('把名单拖到这里').waitFor()
    await sound(page, 'file-import')
    await page.setViewportSize(hand.viewport)
    await sound(page, 'file-import-narrow')
    await page.setViewportSize(wide.viewport)
    const template = page.waitForEvent('download')
    await page.getByRole('link', { name: '下载空白模板' }).click()
    expect((await template).suggestedFilename()).toBe('left_behind_child.xlsx')
    await page.locator('input[type=file]').setInputFiles(list)
    await page.getByRole('button', { name: '导入 1 人' }).waitFor()
    await page.getByText('血型').waitFor()
    await page
      .getByText(/身份证号：/)
      .first()
      .waitFor()
    await sound(page, 'file-import-checked')
    await page.getByRole('button', { name: /身份证号：/ }).click()
    await page
      .getByRole('dialog')
      .getByText(/17 位数字/)
      .waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.setViewportSize(hand.viewport)
    await sound(page, 'file-import-checked-narrow')
    await page.setViewportSize(wide.viewport)
    await page.getByRole('button', { name: '导入 1 人' }).click()
    await page.getByText('生成草稿 1 份').waitFor()
    const back = page.waitForEvent('download')
    await page.getByRole('button', { name: '下载未导入的行' }).click()
    expect((await back).suggestedFilename()).toMatch(/\.xlsx$/)
    await sound(page, 'file-import-done')
    await page.getByRole('button', { name: '再导入一个名单' }).click()
    await page.locator('input[type=file]').setInputFiles(list)
    await page.getByRole('button', { name: '没有可导入的人员' }).waitFor()
    await page.getByText('已有档案', { exact: true }).first().waitFor()
    await page.getByRole('link', { name: '打开' }).first().click()
    await page.waitForURL(/beneficiaries\/ben_\w+$/)
    expect(decodeURIComponent(page.url())).not.toContain('司空')
    const english = await w.open(wide, { as: 'town1' })
    await english.route('**/api/v1/me', async (route) => {
      const answer = await route.fetch()
      await route.fulfill({ response: answer, json: { ...(await answer.json()), lang: 'en' } })
    })
    await english.goto('/console/beneficiaries/import')
    await ready(english)
    await english.getByText('Drop the list here').waitFor()
    await sound(english, 'file-import-en')
  })
})

// Last, since a person’s language holds on every device.
test('the file and its form in English', async () => {
  const list = await w.server.call('GET', '/beneficiaries?limit=100&missing=true', undefined, await w.token('town1'))
  const id = list.items.find((f: { status: string }) => f.status === 'registered' || f.status === 'draft').id as string
  const me = await open(wide, 'town1', '/')
  await me.getByRole('button', { name: /^我的/ }).click()
  await me.getByRole('menuitem', { name: 'English' }).click()
  await me.getByText('Workbench').first().waitFor()
  for (const [device, name] of [
    [wide, 'wide'],
    [hand, 'narrow'],
  ] as const) {
    const page = await w.open(device, { as: 'town1' })
    const chinese = overhear(page)
    for (const [at, path] of [
      ['file', `/beneficiaries/${id}`],
      ['edit', `/beneficiaries/${id}/edit`],
      ['new', '/beneficiaries/new'],
    ]) {
      await page.goto(`/console${path}`)
      await ready(page)
      await page.waitForLoadState('networkidle')
      if (at === 'new') await page.getByRole('checkbox').first().check()
      expect(await chinese(), path).toEqual([])
      await sound(page, `file-english-${at}-${name}`)
    }
  }
})
