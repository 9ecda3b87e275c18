import { locale } from '@tongxing/shared'
import { render } from 'preact'
import { App } from './app/app.tsx'
import { watch } from './data/queue.ts'
import { start } from './data/session.ts'
import { keepApp } from './app/update.ts'
import './tokens.css'
import './app.css'

document.documentElement.lang = locale()
void start()
watch()
render(<App />, document.getElementById('app')!)
keepApp()
