import type { ComponentType } from 'react'

/** A page with an address. Its file exports `Component` and is loaded when it is first shown. */
export interface PageRoute {
  path: string
  page: () => Promise<{ Component: ComponentType }>
  /** Any of these permissions lets one in; none: everybody logged in. */
  may?: string[]
}
