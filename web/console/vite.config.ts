import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// TONGXING_API is where `npm run dev` finds the server; the built console is served by it.
const api = process.env.TONGXING_API ?? 'http://127.0.0.1:8080'

export default defineConfig({
  base: '/console/',
  plugins: [react()],
  // The server puts a new number in its place in every page; styles made by script carry it.
  html: { cspNonce: '__NONCE__' },
  build: { target: 'es2022', chunkSizeWarningLimit: 1200, assetsInlineLimit: 0 },
  // The server refuses writes from another origin, so the proxy speaks with the server's own.
  server: { proxy: { '/api': { target: api, changeOrigin: true, headers: { origin: api } } } },
})
