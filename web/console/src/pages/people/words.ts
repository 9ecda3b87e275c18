// The words for the states and kinds of organisations, volunteers and people. A code never stands on a screen.
import { texts } from '@tongxing/shared'
import type { Tone } from '../../parts/index.ts'

export const w = texts(
  {
    org: { draft: '草稿', submitted: '待审核', reviewing: '审核中', approved: '已通过', returned: '已退回', rejected: '未通过', suspended: '已暂停', cancelled: '已关闭' },
    orgType: { association: '社会团体', service_agency: '社会服务机构', foundation: '基金会', mass_organisation: '群团组织', public_institution: '事业单位', company: '企业', team: '社区团体' },
    credit: { normal: '正常', abnormal: '活动异常名录', serious: '严重违法失信' },
    volunteer: { registered: '待核实', verified: '待启用', active: '服务中', frozen: '已冻结', cancelled: '已注销' },
    clearance: { none: '未办理', consented: '待查询', queried: '待结果', clear: '查询合格', expired: '已过期', barred: '禁止从业' },
    gender: { male: '男', female: '女' },
    authority: { police: '公安机关', procuracy: '检察机关', civil_admin: '民政部门统一查询' },
    user: { active: '使用中', disabled: '已停用' },
    outcome: { added: '新增', updated: '补充', unchanged: '无变化', joined: '加入本机构', conflict: '有冲突', refused: '未通过' },
    run: { queued: '排队中', running: '运行中', done: '成功', failed: '失败', skipped: '已跳过', lost: '中断' },
    purpose: { contact: '联系本人', review: '资料审核', payment: '办理付款', correction: '更正资料', identity_check: '核对身份', insurance: '办理保险', certificate: '出具证明', safety: '处理安全事件' },
  },
  {
    org: { draft: 'Draft', submitted: 'To be reviewed', reviewing: 'Under review', approved: 'Approved', returned: 'Returned', rejected: 'Rejected', suspended: 'Suspended', cancelled: 'Closed' },
    orgType: { association: 'Association', service_agency: 'Social service agency', foundation: 'Foundation', mass_organisation: 'Mass organisation', public_institution: 'Public institution', company: 'Company', team: 'Grass-roots team' },
    credit: { normal: 'Normal', abnormal: 'Listed as abnormal', serious: 'Serious breaches' },
    volunteer: { registered: 'To be verified', verified: 'To be activated', active: 'Serving', frozen: 'Frozen', cancelled: 'Ended' },
    clearance: { none: 'Not begun', consented: 'To be queried', queried: 'Awaiting the answer', clear: 'Clear', expired: 'Expired', barred: 'Barred' },
    gender: { male: 'Male', female: 'Female' },
    authority: { police: 'Police', procuracy: 'Procuracy', civil_admin: 'Civil affairs' },
    user: { active: 'In use', disabled: 'Disabled' },
    outcome: { added: 'Added', updated: 'Completed', unchanged: 'Unchanged', joined: 'Joins', conflict: 'Conflict', refused: 'Refused' },
    run: { queued: 'Queued', running: 'Running', done: 'Done', failed: 'Failed', skipped: 'Skipped', lost: 'Interrupted' },
    purpose: { contact: 'Contact', review: 'Review', payment: 'Payment', correction: 'Correction', identity_check: 'Identity check', insurance: 'Insurance', certificate: 'Certificate', safety: 'Safety' },
  },
)

type Words = Record<string, string>

/** word looks a code up; an unknown one shows as a dash rather than as a code. */
export const word = (of: object, code: string | undefined): string => (code && (of as Words)[code]) || '—'

/** choices turns words into the options of a field or filter. */
export const choices = (of: object): { value: string; label: string }[] => Object.keys(of).map((value) => ({ value, label: (of as Words)[value]! }))

export const orgTone: Record<string, Tone> = { draft: 'draft', submitted: 'waiting', reviewing: 'active', approved: 'done', returned: 'late', rejected: 'stopped', suspended: 'late', cancelled: 'neutral' }
export const creditTone: Record<string, Tone> = { normal: 'done', abnormal: 'late', serious: 'late' }
export const volunteerTone: Record<string, Tone> = { registered: 'waiting', verified: 'waiting', active: 'done', frozen: 'late', cancelled: 'neutral' }
export const clearanceTone: Record<string, Tone> = { none: 'neutral', consented: 'waiting', queried: 'waiting', clear: 'done', expired: 'late', barred: 'stopped' }
export const outcomeTone: Record<string, Tone> = { added: 'done', updated: 'active', unchanged: 'neutral', joined: 'active', conflict: 'late', refused: 'late' }
export const runTone: Record<string, Tone> = { queued: 'waiting', running: 'active', done: 'done', failed: 'late', skipped: 'neutral', lost: 'late' }
