import { texts } from '@tongxing/shared'
import type { ComponentType } from 'react'
import type { Session } from '../session/session.tsx'

const t = texts(
  {
    work: '工作台',
    activityList: '活动',
    hours: '服务时长',
    certificates: '服务证明',
    volunteerList: '志愿者',
    asking: '申请加入',
    imports: '名册导入',
    invited: '邀请加入',
    beneficiaries: '关爱对象',
    surveys: '摸底排查',
    pairings: '结对',
    delegations: '委托照护',
    dangers: '危险报告',
    fileRequests: '档案申请',
    duplicates: '疑似重复',
    shown: '谁看过档案',
    statistics: '统计分析',
    contractList: '合同',
    payments: '付款',
    evaluations: '评估',
    templates: '评分表',
    orgList: '机构',
    users: '人员与角色',
    partners: '系统对接',
    audit: '审计记录',
    jobs: '定时任务',
    messages: '发送失败的消息',
    calendar: '工作日历',
    regions: '区划维护',
  },
  {
    work: 'Workbench',
    activityList: 'Activities',
    hours: 'Service hours',
    certificates: 'Certificates',
    volunteerList: 'Volunteers',
    asking: 'Asking to join',
    imports: 'Roster import',
    invited: 'Requests to join',
    beneficiaries: 'Files',
    pairings: 'Pairings',
    delegations: 'Delegated care',
    surveys: 'Survey rounds',
    dangers: 'Reports of danger',
    fileRequests: 'Requests',
    duplicates: 'Duplicates',
    shown: 'Who looked at files',
    statistics: 'Statistics',
    contractList: 'Contracts',
    payments: 'Payments',
    evaluations: 'Evaluations',
    templates: 'Score sheets',
    orgList: 'Organisations',
    users: 'People and roles',
    partners: 'Other programs',
    audit: 'Audit',
    jobs: 'Timetable',
    messages: 'Failed messages',
    calendar: 'Working days',
    regions: 'Areas',
  },
)

/** The groups of the navigation, in their order; app/nav.tsx has their labels. */
export type NavKey = 'work' | 'activities' | 'volunteers' | 'care' | 'contracts' | 'orgs' | 'admin'

/** A page with an address. Its file exports `Component` and is loaded when it is first shown. */
export interface PageRoute {
  path: string
  page: () => Promise<{ Component: ComponentType }>
  /** Any of these permissions lets one in; none: everybody logged in. */
  may?: string[]
  /** The page of the navigation to which a page with an address of its own belongs. */
  under?: string
  /** Where the page stands in the navigation, for whom it lets in and, if there is a condition, for whom that holds. */
  nav?: { group: NavKey; label: keyof typeof t; when?: (session: Session) => boolean }
}

/** labelOf is what the navigation calls the page, in the language in use. */
export const labelOf = (route: PageRoute): string => (route.nav ? t[route.nav.label] : '')

const staff = ({ me }: Session) => me.roles.some((r) => r.role !== 'volunteer')
const ofArea = ({ me, may }: Session) => may('beneficiary.read') && me.roles.some((r) => !!r.region)
const ofOrg = ({ orgId }: Session) => !!orgId
const ofCounty = ({ me }: Session) => me.roles.some((r) => r.role === 'county_admin')

/** Every page of the console, by area. A page's folder imports nothing from here. */
export const routes: PageRoute[] = [
  { path: '/', page: () => import('./home/Workbench.tsx'), nav: { group: 'work', label: 'work' } },
  { path: 'inbox', page: () => import('./home/Inbox.tsx') },
  { path: 'settings', page: () => import('./home/Settings.tsx') },
  { path: 'security', page: () => import('./home/Security.tsx') },
  { path: 'orgs', page: () => import('./orgs/List.tsx'), may: ['org.read'], nav: { group: 'orgs', label: 'orgList' } },
  { path: 'orgs/new', page: () => import('./orgs/New.tsx'), may: ['org.register'] },
  { path: 'orgs/:id', page: () => import('./orgs/Detail.tsx'), may: ['org.read'] },
  { path: 'orgs/:id/edit', page: () => import('./orgs/Edit.tsx'), may: ['org.edit'] },
  {
    path: 'volunteers',
    page: () => import('./volunteers/List.tsx'),
    may: ['volunteer.read'],
    nav: { group: 'volunteers', label: 'volunteerList' },
  },
  {
    path: 'volunteers/asking',
    page: () => import('./volunteers/Applications.tsx'),
    may: ['volunteer.manage'],
    nav: { group: 'volunteers', label: 'asking', when: ofOrg },
  },
  {
    path: 'volunteers/import',
    page: () => import('./volunteers/Import.tsx'),
    may: ['volunteer.manage'],
    nav: { group: 'volunteers', label: 'imports', when: ofOrg },
  },
  {
    path: 'volunteers/invited',
    page: () => import('./volunteers/Invited.tsx'),
    may: ['volunteer.manage'],
    nav: { group: 'volunteers', label: 'invited', when: ofOrg },
  },
  { path: 'volunteers/:id', page: () => import('./volunteers/Detail.tsx'), may: ['volunteer.read'] },
  { path: 'users', page: () => import('./people/List.tsx'), may: ['user.manage'], nav: { group: 'orgs', label: 'users' } },
  {
    path: 'partners',
    page: () => import('./orgs/Partners.tsx'),
    may: ['integration.manage'],
    nav: { group: 'admin', label: 'partners', when: ofCounty },
  },
  { path: 'users/new', page: () => import('./people/New.tsx'), may: ['user.manage'] },
  { path: 'users/:id', page: () => import('./people/Detail.tsx'), may: ['user.manage'] },
  { path: 'audit', page: () => import('./admin/Audit.tsx'), may: ['audit.read'], nav: { group: 'admin', label: 'audit' } },
  { path: 'jobs', page: () => import('./admin/Jobs.tsx'), may: ['job.run'], nav: { group: 'admin', label: 'jobs' } },
  { path: 'messages', page: () => import('./admin/Messages.tsx'), may: ['job.run'], nav: { group: 'admin', label: 'messages' } },
  { path: 'calendar', page: () => import('./admin/Calendar.tsx'), may: ['calendar.edit'], nav: { group: 'admin', label: 'calendar' } },
  { path: 'regions', page: () => import('./admin/Regions.tsx'), may: ['region.edit'], nav: { group: 'admin', label: 'regions' } },
  {
    path: 'activities',
    page: () => import('./activities/List.tsx'),
    may: ['activity.read'],
    nav: { group: 'activities', label: 'activityList' },
  },
  { path: 'activities/new', page: () => import('./activities/Edit.tsx'), may: ['activity.edit'] },
  { path: 'activities/:id', page: () => import('./activities/Detail.tsx'), may: ['activity.read'] },
  { path: 'activities/:id/edit', page: () => import('./activities/Edit.tsx'), may: ['activity.edit'] },
  { path: 'activities/:id/screen', page: () => import('./activities/Screen.tsx'), may: ['attendance.run'] },
  { path: 'activities/:id/sheet', page: () => import('./activities/Sheet.tsx'), may: ['signup.manage'] },
  { path: 'activities/:id/record', page: () => import('./activities/Record.tsx'), may: ['hours.read'] },
  {
    path: 'hours',
    page: () => import('./hours/Hours.tsx'),
    may: ['hours.read'],
    nav: { group: 'activities', label: 'hours', when: staff },
  },
  { path: 'hours/:id', page: () => import('./hours/Stay.tsx'), may: ['hours.read'] },
  { path: 'ledger/org/:id', page: () => import('./hours/Ledger.tsx'), under: 'hours', may: ['hours.read'] },
  {
    path: 'certificates',
    page: () => import('./hours/Certificates.tsx'),
    may: ['certificate.issue'],
    nav: { group: 'activities', label: 'certificates' },
  },
  { path: 'certificates/:id', page: () => import('./hours/Paper.tsx'), may: ['certificate.issue'] },
  {
    path: 'contracts',
    page: () => import('./contracts/List.tsx'),
    may: ['contract.read'],
    nav: { group: 'contracts', label: 'contractList' },
  },
  { path: 'contracts/new', page: () => import('./contracts/Edit.tsx'), may: ['contract.draft'] },
  { path: 'contracts/:id', page: () => import('./contracts/Detail.tsx'), may: ['contract.read'] },
  { path: 'contracts/:id/edit', page: () => import('./contracts/Edit.tsx'), may: ['contract.draft'] },
  { path: 'payments', page: () => import('./payments/List.tsx'), may: ['contract.read'], nav: { group: 'contracts', label: 'payments' } },
  { path: 'payments/:id', page: () => import('./payments/Detail.tsx'), may: ['contract.read'] },
  {
    path: 'evaluations',
    page: () => import('./evaluations/List.tsx'),
    may: ['evaluation.read'],
    nav: { group: 'contracts', label: 'evaluations' },
  },
  { path: 'evaluations/new', page: () => import('./evaluations/Plan.tsx'), may: ['evaluation.manage'] },
  { path: 'evaluations/:id', page: () => import('./evaluations/Detail.tsx'), may: ['evaluation.read'] },
  { path: 'evaluations/:id/score', page: () => import('./evaluations/Score.tsx'), may: ['evaluation.score'] },
  { path: 'evaluations/:id/letter', page: () => import('./evaluations/Letter.tsx'), may: ['evaluation.read'] },
  {
    path: 'evaluation-templates',
    page: () => import('./evaluations/Templates.tsx'),
    may: ['evaluation.read'],
    nav: { group: 'contracts', label: 'templates', when: ({ may }) => may('template.edit') },
  },
  { path: 'evaluation-templates/:id', page: () => import('./evaluations/Template.tsx'), under: 'evaluations', may: ['evaluation.read'] },
  {
    path: 'beneficiaries',
    page: () => import('./care/Files.tsx'),
    may: ['beneficiary.read'],
    nav: { group: 'care', label: 'beneficiaries' },
  },
  { path: 'beneficiaries/new', page: () => import('./care/FileEdit.tsx'), may: ['beneficiary.edit'] },
  { path: 'beneficiaries/import', page: () => import('./care/FileImport.tsx'), may: ['beneficiary.edit'] },
  { path: 'beneficiaries/:id', page: () => import('./care/File.tsx'), may: ['beneficiary.read'] },
  { path: 'beneficiaries/:id/edit', page: () => import('./care/FileEdit.tsx'), may: ['beneficiary.edit'] },
  { path: 'beneficiaries/:id/assess', page: () => import('./care/Assess.tsx'), may: ['beneficiary.edit'] },
  { path: 'beneficiaries/:id/request/:kind', page: () => import('./care/RequestNew.tsx'), may: ['beneficiary.edit'] },
  {
    path: 'file-requests',
    page: () => import('./care/Requests.tsx'),
    may: ['beneficiary.reveal'],
    nav: { group: 'care', label: 'fileRequests' },
  },
  { path: 'file-requests/:id', page: () => import('./care/Request.tsx'), may: ['beneficiary.reveal'] },
  {
    path: 'file-duplicates',
    page: () => import('./care/Duplicates.tsx'),
    may: ['beneficiary.verify'],
    nav: { group: 'care', label: 'duplicates', when: ofCounty },
  },
  { path: 'file-duplicates/:id', page: () => import('./care/Duplicate.tsx'), may: ['beneficiary.verify'] },
  { path: 'surveys', page: () => import('./surveys/Surveys.tsx'), may: ['beneficiary.reveal'], nav: { group: 'care', label: 'surveys' } },
  { path: 'surveys/new', page: () => import('./surveys/SurveyEdit.tsx'), may: ['beneficiary.verify'] },
  { path: 'surveys/:id', page: () => import('./surveys/Survey.tsx'), may: ['beneficiary.reveal'] },
  { path: 'surveys/:id/edit', page: () => import('./surveys/SurveyEdit.tsx'), may: ['beneficiary.verify'] },
  { path: 'surveys/:id/comparison', page: () => import('./surveys/Comparison.tsx'), may: ['beneficiary.reveal'] },
  { path: 'survey-tasks', page: () => import('./surveys/Tasks.tsx'), under: 'surveys', may: ['beneficiary.reveal'] },
  { path: 'survey-tasks/:id', page: () => import('./surveys/Task.tsx'), under: 'surveys', may: ['beneficiary.reveal'] },
  { path: 'survey-rows', page: () => import('./surveys/Rows.tsx'), under: 'surveys', may: ['beneficiary.reveal'] },
  { path: 'police-batches/:id/answers', page: () => import('./surveys/PoliceAnswers.tsx'), under: 'surveys', may: ['beneficiary.verify'] },
  { path: 'police-lines', page: () => import('./surveys/Police.tsx'), under: 'surveys', may: ['beneficiary.reveal'] },
  {
    path: 'pairings',
    page: () => import('./care/Pairings.tsx'),
    may: ['pairing.read'],
    nav: { group: 'care', label: 'pairings', when: staff },
  },
  {
    path: 'dangers',
    page: () => import('./care/Dangers.tsx'),
    may: ['danger.handle'],
    nav: { group: 'care', label: 'dangers' },
  },
  { path: 'dangers/:id', page: () => import('./care/Danger.tsx'), may: ['danger.handle'] },
  {
    path: 'delegations',
    page: () => import('./care/Delegations.tsx'),
    may: ['beneficiary.read'],
    nav: { group: 'care', label: 'delegations', when: ofArea },
  },
  { path: 'delegations/new', page: () => import('./care/DelegationEdit.tsx'), may: ['beneficiary.edit'] },
  { path: 'delegations/:id', page: () => import('./care/Delegation.tsx'), may: ['beneficiary.read'] },
  { path: 'delegations/:id/edit', page: () => import('./care/DelegationEdit.tsx'), may: ['beneficiary.edit'] },
  { path: 'delegations/:id/agreement', page: () => import('./care/DelegationPaper.tsx'), may: ['beneficiary.reveal'] },
  {
    path: 'statistics',
    page: () => import('./statistics/Statistics.tsx'),
    may: ['statistics.read'],
    nav: { group: 'care', label: 'statistics' },
  },
  { path: 'statistics/base', page: () => import('./statistics/Base.tsx'), may: ['beneficiary.verify'] },
  { path: 'audit/area', page: () => import('./care/Shown.tsx'), may: ['audit.area'], nav: { group: 'care', label: 'shown' } },
  { path: 'pairings/new', page: () => import('./care/PairingNew.tsx'), may: ['pairing.manage'] },
  { path: 'pairings/:id', page: () => import('./care/Pairing.tsx'), may: ['pairing.read'] },
]
