import {
  AuditOutlined,
  BankOutlined,
  CalendarOutlined,
  FileProtectOutlined,
  HeartOutlined,
  HomeOutlined,
  SettingOutlined,
  TeamOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import { labelOf, routes, type NavKey, type PageRoute } from '../pages/routes.ts'
import type { Session } from '../session/session.tsx'
import { t } from './texts.ts'

export interface NavItem {
  to: string
  label: string
}

export interface NavGroup {
  key: string
  label: string
  icon: ReactNode
  items: NavItem[]
}

const groups: { key: NavKey; icon: ReactNode }[] = [
  { key: 'work', icon: <HomeOutlined /> },
  { key: 'activities', icon: <CalendarOutlined /> },
  { key: 'volunteers', icon: <TeamOutlined /> },
  { key: 'care', icon: <HeartOutlined /> },
  { key: 'contracts', icon: <FileProtectOutlined /> },
  { key: 'orgs', icon: <BankOutlined /> },
  { key: 'admin', icon: <SettingOutlined /> },
]

/** navOf is the navigation of one person: at most seven groups, each with the pages that let the person in. */
export function navOf(session: Session): NavGroup[] {
  const lets = ({ may, nav }: PageRoute) => (!may || may.some((p) => session.may(p))) && (nav?.when?.(session) ?? true)
  return groups
    .map(({ key, icon }) => ({
      key,
      icon: key === 'admin' && session.may('audit.read') ? <AuditOutlined /> : icon,
      label: t.nav[key],
      items: routes
        .filter((r) => r.nav?.group === key && lets(r))
        .map((r) => ({ to: r.path === '/' ? r.path : `/${r.path}`, label: labelOf(r) })),
    }))
    .filter((g) => g.items.length > 0)
    .map((g) => (g.items.length === 1 && g.key !== 'work' ? { ...g, label: g.items[0]!.label } : g))
}

/** groupAt is the entry to which an address belongs, and the part of it: the longest that fits, else that of the page above. */
export function groupAt(groups: NavGroup[], path: string): { group: NavGroup; item: NavItem } | undefined {
  const first = path.split('/')[1]
  const above = routes.find((r) => r.under && r.path.split('/')[0] === first)?.under
  return fitting(groups, path) ?? (above ? fitting(groups, `/${above}`) : undefined)
}

function fitting(groups: NavGroup[], path: string): { group: NavGroup; item: NavItem } | undefined {
  let best: { group: NavGroup; item: NavItem } | undefined
  for (const group of groups) {
    for (const item of group.items) {
      const fits = item.to === '/' ? path === '/' : path === item.to || path.startsWith(`${item.to}/`)
      if (fits && (!best || item.to.length > best.item.to.length)) best = { group, item }
    }
  }
  return best
}
