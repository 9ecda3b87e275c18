import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import preact from '@preact/preset-vite'
import { defineConfig, type Plugin } from 'vite'

// TONGXING_API is where `npm run dev` finds the server; the built app is served by it.
const api = process.env.TONGXING_API ?? 'http://127.0.0.1:8080'

/** What a phone needs without a network; the decoder of QR codes is fetched when it is used. */
const shell = (name: string) => /\.(js|css|svg|webmanifest)$/.test(name) && !/jsqr|qr-/i.test(name)

/** serviceWorker writes sw.js with the names of the built files and a version that changes with any of them. */
function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const files = [...Object.keys(bundle), ...readdirSync('public')].filter(shell).sort()
      const page = bundle['index.html']
      const version = createHash('sha256')
        .update(files.join())
        .update(page?.type === 'asset' ? String(page.source) : '')
      for (const name of readdirSync('public')) version.update(readFileSync(`public/${name}`))
      const source = readFileSync('sw.js', 'utf8')
        .replace('__VERSION__', version.digest('hex').slice(0, 12))
        .replace("['__FILES__']", JSON.stringify(files))
      this.emitFile({ type: 'asset', fileName: 'sw.js', source })
    },
  }
}

export default defineConfig({
  base: '/v/',
  plugins: [preact({ devToolsEnabled: false }), serviceWorker()],
  build: {
    target: ['es2020', 'chrome87', 'safari14'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What the first page needs in one file: two requests less, and it compresses better together.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', test: /main\.tsx$/ }] } } },
  },
  // The server refuses writes from another origin, so the proxy speaks with the server's own.
  server: { proxy: { '/api': { target: api, changeOrigin: true, headers: { origin: api } } } },
})
