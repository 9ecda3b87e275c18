import { format } from '@tongxing/shared'
import type { ReactNode } from 'react'
import type { Tone } from './StateTag.tsx'
import { t } from './texts.ts'

export interface Event {
  at: string
  /** What happened, in the words people use. */
  what: ReactNode
  who?: ReactNode
  reason?: string | undefined
  tone?: Tone
}

/** Timeline tells who did what and when, the latest first; `foot` stands below, such as a button for more. */
export function Timeline({ events, title = t.timeline.title, foot }: { events: Event[]; title?: string; foot?: ReactNode }) {
  const sorted = [...events].sort((a, b) => b.at.localeCompare(a.at))
  return (
    <section className="tx-timeline" aria-label={title}>
      <h2>{title}</h2>
      {sorted.length === 0 && <p className="tx-muted">{t.timeline.empty}</p>}
      <ol>
        {sorted.map((e, i) => (
          <li key={`${e.at}-${i}`} className={`tx-dot-${e.tone ?? 'neutral'}`}>
            <div>{e.what}</div>
            {e.reason && <div className="tx-quote">{e.reason}</div>}
            <div className="tx-muted">
              <time dateTime={e.at} title={format.age(e.at)}>
                {format.instant(e.at)}
              </time>
              {e.who && <> · {e.who}</>}
            </div>
          </li>
        ))}
      </ol>
      {foot}
    </section>
  )
}
