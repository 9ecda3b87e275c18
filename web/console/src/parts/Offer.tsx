import { findAct, type Act } from '@tongxing/shared'
import { Button, Tooltip } from 'antd'
import type { ReactNode } from 'react'

export { isOpen, offers, type Act } from '@tongxing/shared'

/**
 * Offer shows the button of an act as the API offers it: `children` when it is open; a disabled button with the reason when it
 * is refused now; nothing when it is not listed. A disabled button gets no touch and no focus, so what is around it shows the reason.
 */
export function Offer({ acts, act, label, children }: { acts: Act[]; act: string; label: string; children: ReactNode }) {
  const offered = findAct(acts, act)
  if (!offered) return null
  if (!offered.why) return <>{children}</>
  return (
    <Tooltip title={offered.why.text} trigger={['hover', 'focus']}>
      <span className="tx-offer" tabIndex={0}>
        <Button disabled aria-description={offered.why.text}>
          {label}
        </Button>
      </span>
    </Tooltip>
  )
}
