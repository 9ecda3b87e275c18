// Builds the apps and puts them together in dist/, where embed.go takes them from: each file as it is and, where that is
// smaller, compressed with brotli and gzip.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const root = import.meta.dirname
const apps = { v: 'volunteer', console: 'console' }
const asked = process.argv.slice(2)

for (const [place, app] of Object.entries(apps)) {
  if (!existsSync(join(root, app, 'package.json')) || (asked.length && !asked.includes(app))) continue
  // Put together aside, where nobody else builds, and moved in one step: a Go build beside this one finds the old or the
  // new, never a part, and of two builds at once the later one stays.
  const aside = mkdtempSync(join(root, `.new-${place}-`))
  try {
    const made = join(aside, 'made')
    execFileSync('npm', ['run', '--silent', 'build', '-w', app, '--', '--outDir', made, '--emptyOutDir'], { cwd: root, stdio: 'inherit' })
    for (const name of readdirSync(made, { recursive: true })) compress(join(made, name))
    replace(made, join(root, 'dist', place), join(aside, 'old'))
  } finally {
    rmSync(aside, { recursive: true, force: true })
  }
}

/** replace puts what was made into its place; what was there goes aside first, by another build again if need be. */
function replace(made, place, aside) {
  for (let n = 0; ; n++) {
    try {
      if (existsSync(place)) renameSync(place, `${aside}-${n}`)
      renameSync(made, place)
      return
    } catch (err) {
      if (n === 10 || !['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(err.code)) throw err
    }
  }
}

function compress(path) {
  if (!/^\.(html|css|js|json|svg|webmanifest|txt|wasm)$/.test(extname(path))) return
  const plain = readFileSync(path)
  const forms = {
    br: brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } }),
    gz: gzipSync(plain, { level: 9 }),
  }
  for (const [ext, form] of Object.entries(forms)) {
    if (form.length < plain.length) writeFileSync(`${path}.${ext}`, form)
  }
}
