/** The event by which the inbox page tells the bell that something was read. */
export const inboxRead = 'tongxing:inbox-read'
