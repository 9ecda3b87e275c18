// On site: scan, or type the digits. In or out follows from whether a stay is open.
import { callOf, format, Problem, texts } from '@tongxing/shared'
import { useEffect, useState } from 'preact/hooks'
import { useLocation, useSearch } from 'wouter-preact'
import { addDays } from '../domain/days.ts'
import { useData } from '../data/data.ts'
import { useVisits } from '../data/visit.ts'
import { position } from '../parts/geo.ts'
import { Icon } from '../parts/icons.tsx'
import { lazily } from '../parts/lazy.tsx'
import { Field, Go, Notice, Private, Select, Tick, Trouble, useSubmit } from '../parts/forms.tsx'
import { Button, Empty, Page, Row, Show } from '../parts/parts.tsx'
import { dropMissed, missed, noteMissed, present, readCode, type Direction, type Shown } from '../data/present.ts'
import type { Signup, Stay } from '../domain/types.ts'

export const t = texts(
  {
    in: '签到',
    out: '签退',
    now: '{title}',
    servingSince: '{clock} 已签到，服务中',
    scan: '扫码{what}',
    stop: '关闭相机',
    digits: '屏幕上的 6 位数字码',
    digitsHint: '每 15 秒换一次，看到后马上输入',
    type: '输入数字码{what}',
    activity: '哪个活动',
    none: '今天没有需要签到的活动',
    done: '今天已签退',
    doneText: '时长由机构核实后计入。误点了签退的，10 分钟内可在服务记录中撤销。',
    doneSee: '看服务记录',
    noneText: '开始前 30 分钟起可以签到。',
    soon: '接下来：{title}，{when}',
    find: '去找活动',
    help: '打不开相机？',
    plan: '看日程',
    place: '附上我的位置（只用来判断是否在现场，不保存）',
    reading: '正在提交',
    missedTitle: '没有送达',
    missedIn: '{when} 签到“{title}”时网络不通。请让现场负责人看这一条，由负责人手工登记。',
    missedOut: '{when} 签退“{title}”时网络不通。请让现场负责人看这一条，由负责人手工登记。',
    seen: '知道了',
    late: '网络不通，没有签上。数字码已过期，联网后请用新的码；仍不行请负责人手工登记。',
    window: '签到签退时间：开始前 30 分钟至结束后 30 分钟',
    already: '已在服务中，现在扫码是签退',
    wrong: '数字码不对或已过期，请输入屏幕上当前的 6 位数字。',
    helpTitle: '打不开相机？',
    h1: '用屏幕二维码下面的 6 位数字码，效果一样。',
    h2: '在手机“设置 → 应用 → 浏览器 → 权限”里允许相机，再回来。',
    h3: '微信里打不开时，点右上角“…”，选“在浏览器打开”。',
    h4: '都不行：告诉现场负责人，由负责人手工登记签到和签退时间，同样计入时长。',
    useDigits: '用数字码',
  },
  {
    in: 'check in',
    out: 'check out',
    now: '{title}',
    servingSince: 'Checked in at {clock}, serving',
    scan: 'Scan to {what}',
    stop: 'Close the camera',
    digits: 'The 6 digits on the screen',
    digitsHint: 'They change every 15 seconds; type them at once',
    type: 'Use the digits to {what}',
    activity: 'Which activity',
    none: 'Nothing to check in to today',
    done: 'You have checked out today',
    doneText: 'The organisation confirms your time. A check-out by mistake can be undone for 10 minutes, in your record.',
    doneSee: 'See my record',
    noneText: 'Check-in opens 30 minutes before the start.',
    soon: 'Next: {title}, {when}',
    find: 'Find activities',
    help: 'Camera does not open?',
    plan: 'My schedule',
    place: 'Add where I am (only to see whether I am on site; not kept)',
    reading: 'Sending',
    missedTitle: 'This did not get through',
    missedIn: 'At {when} there was no network when you checked in to “{title}”. Show this to the leader, who can note it by hand.',
    missedOut: 'At {when} there was no network when you checked out of “{title}”. Show this to the leader, who can note it by hand.',
    seen: 'All right',
    late: 'No network: you are not checked in. The digits have run out; use new ones when the network is back, or have the leader note it by hand.',
    window: 'From 30 minutes before the start to 30 minutes after the end',
    already: 'You are serving; scanning now checks you out',
    wrong: 'These digits are not right or have run out. Type the six that the screen shows now.',
    helpTitle: 'Camera does not open?',
    h1: 'Use the 6 digits below the QR code on the screen; they do the same.',
    h2: 'Allow the camera in the phone’s settings for this browser, then come back.',
    h3: 'Inside WeChat: tap “…” and choose “Open in browser”.',
    h4: 'If nothing works: tell the leader, who notes your times by hand; they count as well.',
    useDigits: 'Use the digits',
  },
)

const Scanner = lazily(() => import('../parts/scan.tsx').then((m) => m.Scanner), true)
const early = 30 * 60_000

export function Checkin() {
  return (
    <Page title={`${t.in} · ${t.out}`} plain>
      {missed.value.map((m) => (
        <Notice tone="late" icon="warn" title={t.missedTitle} key={m.at}>
          <p>{(m.direction === 'in' ? t.missedIn : t.missedOut)({ when: format.instant(m.at), title: m.title })}</p>
          <Button kind="quiet" onClick={() => dropMissed(m)}>
            {t.seen}
          </Button>
        </Notice>
      ))}
      <Private volunteer>{() => <OnSite />}</Private>
      <Row to="/checkin/help" icon="keys" title={t.help} />
    </Page>
  )
}

function OnSite() {
  // An activity over midnight began yesterday.
  const from = addDays(format.dayKey(Date.now()), -1)
  const signups = useData(callOf('get', '/me/signups', { params: { query: { limit: 50, from } } }))
  const open = useData(callOf('get', '/me/attendance', { params: { query: { status: 'checked_in', limit: 1 } } }))
  const visits = useVisits()
  const [, tick] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), 30_000)
    return () => clearInterval(timer)
  }, [])
  return (
    <Show read={signups}>
      {(list) => {
        const held = list.items.filter((s) => s.may_check_in)
        const now = Date.now()
        const ready = held
          .filter((s) => visits(s.activity_id) !== 'done')
          .filter((s) => Date.parse(s.start) - early <= now && now <= Date.parse(s.end) + early)
        const stay = open.data?.items[0]
        if (ready.length === 0 && !stay)
          return <Nothing next={held.find((s) => Date.parse(s.start) > now)} done={held.some((s) => visits(s.activity_id) === 'done')} />
        return <Act ready={ready} stay={stay} />
      }}
    </Show>
  )
}

function Nothing({ next, done }: { next?: Signup | undefined; done: boolean }) {
  return (
    <Empty icon="scan" title={done ? t.done : t.none}>
      <p>{done ? t.doneText : t.noneText}</p>
      {done && <Go to="/me/hours">{t.doneSee}</Go>}
      {next && <p>{t.soon({ title: next.activity?.title ?? '', when: format.instant(next.start) })}</p>}
      <Go to={next ? '/plan' : '/'} kind="main">
        {next ? t.plan : t.find}
      </Go>
    </Empty>
  )
}

const placeKey = 'tongxing.send-place'

function Act({ ready, stay }: { ready: Signup[]; stay?: Stay | undefined }) {
  const [, go] = useLocation()
  const direction: Direction = stay ? 'out' : 'in'
  const what = t[direction]
  const titles = new Map(ready.map((s) => [s.activity_id, s.activity?.title ?? '']))
  const [picked, setPicked] = useState(ready[0]?.activity_id ?? '')
  const activity = stay?.activity_id ?? (titles.has(picked) ? picked : (ready[0]?.activity_id ?? ''))
  const current = ready.find((s) => s.activity_id === activity)
  const [camera, setCamera] = useState(false)
  const [noCamera, setNoCamera] = useState('')
  const [digits, setDigits] = useState('')
  const [place, setPlace] = useState(localStorage.getItem(placeKey) === '1')
  const form = useSubmit()
  const search = new URLSearchParams(useSearch())
  const link = search.get('in') ?? search.get('out')

  const send = (shown: Shown, way: Direction = direction) =>
    form.run(async () => {
      setCamera(false)
      const spot = place ? await position(3_000) : null
      try {
        const made = await present(way, shown, spot)
        go(`/stays/${made.id}?now=1`)
      } catch (err) {
        setDigits('')
        if (err instanceof Problem && err.code === 'checkin_code_invalid' && 'digits' in shown)
          throw new Problem({ ...err, detail: t.wrong })
        if (!(err instanceof Problem) || !err.unsure) throw err
        noteMissed({ at: Date.now(), direction: way, title: stay?.title ?? titles.get(activity) ?? '' })
        throw new Problem({ ...err, detail: t.late })
      }
    })
  useEffect(() => {
    // The wall's QR may be opened by any scanner as an address of this page.
    if (link) void send({ token: link }, search.has('in') ? 'in' : 'out')
  }, [link])

  return (
    <div class="form wide-button">
      <div class="card">
        <h2>{stay?.title ?? current?.activity?.title}</h2>
        {stay ? (
          <p class="fact">
            <Icon name="clock" size={16} />
            {t.servingSince({ clock: format.clock(stay.in_at) })}
          </p>
        ) : (
          current && (
            <p class="fact">
              <Icon name="clock" size={16} />
              {format.span(current.start, current.end)}
            </p>
          )
        )}
        {current?.activity && (
          <p class="fact">
            <Icon name="place" size={16} />
            {current.activity.address}
          </p>
        )}
      </div>
      {!stay && ready.length > 1 && (
        <Select
          label={t.activity}
          name="activity"
          value={activity}
          set={setPicked}
          options={ready.map((s) => [s.activity_id, s.activity?.title ?? ''] as const)}
        />
      )}
      <Trouble problem={form.problem} />
      {form.busy ? (
        <p class="note" role="status">
          {t.reading}
        </p>
      ) : camera ? (
        <>
          <Scanner
            found={(text) => void send({ token: readCode(text) })}
            failed={(why) => {
              setCamera(false)
              setNoCamera(why)
            }}
          />
          <Button onClick={() => setCamera(false)}>{t.stop}</Button>
        </>
      ) : (
        <Button
          kind="main"
          icon="scan"
          onClick={() => {
            setNoCamera('')
            setCamera(true)
          }}
        >
          {t.scan({ what })}
        </Button>
      )}
      {noCamera && (
        <Notice tone="wait" icon="warn">
          <p>{noCamera}</p>
        </Notice>
      )}
      <form
        class="card form"
        onSubmit={(e) => {
          e.preventDefault()
          void send({ activity, digits })
        }}
      >
        <Field label={t.digits} name="digits" hint={t.digitsHint} problems={form.problem?.fields}>
          {(a) => (
            <input
              {...a}
              class="digits"
              inputMode="numeric"
              autocomplete="off"
              maxLength={6}
              value={digits}
              onInput={(e) => setDigits(e.currentTarget.value.replace(/\D/g, ''))}
            />
          )}
        </Field>
        <Button type="submit" kind="plain" busy={form.busy} disabled={digits.length !== 6}>
          {t.type({ what })}
        </Button>
      </form>
      <Tick
        label={t.place}
        checked={place}
        set={(on) => {
          setPlace(on)
          localStorage.setItem(placeKey, on ? '1' : '')
        }}
      />
      <p class="note">{t.window}</p>
    </div>
  )
}

export function CameraHelp() {
  return (
    <Page title={t.helpTitle} back="/checkin">
      <ol class="steps card">
        {[t.h1, t.h2, t.h3, t.h4].map((s) => (
          <li key={s}>
            <span>{s}</span>
          </li>
        ))}
      </ol>
      <div class="actions">
        <Go to="/checkin" kind="main" icon="keys">
          {t.useDigits}
        </Go>
      </div>
    </Page>
  )
}
