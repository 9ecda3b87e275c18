// What the pages of activities share: the shapes that the API answers with, and small pieces of them.
import type { components } from '@tongxing/shared'
import { activityStatus } from '@tongxing/shared/words'
import { tones, word } from '../../domain/words.ts'
import { StateTag } from '../../parts/index.ts'
import type { Session } from '../../session/session.tsx'

/** An activity in a list. */
export type Activity = components['schemas']['activities.listedView']

/** An activity in full. */
export type View = components['schemas']['activities.activityView']

/** ActivityState shows the state of an activity as a tag. */
export const ActivityState = ({ of }: { of: string }) => (
  <StateTag tone={tones.activity[of] ?? 'neutral'}>{word(activityStatus, of)}</StateTag>
)

/** runsIt tells whether the person has the permission by a role in the activity's organisation. */
export const runsIt = (s: Session, a: View, permission: string): boolean => s.may(permission) && s.places.some((p) => p.orgId === a.org_id)
