import { texts } from '@tongxing/shared'

export const t = texts(
  {
    title: '付款', waiting: '待办', all: '全部', contract: '合同', seq: '期次', seqOf: '第 {n} 期', amount: '金额', state: '状态', since: '自', invoice: '发票号', voucher: '付款凭证号', part: '付款比例', reason: '退回原因', paidAt: '支付时间', gate: '付款条件', open: '已满足', shut: '未满足', milestone: '里程碑', noWork: '没有待办的付款', noWorkHow: '里程碑验收且条件满足后，承接主体申请，购买主体审核，财务支付，三人分别办理。', none: '还没有付款', noneHow: '合同签订后按里程碑生成各期付款。',
    apply: '申请付款', approve: '审核通过', refuse: '退回', pay: '登记支付', sendBack: '退回承接主体', said: '已办理', refuseReason: '退回原因（不少于 10 字，承接主体会看到）', approveNote: '审核通过即确认：{amount}，发票号 {invoice}。审核后内容如有变动将不能支付。', payNote: '登记后不能撤销。经办、审核、支付须为三个不同的人。', notDue: '里程碑验收并满足付款条件后可申请。', invoiceHow: '4 到 40 个字符', voucherHow: '国库支付令或转账凭证编号',
    steps: '办理步骤', step1: '承接主体申请', step2: '购买主体审核', step3: '财务支付', own: '申请、审核、支付须由三个不同的人办理；您经办过的款项不能再由您审核或支付。', chain: '依据', chainHow: '里程碑 → 指标 → 台账 → 签到，逐级核对。', seeIndicators: '查看指标与台账', seeMilestone: '查看里程碑', fingerprint: '内容校验码', back: '付款列表',
  },
  {
    title: 'Payments', waiting: 'To do', all: 'All', contract: 'Contract', seq: 'No.', seqOf: 'No. {n}', amount: 'Amount', state: 'State', since: 'Since', invoice: 'Invoice', voucher: 'Voucher', part: 'Share', reason: 'Reason', paidAt: 'Paid', gate: 'Condition', open: 'met', shut: 'not met', milestone: 'Milestone', noWork: 'No payment waits for you', noWorkHow: 'Once a milestone is accepted and its condition met, the provider applies, the buyer approves, finance pays: three persons.', none: 'No payments yet', noneHow: 'A signed contract has one for each milestone.',
    apply: 'Apply', approve: 'Approve', refuse: 'Return', pay: 'Record as paid', sendBack: 'Send back', said: 'Done', refuseReason: 'Reason (10 characters at least; the provider reads it)', approveNote: 'You approve {amount} on invoice {invoice}. If anything changes afterwards it is not paid.', payNote: 'This cannot be undone. Applying, approving and paying take three persons.', notDue: 'Possible once the milestone is accepted and its condition met.', invoiceHow: '4 to 40 characters', voucherHow: 'Number of the payment order or transfer',
    steps: 'Steps', step1: 'Provider applies', step2: 'Buyer approves', step3: 'Finance pays', own: 'Applying, approving and paying take three persons: what you have worked on you neither approve nor pay.', chain: 'Grounds', chainHow: 'From the milestone to indicators, ledger and check-ins.', seeIndicators: 'Indicators and ledger', seeMilestone: 'Milestone', fingerprint: 'Content hash', back: 'Payments',
  },
)
