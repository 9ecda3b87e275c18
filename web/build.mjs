// Builds the apps and puts them together in dist/, where embed.go takes them from: each file as it is and, where that is
// smaller, compressed with brotli and gzip.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const root = import.meta.dirname
const apps = { v: 'volunteer', console: 'console' }
const asked = process.argv.slice(2)

for (const [place, app] of Object.entries(apps)) {
  if (!existsSync(join(root, app, 'package.json')) || (asked.length && !asked.includes(app))) continue
  execFileSync('npm', ['run', '--silent', 'build', '-w', app], { cwd: root, stdio: 'inherit' })
  // Put together aside and moved in one step, so that a Go build beside this one finds the old or the new, never a part.
  const aside = join(root, `.new-${place}`)
  const to = join(root, 'dist', place)
  rmSync(aside, { recursive: true, force: true })
  cpSync(join(root, app, 'dist'), aside, { recursive: true })
  for (const name of readdirSync(aside, { recursive: true })) compress(join(aside, name))
  rmSync(to, { recursive: true, force: true })
  renameSync(aside, to)
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
