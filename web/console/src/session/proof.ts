// The proof of the person that some acts ask for (a step-up): the call waits while a dialog asks for it, and is then sent again.
import { Problem } from '@tongxing/shared'
import { useSyncExternalStore } from 'react'

let waiting: ((given: boolean) => void)[] = []
const listeners = new Set<() => void>()

const tell = () => listeners.forEach((l) => l())

/** proofNeeded tells whether a call was refused because the last proof of the person is too old. */
export const proofNeeded = (err: unknown): boolean => err instanceof Problem && err.code === 'step_up_required'

/** proofGiven asks for a proof; it resolves with true once it was given, and with false when the person has closed the dialog. */
export function proofGiven(): Promise<boolean> {
  return new Promise((done) => {
    waiting.push(done)
    tell()
  })
}

/** answerProof ends the question for everything that waits for it. */
export function answerProof(given: boolean): void {
  const all = waiting
  waiting = []
  tell()
  for (const done of all) done(given)
}

/** useProofAsked is true while something waits for a proof. */
export const useProofAsked = (): boolean =>
  useSyncExternalStore(
    (changed) => {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
    () => waiting.length > 0,
  )
