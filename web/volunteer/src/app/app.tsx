import { texts } from '@tongxing/shared'
import { Component, type ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { Route, Router, Switch, useLocation } from 'wouter-preact'
import { reached } from '../data/data.ts'
import { Icon, type IconName } from '../parts/icons.tsx'
import { lazily } from '../parts/lazy.tsx'
import { Activities } from '../pages/activities.tsx'
import { Button, Empty, Page, Said, visited } from '../parts/parts.tsx'
import { items } from '../data/queue.ts'
import { countUnread, ended, language, loggedIn, unread } from '../data/session.ts'
import { useServing } from '../data/visit.ts'
import { update, waiting } from './update.ts'

export const t = texts(
  {
    activities: '活动',
    plan: '日程',
    checkin: '签到',
    checkout: '签退',
    messages: '消息',
    me: '我的',
    main: '主导航',
    unread: '{n} 条未读',
    offline: '网络不通，可查看已加载的内容',
    waiting: '{n} 项待同步',
    refused: '{n} 项未被接受，请查看',
    ended: '登录已过期，请重新登录。已填写的内容还在。',
    login: '登录',
    update: '有新版本',
    updateNow: '更新',
    broken: '页面出错了',
    brokenText: '请重新打开；已填写的内容还在。',
    reopen: '重新打开',
    gone: '没有这个页面',
    home: '去看活动',
  },
  {
    activities: 'Activities',
    plan: 'Schedule',
    checkin: 'Check in',
    checkout: 'Check out',
    messages: 'Messages',
    me: 'Me',
    main: 'Main',
    unread: '{n} unread',
    offline: 'No network; what was loaded is still here',
    waiting: '{n} to be sent',
    refused: '{n} not accepted, please look',
    ended: 'You were logged out. Log in again; what you typed is still here.',
    login: 'Log in',
    update: 'A new version is ready',
    updateNow: 'Update',
    broken: 'This page broke',
    brokenText: 'Open it again; what you typed is still here.',
    reopen: 'Open again',
    gone: 'There is no such page',
    home: 'See activities',
  },
)

const Detail = lazily(() => import('../pages/detail.tsx').then((m) => m.Detail))
const Joined = lazily(() => import('../pages/detail.tsx').then((m) => m.Joined))
const Plan = lazily(() => import('../pages/plan.tsx').then((m) => m.Plan))
const Checkin = lazily(() => import('../pages/checkin.tsx').then((m) => m.Checkin))
const CameraHelp = lazily(() => import('../pages/checkin.tsx').then((m) => m.CameraHelp))
const StayPage = lazily(() => import('../pages/stay.tsx').then((m) => m.StayPage))
const Messages = lazily(() => import('../pages/messages.tsx').then((m) => m.Messages))
const Mine = lazily(() => import('../pages/mine.tsx').then((m) => m.Mine))
const HoursPage = lazily(() => import('../pages/hours.tsx').then((m) => m.HoursPage))
const Certificates = lazily(() => import('../pages/certificates.tsx').then((m) => m.Certificates))
const PaperPage = lazily(() => import('../pages/certificates.tsx').then((m) => m.PaperPage))
const LogIn = lazily(() => import('../pages/login.tsx').then((m) => m.LogIn))
const Register = lazily(() => import('../pages/register.tsx').then((m) => m.Register))
const Profile = lazily(() => import('../pages/profile.tsx').then((m) => m.Profile))
const Clearance = lazily(() => import('../pages/clearance.tsx').then((m) => m.Clearance))
const Orgs = lazily(() => import('../pages/orgs.tsx').then((m) => m.Orgs))
const Pairings = lazily(() => import('../pages/pairings.tsx').then((m) => m.Pairings))
const PairingPage = lazily(() => import('../pages/pairings.tsx').then((m) => m.PairingPage))
const Preferences = lazily(() => import('../pages/preferences.tsx').then((m) => m.Preferences))
const Sessions = lazily(() => import('../pages/sessions.tsx').then((m) => m.Sessions))
const Outbox = lazily(() => import('../pages/outbox.tsx').then((m) => m.Outbox))
const Danger = lazily(() => import('../pages/danger.tsx').then((m) => m.Danger))

export function App() {
  return (
    <Router base="/v">
      <Shell key={language.value} />
    </Router>
  )
}

function Shell() {
  return (
    <>
      <Bars />
      <Guard>
        <Switch>
          <Route path="/">
            <Activities />
          </Route>
          <Route path="/a/:id">{(p) => <Detail id={p.id} />}</Route>
          <Route path="/a/:id/joined">{(p) => <Joined id={p.id} />}</Route>
          <Route path="/plan">
            <Plan />
          </Route>
          <Route path="/checkin">
            <Checkin />
          </Route>
          <Route path="/checkin/help">
            <CameraHelp />
          </Route>
          <Route path="/stays/:id">{(p) => <StayPage id={p.id} />}</Route>
          <Route path="/messages">
            <Messages />
          </Route>
          <Route path="/me">
            <Mine />
          </Route>
          <Route path="/me/hours">
            <HoursPage />
          </Route>
          <Route path="/me/certificates">
            <Certificates />
          </Route>
          <Route path="/me/certificates/:id">{(p) => <PaperPage id={p.id} />}</Route>
          <Route path="/me/profile">
            <Profile />
          </Route>
          <Route path="/me/clearance">
            <Clearance />
          </Route>
          <Route path="/me/orgs">
            <Orgs />
          </Route>
          <Route path="/me/pairings">
            <Pairings />
          </Route>
          <Route path="/me/pairings/:id">{(p) => <PairingPage id={p.id} />}</Route>
          <Route path="/me/preferences">
            <Preferences />
          </Route>
          <Route path="/me/sessions">
            <Sessions />
          </Route>
          <Route path="/me/outbox">
            <Outbox />
          </Route>
          <Route path="/login">
            <LogIn />
          </Route>
          <Route path="/register">
            <Register />
          </Route>
          <Route path="/danger">
            <Danger />
          </Route>
          <Route>
            <Gone />
          </Route>
        </Switch>
      </Guard>
      <Said />
      <Tabs />
    </>
  )
}

function Gone() {
  const [, go] = useLocation()
  return (
    <Page title={t.gone} back="/">
      <Empty icon="find" title={t.gone}>
        <Button kind="main" onClick={() => go('/')}>
          {t.home}
        </Button>
      </Empty>
    </Page>
  )
}

/** Guard keeps one broken page from taking the tabs with it. */
class Guard extends Component<{ children: ComponentChildren }, { broken: boolean }> {
  override state = { broken: false }
  static override getDerivedStateFromError() {
    return { broken: true }
  }
  override render() {
    if (!this.state.broken) return this.props.children
    return (
      <Page title={t.broken}>
        <Empty icon="warn" title={t.broken}>
          <p>{t.brokenText}</p>
          <Button onClick={() => location.reload()} icon="sync">
            {t.reopen}
          </Button>
        </Empty>
      </Page>
    )
  }
}

/** Bars say what holds for every screen: no network, what is not sent, an ended session, a new version. */
function Bars() {
  const [here, go] = useLocation()
  useEffect(visited, [here])
  useEffect(() => {
    if (loggedIn.value) countUnread().catch(() => undefined)
  }, [here])
  const open = items.value.filter((i) => i.state === 'waiting' && i.kind !== 'read').length
  const refused = items.value.filter((i) => i.state !== 'waiting').length
  const back = `/login?back=${encodeURIComponent(here)}`
  return (
    <div class="bars" role="status">
      {!reached.value && (
        <p class="bar wait">
          <Icon name="sync" size={16} />
          <span class="grow">{t.offline}</span>
        </p>
      )}
      {refused > 0 && here !== '/me/outbox' && (
        <button class="bar late" onClick={() => go('/me/outbox')}>
          <Icon name="warn" size={16} />
          <span class="grow">{t.refused({ n: refused })}</span>
          <Icon name="next" size={16} />
        </button>
      )}
      {open > 0 && here !== '/me/outbox' && (
        <button class="bar wait" onClick={() => go('/me/outbox')}>
          <Icon name="sync" size={16} />
          <span class="grow">{t.waiting({ n: open })}</span>
          <Icon name="next" size={16} />
        </button>
      )}
      {ended.value && !here.startsWith('/login') && (
        <button class="bar late" onClick={() => go(back)}>
          <Icon name="out" size={16} />
          <span class="grow">{t.ended}</span>
          <strong>{t.login}</strong>
        </button>
      )}
      {waiting.value && (
        <button class="bar jade" onClick={update}>
          <Icon name="sync" size={16} />
          <span class="grow">{t.update}</span>
          <strong>{t.updateNow}</strong>
        </button>
      )}
    </div>
  )
}

const tabs: readonly (readonly [string, IconName, 'activities' | 'plan' | 'checkin' | 'messages' | 'me'])[] = [
  ['/', 'find', 'activities'],
  ['/plan', 'plan', 'plan'],
  ['/checkin', 'scan', 'checkin'],
  ['/messages', 'bell', 'messages'],
  ['/me', 'me', 'me'],
]

function Tabs() {
  const [here, go] = useLocation()
  const serving = useServing()
  const at = (path: string) =>
    path === '/' ? here === '/' || here.startsWith('/a/') : here.startsWith(path) || (path === '/checkin' && here.startsWith('/stays'))
  return (
    <nav class="tabs" aria-label={t.main}>
      {tabs.map(([path, icon, name]) => (
        <a
          key={path}
          class={name === 'checkin' ? 'tab big' : 'tab'}
          href={`/v${path}`}
          aria-current={at(path) ? 'page' : undefined}
          onClick={(e) => {
            e.preventDefault()
            go(path)
          }}
        >
          <span class="tab-icon">
            <Icon name={icon} size={name === 'checkin' ? 30 : 24} />
            {name === 'messages' && unread.value > 0 && (
              <span class="badge" aria-hidden="true">
                {unread.value > 99 ? '99+' : unread.value}
              </span>
            )}
          </span>
          {name === 'checkin' && serving ? t.checkout : t[name]}
          {name === 'messages' && unread.value > 0 && <span class="hidden">{t.unread({ n: unread.value })}</span>}
        </a>
      ))}
    </nav>
  )
}
