// The words and tones of every state, kind and choice. A code is never shown on a screen.
import { texts } from '@tongxing/shared'
import type { Tone } from '../parts/index.ts'

export const w = texts(
  {
    run: {
      queued: '排队中',
      running: '运行中',
      done: '成功',
      failed: '失败',
      skipped: '已跳过',
      lost: '中断',
    },
  },
  {
    run: {
      queued: 'Queued',
      running: 'Running',
      done: 'Done',
      failed: 'Failed',
      skipped: 'Skipped',
      lost: 'Interrupted',
    },
  },
)

type Words = { readonly [code: string]: string }

/** word is what people call a code; of one that is new to this program, a dash. */
export const word = (of: object, code: string | undefined): string => (code && (of as Words)[code]) || '—'

/** choices are the options of a field, in the order of the words. */
export const choices = (of: object): { value: string; label: string }[] =>
  Object.keys(of).map((value) => ({ value, label: (of as Words)[value]! }))

/** The tone of every state: what it means to who looks at it, not where it is stored. */
export const tones: Record<
  | 'activity'
  | 'signup'
  | 'stay'
  | 'certificate'
  | 'contract'
  | 'milestone'
  | 'payment'
  | 'amendment'
  | 'claim'
  | 'report'
  | 'contractReport'
  | 'evaluation'
  | 'news'
  | 'sheet'
  | 'file'
  | 'request'
  | 'survey'
  | 'surveyTask'
  | 'surveyOutcome'
  | 'surveyRow'
  | 'police'
  | 'policeAnswer'
  | 'duplicate'
  | 'pairing'
  | 'delegation'
  | 'org'
  | 'credit'
  | 'volunteer'
  | 'clearance'
  | 'outcome'
  | 'fileImport'
  | 'invitation'
  | 'run'
  | 'service'
  | 'thread'
  | 'satisfaction',
  Record<string, Tone>
> = {
  activity: {
    draft: 'draft',
    submitted: 'waiting',
    returned: 'late',
    published: 'active',
    signup_closed: 'active',
    ongoing: 'active',
    ended: 'waiting',
    recorded: 'done',
    archived: 'neutral',
    cancelled: 'stopped',
  },
  signup: {
    pending: 'waiting',
    confirmed: 'active',
    waitlisted: 'waiting',
    declined: 'stopped',
    withdrawn: 'neutral',
    cancelled: 'stopped',
    attended: 'done',
    absent: 'late',
  },
  stay: {
    checked_in: 'active',
    checked_out: 'late',
    pending: 'waiting',
    confirmed: 'done',
    rejected: 'stopped',
    disputed: 'late',
    corrected: 'done',
    upheld: 'done',
    voided: 'stopped',
  },
  certificate: {
    requested: 'waiting',
    issued: 'done',
    refused: 'stopped',
    revoked: 'stopped',
  },
  contract: {
    draft: 'draft',
    budget_confirmed: 'waiting',
    procuring: 'waiting',
    awarded: 'waiting',
    signed: 'waiting',
    published: 'active',
    performing: 'active',
    mid_passed: 'active',
    final_evaluating: 'waiting',
    accepting: 'waiting',
    settling: 'waiting',
    closed: 'done',
    rectifying: 'late',
    suspended: 'stopped',
    terminated: 'stopped',
    cancelled: 'stopped',
  },
  milestone: {
    pending: 'neutral',
    submitted: 'waiting',
    accepted: 'done',
    returned: 'late',
  },
  payment: {
    withheld: 'neutral',
    planned: 'neutral',
    applied: 'waiting',
    approved: 'waiting',
    paid: 'done',
    refused: 'late',
  },
  claim: { open: 'late', settled: 'done' },
  amendment: {
    draft: 'waiting',
    approved: 'done',
    dropped: 'stopped',
  },
  news: { draft: 'draft', published: 'done', withdrawn: 'late' },
  contractReport: {
    open: 'draft',
    submitted: 'waiting',
    returned: 'late',
    accepted: 'done',
    skipped: 'neutral',
  },
  report: {
    submitted: 'waiting',
    accepted: 'done',
    returned: 'late',
  },
  sheet: { draft: 'waiting', in_force: 'done', retired: 'neutral' },
  evaluation: {
    planned: 'draft',
    self_reporting: 'waiting',
    self_submitted: 'active',
    desk: 'active',
    onsite: 'active',
    scored: 'waiting',
    merged: 'waiting',
    publicised: 'active',
    objected: 'late',
    reviewed: 'waiting',
    final: 'done',
    rectifying: 'late',
    rechecked: 'waiting',
    final2: 'done',
    archived: 'neutral',
  },
  file: {
    draft: 'draft',
    village_submitted: 'waiting',
    township_verified: 'waiting',
    registered: 'done',
    exit_pending: 'waiting',
    exited: 'neutral',
  },
  survey: { draft: 'draft', open: 'active', closed: 'done' },
  surveyTask: { open: 'active', submitted: 'waiting', returned: 'late', accepted: 'done' },
  surveyOutcome: { confirmed: 'done', changed: 'active', left: 'neutral', not_found: 'late', added: 'active' },
  surveyRow: { same: 'done', differs: 'waiting', theirs: 'waiting', ours: 'waiting' },
  police: { confirmed: 'done', not_found: 'stopped', mismatch: 'late' },
  policeAnswer: { entered: 'active', same: 'done', blank: 'neutral', kept: 'waiting', refused: 'late' },
  request: {
    open: 'waiting',
    approved: 'done',
    refused: 'stopped',
    withdrawn: 'neutral',
  },
  duplicate: {
    open: 'waiting',
    different: 'neutral',
    merged: 'done',
  },
  pairing: {
    proposed: 'waiting',
    matched: 'waiting',
    consented: 'waiting',
    active: 'active',
    paused: 'stopped',
    ended: 'neutral',
  },
  service: { draft: 'draft', submitted: 'waiting', returned: 'late', approved: 'done', void: 'stopped', discarded: 'neutral' },
  thread: { open: 'active', closed: 'neutral' },
  satisfaction: { open: 'active', closed: 'done' },
  delegation: {
    draft: 'draft',
    signed: 'waiting',
    active: 'active',
    ended: 'neutral',
    revoked: 'stopped',
    discarded: 'neutral',
  },
  org: {
    draft: 'draft',
    submitted: 'waiting',
    reviewing: 'active',
    approved: 'done',
    returned: 'late',
    rejected: 'stopped',
    suspended: 'late',
    cancelled: 'neutral',
  },
  credit: {
    normal: 'done',
    abnormal: 'late',
    serious: 'late',
  },
  volunteer: {
    registered: 'waiting',
    verified: 'waiting',
    active: 'done',
    frozen: 'late',
    cancelled: 'neutral',
  },
  clearance: {
    none: 'neutral',
    consented: 'waiting',
    answered: 'waiting',
    queried: 'waiting',
    clear: 'done',
    expired: 'late',
    barred: 'stopped',
  },
  fileImport: { good: 'done', known: 'neutral', refused: 'late' },
  outcome: {
    asked: 'waiting',
    updated: 'active',
    unchanged: 'neutral',
    conflict: 'late',
    refused: 'late',
  },
  invitation: {
    asked: 'waiting',
    joined: 'done',
    declined: 'neutral',
    expired: 'neutral',
    withdrawn: 'neutral',
  },
  run: {
    queued: 'waiting',
    running: 'active',
    done: 'done',
    failed: 'late',
    skipped: 'neutral',
    lost: 'late',
  },
}
