// SHA-256 of a file. crypto.subtle exists on pages with TLS only; a town hall's own network often has none.

/** hashOf returns the SHA-256 of the content in hexadecimal digits. It rejects when the file cannot be read. */
export async function hashOf(content: Blob): Promise<string> {
  const subtle = (crypto as { subtle?: SubtleCrypto }).subtle
  if (subtle) return hex(new Uint8Array(await subtle.digest('SHA-256', await content.arrayBuffer())))
  return hashByScript(content)
}

/** hashByScript is hashOf without crypto.subtle: some tens of megabytes a second, read piece by piece. */
export async function hashByScript(content: Blob): Promise<string> {
  const state = new Uint32Array(primes(8, 1 / 2))
  const whole = content.size - (content.size % 64)
  for (let at = 0; at < whole; at += piece)
    addBlocks(state, new Uint8Array(await content.slice(at, Math.min(at + piece, whole)).arrayBuffer()))
  const rest = new Uint8Array(await content.slice(whole).arrayBuffer())
  const last = new Uint8Array(rest.length < 56 ? 64 : 128)
  last.set(rest)
  last[rest.length] = 0x80
  const bits = new DataView(last.buffer, last.length - 8)
  bits.setUint32(0, Math.floor(content.size / 2 ** 29))
  bits.setUint32(4, (content.size * 8) >>> 0)
  addBlocks(state, last)
  const sum = new DataView(new ArrayBuffer(32))
  state.forEach((word, i) => sum.setUint32(i * 4, word))
  return hex(new Uint8Array(sum.buffer))
}

const piece = 1 << 20

const hex = (bytes: Uint8Array) => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')

/** primes returns the first 32 bits behind the point of that root of the first n primes, which FIPS 180-4 takes as constants. */
function primes(n: number, root: number): number[] {
  const found: number[] = []
  for (let p = 2; found.length < n; p++) if (found.every((q) => p % q)) found.push(p)
  return found.map((p) => Math.floor((p ** root % 1) * 2 ** 32))
}

const constants = new Uint32Array(primes(64, 1 / 3))
const schedule = new Uint32Array(64)

/** addBlocks takes blocks of 64 bytes into the state, as FIPS 180-4, 6.2.2 says. */
function addBlocks(state: Uint32Array, bytes: Uint8Array): void {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const turn = (x: number, n: number) => (x >>> n) | (x << (32 - n))
  const w = schedule
  for (let at = 0; at < bytes.length; at += 64) {
    for (let i = 0; i < 16; i++) w[i] = data.getUint32(at + i * 4)
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15]!
      const y = w[i - 2]!
      w[i] = w[i - 16]! + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + w[i - 7]! + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10))
    }
    let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number]
    for (let i = 0; i < 64; i++) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + constants[i]! + w[i]!) | 0
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
      ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0]
    }
    ;[a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = state[i]! + word))
  }
}
