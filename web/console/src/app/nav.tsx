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

interface Entry {
  to: string
  label: string
  may: boolean
}

/** navOf is the navigation of one person: at most seven entries, each with the parts that their roles allow. */
export function navOf({ may, orgId, me }: Session): NavGroup[] {
  const staff = me.roles.some((r) => r.role !== 'volunteer')
  const groups: { key: string; label: string; icon: ReactNode; items: Entry[] }[] = [
    { key: 'work', label: t.nav.work, icon: <HomeOutlined />, items: [{ to: '/', label: t.nav.work, may: true }] },
    {
      key: 'activities',
      label: t.nav.activities,
      icon: <CalendarOutlined />,
      items: [
        { to: '/activities', label: t.nav.activityList, may: may('activity.read') },
        { to: '/hours', label: t.nav.hours, may: staff && may('hours.read') },
        { to: '/certificates', label: t.nav.certificates, may: may('certificate.issue') },
      ],
    },
    {
      key: 'volunteers',
      label: t.nav.volunteers,
      icon: <TeamOutlined />,
      items: [
        { to: '/volunteers', label: t.nav.volunteerList, may: may('volunteer.read') },
        { to: '/volunteers/asking', label: t.nav.asking, may: may('volunteer.manage') && !!orgId },
        { to: '/volunteers/import', label: t.nav.imports, may: may('volunteer.manage') && !!orgId },
      ],
    },
    {
      key: 'care',
      label: t.nav.care,
      icon: <HeartOutlined />,
      items: [
        { to: '/beneficiaries', label: t.nav.beneficiaries, may: may('beneficiary.read') },
        { to: '/pairings', label: t.nav.pairings, may: staff && may('pairing.read') },
      ],
    },
    {
      key: 'contracts',
      label: t.nav.contracts,
      icon: <FileProtectOutlined />,
      items: [
        { to: '/contracts', label: t.nav.contractList, may: may('contract.read') },
        { to: '/payments', label: t.nav.payments, may: may('contract.read') },
        { to: '/evaluations', label: t.nav.evaluations, may: may('evaluation.read') },
        { to: '/evaluation-templates', label: t.nav.templates, may: may('template.edit') },
      ],
    },
    {
      key: 'orgs',
      label: t.nav.orgs,
      icon: <BankOutlined />,
      items: [
        { to: '/orgs', label: t.nav.orgList, may: may('org.read') },
        { to: '/users', label: t.nav.users, may: may('user.manage') },
      ],
    },
    {
      key: 'admin',
      label: t.nav.admin,
      icon: may('audit.read') ? <AuditOutlined /> : <SettingOutlined />,
      items: [
        { to: '/audit', label: t.nav.audit, may: may('audit.read') },
        { to: '/jobs', label: t.nav.jobs, may: may('job.run') },
        { to: '/messages', label: t.nav.messages, may: may('job.run') },
        { to: '/calendar', label: t.nav.calendar, may: may('region.edit') },
        { to: '/regions', label: t.nav.regions, may: may('region.edit') },
      ],
    },
  ]
  return groups
    .map((g) => ({ ...g, items: g.items.filter((i) => i.may).map(({ to, label }) => ({ to, label })) }))
    .filter((g) => g.items.length > 0)
    .map((g) => (g.items.length === 1 && g.key !== 'work' ? { ...g, label: g.items[0]!.label } : g))
}

/** groupAt is the entry to which an address belongs, and the part of it: the longest that fits. */
export function groupAt(groups: NavGroup[], path: string): { group: NavGroup; item: NavItem } | undefined {
  let best: { group: NavGroup; item: NavItem } | undefined
  for (const group of groups) {
    for (const item of group.items) {
      const fits = item.to === '/' ? path === '/' : path === item.to || path.startsWith(`${item.to}/`)
      if (fits && (!best || item.to.length > best.item.to.length)) best = { group, item }
    }
  }
  return best
}
