import { texts } from '@tongxing/shared'
import { role as roles } from '@tongxing/shared/words'

export { roles }

/** The scope of a role that has neither organisation nor region. */
export const scopes = texts(
  {
    platform: '全平台',
  },
  {
    platform: 'Whole platform',
  },
)

/** roleName is what people call a role. */
export const roleName = (role: string): string => (roles as Record<string, string>)[role] ?? role
