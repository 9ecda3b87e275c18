// The words for every state, kind and choice of the daily work. A code never stands on a screen.
import { texts } from '@tongxing/shared'
import type { Tone } from '../../parts/index.ts'

export const w = texts(
  {
    activity: {
      draft: '草稿', submitted: '待发布', returned: '已退回', published: '报名中', signup_closed: '报名截止', ongoing: '进行中', ended: '待归档', recorded: '已归档', archived: '已存档', cancelled: '已取消',
    },
    type: { tutoring: '课业辅导', group_activity: '小组活动', visit: '入户走访', pairing_meeting: '结对见面' },
    group: { children: '儿童', elders: '老人', women: '妇女', mixed: '家庭（含儿童）', general: '社区居民' },
    checkin: { qr: '二维码签到', list: '名单签到' },
    signup: { pending: '待审核', confirmed: '已报名', waitlisted: '候补', declined: '未通过', withdrawn: '已请假', cancelled: '活动取消', attended: '已参加', absent: '缺席' },
    stay: { checked_in: '在场', checked_out: '待补签退', pending: '待确认', confirmed: '已确认', rejected: '已驳回', disputed: '有异议', corrected: '已更正', upheld: '维持原记录', voided: '已作废' },
    method: { qr: '扫码', hand: '人工登记', code: '输入数字码', list: '名单', import: '历史导入', job: '系统自动' },
    near: { yes: '在现场范围内', weak: '位置不够准确', no: '不在现场范围内' },
    grade: { A: 'A 级：扫码签到签退，位置相符', B: 'B 级：扫码签到签退', C: 'C 级：一端扫码，一端人工', D: 'D 级：人工登记' },
    entry: { hours: '服务时长', session: '活动场次' },
    certificate: { requested: '待出具', issued: '已出具', refused: '未出具', revoked: '已撤销' },
    contract: {
      draft: '草稿', budget_confirmed: '预算已确认', procuring: '采购中', awarded: '已成交', signed: '已签订', published: '已公开', performing: '履行中', mid_passed: '中期合格', final_evaluating: '末期评估', accepting: '待验收', settling: '结算中', closed: '已结项', rectifying: '整改中', suspended: '已中止', terminated: '已终止', cancelled: '已取消',
    },
    procurement: { open_tender: '公开招标', invited: '邀请招标', negotiation: '竞争性谈判', consultation: '竞争性磋商', inquiry: '询价', single_source: '单一来源' },
    indicator: { quantity: '数量', quality: '质量', timeliness: '时效', effect: '成效', satisfaction: '满意度', cost: '成本' },
    unit: { person: '人', person_times: '人次', times: '次', hours: '小时', percent: '%', yuan: '元', pieces: '份' },
    source: { auto: '台账自动统计', manual: '承接方填报' },
    measure: { minutes: '服务时长', sessions: '活动场次', person_times: '服务人次', served: '受益人次' },
    gate: { none: '无前置条件', mid_pass: '中期评估合格', final_pass: '末期评估合格', acceptance: '整体验收' },
    milestone: { pending: '未提交', submitted: '待验收', accepted: '已验收', returned: '已退回' },
    payment: { planned: '未申请', applied: '待审核', approved: '待支付', paid: '已支付', refused: '已退回' },
    amendment: { draft: '待审批', approved: '已生效', dropped: '已放弃' },
    report: { submitted: '待审核', accepted: '已采用', returned: '已退回' },
    evaluationKind: { spot: '抽查', mid: '中期评估', final: '末期评估' },
    evaluation: {
      planned: '待启动', self_reporting: '待自评', self_submitted: '自评已交', desk: '资料审查', onsite: '现场评分', scored: '待合成', merged: '待公示', publicised: '公示中', objected: '有异议', reviewed: '异议已处理', final: '已定档', rectifying: '整改中', rechecked: '已复查', final2: '复查定档', archived: '已归档',
    },
    party: { third_party: '第三方', buyer: '购买方', civil: '民政', village: '村（居）', self: '自评' },
    scoring: { bands: '按完成率分段', auto_ratio: '按完成率折算', level: '程度分', combination: '组合分', deduction: '扣分' },
    kind: { left_behind_child: '留守儿童', child_in_need: '困境儿童', orphan: '孤儿', unsupported_child: '事实无人抚养儿童', left_behind_elder: '留守老人', left_behind_woman: '留守妇女' },
    file: { draft: '草稿', village_submitted: '待乡镇核实', township_verified: '待县级确认', registered: '登记在册', exit_pending: '待退出确认', exited: '已退出' },
    risk: { red: '高', yellow: '中', blue: '低', green: '稳定', not_collected: '未采集' },
    guardianship: { parent: '父或母', grandparents: '祖辈', relatives: '亲戚', foster: '寄养', institution: '机构', self: '自己', none: '无人照料', not_collected: '未采集' },
    schooling: { not_in_kindergarten: '未入园', kindergarten: '幼儿园', primary: '小学', junior: '初中', senior: '高中', vocational: '中职', dropped_out: '辍学', not_at_school: '不在学', not_collected: '未采集' },
    gender: { male: '男', female: '女' },
    noID: { unregistered: '未登记户口', lost_papers: '证件遗失', other_papers: '持其他证件', not_collected: '未采集' },
    returned: { incomplete: '资料不全', mismatch: '信息不符', not_eligible: '不符合条件', duplicate: '重复登记', correction: '需要更正', reentry: '重新纳入' },
    exit: { came_of_age: '年龄届满', parents_back: '父母返乡', moved_with_parents: '随父母迁移', moved_out: '迁出', resolved: '情形消失', deceased: '死亡', mistaken: '误报' },
    pairingType: { caring_mother: '爱心妈妈', one_to_one: '一对一', team: '团队' },
    pairing: { proposed: '待匹配', matched: '待同意', consented: '待开始', active: '结对中', paused: '已暂停', ended: '已结束' },
    relation: { father: '父亲', mother: '母亲', grandparent: '祖父母或外祖父母', other_guardian: '其他监护人', self: '本人' },
    opinion: { agrees: '愿意', hesitant: '犹豫', refuses: '不愿意', too_young: '年龄太小，未能表达', adult: '成年人，本人同意' },
    pause: { volunteer_request: '志愿者申请', family_request: '家庭申请', safety: '安全原因' },
    end: { completed: '期满', moved: '迁出', unsuited: '不合适', violation: '违规' },
    way: { home: '入户', school: '学校', phone: '电话', video: '视频' },
    met: { person: '见到本人', caregiver: '见到照料人', nobody: '未见到' },
    purpose: { visit: '入户走访', contact: '联系本人或监护人', verification: '核实信息', emergency: '紧急处置', assistance: '办理救助' },
    subject: { children: '儿童', elders: '老人', women: '妇女', mixed: '综合' },
  },
  {
    activity: {
      draft: 'Draft', submitted: 'To be published', returned: 'Returned', published: 'Open for sign-up', signup_closed: 'Sign-up closed', ongoing: 'Under way', ended: 'To be recorded', recorded: 'Recorded', archived: 'Archived', cancelled: 'Cancelled',
    },
    type: { tutoring: 'Tutoring', group_activity: 'Group activity', visit: 'Home visit', pairing_meeting: 'Pairing meeting' },
    group: { children: 'Children', elders: 'Elders', women: 'Women', mixed: 'Families with children', general: 'Residents' },
    checkin: { qr: 'By QR code', list: 'By list' },
    signup: { pending: 'Waiting for decision', confirmed: 'Signed up', waitlisted: 'Waiting list', declined: 'Declined', withdrawn: 'Withdrawn', cancelled: 'Activity cancelled', attended: 'Attended', absent: 'Absent' },
    stay: { checked_in: 'Present', checked_out: 'Check-out missing', pending: 'To be confirmed', confirmed: 'Confirmed', rejected: 'Rejected', disputed: 'Disputed', corrected: 'Corrected', upheld: 'Upheld', voided: 'Voided' },
    method: { qr: 'Scanned', hand: 'By hand', code: 'Digits typed', list: 'List', import: 'Imported', job: 'Automatic' },
    near: { yes: 'On site', weak: 'Place not exact', no: 'Not on site' },
    grade: { A: 'A: scanned in and out, on site', B: 'B: scanned in and out', C: 'C: one end scanned', D: 'D: by hand' },
    entry: { hours: 'Hours', session: 'Session held' },
    certificate: { requested: 'To be issued', issued: 'Issued', refused: 'Refused', revoked: 'Revoked' },
    contract: {
      draft: 'Draft', budget_confirmed: 'Budget confirmed', procuring: 'In procurement', awarded: 'Awarded', signed: 'Signed', published: 'Published', performing: 'Performing', mid_passed: 'Mid-term passed', final_evaluating: 'Final evaluation', accepting: 'To be accepted', settling: 'Settling', closed: 'Closed', rectifying: 'Rectifying', suspended: 'Suspended', terminated: 'Terminated', cancelled: 'Cancelled',
    },
    procurement: { open_tender: 'Open tender', invited: 'Invited tender', negotiation: 'Competitive negotiation', consultation: 'Competitive consultation', inquiry: 'Inquiry', single_source: 'Single source' },
    indicator: { quantity: 'Quantity', quality: 'Quality', timeliness: 'Timeliness', effect: 'Effect', satisfaction: 'Satisfaction', cost: 'Cost' },
    unit: { person: 'people', person_times: 'person-times', times: 'times', hours: 'hours', percent: '%', yuan: 'yuan', pieces: 'pieces' },
    source: { auto: 'Counted from the ledger', manual: 'Reported by the provider' },
    measure: { minutes: 'Service hours', sessions: 'Sessions', person_times: 'Person-times of service', served: 'People served' },
    gate: { none: 'No gate', mid_pass: 'Mid-term evaluation passed', final_pass: 'Final evaluation passed', acceptance: 'Acceptance of the whole' },
    milestone: { pending: 'Not handed in', submitted: 'To be accepted', accepted: 'Accepted', returned: 'Returned' },
    payment: { planned: 'Not applied for', applied: 'To be approved', approved: 'To be paid', paid: 'Paid', refused: 'Returned' },
    amendment: { draft: 'To be approved', approved: 'In force', dropped: 'Given up' },
    report: { submitted: 'To be reviewed', accepted: 'Accepted', returned: 'Returned' },
    evaluationKind: { spot: 'Spot check', mid: 'Mid-term evaluation', final: 'Final evaluation' },
    evaluation: {
      planned: 'Planned', self_reporting: 'Self-report due', self_submitted: 'Self-report in', desk: 'Desk review', onsite: 'Scoring on site', scored: 'To be merged', merged: 'To be made public', publicised: 'In publicity', objected: 'Objection open', reviewed: 'Objection decided', final: 'Final', rectifying: 'Rectifying', rechecked: 'Re-checked', final2: 'Final after re-check', archived: 'Archived',
    },
    party: { third_party: 'Third party', buyer: 'Buyer', civil: 'Civil affairs', village: 'Village', self: 'Self' },
    scoring: { bands: 'Bands of the ratio', auto_ratio: 'In line with the ratio', level: 'Level', combination: 'Sum of parts', deduction: 'Deduction' },
    kind: { left_behind_child: 'Left-behind child', child_in_need: 'Child in need', orphan: 'Orphan', unsupported_child: 'De facto unsupported child', left_behind_elder: 'Left-behind elder', left_behind_woman: 'Left-behind woman' },
    file: { draft: 'Draft', village_submitted: 'To be verified by the town', township_verified: 'To be confirmed by the county', registered: 'Registered', exit_pending: 'Exit to be confirmed', exited: 'Exited' },
    risk: { red: 'High', yellow: 'Medium', blue: 'Low', green: 'Stable', not_collected: 'Not collected' },
    guardianship: { parent: 'A parent', grandparents: 'Grandparents', relatives: 'Relatives', foster: 'Foster', institution: 'Institution', self: 'Self', none: 'Nobody', not_collected: 'Not collected' },
    schooling: { not_in_kindergarten: 'Not in kindergarten', kindergarten: 'Kindergarten', primary: 'Primary school', junior: 'Junior school', senior: 'Senior school', vocational: 'Vocational school', dropped_out: 'Dropped out', not_at_school: 'Not at school', not_collected: 'Not collected' },
    gender: { male: 'Male', female: 'Female' },
    noID: { unregistered: 'Not registered', lost_papers: 'Papers lost', other_papers: 'Other papers', not_collected: 'Not collected' },
    returned: { incomplete: 'Incomplete', mismatch: 'Does not match', not_eligible: 'Not eligible', duplicate: 'Duplicate', correction: 'To be corrected', reentry: 'Taken up again' },
    exit: { came_of_age: 'Came of age', parents_back: 'Parents are back', moved_with_parents: 'Moved with the parents', moved_out: 'Moved away', resolved: 'No longer applies', deceased: 'Deceased', mistaken: 'Entered by mistake' },
    pairingType: { caring_mother: 'Caring mother', one_to_one: 'One to one', team: 'Team' },
    pairing: { proposed: 'To be matched', matched: 'Consent due', consented: 'To begin', active: 'Active', paused: 'Paused', ended: 'Ended' },
    relation: { father: 'Father', mother: 'Mother', grandparent: 'Grandparent', other_guardian: 'Other guardian', self: 'Self' },
    opinion: { agrees: 'Agrees', hesitant: 'Hesitates', refuses: 'Refuses', too_young: 'Too young to say', adult: 'Adult, agrees' },
    pause: { volunteer_request: 'At the volunteer’s request', family_request: 'At the family’s request', safety: 'For safety' },
    end: { completed: 'Completed', moved: 'Moved away', unsuited: 'Unsuited', violation: 'Violation' },
    way: { home: 'At home', school: 'At school', phone: 'Phone', video: 'Video' },
    met: { person: 'Met in person', caregiver: 'Met the caregiver', nobody: 'Met nobody' },
    purpose: { visit: 'Visit', contact: 'Contact', verification: 'Verification', emergency: 'Emergency', assistance: 'Assistance' },
    subject: { children: 'Children', elders: 'Elders', women: 'Women', mixed: 'Mixed' },
  },
)

type Words = { readonly [code: string]: string }

/** word is what people call a code; of one that is new to this program, a dash. */
export const word = (of: object, code: string | undefined): string => (code && (of as Words)[code]) || '—'

/** choices are the options of a field, in the order of the words. */
export const choices = (of: object): { value: string; label: string }[] => Object.keys(of).map((value) => ({ value, label: (of as Words)[value]! }))

/** The tone of every state: what it means to who looks at it, not where it is stored. */
export const tones: Record<'activity' | 'signup' | 'stay' | 'certificate' | 'contract' | 'milestone' | 'payment' | 'amendment' | 'report' | 'evaluation' | 'file' | 'pairing', Record<string, Tone>> = {
  activity: { draft: 'draft', submitted: 'waiting', returned: 'late', published: 'active', signup_closed: 'active', ongoing: 'active', ended: 'waiting', recorded: 'done', archived: 'neutral', cancelled: 'stopped' },
  signup: { pending: 'waiting', confirmed: 'active', waitlisted: 'waiting', declined: 'stopped', withdrawn: 'neutral', cancelled: 'stopped', attended: 'done', absent: 'late' },
  stay: { checked_in: 'active', checked_out: 'late', pending: 'waiting', confirmed: 'done', rejected: 'stopped', disputed: 'late', corrected: 'done', upheld: 'done', voided: 'stopped' },
  certificate: { requested: 'waiting', issued: 'done', refused: 'stopped', revoked: 'stopped' },
  contract: {
    draft: 'draft', budget_confirmed: 'waiting', procuring: 'waiting', awarded: 'waiting', signed: 'waiting', published: 'active', performing: 'active', mid_passed: 'active', final_evaluating: 'waiting', accepting: 'waiting', settling: 'waiting', closed: 'done', rectifying: 'late', suspended: 'stopped', terminated: 'stopped', cancelled: 'stopped',
  },
  milestone: { pending: 'neutral', submitted: 'waiting', accepted: 'done', returned: 'late' },
  payment: { planned: 'neutral', applied: 'waiting', approved: 'waiting', paid: 'done', refused: 'late' },
  amendment: { draft: 'waiting', approved: 'done', dropped: 'stopped' },
  report: { submitted: 'waiting', accepted: 'done', returned: 'late' },
  evaluation: {
    planned: 'draft', self_reporting: 'waiting', self_submitted: 'active', desk: 'active', onsite: 'active', scored: 'waiting', merged: 'waiting', publicised: 'active', objected: 'late', reviewed: 'waiting', final: 'done', rectifying: 'late', rechecked: 'waiting', final2: 'done', archived: 'neutral',
  },
  file: { draft: 'draft', village_submitted: 'waiting', township_verified: 'waiting', registered: 'done', exit_pending: 'waiting', exited: 'neutral' },
  pairing: { proposed: 'waiting', matched: 'waiting', consented: 'waiting', active: 'active', paused: 'stopped', ended: 'neutral' },
}
