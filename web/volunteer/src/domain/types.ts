// The API's shapes under the names that the pages use.
import type { components, operations } from '@tongxing/shared/schema'

type S = components['schemas']
export type Filter = NonNullable<operations['getPublicActivities']['parameters']['query']>
export type Card = S['activities.cardView']
export type Activity = S['activities.activityView']
export type Signup = S['activities.signupView']
export type Stay = S['attendance.attendanceView']
export type Hours = S['attendance.hoursView']
export type Me = S['accounts.meView']
export type Session = S['accounts.sessionView']
export type Volunteer = S['volunteers.volunteerView']
export type FirstSteps = S['volunteers.stepsView']
export type FirstStep = S['volunteers.stepView']
export type Invitation = S['volunteers.myInvitationView']
export type Membership = S['volunteers.memberView']
export type Org = S['orgs.publicView']
export type Pairing = S['pairings.pairingView']
export type Contact = S['pairings.contactView']
export type Note = S['notify.noteView']
export interface List<T> {
  items: T[]
  next?: string
}
