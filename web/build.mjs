// Builds the apps and puts them together in dist/, where embed.go takes them from: each file as it is and, where that is
// smaller, compressed with brotli and gzip.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const root = import.meta.dirname
const apps = { v: 'volunteer', console: 'console' }
const asked = process.argv.slice(2)

for (const [place, app] of Object.entries(apps)) {
  if (!existsSync(join(root, app, 'package.json')) || (asked.length && !asked.includes(app))) continue
  execFileSync('npm', ['run', '--silent', 'build', '-w', app], { cwd: root, stdio: 'inherit' })
  const to = join(root, 'dist', place)
  rmSync(to, { recursive: true, force: true })
  cpSync(join(root, app, 'dist'), to, { recursive: true })
  for (const name of readdirSync(to, { recursive: true })) compress(join(to, name))
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
