// The words for the API's codes: no code is ever shown.
import { texts } from '@tongxing/shared'

export const words = texts(
  {
    type: {
      tutoring: '课业辅导',
      group_activity: '小组活动',
      visit: '入户走访',
      pairing_meeting: '结对见面',
    },
    group: {
      children: '儿童',
      elders: '老人',
      women: '妇女',
      mixed: '家庭',
      general: '公众',
    },
    signup: {
      pending: '待审核',
      waitlisted: '候补中',
      confirmed: '已报名',
      declined: '未通过',
      withdrawn: '已请假',
      cancelled: '活动已取消',
      attended: '已参加',
      absent: '未到场',
    },
    stay: {
      checked_in: '服务中',
      checked_out: '待补签退',
      pending: '待确认',
      confirmed: '已确认',
      rejected: '未通过',
      disputed: '申诉中',
      upheld: '维持原时长',
      corrected: '已更正',
      voided: '已作废',
    },
    certificate: {
      requested: '待出具',
      issued: '已出具',
      revoked: '已撤销',
      refused: '未出具',
    },
    volunteer: {
      registered: '待核实身份',
      verified: '已核实',
      active: '服务中',
      frozen: '已暂停',
      cancelled: '已注销',
    },
    clearance: {
      none: '未办理',
      consented: '已同意，待查询',
      queried: '查询中',
      clear: '有效',
      expired: '已过期',
      barred: '未通过',
    },
    pairing: {
      proposed: '待匹配',
      matched: '待同意',
      consented: '待开始',
      active: '进行中',
      paused: '已暂停',
      ended: '已结束',
    },
    pairingType: {
      caring_mother: '爱心妈妈',
      one_to_one: '一对一',
      team: '团队',
    },
    way: {
      home: '入户',
      school: '到校',
      phone: '电话',
      video: '视频',
    },
    met: {
      person: '本人',
      caregiver: '照料人',
      nobody: '未联系上',
    },
    grade: {
      A: '扫码并在现场',
      B: '扫码',
      C: '部分扫码',
      D: '人工登记',
    },
    authority: {
      police: '公安机关',
      procuracy: '检察院',
      civil_admin: '民政部门',
    },
    gender: {
      male: '男',
      female: '女',
    },
  },
  {
    type: {
      tutoring: 'Tutoring',
      group_activity: 'Group activity',
      visit: 'Home visit',
      pairing_meeting: 'Pairing meeting',
    },
    group: {
      children: 'Children',
      elders: 'Elders',
      women: 'Women',
      mixed: 'Families',
      general: 'Everybody',
    },
    signup: {
      pending: 'Being decided',
      waitlisted: 'In line',
      confirmed: 'Signed up',
      declined: 'Not accepted',
      withdrawn: 'Withdrawn',
      cancelled: 'Cancelled',
      attended: 'Took part',
      absent: 'Did not come',
    },
    stay: {
      checked_in: 'Serving',
      checked_out: 'Check-out missing',
      pending: 'To be confirmed',
      confirmed: 'Confirmed',
      rejected: 'Not accepted',
      disputed: 'Disputed',
      upheld: 'Left as it was',
      corrected: 'Corrected',
      voided: 'Void',
    },
    certificate: {
      requested: 'Asked for',
      issued: 'Issued',
      revoked: 'Revoked',
      refused: 'Not issued',
    },
    volunteer: {
      registered: 'To be verified',
      verified: 'Verified',
      active: 'Active',
      frozen: 'Paused',
      cancelled: 'Ended',
    },
    clearance: {
      none: 'Not made',
      consented: 'Agreed, to be made',
      queried: 'Being made',
      clear: 'Valid',
      expired: 'Run out',
      barred: 'Not passed',
    },
    pairing: {
      proposed: 'To be matched',
      matched: 'Waits for consent',
      consented: 'About to begin',
      active: 'Active',
      paused: 'Paused',
      ended: 'Ended',
    },
    pairingType: {
      caring_mother: 'Caring mother',
      one_to_one: 'One to one',
      team: 'Team',
    },
    way: {
      home: 'At home',
      school: 'At school',
      phone: 'Phone',
      video: 'Video',
    },
    met: {
      person: 'The person',
      caregiver: 'The caregiver',
      nobody: 'Nobody',
    },
    grade: {
      A: 'Scanned, on site',
      B: 'Scanned',
      C: 'Partly scanned',
      D: 'Recorded by hand',
    },
    authority: {
      police: 'Police',
      procuracy: 'Procuratorate',
      civil_admin: 'Civil affairs',
    },
    gender: {
      male: 'Male',
      female: 'Female',
    },
  },
)

/** word is the text of a code in one of the lists, or nothing for a code that is newer than this app. */
export function word(list: object, code: string | undefined): string {
  return (code && (list as Record<string, string>)[code]) || ''
}

export type Tone = 'done' | 'wait' | 'late' | 'plain' | 'jade'

const tones: Record<string, Tone> = {
  confirmed: 'done',
  attended: 'done',
  corrected: 'done',
  upheld: 'done',
  issued: 'done',
  active: 'done',
  clear: 'done',
  verified: 'done',
  pending: 'wait',
  waitlisted: 'wait',
  requested: 'wait',
  registered: 'wait',
  consented: 'wait',
  queried: 'wait',
  disputed: 'wait',
  checked_out: 'wait',
  matched: 'wait',
  paused: 'wait',
  checked_in: 'jade',
  declined: 'late',
  absent: 'late',
  rejected: 'late',
  voided: 'late',
  revoked: 'late',
  refused: 'late',
  frozen: 'late',
  expired: 'late',
  barred: 'late',
  cancelled: 'late',
}

/** tone is how a state looks; its word says the same. */
export const tone = (code: string): Tone => tones[code] ?? 'plain'
