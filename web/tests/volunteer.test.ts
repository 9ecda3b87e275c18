import { afterEach, beforeEach, expect, test } from 'vitest'
import { encode } from 'uqr'
import { axe, fits, phone, shot, useWorld } from './harness.ts'
import { digits, idNumber, logIn, publish, signedUp, visit } from './volunteer.helpers.ts'

const w = useWorld()
beforeEach(() => w.begin())
afterEach(() => w.end())

/** People of the first organisation, active and clear. Each test takes its own. */
const people = () =>
  w.server.logins.filter((l) => l.mobile && l.place === w.server.logins.find((x) => x.login === 'org1-lead')!.place).map((l) => l.mobile!)

test('from a look without an account to a certificate that anybody can verify', { timeout: 120_000 }, async () => {
  const id = await publish(w, { title: '暖心读报会' })
  const [mobile] = people()
  const page = await w.open(phone, { path: '/v/' })
  await page.getByText('先看看，报名时再登录').waitFor()
  await page.getByRole('link', { name: /暖心读报会/ }).click()
  await page.getByText('楼梯较陡，请扶好扶手。').waitFor()
  await page.getByText('水杯、防滑鞋').waitFor()
  await page.getByRole('link', { name: '登录后报名' }).click()
  await page.getByText('号码只用于登录和活动通知', { exact: false }).waitFor()
  await logIn(w, page, mobile!)
  await page.waitForURL(`**/v/a/${id}`) // back where one was
  await page.getByRole('button', { name: '报名', exact: true }).click()
  await page.getByRole('heading', { name: '报名成功' }).waitFor()
  await axe(page)
  await shot(page, 'volunteer-joined')
  const file = page.waitForEvent('download')
  await page.getByRole('button', { name: '加入日历' }).click()
  expect((await file).suggestedFilename()).toBe('tongxing.ics')
  expect((await signedUp(w, id)).map((s) => s.status)).toEqual(['confirmed'])

  await page.getByRole('link', { name: '日程' }).first().click()
  await page.getByRole('link', { name: '暖心读报会' }).waitFor()
  await page.getByText(/^(今天|明天) ·/).waitFor() // it begins in ten minutes, which is tomorrow late in the evening
  await page.getByRole('link', { name: '签到' }).first().click()
  await page.getByLabel('屏幕上的 6 位数字码').fill(await digits(w, id, 'in'))
  await page.getByRole('button', { name: '输入数字码签到' }).click()
  await page.getByRole('heading', { name: '签到成功' }).waitFor()
  const inAt = Date.now()
  await axe(page)

  // The stay has to be half a minute long to count as one; the screens that need no other person are looked at meanwhile.
  await page.goto('/v/me')
  await page.getByText('累计服务').waitFor()
  for (const [path, sign] of screens) {
    await page.goto(`/v${path}`)
    await page.getByText(sign, { exact: false }).first().waitFor()
    expect(await page.locator('nav.tabs [aria-current]').count(), `tabs that are lit at ${path}`).toBeLessThan(2)
    await axe(page)
    await fits(page)
    await shot(page, `volunteer-${path.replace(/\W+/g, '-').slice(1) || 'home'}`)
  }
  await expect.poll(() => Date.now() - inAt, { timeout: 40_000, interval: 500 }).toBeGreaterThan(31_000)

  await page.goto('/v/checkin')
  await page.getByText('已签到，服务中').waitFor()
  await page.getByLabel('屏幕上的 6 位数字码').fill(await digits(w, id, 'out'))
  await page.getByRole('button', { name: '输入数字码签退' }).click()
  await page.getByRole('heading', { name: '签退成功' }).waitFor()
  await page.getByText('1 分钟').first().waitFor()
  await page.getByText(/由.*确认 · .*前/).waitFor() // who confirms, and by when
  await axe(page)
  await shot(page, 'volunteer-out')
  const stay = new URL(page.url()).pathname.split('/').pop()!

  const admin = await w.token('org1-admin')
  const done = await w.server.call('POST', '/attendance/confirm', { ids: [stay] }, admin)
  expect(done.done).toBe(1)
  await page.goto('/v/me/hours')
  await page
    .getByRole('link', { name: /暖心读报会/ })
    .getByText('已计入累计')
    .waitFor()
  await page.getByRole('button', { name: '时长流水' }).click()
  await page.getByText('暖心读报会').waitFor()

  await page.goto('/v/me/certificates')
  await page.getByRole('button', { name: '申请证明' }).click()
  await axe(page)
  await page.getByRole('button', { name: '提交申请' }).click()
  await page.getByText('待出具').waitFor()
  const asked = await w.server.call('GET', '/certificates?status=requested', undefined, admin)
  await w.server.call('POST', `/certificates/${asked.items[0].id}/issue`, undefined, admin)
  await page.reload()
  await page.getByRole('button', { name: '查看与打印' }).first().click()
  await page.getByRole('heading', { name: '志愿服务记录证明' }).waitFor()
  await page.getByRole('img', { name: /verify/ }).waitFor()
  await axe(page)
  await shot(page, 'volunteer-paper')
  await page.getByRole('link', { name: /\/verify\// }).click()
  await page.getByText(/ZM\d{4}-\d{8}/).waitFor()

  await page.goto(`/v/stays/${stay}`)
  await page.getByRole('button', { name: '对时长有异议' }).click()
  await page.getByLabel('问题在哪里').fill('我十二点就到了')
  await axe(page)
  await page.getByRole('dialog').getByRole('button', { name: '提交' }).click()
  await page.getByText('有异议').waitFor()
})

/** Screens of somebody logged in, and a text that is there when they are. */
const screens: [string, string][] = [
  ['/', '全部地区'],
  ['/?view=calendar', '暖心读报会'],
  ['/plan', '将要参加'],
  ['/checkin/help', '告诉现场负责人'],
  ['/messages', '报名成功'],
  ['/me/hours', '累计已确认'],
  ['/me/certificates', '申请证明'],
  ['/me/profile', '志愿者编号'],
  ['/me/clearance', '未成年人保护法'],
  ['/me/orgs', '已加入'],
  ['/me/steps', '可以报名了'],
  ['/me/pairings', '结对'],
  ['/me/preferences', '免打扰时段'],
  ['/me/mobile', '现在的手机号'],
  ['/me/sessions', '本机'],
  ['/me/outbox', '都已同步'],
  ['/danger', '12355'],
  ['/nowhere', '没有这个页面'],
]

test('the waiting line: a turn, and leaving it with a reason', async () => {
  const id = await publish(w, { title: '一人名额', capacity: 1, inMinutes: 4 * 24 * 60 })
  const [, first, second] = people()
  await w.server.call('POST', `/activities/${id}/signups`, undefined, await w.token(first!))
  const page = await w.open(phone)
  await visit(w, page, second!, `/a/${id}`)
  await page.getByRole('button', { name: '排队候补（第 1 位）' }).click()
  await page.getByRole('heading', { name: '已进入候补' }).waitFor()
  await page.getByText('您排在第 1 位', { exact: false }).waitFor()
  await axe(page)
  await page.goto(`/v/a/${id}`)
  await page.getByText('候补第 1 位').waitFor()
  await axe(page)
  await page.getByRole('button', { name: '退出候补' }).click()
  await page.getByRole('textbox', { name: '原因' }).fill('家里有事')
  await axe(page)
  await page.getByRole('button', { name: '确认退出' }).click()
  await page.getByText('已请假').waitFor()
  expect((await signedUp(w, id)).map((s) => s.status).sort()).toEqual(['confirmed', 'withdrawn'])
})

test('why I may not, with the way out', async () => {
  const [, , , mobile] = people()
  const one = await publish(w, { title: '上午读报', inMinutes: 3 * 24 * 60, minutes: 120 })
  const other = await publish(w, { title: '同时打扫', inMinutes: 3 * 24 * 60 + 30 })
  const old = await publish(w, { title: '长者互助', inMinutes: 2 * 24 * 60, min_age: 80 })
  await w.server.call('POST', `/activities/${one}/signups`, undefined, await w.token(mobile!))
  const page = await w.open(phone)
  await visit(w, page, mobile!, `/a/${old}`)
  await page.getByText('该活动要求年满 80 周岁').waitFor()
  await axe(page)
  await shot(page, 'volunteer-why')
  await page.goto(`/v/a/${other}`)
  await page.getByText('与您已报名的“上午读报”时间冲突').waitFor()
  await page.getByRole('link', { name: '看看冲突的活动' }).click()
  await page.getByRole('button', { name: '请假' }).waitFor()
})

test('a code that is no good is refused in words, and a wrong log-in code stands at its field', async () => {
  w.allow(/^answered: 409 POST .*check-in/)
  w.allow(/^answered: 401 POST .*verify/)
  const [, , , , mobile] = people()
  const id = await publish(w, { title: '签到试错' })
  const page = await w.open(phone, { path: `/v/login?back=/checkin` })
  await page.getByLabel('手机号').fill(mobile!)
  const since = w.server.messages().length
  await page.getByRole('button', { name: '获取验证码' }).click()
  const code = await w.server.code(mobile!, since)
  await page.getByLabel('验证码').fill(code === '000000' ? '000001' : '000000')
  await page.locator('form').getByRole('button', { name: '登录', exact: true }).click()
  await page.getByText('验证码不正确或已失效', { exact: false }).waitFor()
  await axe(page)
  await page.getByLabel('验证码').fill(code)
  await page.locator('form').getByRole('button', { name: '登录', exact: true }).click()
  await page.getByText('今天没有需要签到的活动').waitFor()
  await axe(page)
  await w.server.call('POST', `/activities/${id}/signups`, undefined, await w.token(mobile!))
  await page.reload()
  const now = await digits(w, id, 'in')
  await page.getByLabel('屏幕上的 6 位数字码').fill(now === '123456' ? '123457' : '123456')
  await page.getByRole('button', { name: '输入数字码签到' }).click()
  await page.getByText('数字码不对或已过期', { exact: false }).waitFor()
  await axe(page)
  await shot(page, 'volunteer-checkin')
})

test('registering under age asks for the guardian, and an ended session keeps the draft', async () => {
  w.allow(/^answered: 401 /)
  w.allow(/^answered: 400 POST .*volunteers\/me/)
  const mobile = '19911112222'
  const page = await w.open(phone)
  await page.goto('/v/login?back=/register')
  await logIn(w, page, mobile)
  await page.getByLabel('姓名', { exact: true }).fill('林小禾')
  await page.getByLabel('身份证号码').fill(idNumber(15))
  await page.getByText('您未满 18 周岁').waitFor()
  await page.getByLabel('监护人姓名').fill('林大山')
  await axe(page)
  await fits(page)
  await shot(page, 'volunteer-register')

  // Ended from another phone, in the middle of the form.
  const since = w.server.messages().length
  await w.server.call('POST', '/auth/codes', { mobile })
  const { token } = await w.server.call('POST', '/auth/codes/verify', { mobile, code: await w.server.code(mobile, since) })
  const sessions = await w.server.call('GET', '/me/sessions', undefined, token)
  for (const s of sessions.items.filter((s: { current: boolean }) => !s.current))
    await w.server.call('DELETE', `/me/sessions/${s.id}`, undefined, token)
  await page.getByRole('button', { name: '选择地区' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '青岩镇', exact: true }).waitFor() // it begins in the county
  await shot(page, 'volunteer-region')
  await page.getByRole('button', { name: '其他省份…' }).click()
  for (const step of ['贵州省', '贵阳市', '花溪区']) await page.getByRole('dialog').getByRole('button', { name: step, exact: true }).click()
  await axe(page)
  await page.getByRole('button', { name: '就选“花溪区”' }).click()
  await page.getByText('我已阅读并同意', { exact: false }).click()
  await expect
    .poll(
      async () => {
        const send = page.getByRole('button', { name: '提交登记' })
        if (await send.isVisible()) await send.click()
        return page.getByText('登录已过期', { exact: false }).count()
      },
      { timeout: 20_000, interval: 1_000 },
    )
    .toBeGreaterThan(0)
  await page
    .locator('.bars')
    .getByRole('button', { name: /登录已过期/ })
    .click()
  await page.getByText('已填写的内容还在', { exact: false }).first().waitFor()
  await logIn(w, page, mobile)
  await page.waitForURL('**/v/register')
  expect(await page.getByLabel('姓名', { exact: true }).inputValue()).toBe('林小禾')
  expect(await page.getByLabel('监护人姓名').inputValue()).toBe('林大山')

  await page.getByLabel('监护人手机号').fill(mobile)
  await page.getByRole('button', { name: '提交登记' }).click()
  await page.getByText('监护人手机号不能与志愿者本人相同').first().waitFor()
  const guardian = '19911113333'
  await page.getByLabel('监护人手机号').fill(guardian)
  await page.getByRole('button', { name: '提交登记' }).click()
  await page.waitForURL('**/v/me/steps')
  await page.getByText('登记已完成，还不能报名').waitFor()
  await axe(page)
  await fits(page)
  await page.getByRole('link', { name: /监护人同意/ }).click()
  await page.getByText('监护人同意之前', { exact: false }).waitFor()
  const asked = w.server.messages().length
  await page.getByRole('button', { name: /发送验证码到/ }).click()
  await page.getByLabel('监护人手机收到的验证码').fill(await w.server.code(guardian, asked))
  await axe(page)
  await fits(page)
  await shot(page, 'volunteer-guardian')
  await page.getByRole('button', { name: '监护人已阅读并同意' }).click()
  await page.getByText('凭验证码同意', { exact: false }).first().waitFor()

  // The guardian takes it back: asked twice, then the code is needed again.
  await page.getByRole('button', { name: '监护人撤回同意' }).click()
  await page.getByText('随即取消、结对暂停', { exact: false }).waitFor()
  await axe(page)
  await fits(page)
  await shot(page, 'volunteer-guardian-back')
  await page.getByRole('button', { name: '监护人撤回同意' }).click()
  await page.getByText('监护人同意之前', { exact: false }).waitFor()
})

test('first steps: what is next after registering, and a refusal at once that says whether it is not yet or stopped', async () => {
  w.allow(/^answered: 409 POST .*signups/)
  const mobile = '19911114444'
  const id = await publish(w, { title: '陪老人读报', inMinutes: 3 * 24 * 60 })
  const page = await w.open(phone)
  await visit(w, page, mobile, `/a/${id}`)
  await page.getByRole('link', { name: '登记后报名' }).click()
  await page.getByLabel('姓名', { exact: true }).fill('周明远')
  await page.getByLabel('身份证号码').fill(idNumber(30))
  await page.getByRole('button', { name: '选择地区' }).click()
  await page.getByLabel('名称、拼音或首字母').fill('hxq')
  await page.getByRole('dialog').getByText('贵州省 贵阳市 花溪区').waitFor()
  await shot(page, 'volunteer-region-found')
  await page.getByRole('dialog').getByRole('button', { name: '贵州省 贵阳市 花溪区', exact: true }).click()
  await page.getByText('我已阅读并同意', { exact: false }).click()
  await page.getByRole('button', { name: '提交登记' }).click()
  await page.waitForURL('**/v/me/steps?back=*')
  const step = (name: string) => page.getByRole('list', { name: '步骤' }).getByRole('listitem').filter({ hasText: name })
  await step('核实身份').getByText('由花溪区民政部门办理').waitFor()
  await step('核实身份')
    .getByText(/^办理时限 5 个工作日，最迟.+办结$/)
    .waitFor()
  await step('启用档案').getByText('尚未轮到').waitFor()
  await axe(page)
  await fits(page)
  await shot(page, 'volunteer-steps')

  await page.getByRole('link', { name: '回到刚才的活动' }).click()
  await page.getByText('您的登记正在等待核实身份', { exact: false }).waitFor()
  await page.getByText('还不能报名', { exact: true }).waitFor()
  await axe(page)
  await page.getByRole('link', { name: '看看还差哪一步、由谁办理' }).click()
  await page.getByText('由花溪区民政部门办理').waitFor()

  const county = await w.token('county1')
  const newest = (await w.server.call('GET', '/volunteers?status=registered', undefined, county)).items[0]
  const at = `/volunteers/${newest.id}`
  await w.server.call('POST', `${at}/verify`, undefined, county, await w.server.tag(at, county))
  await page.goto(`/v/a/${id}`)
  await page.getByText('您的身份已核实，启用后即可报名', { exact: false }).waitFor()
  await w.server.call('POST', `${at}/activate`, undefined, county)
  await page.goto('/v/me')
  await page.getByRole('link', { name: /我的组织/ }).waitFor()
  await page.goto(`/v/a/${id}`)
  await page.getByRole('button', { name: '报名', exact: true }).waitFor()
  await w.server.call('POST', `${at}/freeze`, { reason: '家长投诉，正在核实' }, county)
  await page.getByRole('button', { name: '报名', exact: true }).click() // the page still shows the button: no reload in between
  await page.getByText('不能报名', { exact: true }).waitFor()
  await page.getByText('您的志愿服务已停止', { exact: false }).waitFor()
  expect(await page.getByText('您的志愿服务已停止', { exact: false }).count()).toBe(1)
  await axe(page)
  await page.getByRole('link', { name: '查看我的状态' }).click()
  await page.getByText('原因：家长投诉，正在核实').waitFor()
  await page.goto('/v/me')
  await page.getByRole('link', { name: /入门步骤/ }).waitFor()
})

test('scanning the code on the screen', async () => {
  const [, , , , , mobile] = people()
  const id = await publish(w, { title: '扫码签到' })
  await w.server.call('POST', `/activities/${id}/signups`, undefined, await w.token(mobile!))
  const page = await w.open(phone)
  await page.addInitScript(cameraOf)
  await visit(w, page, mobile!, '/checkin')
  const scan = page.getByRole('button', { name: '扫码签到' })
  await scan.waitFor()
  const lead = await w.token('org1-lead')
  const { token } = await w.server.call('GET', `/activities/${id}/checkin-code?direction=in`, undefined, lead)
  await page.evaluate((rows) => Object.assign(window, { seen: rows }), encode(`${w.server.url}/v/checkin?in=${token}`, { border: 4 }).data)
  await scan.click()
  await page.getByRole('heading', { name: '签到成功' }).waitFor()
})

/** cameraOf is a camera that sees the QR code in window.seen. It runs in the page. */
function cameraOf() {
  navigator.mediaDevices.getUserMedia = async () => {
    const rows = (window as unknown as { seen: boolean[][] }).seen
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 480
    const pen = canvas.getContext('2d')!
    const draw = () => {
      pen.fillStyle = 'white'
      pen.fillRect(0, 0, 480, 480)
      pen.fillStyle = 'black'
      const size = 480 / rows.length
      rows.forEach((row, y) => row.forEach((on, x) => on && pen.fillRect(x * size, y * size, size + 0.5, size + 0.5)))
    }
    setInterval(draw, 100)
    draw()
    return canvas.captureStream(10)
  }
}

test('a pairing: danger puts 110 first, and the log says who was told; messages are read', async () => {
  let mobile = ''
  for (const m of people()) {
    if ((await w.server.call('GET', '/pairings?status=active', undefined, await w.token(m))).items.length) {
      mobile = m
      break
    }
  }
  const page = await w.open(phone)
  await visit(w, page, mobile, '/me/pairings')
  await page.getByRole('link', { name: /小/ }).first().click()
  await page.getByRole('button', { name: '登记联系' }).click()
  await page.getByText('发现危险', { exact: false }).click()
  expect(await page.getByRole('link', { name: '拨打 110' }).getAttribute('href')).toBe('tel:110')
  await page.getByLabel('情况').fill('太短')
  await axe(page)
  await fits(page)
  await shot(page, 'volunteer-pairing')
  w.allow(/^answered: 400 POST .*contacts/)
  await page.getByRole('button', { name: '保存记录' }).click()
  await page.getByText('请至少用 10 个字说明联系情况').waitFor()
  await page.getByLabel('情况').fill('孩子独自在家，已请邻居照看，并联系了儿童主任。')
  await page.getByRole('button', { name: '保存记录' }).click()
  await page.getByText('平台已通知村、乡镇和县民政', { exact: false }).waitFor()
  await page.locator('li').getByText('危险').waitFor()

  await page.goto('/v/messages')
  const unread = page.getByText(/^\d+ 条未读$/)
  const before = parseInt((await unread.textContent())!)
  await page.locator('li.unread button').first().click()
  await page.getByRole('dialog').waitFor()
  await axe(page)
  await expect.poll(async () => ((await unread.count()) ? parseInt((await unread.textContent())!) : 0)).toBe(before - 1)
})

test('Chinese and English, on every screen from then on', async () => {
  const page = await w.open(phone, { path: '/v/' })
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByRole('heading', { name: 'Tongxing · Activities' }).waitFor()
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('en')
  await axe(page)
  await fits(page)
  await page.reload()
  await page.getByRole('link', { name: 'Schedule' }).click()
  await page.getByText('Log in to see this').waitFor()
  await page.goto('/v/danger')
  await page.getByText('A child is being hurt', { exact: false }).waitFor()
  await fits(page)
  await page.goto('/v/me')
  await page.getByRole('button', { name: '中文' }).click()
  await page.getByRole('heading', { name: '我的' }).waitFor()
})

test('dark, as the phone is', async () => {
  const page = await w.open(phone, { path: '/v/', context: { colorScheme: 'dark' } })
  await page.getByRole('link', { name: /村/ }).first().waitFor()
  await axe(page)
  await shot(page, 'volunteer-dark')
  await page.goto('/v/danger')
  await page.getByText('12349').waitFor()
  await axe(page)
})

test('another mobile: codes on both numbers, and everything stays', async () => {
  await w.ahead('1h') // three codes within a quarter of an hour go to one number, and other tests took some
  w.allow(/^answered: 400 PUT .*mobile/)
  const old = people().at(-1)!
  const next = '13900139177'
  const page = await w.open(phone, { path: '/v/' })
  await visit(w, page, old, '/me')
  await page.getByRole('link', { name: '更换手机号' }).click()
  await page.getByText('现在的手机号', { exact: false }).waitFor()
  await axe(page)
  await page.getByLabel('新手机号').fill(next)
  const asked = w.server.messages().length
  await page.getByRole('button', { name: '获取验证码' }).click()
  await page.getByLabel('新手机收到的验证码').fill(await w.server.code(next, asked))
  const right = await w.server.code(old, asked)
  await page.getByLabel(/原手机/).fill(right === '000000' ? '000001' : '000000')
  await page.getByRole('button', { name: '确认更换' }).click()
  await page.getByText('验证码不正确或已失效', { exact: false }).first().waitFor()
  await axe(page)
  await fits(page)
  await shot(page, 'volunteer-me-mobile')
  await page.getByLabel(/原手机/).fill(right)
  await page.getByRole('button', { name: '确认更换' }).click()
  await page.waitForURL('**/v/me')
  await page.getByText('累计服务').waitFor() // still logged in, still a volunteer
  await expect
    .poll(() => w.server.messages().filter((m) => m.to === old && m.body.includes('139****9177')).length, { timeout: 30_000 })
    .toBeGreaterThan(1) // the code, and the notice

  const other = await w.open(phone, { path: '/v/' })
  await visit(w, other, next, '/me')
  await other.getByText('累计服务').waitFor()
})
