import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

// TONGXING_API is where `npm run dev` finds the server; the built console is served by it.
const api = process.env.TONGXING_API ?? 'http://127.0.0.1:8080'

// What Ant Design says in English to those who do not see it, and what it says instead.
const loud: { file: RegExp; words: RegExp; instead: string }[] = [
  // Icons are pictures beside a text, unless they are given a label.
  {
    file: /@ant-design\/icons\/es\/components\/AntdIcon(Light)?\.js$/,
    words: /role: "img",\s*"aria-label": icon\.name/,
    instead: '...(props["aria-label"] ? { role: "img" } : { "aria-hidden": true })',
  },
  // The arrows of a number are for the mouse; the field itself is a spinbutton.
  {
    file: /@rc-component\/input-number\/es\/StepHandler\.js$/,
    words: /"aria-label": isUpAction \? 'Increase Value' : 'Decrease Value'/,
    instead: '"aria-hidden": true',
  },
]

/** quiet takes the English out of what is read aloud, and stops the build when the library says it in another way. */
function quiet(): Plugin {
  return {
    name: 'quiet',
    transform: {
      filter: { id: loud.map((l) => l.file) },
      handler(code, id) {
        const { words, instead } = loud.find((l) => l.file.test(id))!
        if (!words.test(code)) throw new Error(`${id} says ${words} in another way now`)
        return { code: code.replace(words, instead), map: null }
      },
    },
  }
}

export default defineConfig({
  base: '/console/',
  plugins: [react(), quiet()],
  // The server puts a new number in its place in every page; styles made by script carry it.
  html: { cspNonce: '__NONCE__' },
  build: { target: 'es2022', chunkSizeWarningLimit: 1200, assetsInlineLimit: 0 },
  // The server refuses writes from another origin, so the proxy speaks with the server's own.
  server: { proxy: { '/api': { target: api, changeOrigin: true, headers: { origin: api } } } },
})
