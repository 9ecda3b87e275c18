import { BellOutlined, DownOutlined, MenuFoldOutlined, MenuUnfoldOutlined, UserOutlined } from '@ant-design/icons'
import { api, format, locale, setLocale, take } from '@tongxing/shared'
import { Alert, Badge, Button, Dropdown } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { Link, Outlet, useLocation, useNavigate, useNavigation } from 'react-router'
import { roleName, scopes } from '../domain/roles.ts'
import { Instant, partTexts } from '../parts/index.ts'
import { inboxRead } from '../session/inbox.ts'
import { useSession, type Place } from '../session/session.tsx'
import { Mark } from './Mark.tsx'
import { groupAt, navOf, type NavGroup, type NavItem } from './nav.tsx'
import { t } from './texts.ts'

const foldKey = 'tongxing.fold'

/** Shell is what stands around every page: navigation at the left, place, messages and self at the top. */
export function Shell() {
  const session = useSession()
  const groups = navOf(session)
  const { pathname } = useLocation()
  const here = groupAt(groups, pathname)
  const main = useInSight<HTMLUListElement>(here?.group.key)
  const [folded, setFolded] = useState(() => localStorage.getItem(foldKey) === '1')
  const loading = useNavigation().state === 'loading'
  const fold = () => {
    localStorage.setItem(foldKey, folded ? '' : '1')
    setFolded(!folded)
  }
  return (
    <div className={`tx-shell${folded ? ' tx-folded' : ''}`}>
      <a className="tx-skip" href="#main">
        {t.skip}
      </a>
      <nav className="tx-nav" aria-label={t.nav.main}>
        <Link to="/" className="tx-brand">
          <Mark size={28} />
          <span>{partTexts.product}</span>
        </Link>
        <ul ref={main}>
          {groups.map((g) => (
            <li key={g.key}>
              <Link to={g.items[0]!.to} title={folded ? g.label : undefined} aria-current={here?.group.key === g.key ? 'page' : undefined}>
                {g.icon}
                <span>{g.label}</span>
              </Link>
            </li>
          ))}
        </ul>
        <button type="button" className="tx-fold" onClick={fold} aria-label={folded ? t.top.expand : t.top.collapse}>
          {folded ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
        </button>
      </nav>
      <div className="tx-body">
        <header className="tx-top">
          <PlaceChoice />
          <div className="tx-row">
            <Inbox />
            <Self />
          </div>
        </header>
        {loading && <div className="tx-progress" role="progressbar" aria-label={partTexts.product} />}
        <main id="main" tabIndex={-1}>
          {here && here.group.items.length > 1 && <Section group={here.group} here={here.item} />}
          <Held />
          <Outlet />
        </main>
      </div>
    </div>
  )
}

/** Held says what the account may not do yet: without a verified ID card, or just after a reset by somebody else. */
function Held() {
  const { me } = useSession()
  if (me.id_needed) return <Alert className="tx-refusal" type="warning" showIcon title={t.held.card} description={t.held.cardText} />
  if (me.money_from)
    return <Alert className="tx-refusal" type="warning" showIcon title={t.held.reset} description={<Instant at={me.money_from} />} />
  return null
}

/** useInSight scrolls the current entry of a navigation into sight: on a phone it may lie beyond the edge. */
function useInSight<T extends HTMLElement>(current: string | undefined) {
  const list = useRef<T>(null)
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [current])
  return list
}

/** Section leads between the parts of one entry of the navigation. */
function Section({ group, here }: { group: NavGroup; here: NavItem }) {
  const list = useInSight<HTMLElement>(here.to)
  return (
    <nav className="tx-section" aria-label={t.nav.section} ref={list}>
      {group.items.map((i) => (
        <Link key={i.to} to={i.to} aria-current={i === here ? 'page' : undefined}>
          {i.label}
        </Link>
      ))}
    </nav>
  )
}

const placeName = (p: Place) => p.name || scopes.platform

/** PlaceName is the place in full; on a phone an area is said by its last two names, which tell it from its neighbours. */
function PlaceName({ of: p }: { of: Place }) {
  const names = p.region ? p.name.split(' ') : []
  if (names.length < 3) return <strong>{placeName(p)}</strong>
  return (
    <strong>
      <span className="tx-place-far">{names.slice(0, -2).join(' ')} </span>
      {names.slice(-2).join(' ')}
    </strong>
  )
}

function PlaceChoice() {
  const { places, place, choosePlace } = useSession()
  if (!place) return <div />
  const text = (
    <span className="tx-place">
      <PlaceName of={place} />
      <span className="tx-muted">{roleName(place.role)}</span>
    </span>
  )
  if (places.length === 1) return <div className="tx-place-one">{text}</div>
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: places.map((p) => ({ key: p.key, label: `${placeName(p)} · ${roleName(p.role)}` })),
        selectedKeys: [place.key],
        onClick: ({ key }) => choosePlace(key),
      }}
    >
      <Button type="text" className="tx-place-button" title={t.top.place}>
        {text} <DownOutlined />
      </Button>
    </Dropdown>
  )
}

const lookEvery = 60_000

/** Inbox counts unread messages, every minute while the page is in sight and whenever one of them was read. */
function Inbox() {
  const [unread, setUnread] = useState(0)
  useEffect(() => {
    const look = () => {
      if (document.visibilityState !== 'visible') return
      void take(api.GET('/inbox/unread')).then(
        (n) => setUnread(n.unread),
        () => undefined,
      )
    }
    look()
    const timer = setInterval(look, lookEvery)
    window.addEventListener(inboxRead, look)
    return () => {
      clearInterval(timer)
      window.removeEventListener(inboxRead, look)
    }
  }, [])
  return (
    <Link to="/inbox" className="tx-icon-link" aria-label={unread ? t.top.unread({ n: unread }) : t.top.inbox}>
      <Badge count={unread} size="small" aria-hidden="true">
        <BellOutlined />
      </Badge>
    </Link>
  )
}

function Self() {
  const { me, logout, refresh } = useSession()
  const go = useNavigate()
  const other =
    locale() === 'en' ? ({ lang: 'zh', to: 'zh-CN', name: '中文' } as const) : ({ lang: 'en', to: 'en', name: 'English' } as const)
  const speak = async () => {
    setLocale(other.to)
    const { channels, quiet_from = '', quiet_to = '' } = me
    await take(api.PUT('/me/preferences', { body: { lang: other.lang, channels, quiet_from, quiet_to } })).then(refresh, () => undefined)
  }
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'settings', label: t.top.settings },
          { key: 'security', label: t.top.security },
          { key: 'language', label: <span lang={other.to}>{other.name}</span> },
          { type: 'divider' },
          { key: 'logout', label: t.top.logout },
        ],
        onClick: ({ key }) => {
          if (key === 'settings' || key === 'security') void go(`/${key}`)
          else if (key === 'language') void speak()
          else void logout()
        },
      }}
    >
      <Button type="text" icon={<UserOutlined />} aria-label={`${t.top.self}${format.colon()}${me.name ?? me.login ?? ''}`}>
        {me.name ?? me.login} <DownOutlined />
      </Button>
    </Dropdown>
  )
}
