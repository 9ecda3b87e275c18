import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { nonce, signStyles } from './app/nonce.ts'
import { apply } from './theme/tokens.ts'
import './theme/base.css'
import './theme/print.css'
import './theme/narrow.css'

signStyles(document, nonce)
apply(document.documentElement)
createRoot(document.getElementById('root')!).render(<App />)
