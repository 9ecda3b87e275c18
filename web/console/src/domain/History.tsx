import { api, take, texts } from '@tongxing/shared'
import { roleName } from './roles.ts'
import { Timeline, useLoad, type Tone } from '../parts/index.ts'
import { actionName } from './actions.ts'

const words = texts(
  {
    job: '系统自动',
    'activity.create': '起草活动', 'activity.edit': '修改活动', 'activity.submit': '提交发布', 'activity.publish': '发布活动', 'activity.return': '退回修改', 'activity.cancel': '取消活动', 'activity.record': '归档活动', 'activity.import': '导入活动',
    'attendance.by_hand': '人工登记签到', 'attendance.check_in': '签到', 'attendance.check_out': '签退', 'attendance.settle': '补签退', 'attendance.left_open': '未签退，系统关闭',
    'hours.confirm': '确认时长', 'hours.reject': '驳回时长', 'hours.dispute': '志愿者提出异议', 'hours.uphold': '维持原记录', 'hours.correct': '更正时长', 'hours.void': '作废时长', 'hours.import': '导入时长',
    'contract.create': '起草合同', 'contract.edit': '修改合同', 'contract.confirm_budget': '确认预算', 'contract.return': '退回草稿', 'contract.procure': '开始采购', 'contract.award': '登记成交结果', 'contract.sign': '签订合同', 'contract.publish': '公开合同', 'contract.file': '合同备案', 'contract.begin': '开始履行', 'contract.evaluated': '评估结果生效', 'contract.rectified': '整改完成', 'contract.start_final': '进入末期评估', 'contract.accept': '整体验收', 'contract.close': '结项', 'contract.cancel': '取消合同', 'contract.suspend': '中止履行', 'contract.resume': '恢复履行', 'contract.terminate': '终止合同',
    'contract.milestone_submit': '提交里程碑', 'contract.milestone_accept': '验收里程碑', 'contract.milestone_return': '退回里程碑', 'contract.amendment_draft': '提出补充协议', 'contract.amendment_approve': '补充协议生效', 'contract.amendment_drop': '放弃补充协议', 'contract.indicator_report': '填报指标', 'contract.report_accepted': '采用填报', 'contract.report_returned': '退回填报', 'contract.report_accept': '采用填报', 'contract.report_return': '退回填报',
    'contract.payment_apply': '申请付款', 'contract.payment_approve': '审核付款', 'contract.payment_refuse': '退回付款申请', 'contract.payment_pay': '支付', 'contract.payment_send_back': '财务退回',
    'evaluation.plan': '制定评估计划', 'evaluation.open': '启动自评', 'evaluation.self_submit': '提交自评', 'evaluation.desk': '开始资料审查', 'evaluation.onsite': '开始现场评分', 'evaluation.declare': '签署回避声明', 'evaluation.replace_rater': '更换评委', 'evaluation.score': '评分', 'evaluation.scored': '评分完成', 'evaluation.merge': '合成结果', 'evaluation.lift': '撤销否决项', 'evaluation.publicise': '公示结果', 'evaluation.object': '提出异议', 'evaluation.review': '处理异议', 'evaluation.final': '定档', 'evaluation.rectified': '提交整改报告', 'evaluation.recheck': '复查', 'evaluation.archive': '归档',
  },
  {
    job: 'Automatic',
    'activity.create': 'Drafted', 'activity.edit': 'Edited', 'activity.submit': 'Handed in', 'activity.publish': 'Published', 'activity.return': 'Returned', 'activity.cancel': 'Cancelled', 'activity.record': 'Recorded', 'activity.import': 'Imported',
    'attendance.by_hand': 'Entered by hand', 'attendance.check_in': 'Checked in', 'attendance.check_out': 'Checked out', 'attendance.settle': 'Check-out added', 'attendance.left_open': 'Closed without check-out',
    'hours.confirm': 'Hours confirmed', 'hours.reject': 'Hours rejected', 'hours.dispute': 'Disputed by the volunteer', 'hours.uphold': 'Upheld', 'hours.correct': 'Corrected', 'hours.void': 'Voided', 'hours.import': 'Imported',
    'contract.create': 'Drafted', 'contract.edit': 'Edited', 'contract.confirm_budget': 'Budget confirmed', 'contract.return': 'Returned to draft', 'contract.procure': 'Procurement begun', 'contract.award': 'Award recorded', 'contract.sign': 'Signed', 'contract.publish': 'Published', 'contract.file': 'Filed', 'contract.begin': 'Performance begun', 'contract.evaluated': 'Evaluation took effect', 'contract.rectified': 'Rectification confirmed', 'contract.start_final': 'Final evaluation begun', 'contract.accept': 'Accepted as a whole', 'contract.close': 'Closed', 'contract.cancel': 'Cancelled', 'contract.suspend': 'Suspended', 'contract.resume': 'Resumed', 'contract.terminate': 'Terminated',
    'contract.milestone_submit': 'Milestone handed in', 'contract.milestone_accept': 'Milestone accepted', 'contract.milestone_return': 'Milestone returned', 'contract.amendment_draft': 'Amendment proposed', 'contract.amendment_approve': 'Amendment in force', 'contract.amendment_drop': 'Amendment given up', 'contract.indicator_report': 'Indicator reported', 'contract.report_accepted': 'Report accepted', 'contract.report_returned': 'Report returned', 'contract.report_accept': 'Report accepted', 'contract.report_return': 'Report returned',
    'contract.payment_apply': 'Payment applied for', 'contract.payment_approve': 'Payment approved', 'contract.payment_refuse': 'Payment refused', 'contract.payment_pay': 'Paid', 'contract.payment_send_back': 'Sent back by finance',
    'evaluation.plan': 'Planned', 'evaluation.open': 'Self-report asked for', 'evaluation.self_submit': 'Self-report handed in', 'evaluation.desk': 'Desk review begun', 'evaluation.onsite': 'Scoring on site begun', 'evaluation.declare': 'Declaration signed', 'evaluation.replace_rater': 'Rater replaced', 'evaluation.score': 'Scored', 'evaluation.scored': 'All scored', 'evaluation.merge': 'Merged', 'evaluation.lift': 'Veto lifted', 'evaluation.publicise': 'Made public', 'evaluation.object': 'Objection', 'evaluation.review': 'Objection decided', 'evaluation.final': 'Made final', 'evaluation.rectified': 'Rectification reported', 'evaluation.recheck': 'Re-checked', 'evaluation.archive': 'Archived',
  },
)

const bad = /return|reject|void|cancel|refuse|suspend|terminate|object|dispute|send_back/
const good = /publish|confirm|accept|approve|pay$|final|sign$|record$/

const toneOf = (action: string): Tone => (bad.test(action) ? 'late' : good.test(action) ? 'done' : 'neutral')

/** History is the timeline of one record, read from who did what to it; another `version` reads it anew. */
export function History({ id, version }: { id: string; version?: unknown }) {
  const deeds = useLoad(() => take(api.GET('/history/{id}', { params: { path: { id }, query: { limit: 50 } } })), [id, version])
  if (!deeds.data) return null // beside the record itself, which says so when it cannot be read
  return (
    <Timeline
      events={deeds.data.items.map((d) => ({
        at: d.at,
        what: (words as Record<string, string>)[d.action] ?? actionName(d.action),
        who: [d.name || words.job, ...d.roles.slice(0, 1).map(roleName)].filter((s, i, all) => all.indexOf(s) === i).join(' '),
        reason: /\s|\p{Script=Han}/u.test(d.reason ?? '') ? d.reason : undefined, // a code of a reason is not a text
        tone: toneOf(d.action),
      }))}
    />
  )
}
