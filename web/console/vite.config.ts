import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

// TONGXING_API is where `npm run dev` finds the server; the built console is served by it.
const api = process.env.TONGXING_API ?? 'http://127.0.0.1:8080'

const named = /role: "img",\s*"aria-label": icon\.name/

/** quietIcons keeps Ant Design's icons from being read out, by names that are English words, unless one is given a label. */
function quietIcons(): Plugin {
  return {
    name: 'quiet-icons',
    transform: {
      filter: { id: /@ant-design\/icons\/es\/components\/AntdIcon(Light)?\.js$/ },
      handler(code) {
        if (!named.test(code)) throw new Error('Ant Design names its icons in another way now')
        return { code: code.replace(named, '...(props["aria-label"] ? { role: "img" } : { "aria-hidden": true })'), map: null }
      },
    },
  }
}

export default defineConfig({
  base: '/console/',
  plugins: [react(), quietIcons()],
  // The server puts a new number in its place in every page; styles made by script carry it.
  html: { cspNonce: '__NONCE__' },
  build: { target: 'es2022', chunkSizeWarningLimit: 1200, assetsInlineLimit: 0 },
  // The server refuses writes from another origin, so the proxy speaks with the server's own.
  server: { proxy: { '/api': { target: api, changeOrigin: true, headers: { origin: api } } } },
})
