// One activity: what it is, the risks, whether I may, and the one button that says its state.
import { callOf, findAct, format, texts } from '@tongxing/shared'
import { activityType, signupStatus, targetGroup } from '@tongxing/shared/words'
import { useState } from 'preact/hooks'
import { useLocation, useSearch } from 'wouter-preact'
import { useData } from '../data/data.ts'
import { saveCalendar } from '../domain/calendar.ts'
import { reminders } from '../domain/reminders.ts'
import { Icon } from '../parts/icons.tsx'
import { Area, Dialog, Go, Notice, Pending, sayQueued, share, Trouble, useDraft, useSubmit } from '../parts/forms.tsx'
import { Button, Page, Row, say, Show, State } from '../parts/parts.tsx'
import { pendingFor, write } from '../data/queue.ts'
import { useVisits } from '../data/visit.ts'
import { me, refresh } from '../data/session.ts'
import type { Activity, Signup } from '../domain/types.ts'
import { word } from '../domain/words.ts'
import { Places } from './cards.tsx'

export const t = texts(
  {
    title: '活动详情',
    share: '分享',
    what: '做什么',
    risks: '风险与防范',
    bring: '带什么',
    who: '组织单位',
    forWhom: '服务对象',
    needs: '报名要求',
    danger: '本活动有一定人身危险，仅限成年人参加。',
    insured: '已为参加者投保意外险',
    until: '报名截止 {when}',
    ageNeed: '年满 {age} 周岁',
    clearanceNeed: '有效的从业查询（服务未成年人）',
    skillNeed: '技能：{skills}',
    reviewNeed: '报名后由机构审核',
    none: '没有特别要求',
    route: '路线',
    leader: '联系负责人',
    places: '名额',
    placesText: '共 {n} 人',
    signUp: '报名',
    wait: '排队候补（第 {n} 位）',
    loginTo: '登录后报名',
    registerTo: '登记后报名',
    factorTo: '先设置两步验证，再报名',
    withdraw: '请假',
    withdrawLine: '退出候补',
    joined: '已报名',
    joinedUntil: '已报名 · {when} 前可请假',
    lateNow: '已报名 · 现在请假会记为临时请假',
    waiting: '候补第 {n} 位',
    pending: '待机构审核',
    notYet: '还不能报名',
    stopped: '不能报名',
    clashSee: '看看冲突的活动',
    clearanceSee: '去办理从业查询',
    profileSee: '补充个人资料',
    consentSee: '去看同意书',
    stepsSee: '看看还差哪一步、由谁办理',
    standingSee: '查看我的状态',
    notSigned: '报名没有成功',
    reasonTitle: '请假原因',
    reasonTitleLine: '退出候补原因',
    reason: '原因',
    reasonHint: '机构会看到；请尽早请假，把名额让给候补的人。',
    late: '距开始不足 24 小时，会记为临时请假。',
    withdrawn: '已请假',
    send: '确认请假',
    sendLine: '确认退出',
    queuedSign: '报名已保存，联网后自动提交',
    cancelled: '活动已取消',
    declined: '报名未通过',
    checkin: '去签到',
    checkout: '去签退',
    doneTitle: '报名成功',
    doneText: '期待与您同行。',
    waitTitle: '已进入候补',
    waitText: '您排在第 {n} 位，有空位会按顺序自动递补并通知您。',
    pendingTitle: '已提交，等待审核',
    pendingText: '机构审核后会通知您。',
    queuedTitle: '已保存，等待同步',
    queuedText: '联网后会自动提交，只会报名一次。是否报上会通知您。',
    addCalendar: '加入日历',
    reminders: '提醒',
    remindAt: '{ways}：{times}',
    remindNone: '离开始不久，不再另行提醒。',
    remindLater: '有了名额才会提醒。',
    inbox: '站内',
    sms: '短信',
    email: '邮件',
    reminderSet: '设置通知方式',
    toPlan: '查看我的日程',
    see: '查看活动',
    thanks: '不能参加时请尽早请假。',
    gone: '您已登记的报名现已失效',
  },
  {
    title: 'Activity',
    share: 'Share',
    what: 'What is done',
    risks: 'Risks and what is done about them',
    bring: 'What to bring',
    who: 'Organisation',
    forWhom: 'For',
    needs: 'Needed',
    danger: 'There is some personal danger; adults only.',
    insured: 'Those who take part are insured against accidents',
    until: 'Sign up until {when}',
    ageNeed: '{age} years and over',
    clearanceNeed: 'A valid clearance (minors are served)',
    skillNeed: 'Skills: {skills}',
    reviewNeed: 'The organisation decides after you sign up',
    none: 'Nothing in particular',
    route: 'Route',
    leader: 'Call the leader',
    places: 'Places',
    placesText: '{n} in all',
    signUp: 'Sign up',
    wait: 'Join the line (number {n})',
    loginTo: 'Log in to sign up',
    registerTo: 'Register to sign up',
    factorTo: 'Set up a second factor first',
    withdraw: 'Withdraw',
    withdrawLine: 'Leave the line',
    joined: 'Signed up',
    joinedUntil: 'Signed up · withdraw before {when}',
    lateNow: 'Signed up · withdrawing now counts as late',
    waiting: 'Number {n} in line',
    pending: 'Being decided',
    notYet: 'You cannot sign up yet',
    stopped: 'You cannot sign up',
    clashSee: 'See the other activity',
    clearanceSee: 'Get your clearance',
    profileSee: 'Complete your profile',
    consentSee: 'Read and agree',
    stepsSee: 'See what is missing and who acts',
    standingSee: 'See my state',
    notSigned: 'You are not signed up',
    reasonTitle: 'Why you withdraw',
    reasonTitleLine: 'Why you leave the line',
    reason: 'Reason',
    reasonHint: 'The organisation sees it. Withdraw early, so that somebody in line gets the place.',
    late: 'Less than 24 hours before the start: this counts as late.',
    withdrawn: 'You have withdrawn',
    send: 'Withdraw',
    sendLine: 'Leave the line',
    queuedSign: 'Kept on this phone; you will be signed up when the network is back',
    cancelled: 'The activity is cancelled',
    declined: 'You were not accepted',
    checkin: 'Check in',
    checkout: 'Check out',
    doneTitle: 'You have a place',
    doneText: 'Good to have you with us.',
    waitTitle: 'You are in line',
    waitText: 'You are number {n}. Places go out in turn and you will be told.',
    pendingTitle: 'Sent, to be decided',
    pendingText: 'The organisation will tell you.',
    queuedTitle: 'Kept, to be sent',
    queuedText: 'It is sent when the network is back, once. You will be told whether you have a place.',
    addCalendar: 'Add to calendar',
    reminders: 'Reminders',
    remindAt: '{ways}: {times}',
    remindNone: 'It begins soon: there will be no more reminder.',
    remindLater: 'You are reminded once you have a place.',
    inbox: 'In the app',
    sms: 'SMS',
    email: 'e-mail',
    reminderSet: 'How I am told',
    toPlan: 'My schedule',
    see: 'See the activity',
    thanks: 'If you cannot come, please withdraw early.',
    gone: 'This sign-up no longer holds',
  },
)

const day = 86_400_000

export function Detail({ id }: { id: string }) {
  const read = useData(callOf('get', '/activities/{id}', { params: { path: { id } } }))
  const a = read.data
  return (
    <Page
      title={t.title}
      back="/"
      actions={
        a && (
          <button class="tap" aria-label={t.share} onClick={() => share(a.title, `/v/a/${id}`)}>
            <Icon name="share" />
          </button>
        )
      }
    >
      <Show read={read}>{(a) => <Body a={a} />}</Show>
    </Page>
  )
}

function Body({ a }: { a: Activity }) {
  return (
    <>
      <div class="card facts">
        <h2>{a.title}</h2>
        <p class="fact">
          <Icon name="clock" size={18} />
          {format.span(a.start, a.end)}
        </p>
        <p class="fact">
          <Icon name="place" size={18} />
          <span class="grow">
            {a.address}
            <br />
            <span class="note">{a.region_name}</span>
          </span>
        </p>
        <p class="fact">
          <Icon name="people" size={18} />
          <span>{t.placesText({ n: a.capacity })}</span>
        </p>
        <div class="tags">
          <Places a={a} />
        </div>
        <div class="actions">
          {a.lat ? (
            <a class="button plain" href={route(a)}>
              <Icon name="place" size={20} />
              {t.route}
            </a>
          ) : null}
          {a.leader_phone && (
            <a class="button plain" href={`tel:${a.leader_phone}`}>
              <Icon name="phone" size={20} />
              {t.leader}
            </a>
          )}
        </div>
      </div>
      <Notice tone="wait" icon="warn" title={t.risks}>
        <p>{a.risk}</p>
        {a.danger && <p>{t.danger}</p>}
        {a.insured && <p>{t.insured}</p>}
      </Notice>
      <Notice tone="plain" icon="list" title={t.what}>
        <p>{a.content}</p>
      </Notice>
      {a.bring && (
        <Notice tone="plain" icon="bag" title={t.bring}>
          <p>{a.bring}</p>
        </Notice>
      )}
      <Notice tone="plain" icon="shield" title={t.needs}>
        {needs(a).map((n) => (
          <p key={n}>{n}</p>
        ))}
        <p class="note">{t.until({ when: format.instant(a.signup_to) })}</p>
      </Notice>
      <p class="note">
        {t.who}
        {format.colon()}
        {a.org_name} · {word(activityType, a.type)} · {t.forWhom}
        {format.colon()}
        {word(targetGroup, a.target_group)}
      </p>
      <Foot a={a} />
    </>
  )
}

function needs(a: Activity): string[] {
  const list = [
    a.min_age > 0 && t.ageNeed({ age: a.min_age }),
    a.needs_clearance && t.clearanceNeed,
    a.skills && a.skills.length > 0 && t.skillNeed({ skills: a.skills.join(format.comma()) }),
    a.review && t.reviewNeed,
  ].filter((s) => typeof s === 'string')
  return list.length ? list : [t.none]
}

/** The phone's own maps open; no map is loaded from elsewhere. */
function route(a: Activity): string {
  const at = `${a.lat},${a.lng}`
  const name = encodeURIComponent(a.address)
  return /iPhone|iPad|Macintosh/.test(navigator.userAgent) ? `maps://?daddr=${at}&q=${name}` : `geo:${at}?q=${at}(${name})`
}

/** Foot is the act: what the button does now, or why it cannot. */
function Foot({ a }: { a: Activity }) {
  const [, go] = useLocation()
  const form = useSubmit()
  const [leaving, setLeaving] = useState(false)
  const back = encodeURIComponent(`/a/${a.id}`)
  const mine = a.answer?.mine
  const visit = useVisits()(a.id)
  const told = a.answer?.why.some((w) => w.code === form.problem?.code) // a refusal reads the activity again: Why says it, with the way out
  if (a.status === 'cancelled')
    return (
      <Notice tone="late" icon="cross" title={t.cancelled}>
        <p>{a.reason}</p>
      </Notice>
    )
  const signUp = () =>
    form.run(async () => {
      const sent = await write({
        kind: 'signup',
        name: a.title,
        about: a.id,
        ...callOf('post', '/activities/{id}/signups', { params: { path: { id: a.id } } }),
      })
      if (sent.queued) go(`/a/${a.id}/joined?state=queued`)
      else go(`/a/${a.id}/joined?state=${sent.data.status}&n=${sent.data.position ?? ''}`)
    })
  const withdraw = findAct(mine?.acts, 'withdraw')
  const waitingWrite = pendingFor(a.id, 'signup', 'withdraw')
  const begun = Date.parse(a.start) <= Date.now()
  return (
    <div class="foot" aria-live="polite">
      {!told && <Trouble problem={form.problem} />}
      {waitingWrite ? (
        <p class="line">
          <span>{waitingWrite.kind === 'signup' ? t.queuedSign : t.withdraw}</span>
          <Pending />
        </p>
      ) : me.value === null ? (
        <Go to={`/login?back=${back}`} kind="main">
          {t.loginTo}
        </Go>
      ) : me.value?.factor_required ? (
        <Go to="/me" kind="main">
          {t.factorTo}
        </Go>
      ) : me.value && !me.value.volunteer_id ? (
        <Go to={`/register?back=${back}`} kind="main">
          {t.registerTo}
        </Go>
      ) : mine && withdraw ? (
        <>
          <p class="line">
            <strong>{withdraw.why && mine.status === 'confirmed' ? t.joined : standing(a, mine)}</strong>
            <State code={mine.status} text={word(signupStatus, mine.status)} />
          </p>
          {withdraw.why ? (
            <p class="note">{withdraw.why.text}</p>
          ) : (
            <Button onClick={() => setLeaving(true)}>{mine.status === 'waitlisted' ? t.withdrawLine : t.withdraw}</Button>
          )}
          {begun && mine.may_check_in && visit !== 'done' && (
            <Go to="/checkin" kind="main" icon="scan">
              {visit === 'out' ? t.checkout : t.checkin}
            </Go>
          )}
        </>
      ) : mine && a.answer?.why.some((w) => w.code === 'signup_twice') ? (
        <p class="line">
          <span>{a.title}</span>
          <State code={mine.status} text={word(signupStatus, mine.status)} />
        </p>
      ) : a.answer?.may ? (
        <Button kind="main" busy={form.busy} onClick={signUp}>
          {a.answer.waits ? t.wait({ n: a.answer.position ?? 1 }) : t.signUp}
        </Button>
      ) : a.answer ? (
        <Why a={a} />
      ) : (
        <Button kind="main" disabled onClick={refresh}>
          {t.signUp}
        </Button>
      )}
      {leaving && mine && <Leave a={a} mine={mine} close={() => setLeaving(false)} />}
    </div>
  )
}

function standing(a: Activity, mine: Signup): string {
  if (mine.status === 'waitlisted') return t.waiting({ n: a.answer?.position ?? 0 })
  if (mine.status === 'pending') return t.pending
  const last = Date.parse(a.start) - day
  return last > Date.now() ? t.joinedUntil({ when: format.instant(last) }) : t.lateNow
}

/** Why names every reason and, where there is one, the way out. */
function Why({ a }: { a: Activity }) {
  const why = a.answer?.why ?? []
  const ends = why.every((w) => w.not_yet)
  return (
    <Notice tone={ends ? 'wait' : 'late'} icon={ends ? 'clock' : 'cross'} title={ends ? t.notYet : t.stopped}>
      {why.map((w) => (
        <p key={w.code}>
          {w.text}
          {w.code.startsWith('signup_clash') && w.args?.activity && <WayOut to={`/a/${w.args.activity}`} text={t.clashSee} />}
          {w.code === 'needs_clearance' && <WayOut to="/me/clearance" text={t.clearanceSee} />}
          {w.code === 'needs_skill' && <WayOut to="/me/profile" text={t.profileSee} />}
          {(w.code === 'consent_needed' || w.code === 'guardian_consent_needed') && <WayOut to="/me/profile" text={t.consentSee} />}
          {(w.code === 'volunteer_unverified' || w.code === 'volunteer_unactivated') && (
            <WayOut to={`/me/steps?back=/a/${a.id}`} text={t.stepsSee} />
          )}
          {w.code === 'volunteer_not_active' && <WayOut to="/me/steps" text={t.standingSee} />}
        </p>
      ))}
    </Notice>
  )
}

function WayOut({ to, text }: { to: string; text: string }) {
  const [, go] = useLocation()
  return (
    <>
      {' '}
      <a
        href={`/v${to}`}
        onClick={(e) => {
          e.preventDefault()
          go(to)
        }}
      >
        {text}
      </a>
    </>
  )
}

export function Leave({ a, mine, close }: { a: { id: string; title: string; start: string }; mine: Signup; close: () => void }) {
  const [draft, set, drop] = useDraft(`leave.${a.id}`, { reason: '' })
  const form = useSubmit()
  const line = mine.status === 'waitlisted'
  const short = draft.reason.trim().length < 2
  const send = () =>
    form.run(async () => {
      const sent = await write({
        kind: 'withdraw',
        name: a.title,
        about: a.id,
        ...callOf('post', '/activities/{id}/signups/mine/withdraw', {
          params: { path: { id: a.id } },
          body: { reason: draft.reason.trim() },
        }),
      })
      drop()
      close()
      if (sent.queued) sayQueued()
      else say(t.withdrawn)
    })
  return (
    <Dialog title={line ? t.reasonTitleLine : t.reasonTitle} close={close}>
      {!line && Date.parse(a.start) - Date.now() < day && (
        <Notice tone="wait" icon="clock">
          <p>{t.late}</p>
        </Notice>
      )}
      <Area
        label={t.reason}
        name="reason"
        hint={t.reasonHint}
        value={draft.reason}
        set={(reason) => set({ reason })}
        problems={form.problem?.fields}
        rows={3}
        maxLength={200}
      />
      <Trouble problem={form.problem} shown={['reason']} />
      <div class="actions">
        <Button kind="main" busy={form.busy} disabled={short} onClick={send}>
          {line ? t.sendLine : t.send}
        </Button>
      </div>
    </Dialog>
  )
}

/** promise says which reminders will come, by the person's settings and the time that is left. */
function promise(a: Activity, state: string): string {
  if (state !== 'confirmed') return t.remindLater
  const due = reminders(a.start, me.value ?? undefined)
  if (due.length === 0) return t.remindNone
  const ways = new Map<string, string[]>()
  for (const r of due) {
    const way = r.by.map((w) => t[w]).join(format.comma())
    ways.set(way, [...(ways.get(way) ?? []), format.instant(r.at)])
  }
  return [...ways].map(([way, times]) => t.remindAt({ ways: way, times: times.join(format.comma()) })).join(' · ')
}

/** Joined is the one screen after signing up. */
export function Joined({ id }: { id: string }) {
  const search = new URLSearchParams(useSearch())
  const read = useData(callOf('get', '/activities/{id}', { params: { path: { id } } }))
  const pending = pendingFor(id, 'signup')
  const mine = read.data?.answer?.mine
  const state = pending ? 'queued' : (mine?.status ?? search.get('state') ?? 'confirmed')
  const n = read.data?.answer?.position ?? Number(search.get('n') || 0)
  const after: Record<string, [title: string, text: string]> = {
    queued: [t.queuedTitle, t.queuedText],
    waitlisted: [t.waitTitle, t.waitText({ n })],
    pending: [t.pendingTitle, t.pendingText],
    confirmed: [t.doneTitle, t.doneText],
  }
  const [title, text] = after[state] ?? [t.gone, word(signupStatus, state)]
  return (
    <Page title={title} back={`/a/${id}`}>
      <div class="thanks">
        <Icon name={state === 'confirmed' ? 'check' : 'clock'} size={44} />
        <p>{text}</p>
      </div>
      <Show read={read}>
        {(a) => (
          <>
            <div class="card facts">
              <h2>{a.title}</h2>
              <p class="fact">
                <Icon name="clock" size={18} />
                {format.span(a.start, a.end)}
              </p>
              <p class="fact">
                <Icon name="place" size={18} />
                {a.address}
              </p>
            </div>
            <div class="actions">
              {state === 'confirmed' && (
                <Button kind="main" icon="plan" onClick={() => saveCalendar([a])}>
                  {t.addCalendar}
                </Button>
              )}
              <Button icon="share" onClick={() => share(a.title, `/v/a/${id}`)}>
                {t.share}
              </Button>
              <Go to={`/a/${id}`}>{t.see}</Go>
            </div>
            <div class="rows">
              <Row to="/me/preferences" icon="bell" title={t.reminders} note={promise(a, state)} />
              <Row to="/plan" icon="plan" title={t.toPlan} note={t.thanks} />
            </div>
          </>
        )}
      </Show>
    </Page>
  )
}
