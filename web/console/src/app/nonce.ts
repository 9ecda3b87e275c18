/** nonce is the number by which this page's own styles are known to the browser; the server draws it for each answer. */
export const nonce = globalThis.document?.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? ''

/**
 * signStyles has every style element that a script makes carry the number. antd passes it on for its components, but not
 * where it stops the page behind a dialog from scrolling; the browser would refuse that style.
 */
export function signStyles(doc: Document, number: string) {
  const create = doc.createElement.bind(doc) as (name: string, options?: ElementCreationOptions) => HTMLElement
  doc.createElement = ((name: string, options?: ElementCreationOptions) => {
    const el = create(name, options)
    if (el instanceof HTMLStyleElement) el.nonce = number
    return el
  }) as Document['createElement']
}
