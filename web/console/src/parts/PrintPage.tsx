import { PrinterOutlined } from '@ant-design/icons'
import { format } from '@tongxing/shared'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useSession } from '../session/session.tsx'
import { t } from './texts.ts'

/**
 * PrintPage is an A4 paper: black on white, one column, with who printed it and when; the button and the shell around it are
 * not printed. `official` sets it in a serif. Page numbers come from the print style sheet.
 */
export function PrintPage({ title, official = false, children }: { title: ReactNode; official?: boolean; children: ReactNode }) {
  const { me } = useSession()
  return (
    <>
      <div className="tx-print-bar">
        <Button type="primary" icon={<PrinterOutlined />} onClick={() => window.print()}>
          {t.print.button}
        </Button>
      </div>
      <article className={`tx-paper${official ? ' tx-paper-official' : ''}`}>
        <h1>{title}</h1>
        {children}
        <footer>
          <span>{t.print.by({ name: me.name ?? me.login ?? '' })}</span>
          <span>{t.print.at({ at: format.instant(Date.now()) })}</span>
        </footer>
      </article>
    </>
  )
}
