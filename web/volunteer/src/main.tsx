import { locale } from '@tongxing/shared'
import { render } from 'preact'
import { App } from './app/app.tsx'
import { watch } from './data/queue.ts'
import { me, start } from './data/session.ts'
import { keepApp } from './app/update.ts'
import './tokens.css'
import './app.css'

document.documentElement.lang = locale()
void start().then(() => {
  if (me.value?.permissions.includes('service.write')) void import('./data/logs.ts').then((m) => m.beginLogs())
})
watch()
const place = document.getElementById('app')!
place.replaceChildren() // Preact keeps what it finds there, the line 正在打开 of index.html
render(<App />, place)
keepApp()
