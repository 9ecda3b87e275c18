import type { components } from '@tongxing/shared'
import { Button, Tooltip } from 'antd'
import type { ReactNode } from 'react'

export type Act = components['schemas']['workflow.ActView']

/**
 * Offer shows the button of an act as the API offers it: `children` when it is open; a disabled button with the reason when it
 * is refused now; nothing when it is not listed.
 */
export function Offer({ acts, act, label, children }: { acts: Act[]; act: string; label: string; children: ReactNode }) {
  const offered = acts.find((a) => a.act === act)
  if (!offered) return null
  if (!offered.why) return <>{children}</>
  return (
    <Tooltip title={offered.why.text}>
      <Button disabled aria-description={offered.why.text}>
        {label}
      </Button>
    </Tooltip>
  )
}

/** isOpen tells whether the act may be taken now. */
export const isOpen = (acts: Act[], act: string): boolean => acts.some((a) => a.act === act && !a.why)

/** offers tells whether the API lists the act, open or refused. */
export const offers = (acts: Act[], act: string): boolean => acts.some((a) => a.act === act)
