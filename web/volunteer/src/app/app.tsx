import { texts } from '@tongxing/shared'
import { Component, type ComponentChildren, type ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { Route, Router, Switch, useLocation } from 'wouter-preact'
import { reached } from '../data/data.ts'
import { Icon, type IconName } from '../parts/icons.tsx'
import { lazily } from '../parts/lazy.tsx'
import { Activities } from '../pages/activities.tsx'
import { Button, Empty, Page, Said, visited } from '../parts/parts.tsx'
import { items } from '../data/queue.ts'
import { countUnread, ended, language, loggedIn, me, unread } from '../data/session.ts'
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
    factor: '请先设置两步验证',
    factorHow: '怎么设置',
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
    factor: 'Set up a second factor first',
    factorHow: 'How',
    update: 'A new version is ready',
    updateNow: 'Update',
    broken: 'This page broke',
    brokenText: 'Open it again; what you typed is still here.',
    reopen: 'Open again',
    gone: 'There is no such page',
    home: 'See activities',
  },
)

/** The pages that are fetched when they are opened; one with :id in its path gets the id. */
const pages = (
  [
    ['/a/:id', () => import('../pages/detail.tsx').then((m) => m.Detail)],
    ['/a/:id/joined', () => import('../pages/detail.tsx').then((m) => m.Joined)],
    ['/plan', () => import('../pages/plan.tsx').then((m) => m.Plan)],
    ['/checkin', () => import('../pages/checkin.tsx').then((m) => m.Checkin)],
    ['/checkin/help', () => import('../pages/checkin.tsx').then((m) => m.CameraHelp)],
    ['/stays/:id', () => import('../pages/stay.tsx').then((m) => m.StayPage)],
    ['/messages', () => import('../pages/messages.tsx').then((m) => m.Messages)],
    ['/me', () => import('../pages/mine.tsx').then((m) => m.Mine)],
    ['/me/hours', () => import('../pages/hours.tsx').then((m) => m.HoursPage)],
    ['/me/certificates', () => import('../pages/certificates.tsx').then((m) => m.Certificates)],
    ['/me/certificates/:id', () => import('../pages/certificates.tsx').then((m) => m.PaperPage)],
    ['/me/profile', () => import('../pages/profile.tsx').then((m) => m.Profile)],
    ['/me/clearance', () => import('../pages/clearance.tsx').then((m) => m.Clearance)],
    ['/me/steps', () => import('../pages/steps.tsx').then((m) => m.Steps)],
    ['/me/orgs', () => import('../pages/orgs.tsx').then((m) => m.Orgs)],
    ['/me/pairings', () => import('../pages/pairings.tsx').then((m) => m.Pairings)],
    ['/me/pairings/:id', () => import('../pages/pairings.tsx').then((m) => m.PairingPage)],
    ['/me/services', () => import('../pages/services.tsx').then((m) => m.Services)],
    ['/me/services/:id', () => import('../pages/services.tsx').then((m) => m.ServicePage)],
    ['/me/mobile', () => import('../pages/mobile.tsx').then((m) => m.Mobile)],
    ['/me/preferences', () => import('../pages/preferences.tsx').then((m) => m.Preferences)],
    ['/me/sessions', () => import('../pages/sessions.tsx').then((m) => m.Sessions)],
    ['/me/outbox', () => import('../pages/outbox.tsx').then((m) => m.Outbox)],
    ['/login', () => import('../pages/login.tsx').then((m) => m.LogIn)],
    ['/password', () => import('../pages/password.tsx').then((m) => m.Password)],
    ['/register', () => import('../pages/register.tsx').then((m) => m.Register)],
    ['/danger', () => import('../pages/danger.tsx').then((m) => m.Danger)],
  ] satisfies [string, () => Promise<ComponentType<{ id: string }>>][]
).map(([path, get]) => [path, lazily<{ id: string }>(get)] as const)

/** The page instead of all but these for somebody who has to set up a second factor first: the server would refuse them one by one. */
const Factor = lazily<{ id: string }>(() => import('../pages/factor.tsx').then((m) => m.Factor))
const openWithout = ['/', '/a/:id', '/login', '/password', '/danger']

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
          {pages.map(([path, Opened]) => (
            <Route key={path} path={path}>
              {(p: { id: string }) => (me.value?.factor_required && !openWithout.includes(path) ? <Factor {...p} /> : <Opened id={p.id} />)}
            </Route>
          ))}
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
      {me.value?.factor_required && (here === '/' || here.startsWith('/a/')) && (
        <button class="bar late" onClick={() => go('/me')}>
          <Icon name="shield" size={16} />
          <span class="grow">{t.factor}</span>
          <strong>{t.factorHow}</strong>
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
    path === '/'
      ? here === '/' || here.startsWith('/a/')
      : here === path || here.startsWith(`${path}/`) || (path === '/checkin' && here.startsWith('/stays/'))
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
