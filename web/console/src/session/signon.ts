// What the server says behind # when it sends the browser back from an identity platform: `#sso=in` after a log-in, `#sso=linked` after
// a link was made, else the code of a refusal. The volunteers' app links to `#sso=in` too, for whoever is logged in there.
import { api, take } from '@tongxing/shared'

const mark = '#sso='

/** signOnOutcome is what became of a log-in at an identity platform, or undefined on any other page. */
export const signOnOutcome = (): string | undefined => (location.hash.startsWith(mark) ? location.hash.slice(mark.length) : undefined)

/** forgetSignOn takes the outcome out of the address. */
export function forgetSignOn(): void {
  if (signOnOutcome() !== undefined) history.replaceState(history.state, '', location.pathname + location.search)
}

/** signOnPath is where the browser goes to log in at the platform, and to come back to the page where one wanted to go. */
export function signOnPath(provider: string): string {
  const next = /^\/console\/[\w./-]*$/.test(location.pathname) ? location.pathname : '/console/'
  return `/api/v1/auth/sso/${encodeURIComponent(provider)}?next=${encodeURIComponent(next)}`
}

/** providers are the identity platforms of the settings. */
export const providers = () => take(api.GET('/auth/sso')).then((l) => l.items)
