// Numbers that the state gives, made up: valid check characters, fictitious people.

/** idNumber is a fictitious ID number of a region that does not exist, of a birthday, with its check character. */
export function idNumber(region: string, birth: string, serial: number): string {
  const body = region + birth + String(serial % 1000).padStart(3, '0')
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((s, weight, i) => s + weight * Number(body[i]), 0)
  return body + '10X98765432'[sum % 11]
}

/** uscc completes the first characters of a unified social credit code with zeros and both check characters. */
export function uscc(begin: string): string {
  const head = begin.padEnd(16, '0').slice(0, 16)
  const inner = [3, 7, 9, 10, 5, 8, 4, 2].reduce((s, weight, i) => s + weight * parseInt(head[8 + i]!, 36), 0)
  const body = head + (['0', 'X'][11 - (inner % 11) === 11 ? 0 : 11 - (inner % 11) === 10 ? 1 : 2] ?? String(11 - (inner % 11)))
  const digits = '0123456789ABCDEFGHJKLMNPQRTUWXY'
  const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
  const sum = weights.reduce((s, weight, i) => s + weight * digits.indexOf(body[i]!), 0)
  return body + digits[(31 - (sum % 31)) % 31]
}
