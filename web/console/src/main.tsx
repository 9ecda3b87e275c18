import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { apply } from './theme/tokens.ts'
import './theme/base.css'
import './theme/print.css'

apply(document.documentElement)
createRoot(document.getElementById('root')!).render(<App />)
