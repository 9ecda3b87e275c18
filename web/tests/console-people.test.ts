// The console's people and organisations, clicked through as those who do the work.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { choose, ready, region } from './console.helpers.ts'
import { axe, desk, phone, shot, useWorld } from './harness.ts'
import { idNumber, uscc } from './numbers.ts'

const w = useWorld()
beforeEach(() => w.begin())
afterEach(() => w.end())

const at = (path: string) => `/console${path}`

async function open(as: string, path: string, fresh = false): Promise<Page> {
  return w.open(desk, { as, path: at(path), fresh })
}

async function enter(page: Page, login: string, password: string) {
  await page.getByLabel('登录名').fill(login)
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.locator('form button[type=submit]:visible').click()
}

describe('the front door', () => {
  test('a wrong password says so, the right one leads to the workbench, and logging out leads back', async () => {
    w.allow(/answered: 401 POST .*login/)
    const page = await w.open(desk, { path: at('/orgs') })
    await enter(page, 'county1', 'not-the-password-1')
    await page.getByText('登录名或密码不正确').waitFor()
    await axe(page)
    await shot(page, 'console-login')
    await enter(page, 'county1', w.server.person('county1').password!)
    await page.getByRole('heading', { name: '机构', exact: true }).waitFor() // where one wanted to go
    await page.getByRole('button', { name: /^我的/ }).click()
    await page.getByText('退出登录').click()
    await page.getByText('登录工作台').waitFor()
  })

  test('English is one click away, and stays', async () => {
    const page = await w.open(desk, { path: at('/') })
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByText('Log in to the workbench').waitFor()
    await page.reload()
    await page.getByText('Log in to the workbench').waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    await axe(page)
  })
})

const navigation: [string, string[]][] = [
  ['county1', ['工作台', '活动与时长', '志愿者', '结对关爱', '合同与评估', '机构与人员', '系统管理']],
  ['org1-admin', ['工作台', '活动与时长', '志愿者', '结对关爱', '合同与评估', '机构与人员']],
  ['org1-worker', ['工作台', '活动与时长', '志愿者', '结对关爱', '合同与评估', '机构']],
  ['org1-lead', ['工作台', '活动与时长', '志愿者', '结对关爱', '合同与评估', '机构与人员']],
  ['org1-finance', ['工作台', '合同与评估', '机构']],
  ['clerk', ['工作台', '活动与时长', '合同与评估', '机构']],
  ['finance', ['工作台', '合同与评估', '机构']],
  ['evaluator1', ['工作台', '评估']],
  ['town1', ['工作台', '活动与时长', '志愿者', '结对关爱', '机构', '区划维护']],
  ['village1', ['工作台', '活动与时长', '结对关爱', '机构']],
  ['province', ['工作台', '统计分析', '合同与评估', '机构']],
  ['sysadmin', ['工作台', '人员与角色', '系统管理']],
  ['auditor', ['工作台', '服务时长', '审计记录']],
]

test.each(navigation)('%s finds the own work at the left', async (login, entries) => {
  const page = await open(login, '/')
  await ready(page)
  expect(await page.locator('.tx-nav li').allInnerTexts()).toEqual(entries)
  await axe(page)
  await shot(page, `console-home-${login}`)

  // The first screen asks the API at most four times: who I am, what is unread, what waits, and the activities of the week.
  const calls: string[] = []
  page.on('request', (r) => {
    const { pathname, search } = new URL(r.url())
    if (pathname.startsWith('/api/')) calls.push(pathname + search)
  })
  await page.reload()
  await ready(page)
  await page.waitForLoadState('networkidle')
  expect(calls).toContain('/api/v1/me')
  expect(calls.length, calls.join('\n')).toBeLessThanOrEqual(4)
})

test('a page that is not for one’s role says so, as does an address that leads nowhere', async () => {
  const page = await open('org1-worker', '/audit')
  await page.getByText('没有权限查看').waitFor()
  await axe(page)
  await page.goto(at('/nowhere'))
  await page.getByText('没有找到').waitFor()
  await axe(page)
})

test('an organisation is registered, handed in, reviewed and approved by clicks', async () => {
  const mobile = '13911110001'
  const name = '花溪区晨光社会工作服务中心'
  const page = await w.open(desk, { path: at('/') })
  await page.getByRole('tab', { name: '验证码登录' }).click()
  await page.getByLabel('手机号').fill(mobile)
  const since = w.server.messages().length
  await page.getByRole('button', { name: '获取验证码' }).click()
  await page.getByLabel('验证码', { exact: true }).fill(await w.server.code(mobile, since))
  await page.locator('form button[type=submit]:visible').click()
  await page.getByLabel('姓名').fill('何静') // an account made by a code asks whose it is
  await page.getByRole('button', { name: '保存并继续' }).click()
  await page.getByRole('button', { name: '登记机构' }).click()
  await page.getByLabel('机构名称').fill(name)
  await region(page, '所在地', '花溪区')
  await page.getByLabel('统一社会信用代码').fill(uscc('52520111MJT01').slice(0, 17) + '?')
  await page.getByText('校验位不符').waitFor()
  await page.getByLabel('统一社会信用代码').fill(uscc('52520111MJT01'))
  await page.getByText('校验位正确').waitFor()
  await page.getByLabel('登记管理机关').fill('花溪区民政局')
  await page.getByLabel('证书有效期至').fill('2030-12-31')
  await page.keyboard.press('Tab')
  await page.getByLabel('业务范围').fill('为留守儿童和老人提供社会工作服务。')
  await page.getByLabel('法定代表人').fill('周敏')
  await page.locator('#contact_name').fill('李芳')
  await page.getByLabel('联系人手机').fill('13911110001')
  await page.getByLabel('办公地址').fill('清溪街道明珠大道 1 号')
  await axe(page)
  await shot(page, 'console-org-form')
  await page.getByRole('button', { name: '保存草稿' }).click()
  await page.getByRole('heading', { name }).waitFor()
  await page.getByRole('button', { name: '提交审核' }).click()
  await page.getByText('已提交，县级民政部门审核后会通知您').waitFor()
  await page.getByText('待审核').first().waitFor()

  const office = await open('county2', '/')
  await office.getByRole('link', { name }).first().click()
  await office.getByRole('heading', { name }).waitFor()
  await office.getByRole('button', { name: '开始审核' }).waitFor()
  await axe(office)
  await office.keyboard.press('a') // takes it up
  await office.getByRole('button', { name: /^通\s?过/ }).waitFor()
  await shot(office, 'console-org-review')
  await office.keyboard.press('r') // asks for the reason
  await office.getByRole('dialog').getByLabel('原因').fill('请补充年报年度。')
  await office.getByRole('dialog').getByRole('button', { name: '退回修改' }).click()
  await office.getByText('已退回，对方会收到原因').waitFor()

  await page.reload()
  await page.getByText('请补充年报年度。').first().waitFor()
  await page.getByRole('button', { name: '修改资料' }).click()
  await page.getByLabel('最近一次年报年度').fill('2025')
  await page.getByRole('button', { name: '保存草稿' }).click()
  await page.getByRole('button', { name: '提交审核' }).click()
  await page.getByText('已提交，县级民政部门审核后会通知您').waitFor()

  await office.goto(page.url())
  await office.getByRole('button', { name: '开始审核' }).click()
  await office.getByRole('button', { name: /^通\s?过/ }).click()
  await expect.poll(async () => (await w.server.call('GET', '/public/orgs?q=花溪区晨光')).items.length).toBe(1)
})

const sample = [process.env.TONGXING_ROSTER, resolve(import.meta.dirname, '../../../shared/data/volunteer-roster-sample.xlsx')].find(
  (p) => p && existsSync(p),
)

describe('rosters', () => {
  test('what is bad comes back as a file, what is good goes in, and again changes nothing', async () => {
    const good = idNumber('990111', '19900307', 13) // odd: a man's
    const rows = [
      ['姓名', '身份证号码', '手机号', '性别'],
      ['赵晓东', good, '13811112222', '男'],
      ['钱小红', good.slice(0, 17) + (good.endsWith('1') ? '2' : '1'), '13811113333', '女'],
    ]
    const csv = '\uFEFF' + rows.map((r) => r.join(',')).join('\n')
    const page = await open('org1-admin', '/volunteers/import')
    await ready(page)
    await axe(page)
    await page.locator('input[type=file]').setInputFiles({ name: '花名册.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
    await page.getByText('识别结果').waitFor()
    await page.getByRole('button', { name: '确认导入 1 人' }).waitFor()
    await page.getByText('身份证号码：').first().waitFor()
    await axe(page)
    await shot(page, 'console-import-preview')
    await page.getByRole('button', { name: '确认导入 1 人' }).click()
    await page.getByText('待本人确认 1 人').waitFor()
    const file = page.waitForEvent('download')
    await page.getByRole('button', { name: '下载未导入的行' }).click()
    expect((await file).suggestedFilename()).toMatch(/\.xlsx$/)
    await axe(page)
    await page.getByRole('button', { name: '再导入一个文件' }).click()
    await page.locator('input[type=file]').setInputFiles({ name: '花名册.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
    await page.getByRole('button', { name: '确认导入 1 人' }).waitFor()
    await page.goto('/console/volunteers/invited')
    await page.getByText('赵晓东').waitFor()
    await page.getByText('138****2222').waitFor()
    await axe(page)
    await shot(page, 'console-invited')
  })

  test.skipIf(!sample)('the roster of a real office is understood', async () => {
    const page = await open('org2-admin', '/volunteers/import')
    await page.locator('input[type=file]').setInputFiles(sample!)
    await page.getByText('识别结果').waitFor()
    await axe(page)
    await shot(page, 'console-import-sample')
    await page.getByRole('button', { name: /^确认导入 \d+ 人/ }).click()
    await page.getByText('导入完成').waitFor()
  })

  test('a thousand rows are there, and only those in sight are drawn', async () => {
    const lines = Array.from(
      { length: 1000 },
      (_, i) => `王${'甲乙丙丁戊己庚辛壬癸'[i % 10]},${idNumber('990111', '19850101', i)},138${String(20000000 + i)},`,
    )
    const page = await open('org1-admin', '/volunteers/import')
    await page.locator('input[type=file]').setInputFiles({
      name: '大名册.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`\uFEFF姓名,身份证号码,手机号,性别\n${lines.join('\n')}`),
    })
    await page.getByText('识别结果').waitFor()
    const box = page.locator('.tx-table-box')
    await expect
      .poll(
        async () => {
          await box.evaluate((el) => (el.scrollTop = el.scrollHeight))
          return page.locator('.tx-table-foot').innerText()
        },
        { timeout: 30_000 },
      )
      .toContain('共 1000 条')
    expect(await box.locator('tbody tr').count()).toBeLessThan(80)
    await box.evaluate((el) => (el.scrollTop = el.scrollHeight))
    await box.getByText('1001').waitFor() // the last row, as the spreadsheet counts
  })
})

test('a volunteer is verified, activated and cleared', async () => {
  const admin = await w.token('org1-admin')
  const { org_id } = (await w.server.call('GET', '/me', undefined, admin)).roles[0]
  const mobile = '13811114444'
  const id_number = idNumber('990111', '19930818', 44)
  const form = new FormData()
  form.set('file', new Blob([`\uFEFF姓名,身份证号码,手机号\n孙小梅,${id_number},${mobile}`]), '名册.csv')
  const report = await fetch(`${w.server.url}/api/v1/volunteers/import?org_id=${org_id}`, {
    method: 'POST',
    body: form,
    headers: { Authorization: `Bearer ${admin}` },
  })
  expect((await report.json()).asked).toBe(1)
  const since = w.server.messages().length
  await w.server.call('POST', '/auth/codes', { mobile })
  const { token } = await w.server.call('POST', '/auth/codes/verify', { mobile, code: await w.server.code(mobile, since) })
  const { items: texts } = await w.server.call('GET', '/volunteers/consents', undefined, token)
  const { version, hash } = texts.find((x: { code: string }) => x.code === 'volunteer')
  const { id: volunteer_id } = await w.server.call(
    'POST',
    '/volunteers/me',
    { name: '孙小梅', id_number, region: '520111', consent: { version, hash } },
    token,
  )
  const { items: asked } = await w.server.call('GET', '/volunteers/me/invitations', undefined, token)
  await w.server.call('POST', `/volunteers/me/invitations/${asked[0].id}/accept`, undefined, token)
  const page = await open('org1-admin', `/volunteers/${volunteer_id}`)
  await page.getByRole('button', { name: '核实身份' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '核实身份' }).click()
  await page.getByText('身份已核实').waitFor()
  await page.getByRole('button', { name: '启用', exact: true }).click()
  await page.getByText('已启用，可以参加活动').waitFor()
  await page.getByRole('button', { name: '登记书面同意' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '登记书面同意' }).click()
  await page.getByRole('button', { name: '登记已提交查询' }).click()
  await page.getByText('已登记提交查询').waitFor()
  const content = Buffer.from('%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\n%%EOF\n')
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: '上传从业查询材料' }).click()])
  await chooser.setFiles({ name: '查询结果.pdf', mimeType: 'application/pdf', buffer: content })
  await page.getByRole('button', { name: '删除' }).first().waitFor()
  await page.getByRole('button', { name: '登记查询结果' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('合格', { exact: true }).click()
  await dialog.getByLabel('文书编号').fill('花公查〔2026〕44号')
  await dialog.getByLabel('出具单位').fill('花溪区公安分局')
  await choose(page, '文书原件', '查询结果.pdf')
  await axe(page)
  await dialog.getByRole('button', { name: '登记查询结果' }).click()
  await page.getByText('结果已登记').waitFor()
  await page.getByText('待复核').first().waitFor()
  expect(await page.getByRole('button', { name: '复核通过', disabled: false }).count()).toBe(0)

  const office = await open('county1', `/volunteers/${volunteer_id}`)
  await office.getByRole('button', { name: '复核通过' }).click()
  await axe(office)
  await office.getByRole('dialog').getByRole('button', { name: '复核通过' }).click()
  await office.getByText('已复核，查询结果生效').waitFor()
  await office.getByText('查询合格').first().waitFor()
  await shot(office, 'console-clearance')

  await page.getByRole('button', { name: '查看 手机号' }).click()
  await page.getByText('查看会被记录').waitFor()
  await page.getByText('联系本人').click()
  await page.getByRole('button', { name: '查看并记录' }).click()
  await page.getByText('13811114444').waitFor()
  await axe(page)
  await shot(page, 'console-volunteer')
  await page.getByRole('button', { name: /隐藏/ }).click()
  expect(await page.getByText('13811114444').count()).toBe(0)
})

/** choosePassword fills in the form behind a link or a code, on the person's own phone, and logs in to the console. */
async function choosePassword(page: Page, login: string, tail?: string) {
  await page.getByText(`账号 ${login}`).waitFor()
  await axe(page)
  if (tail) await page.getByLabel('本人身份证号码后六位').fill(tail)
  await page.getByLabel('新密码', { exact: true }).fill('own-pass-2026')
  await page.getByLabel('再输一次新密码').fill('own-pass-2026')
  await shot(page, 'phone-password')
  await page.getByRole('button', { name: '保存密码' }).click()
  await page.getByText('密码已设置').waitFor()
  await axe(page)
  const theirs = await w.open(desk, { path: at('/') })
  await enter(theirs, login, 'own-pass-2026')
  await theirs.locator('.tx-nav').waitFor()
}

test('an account is made, and its person sets the password with the link that only they get', async () => {
  w.allow(/answered: 409 POST .*password/)
  const page = await open('county1', '/users/new')
  await page.getByLabel('姓名').fill('陈思远')
  await page.getByLabel('登录名').fill('town-new')
  await page.getByLabel('手机号').fill('13811110077')
  await choose(page, '角色', '儿童督导员')
  await region(page, '管辖范围', '花溪区', '青岩镇')
  await axe(page)
  await page.getByRole('button', { name: '新建账号' }).click()
  await page.getByText('一次性链接已发送至 138****0077').waitFor()
  await axe(page)
  await page.getByRole('dialog').getByRole('button', { name: '关闭' }).click()
  await page.getByRole('cell', { name: /青岩镇/ }).waitFor()
  await page.getByText('链接已发送至手机').waitFor()
  await axe(page)
  await shot(page, 'console-user')

  const link = await w.server.link('13811110077')
  const other = await w.open(phone, { as: 'org1-worker', path: link }) // somebody else's phone
  await other.getByText('此浏览器已登录其他账号').waitFor()
  await axe(other)
  await choosePassword(await w.open(phone, { path: link }), 'town-new')

  await page.reload() // the account is another since its password was set
  await page.getByRole('button', { name: '停用' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '停用' }).click()
  await page.getByText('已停用').first().waitFor()
  await page.getByRole('button', { name: '恢复使用' }).click()
  await page.getByText('使用中').waitFor()
  await page.getByRole('button', { name: '收回 儿童督导员' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '收回' }).click()
  await page.getByText('目前没有角色').waitFor()
})

test('without mobile and mail a sheet is printed, which a second administrator hands over', async () => {
  w.allow(/answered: 409 POST .*password/)
  const card = idNumber('990111', '19850304', 71)
  const page = await open('county1', '/users/new')
  await page.getByLabel('姓名').fill('陈思近')
  await page.getByLabel('登录名').fill('town-sheet')
  await page.getByLabel('身份证号码').fill(card)
  await choose(page, '角色', '儿童督导员')
  await region(page, '管辖范围', '花溪区', '青岩镇')
  await page.getByRole('button', { name: '新建账号' }).click()
  await page.getByText('请打印密码单').waitFor()
  await axe(page)
  expect(await page.locator('.tx-sheet code').isVisible()).toBe(false) // on paper only
  await shot(page, 'console-sheet')
  await page.emulateMedia({ media: 'print' })
  const code = await page.locator('.tx-sheet code').innerText()
  expect(await page.getByText('请打印密码单').isVisible()).toBe(false)
  expect(await page.getByLabel('身份证号码').isVisible()).toBe(false) // nothing else of the page is printed
  await shot(page, 'console-sheet-print')
  await page.emulateMedia({ media: 'screen' })
  await page.getByRole('dialog').getByRole('button', { name: '关闭' }).click()
  await page.getByText('密码单待交付').waitFor()
  expect(await page.getByRole('button', { name: '确认密码单已交本人' }).isDisabled()).toBe(true)
  const path = new URL(page.url()).pathname.replace('/console', '')

  const theirs = await w.open(phone, { path: '/v/password' })
  const type = async () => {
    await theirs.getByLabel('登录名').fill('town-sheet')
    await theirs.getByLabel('密码单上的代码').fill(code)
    await theirs.getByRole('button', { name: '下一步' }).click()
  }
  await type()
  await theirs.getByText('尚未确认密码单已交到您手中').waitFor()
  await axe(theirs)
  await shot(theirs, 'phone-sheet')

  const second = await open('county2', path)
  await second.getByRole('button', { name: '确认密码单已交本人' }).click()
  await axe(second)
  await second.getByRole('dialog').getByRole('button', { name: '确认密码单已交本人' }).click()
  await second.getByText('密码单已交本人').first().waitFor()
  await type()
  await choosePassword(theirs, 'town-sheet', card.slice(12))
})

/** newOrg makes a draft through the API, with a founder who is logged in at two places. */
async function newOrg(login: string): Promise<{ id: string; mine: string; there: string }> {
  const county = await w.server.token('county1')
  const bindings = [{ role: 'county_viewer', region: '52/5201/520111/' }]
  const email = `${login}@example.org`
  await w.server.call('POST', '/users', { login, name: '何静', email, bindings }, county)
  const session = async (password: string) => (await w.server.call('POST', '/auth/login', { login, password })).token
  const link = (await w.server.link(email)).split('#')[1]
  await w.server.call('POST', '/auth/password', { link, new: 'own-pass-2026' })
  const [mine, there] = [await session('own-pass-2026'), await session('own-pass-2026')]
  const org = await w.server.call(
    'POST',
    '/orgs',
    { name: '花溪区同心社区服务队', type: 'team', region: '52/5201/520111/', business: '邻里互助。' },
    mine,
  )
  return { id: org.id, mine, there }
}

async function withToken(token: string, path: string): Promise<Page> {
  const page = await w.open(desk)
  await page.context().addCookies([{ name: 'tongxing_session', value: token, url: w.server.url, httpOnly: true, sameSite: 'Strict' }])
  await page.context().addInitScript(() => localStorage.setItem('tongxing.inside', '1'))
  await page.goto(at(path))
  return page
}

test('a file is edited in two places: the second is shown what the first has changed, and neither loses anything', async () => {
  w.allow(/answered: 412 PUT .*orgs/)
  const { id, mine, there } = await newOrg('mate-1')
  const a = await withToken(mine, `/orgs/${id}/edit`)
  const b = await withToken(there, `/orgs/${id}/edit`)
  await b.getByLabel('业务范围').fill('邻里互助，以及为老人送餐。')
  await a.getByLabel('所依托的单位').fill('青岩镇龙井村委会')
  await a.getByRole('button', { name: '保存草稿' }).click()
  await a.getByRole('heading', { name: '花溪区同心社区服务队' }).waitFor()
  await b.getByRole('button', { name: '保存草稿' }).click()
  await b.getByText('内容已被他人修改').waitFor()
  await b.getByRole('cell', { name: '邻里互助，以及为老人送餐。' }).waitFor()
  await axe(b)
  await shot(b, 'console-stale')
  await b.getByRole('button', { name: '以我填写的为准' }).click()
  await b.getByRole('heading', { name: '花溪区同心社区服务队' }).waitFor()
  const org = await w.server.call('GET', `/orgs/${id}`, undefined, mine)
  expect([org.host, org.business]).toEqual(['青岩镇龙井村委会', '邻里互助，以及为老人送餐。'])
})

test('a session that ends in the middle of a form costs nothing', async () => {
  w.allow(/answered: 401/)
  const { id, there } = await newOrg('mate-2')
  const page = await withToken(there, `/orgs/${id}/edit`)
  await page.getByLabel('业务范围').fill('邻里互助，以及陪伴就医。')
  await w.server.call('POST', '/auth/logout', undefined, there)
  await page.getByRole('button', { name: '保存草稿' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('登录已过期').waitFor()
  await axe(page)
  await shot(page, 'console-session-ended')
  await dialog.getByLabel('密码', { exact: true }).fill('own-pass-2026')
  await dialog.getByRole('button', { name: '登录并继续' }).click()
  await page.getByRole('heading', { name: '花溪区同心社区服务队' }).waitFor() // it was sent by itself
  await page.getByText('邻里互助，以及陪伴就医。').waitFor()
})

test('what was typed survives leaving the page', async () => {
  const page = await open('org3-admin', '/orgs/new')
  await page.getByLabel('机构名称').fill('还没有写完的机构')
  await page.getByLabel('联系人手机').fill('13900000000')
  await page.reload()
  await page.getByText('已恢复上次没有提交的内容').waitFor()
  expect(await page.getByLabel('机构名称').inputValue()).toBe('还没有写完的机构')
  expect(await page.getByLabel('联系人手机').inputValue()).toBe('') // numbers of persons are not kept
  await page.getByRole('button', { name: '清空重填' }).click()
  expect(await page.getByLabel('机构名称').inputValue()).toBe('')
})

const screens: [string, string][] = [
  ['county1', '/orgs'],
  ['county1', '/volunteers'],
  ['county1', '/users'],
  ['county1', '/calendar'],
  ['county1', '/regions'],
  ['county1', '/inbox'],
  ['county1', '/settings'],
  ['org1-admin', '/volunteers/asking'],
  ['org1-admin', '/users'],
  ['auditor', '/audit'],
  ['sysadmin', '/jobs'],
  ['sysadmin', '/messages'],
  ['sysadmin', '/users/new'],
]

test.each(screens)('%s reads %s well', async (login, path) => {
  const page = await open(login, path)
  await ready(page)
  await axe(page)
  await shot(page, `console${path.replaceAll('/', '-')}-${login}`)
})

test('a filter stays in the address, columns are chosen, and the list goes out as a spreadsheet', async () => {
  const page = await open('county1', '/orgs')
  await ready(page)
  await choose(page, '状态', '已通过')
  await expect.poll(() => page.url()).toContain('status=approved')
  await page.getByRole('button', { name: '显示列' }).click()
  await page.getByLabel('统一社会信用代码').check()
  await page.getByRole('columnheader', { name: '统一社会信用代码' }).waitFor()
  await page.reload()
  await page.getByRole('columnheader', { name: '统一社会信用代码' }).waitFor()
  const file = page.waitForEvent('download')
  await page.getByRole('button', { name: '导出 Excel' }).click()
  expect((await file).suggestedFilename()).toMatch(/\.xlsx$/)
})

test('a list of people goes out encrypted, for a purpose, with a password told once', async () => {
  const page = await open('org1-admin', '/volunteers')
  await ready(page)
  await page.getByRole('button', { name: '导出 Excel' }).click()
  const dialog = page.getByRole('dialog')
  expect(await dialog.getByRole('button', { name: '导出 Excel' }).isDisabled()).toBe(true)
  await dialog.getByText('统计上报').click()
  const coming = page.waitForEvent('download')
  await dialog.getByRole('button', { name: '导出 Excel' }).click()
  const file = await coming
  expect(file.suggestedFilename()).toMatch(/^志愿者.*\.xlsx$/)
  expect(
    readFileSync(await file.path())
      .subarray(0, 4)
      .toString('hex'),
  ).toBe('d0cf11e0') // an encrypted package, not a zip
  await dialog.getByText('密码只显示这一次').waitFor()
  expect(await dialog.getByLabel('文件密码').innerText()).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/)
  await axe(page)
  await shot(page, 'console-export-password')
  await dialog.getByRole('button', { name: '关闭' }).last().click()
  await dialog.waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: '导出 Excel' }).click()
  expect(await dialog.getByLabel('文件密码').count()).toBe(0)
})

test('the auditor verifies the chain', async () => {
  const page = await open('auditor', '/audit')
  await ready(page)
  await page.getByRole('button', { name: '核验审计链' }).click()
  await page.getByText('审计链完整').waitFor()
  await axe(page)
})
