// Survey rounds: a village decides its list with a thumb, a round is closed while a phone is open, a school's list, the police.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Page } from 'playwright-core'
import { button, findRegion, foreignNames, overhear, ready } from './console.helpers.ts'
import { axe, desk, fits, shot, useWorld } from './harness.ts'
import { idNumber } from './numbers.ts'
import { workbook } from './workbook.ts'

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
    expect(await page.locator('nav [aria-current=page]').allInnerTexts(), 'the entry and its part').toEqual(
      lang === 'zh' ? ['结对关爱', '摸底排查'] : expect.any(Array),
    )
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
const openRound = async (): Promise<Row> =>
  ((await read('county1', '/surveys?status=open')).items as Row[]).find((r) => r.name === '本年度摸底排查')!

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

/** looks takes the page as it stands at a desk and on a phone, after the checks that every page passes. */
async function looks(page: Page, name: string) {
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 900 })
    await vi.waitFor(() => fits(page), { timeout: 5_000 })
    await axe(page)
    await shot(page, `survey-${name}-${width}`)
  }
  await page.setViewportSize(wide.viewport)
}

async function at(as: string, path: string, lang: 'zh' | 'en' = 'zh'): Promise<Page> {
  const page = await w.open(wide, { as })
  if (lang === 'en')
    await page.route('**/api/v1/me', async (route) => {
      const answer = await route.fetch()
      await route.fulfill({ response: answer, json: { ...(await answer.json()), lang } })
    })
  await page.goto(`/console${path}`)
  await ready(page)
  return page
}

let serial = 300
const number = () => idNumber('990111', '20160506', (serial += 2))

/** registered is a person of a village of village1 in the register, with a known number. */
async function registered(kind: string, name: string, more: Row = {}): Promise<Row> {
  const region = (await read('village1', '/beneficiaries?limit=1')).items[0].region as string
  const id_number = number()
  let file = await call('village1', 'POST', '/beneficiaries', {
    kinds: [kind],
    region,
    name,
    id_number,
    address: '青岩村三组12号',
    guardianship: 'grandparents',
    guardian_name: '韦老山',
    schooling: 'primary',
    grade: 3,
    risk: 'blue',
    details: {},
    ...more,
  })
  for (const [who, act] of [
    ['village1', 'submit'],
    ['town1', 'verify'],
    ['county1', 'confirm'],
  ] as const)
    file = await call(who, 'POST', `/beneficiaries/${file.id}/${act}`, undefined, `"${file.version}"`)
  return { ...file, name, id_number, region }
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
    await call(
      'village1',
      'PUT',
      `/survey-lines/${l.id}`,
      { outcome: l.file_status === 'registered' ? 'confirmed' : 'left', note: '' },
      `"${l.version}"`,
    )
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
  const task = ((await read('county1', `/survey-tasks?survey_id=${round.id}&status=open&limit=100`)).items as Row[]).find(
    (t) => t.total > 0,
  )!
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

test('the police give the list back: it is tried, entered once, and a mismatch is seen to by the village', async () => {
  const [one, two, three] = [
    await registered('orphan', '令狐小满'),
    await registered('orphan', '令狐小雪'),
    await registered('orphan', '令狐小寒'),
  ]
  const day = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10)
  const region = (await openRound()).region as string
  const made = await call('county1', 'POST', '/surveys', {
    region,
    name: '孤儿专项核实',
    cutoff: day(0),
    deadline: day(9),
    areas: [],
    kinds: ['orphan'],
    questions: [],
    per_village: false,
  })
  await call('county1', 'POST', `/surveys/${made.id}/open`, undefined, `"${made.version}"`)
  const page = await at('county1', `/surveys/${made.id}`)
  await page.getByRole('tab', { name: '公安核实' }).click()
  await button(page, '新建送核批次').click()
  await page.getByRole('dialog').getByRole('button', { name: '新建送核批次' }).click()
  await page.getByText('已新建批次').waitFor()
  const taken = page.waitForEvent('download')
  await button(page, '导出名单').click()
  await page.getByRole('dialog').getByRole('button', { name: '导出名单' }).click()
  const file = await taken
  const password = await page.locator('.tx-password').textContent()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await looks(page, 'police-batch')

  // The list comes back locked, as it went out: it asks for the password, and has no results yet.
  await page.getByRole('link', { name: '上传结果' }).click()
  await page.getByText('把填好的名单拖到这里').waitFor()
  await looks(page, 'police-upload')
  w.allow(/^answered: 400 POST .*answers/)
  await page.locator('input[type=file]').setInputFiles(await file.path())
  await page.getByText('文件设有打开密码').waitFor() // not a refusal: the field for it is there
  await looks(page, 'police-locked')
  await page.getByLabel('文件密码').fill('AAAA-BBBB')
  await button(page, '打开文件').click()
  await page.getByText('密码不正确').waitFor()
  await page.getByLabel('文件密码').fill(password!)
  await button(page, '打开文件').click()
  await button(page, '没有可录入的结果').waitFor()
  await button(page, '换一个文件').click()

  const batch = (await read('county1', `/surveys/${made.id}/police`)).items[0] as Row
  const numbers = Object.fromEntries(
    ((await read('county1', `/police-lines?batch_id=${batch.id}&limit=100`)).items as Row[]).map((l) => [l.file_id, String(l.number)]),
  )
  const row = (f: Row, result: string, note = '') => [numbers[f.id]!, f.name, f.id_number, '女', '2016-05-06', '龙井村', result, note]
  const back = workbook(
    '公安反馈.xlsx',
    [
      ['公安核实名单'],
      ['核实编号', '姓名', '身份证号码', '性别', '出生日期', '村（社区）', '核实结果（属实/查无此人/信息不符）', '备注'],
      row(one!, '属实'),
      row(two!, '信息不符', '户籍登记的出生日期为2015年5月6日'),
      row(three!, '应该是'),
      ['9', '钟离小雪', idNumber('990111', '20160909', 78), '', '', '', '属实', ''],
    ],
    ['A1:H1'],
  )
  await page.locator('input[type=file]').setInputFiles(back)
  await button(page, '录入 2 人的结果').waitFor()
  await page.getByText('本批次没有这个身份证号码').waitFor()
  await looks(page, 'police-checked')
  expect((await read('county1', `/police-batches/${batch.id}`)).confirmed).toBe(0)
  await button(page, '录入 2 人的结果').click()
  await page.getByText('录入 2 人，其中信息不符共 1 人；未录入 2 行').waitFor()
  const returned = page.waitForEvent('download')
  await button(page, '下载未录入的行').click()
  expect((await returned).suggestedFilename()).toBe('returned.xlsx')
  await looks(page, 'police-done')
  await button(page, '再上传一个文件').click()
  await page.locator('input[type=file]').setInputFiles({
    ...back,
    buffer: workbook('', [
      ['姓名', '身份证号码', '核实结果', '备注'],
      [two!.name, two!.id_number, '属实', ''],
    ]).buffer,
  })
  await button(page, '没有可录入的结果').waitFor()
  await page.getByText('已录入其他结果（信息不符），未改动').waitFor()
  await looks(page, 'police-kept')
  await page.context().close()

  const english = await at('county1', `/police-batches/${batch.id}/answers`, 'en')
  await english.locator('input[type=file]').setInputFiles(back)
  await button(english, 'No answers to enter').waitFor()
  await looks(english, 'police-checked-en')
  await english.context().close()

  // The village reads what the police found, corrects the file and writes what was done.
  const village = await phone('village1', '/')
  await village.getByText('公安核实不符待处理').first().waitFor()
  await shot(village, 'survey-settle-work-390')
  await village.getByText('信息不符').first().click()
  await ready(village)
  const mine = village.getByRole('listitem').filter({ hasText: '户籍登记的出生日期为2015年5月6日' })
  await mine.waitFor()
  await shot(village, 'survey-settle-390')
  await mine.getByRole('button', { name: '已处理' }).click()
  await village.getByRole('dialog').getByLabel('处理情况').fill('太短')
  w.allow(/^answered: 400 POST .*settle/)
  await village.getByRole('dialog').getByRole('button', { name: '已处理' }).click()
  await village.getByRole('dialog').getByText('请填写处理情况').waitFor()
  await village.getByRole('dialog').getByLabel('处理情况').fill('已核对户口本，申请更正出生日期')
  await shot(village, 'survey-settle-form-390')
  await village.getByRole('dialog').getByRole('button', { name: '已处理' }).click()
  await village.getByText('已记录处理情况').waitFor()
  await vi.waitFor(async () => expect((await read('county1', `/police-batches/${batch.id}`)).unsettled).toBe(0), { timeout: 10_000 })
  await village.context().close()
})

test('the county writes a round for a town and a village, with a question of each kind', async () => {
  const page = await at('county1', '/surveys/new')
  await page.getByLabel('名称').fill('假期探访排查')
  for (const label of ['截止日', '完成期限']) {
    await page.getByLabel(label).fill(new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10))
    await page.getByLabel(label).press('Enter')
  }
  await page.getByLabel('范围').click()
  const town = page.locator('.ant-select-tree-treenode').filter({ hasText: '青岩镇' })
  await town.first().waitFor()
  await page.locator('.ant-select-tree-treenode').filter({ hasText: '石板镇' }).locator('.ant-select-tree-checkbox').click()
  await town.locator('.ant-select-tree-switcher').click()
  await page.locator('.ant-select-tree-treenode').filter({ hasText: '青山村' }).first().locator('.ant-select-tree-checkbox').click()
  await shot(page, 'survey-areas-1440')
  await page.keyboard.press('Escape')
  const kinds = ['单选', '多选', '文字', '数字', '日期']
  for (const [i, kind] of kinds.entries()) {
    await button(page, '添加问题').click()
    const item = page.getByRole('group', { name: `第 ${i + 1} 题` })
    await item.getByLabel('问题').fill(`假期问题${i + 1}`)
    await item.getByLabel('回答方式').click()
    await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').filter({ hasText: kind }).click()
    if (i < 2) await item.getByLabel('选项').fill('父母\n祖辈\n')
    if (i === 3) await item.getByLabel('最大值').fill('12')
  }
  await page.getByRole('group', { name: '第 1 题' }).getByRole('checkbox', { name: '必答' }).check()
  await page.getByRole('button', { name: '上移第 5 题' }).click()
  await looks(page, 'questions')
  await page.getByRole('group', { name: '第 2 题' }).getByLabel('选项').fill('父母')
  w.allow(/^answered: 400 POST .*surveys/)
  await button(page, '保存').click()
  await page.getByText('请给出 2 到 20 个选项。').waitFor()
  await page.getByRole('group', { name: '第 2 题' }).getByLabel('选项').fill('父母\n祖辈')
  await button(page, '保存').click()
  await page.waitForURL(/surveys\/svy_\w+$/)
  await ready(page)
  await looks(page, 'plan')
  const made = await read('county1', new URL(page.url()).pathname.replace('/console', ''))
  expect(made.areas).toHaveLength(2)
  expect(made.questions).toEqual([
    { label: '假期问题1', kind: 'choice', options: ['父母', '祖辈'], needed: true },
    { label: '假期问题2', kind: 'choices', options: ['父母', '祖辈'], needed: false },
    { label: '假期问题3', kind: 'text', needed: false },
    { label: '假期问题5', kind: 'day', needed: false },
    { label: '假期问题4', kind: 'number', most: 12, needed: false },
  ])
  await button(page, '修改')
    .or(page.getByRole('link', { name: '修改' }))
    .click()
  await page.getByRole('group', { name: '第 5 题' }).waitFor()
  await page.getByText('石板镇').waitFor()
  await page.getByRole('button', { name: '删除第 5 题' }).click()
  await button(page, '保存').click()
  await page.waitForURL(/surveys\/svy_\w+$/)
  await vi.waitFor(async () => expect((await read('county1', `/surveys/${made.id}`)).questions).toHaveLength(4))
  expect((await read('county1', `/surveys/${made.id}`)).areas).toEqual(made.areas)
  await sound('county1', `/surveys/${made.id}/edit`, 'edit', true)
  await page.context().close()
})

test('a town uploads a school list with a title and merged cells, and decides its rows', async () => {
  const school = '青岩镇第二小学'
  const of = (grade: number) => ({ grade, details: { school_name: school, class: '1班' } })
  const [grown, moved, same, unnamed] = [
    await registered('left_behind_child', '濮阳小雨', of(3)),
    await registered('left_behind_child', '濮阳小雪', of(4)),
    await registered('left_behind_child', '濮阳小寒', of(5)),
    await registered('left_behind_child', '濮阳小满', of(2)),
  ]
  const list = workbook(
    '学生名单.xlsx',
    [
      ['青岩镇第二小学2026年秋季学生名单'],
      ['填表日期：2026年11月'],
      ['序号', '基本信息', '', '就读情况', '', '', '监护人'],
      ['', '姓名', '身份证号', '学校', '年级', '班级', '监护人电话'],
      ['1', grown!.name, grown!.id_number, school, '四年级', '1班', ''],
      ['2', moved!.name, moved!.id_number, school, '四年级', '2班', ''],
      ['3', same!.name, same!.id_number, school, '五年级', '1班', ''],
      ['4', '濮阳小暑', number(), school, '一年级', '1班', '13900001234'],
      ['5', '濮阳小芒', '', school, '一年级', '1班', ''],
      ['合计', '5人'],
    ],
    ['A1:G1', 'A2:G2', 'A3:A4', 'B3:C3', 'D3:F3'],
  )
  const round = await openRound()
  const page = await at('town1', `/surveys/${round.id}`)
  await page.getByRole('tab', { name: '学校名单' }).click()
  await page.locator('input[type=file]').setInputFiles(list)
  await page.getByText('1 行未通过').waitFor()
  await looks(page, 'list-checked')
  await button(page, '保存比对结果').click()
  await page.getByText('已保存，请逐条处理').waitFor()
  await looks(page, 'list-saved')
  await page.getByRole('link', { name: '逐条处理' }).first().click()
  await page.getByText('仅学校有').first().waitFor()
  await looks(page, 'list-rows')
  const rows = async () =>
    (await read('town1', `/survey-rows?limit=100&list_id=${new URL(page.url()).searchParams.get('list_id')}`)).items as Row[]
  const decided = async (file: Row) => (await rows()).find((r) => r.file_id === file.id)?.decision
  const row = (text: string) => page.getByRole('listitem').filter({ hasText: text })

  await row('四年级、1班').getByRole('button', { name: '采用学校信息' }).click()
  await vi.waitFor(async () => expect(await decided(grown!)).toBe('taken'), { timeout: 10_000 })
  expect((await read('town1', `/beneficiaries/${grown!.id}`)).grade).toBe(4)
  await row('四年级、2班').getByRole('button', { name: '保留档案信息' }).click()
  await vi.waitFor(async () => expect(await decided(moved!)).toBe('kept'), { timeout: 10_000 })
  expect((await read('town1', `/beneficiaries/${moved!.id}`)).details.class).toBe('1班')
  expect((await rows()).find((r) => r.file_id === same!.id)?.result).toBe('same')
  await row('仅档案有').getByRole('button', { name: '保留档案信息' }).click()
  await vi.waitFor(async () => expect(await decided(unnamed!)).toBe('kept'), { timeout: 10_000 })
  await row('仅学校有').getByRole('button', { name: '建立档案' }).click()
  await findRegion(page, '村（社区）', '龙井', '龙井村')
  await shot(page, 'survey-begin-1440')
  await page.getByRole('dialog').getByRole('button', { name: '建立档案' }).click()
  await vi.waitFor(async () => expect((await rows()).find((r) => r.result === 'theirs')?.decision).toBe('begun'), { timeout: 10_000 })
  const begun = (await rows()).find((r) => r.result === 'theirs')!
  expect((await read('town1', `/beneficiaries/${begun.file_id}`)).status).toBe('draft')
  await looks(page, 'list-decided')
  await sound('town1', new URL(page.url()).pathname.replace('/console', '') + new URL(page.url()).search, 'list-rows', true)
  await page.context().close()
})
