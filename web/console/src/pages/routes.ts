import type { ComponentType } from 'react'

/** A page with an address. Its file exports `Component` and is loaded when it is first shown. */
export interface PageRoute {
  path: string
  page: () => Promise<{ Component: ComponentType }>
  /** Any of these permissions lets one in; none: everybody logged in. */
  may?: string[]
}

/** Every page of the console, by area. A page's folder imports nothing from here. */
export const routes: PageRoute[] = [
  { path: '/', page: () => import('./home/Workbench.tsx') },
  { path: 'inbox', page: () => import('./home/Inbox.tsx') },
  { path: 'settings', page: () => import('./home/Settings.tsx') },
  { path: 'orgs', page: () => import('./orgs/List.tsx'), may: ['org.read'] },
  { path: 'orgs/new', page: () => import('./orgs/New.tsx'), may: ['org.register'] },
  { path: 'orgs/:id', page: () => import('./orgs/Detail.tsx'), may: ['org.read'] },
  { path: 'orgs/:id/edit', page: () => import('./orgs/Edit.tsx'), may: ['org.edit'] },
  { path: 'volunteers', page: () => import('./volunteers/List.tsx'), may: ['volunteer.read'] },
  { path: 'volunteers/asking', page: () => import('./volunteers/Applications.tsx'), may: ['volunteer.manage'] },
  { path: 'volunteers/import', page: () => import('./volunteers/Import.tsx'), may: ['volunteer.manage'] },
  { path: 'volunteers/:id', page: () => import('./volunteers/Detail.tsx'), may: ['volunteer.read'] },
  { path: 'users', page: () => import('./people/List.tsx'), may: ['user.manage'] },
  { path: 'users/new', page: () => import('./people/New.tsx'), may: ['user.manage'] },
  { path: 'users/:id', page: () => import('./people/Detail.tsx'), may: ['user.manage'] },
  { path: 'audit', page: () => import('./admin/Audit.tsx'), may: ['audit.read'] },
  { path: 'jobs', page: () => import('./admin/Jobs.tsx'), may: ['job.run'] },
  { path: 'messages', page: () => import('./admin/Messages.tsx'), may: ['job.run'] },
  { path: 'calendar', page: () => import('./admin/Calendar.tsx'), may: ['region.edit'] },
  { path: 'regions', page: () => import('./admin/Regions.tsx'), may: ['region.edit'] },
  { path: 'activities', page: () => import('./activities/List.tsx'), may: ['activity.read'] },
  { path: 'activities/new', page: () => import('./activities/Edit.tsx'), may: ['activity.edit'] },
  { path: 'activities/:id', page: () => import('./activities/Detail.tsx'), may: ['activity.read'] },
  { path: 'activities/:id/edit', page: () => import('./activities/Edit.tsx'), may: ['activity.edit'] },
  { path: 'activities/:id/screen', page: () => import('./activities/Screen.tsx'), may: ['attendance.run'] },
  { path: 'activities/:id/sheet', page: () => import('./activities/Sheet.tsx'), may: ['signup.manage'] },
  { path: 'activities/:id/record', page: () => import('./activities/Record.tsx'), may: ['hours.read'] },
  { path: 'hours', page: () => import('./hours/Hours.tsx'), may: ['hours.read'] },
  { path: 'hours/:id', page: () => import('./hours/Stay.tsx'), may: ['hours.read'] },
  { path: 'ledger/org/:id', page: () => import('./hours/Ledger.tsx'), may: ['hours.read'] },
  { path: 'certificates', page: () => import('./hours/Certificates.tsx'), may: ['certificate.issue'] },
  { path: 'certificates/:id', page: () => import('./hours/Paper.tsx'), may: ['certificate.issue'] },
  { path: 'contracts', page: () => import('./contracts/List.tsx'), may: ['contract.read'] },
  { path: 'contracts/new', page: () => import('./contracts/Edit.tsx'), may: ['contract.draft'] },
  { path: 'contracts/:id', page: () => import('./contracts/Detail.tsx'), may: ['contract.read'] },
  { path: 'contracts/:id/edit', page: () => import('./contracts/Edit.tsx'), may: ['contract.draft'] },
  { path: 'payments', page: () => import('./payments/List.tsx'), may: ['contract.read'] },
  { path: 'payments/:id', page: () => import('./payments/Detail.tsx'), may: ['contract.read'] },
  { path: 'evaluations', page: () => import('./evaluations/List.tsx'), may: ['evaluation.read'] },
  { path: 'evaluations/new', page: () => import('./evaluations/Plan.tsx'), may: ['evaluation.manage'] },
  { path: 'evaluations/:id', page: () => import('./evaluations/Detail.tsx'), may: ['evaluation.read'] },
  { path: 'evaluations/:id/score', page: () => import('./evaluations/Score.tsx'), may: ['evaluation.score'] },
  { path: 'evaluations/:id/letter', page: () => import('./evaluations/Letter.tsx'), may: ['evaluation.read'] },
  { path: 'evaluation-templates', page: () => import('./evaluations/Templates.tsx'), may: ['evaluation.read'] },
  { path: 'evaluation-templates/:id', page: () => import('./evaluations/Template.tsx'), may: ['evaluation.read'] },
  { path: 'beneficiaries', page: () => import('./care/Files.tsx'), may: ['beneficiary.read'] },
  { path: 'beneficiaries/new', page: () => import('./care/FileEdit.tsx'), may: ['beneficiary.edit'] },
  { path: 'beneficiaries/:id', page: () => import('./care/File.tsx'), may: ['beneficiary.read'] },
  { path: 'beneficiaries/:id/edit', page: () => import('./care/FileEdit.tsx'), may: ['beneficiary.edit'] },
  { path: 'pairings', page: () => import('./care/Pairings.tsx'), may: ['pairing.read'] },
  { path: 'pairings/new', page: () => import('./care/PairingNew.tsx'), may: ['pairing.manage'] },
  { path: 'pairings/:id', page: () => import('./care/Pairing.tsx'), may: ['pairing.read'] },
]
