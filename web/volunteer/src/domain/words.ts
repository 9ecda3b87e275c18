// How codes look and read. What they are called comes from the server (@tongxing/shared/words): no code is ever shown.

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
  joined: 'done',
  pending: 'wait',
  waitlisted: 'wait',
  requested: 'wait',
  registered: 'wait',
  verified: 'wait',
  asked: 'wait',
  consented: 'wait',
  queried: 'wait',
  answered: 'wait',
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
