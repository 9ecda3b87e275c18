// The unified social credit code (GB 32100-2015), checked while it is typed; the server checks it again.
const digits = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

/** normal brings a code as people type it to capitals without blanks and full-width characters. */
export const normal = (code: string): string => code.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase()

/** fits tells whether the last character is what the first seventeen ask for. */
export function fits(code: string): boolean {
  const c = normal(code)
  if (c.length !== 18) return false
  const values = [...c].map((ch) => digits.indexOf(ch))
  if (values.some((v) => v < 0)) return false
  const sum = weights.reduce((s, weight, i) => s + weight * values[i]!, 0)
  return (31 - (sum % 31)) % 31 === values[17]
}
