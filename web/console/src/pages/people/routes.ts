import type { PageRoute } from '../../app/route.ts'

/** The pages of people and organisations, and of whoever looks after the platform. */
export const routes: PageRoute[] = [
  { path: '/', page: () => import('./Workbench.tsx') },
  { path: '/inbox', page: () => import('./Inbox.tsx') },
  { path: '/settings', page: () => import('./Settings.tsx') },
  { path: '/orgs', page: () => import('./OrgList.tsx'), may: ['org.read'] },
  { path: '/orgs/new', page: () => import('./OrgNew.tsx'), may: ['org.register'] },
  { path: '/orgs/:id', page: () => import('./OrgPage.tsx'), may: ['org.read'] },
  { path: '/orgs/:id/edit', page: () => import('./OrgEdit.tsx'), may: ['org.edit'] },
  { path: '/volunteers', page: () => import('./VolunteerList.tsx'), may: ['volunteer.read'] },
  { path: '/volunteers/asking', page: () => import('./Asking.tsx'), may: ['volunteer.manage'] },
  { path: '/volunteers/import', page: () => import('./Import.tsx'), may: ['volunteer.manage'] },
  { path: '/volunteers/:id', page: () => import('./VolunteerPage.tsx'), may: ['volunteer.read'] },
  { path: '/users', page: () => import('./UserList.tsx'), may: ['user.manage'] },
  { path: '/users/new', page: () => import('./UserNew.tsx'), may: ['user.manage'] },
  { path: '/users/:id', page: () => import('./UserPage.tsx'), may: ['user.manage'] },
  { path: '/audit', page: () => import('./Audit.tsx'), may: ['audit.read'] },
  { path: '/jobs', page: () => import('./Jobs.tsx'), may: ['job.run'] },
  { path: '/messages', page: () => import('./Messages.tsx'), may: ['job.run'] },
  { path: '/calendar', page: () => import('./Calendar.tsx'), may: ['region.edit'] },
  { path: '/regions', page: () => import('./Regions.tsx'), may: ['region.edit'] },
]
