import { locale } from '@tongxing/shared'
import { render } from 'preact'
import { App } from './app.tsx'
import { watch } from './queue.ts'
import { start } from './session.ts'
import { keepApp } from './update.ts'
import './tokens.css'
import './app.css'

document.documentElement.lang = locale()
void start()
watch()
render(<App />, document.getElementById('app')!)
keepApp()
