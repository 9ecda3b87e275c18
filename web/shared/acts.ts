// What the API says that a person may do with a thing now: the acts that it lists in the thing's view.
import type { components } from './schema.d.ts'

export type Act = components['schemas']['workflow.ActView']

/** findAct returns the act as the API offers it: refused when it has `why`; undefined when it is not listed. */
export const findAct = (acts: Act[] | undefined, act: string): Act | undefined => acts?.find((a) => a.act === act)

/** isOpen tells whether the act may be taken now. */
export const isOpen = (acts: Act[] | undefined, act: string): boolean => {
  const found = findAct(acts, act)
  return !!found && !found.why
}

/** offers tells whether the API lists the act, open or refused. */
export const offers = (acts: Act[] | undefined, act: string): boolean => !!findAct(acts, act)
