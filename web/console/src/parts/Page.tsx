import { ArrowLeftOutlined } from '@ant-design/icons'
import { useEffect, type ReactNode } from 'react'
import { Link } from 'react-router'
import { Deadline } from './figures.tsx'
import { t } from './texts.ts'

interface PageProps {
  title: string
  /** A StateTag beside the title. */
  state?: ReactNode
  /** One line under the title: number, place, who. */
  sub?: ReactNode
  /** The one primary button and what may stand beside it. */
  acts?: ReactNode
  /** What is due when, shown before the acts. */
  deadline?: { label: string; at: string | undefined; soonDays?: number } | false
  /** Where the arrow before the title leads: the list this belongs to. */
  back?: string
  /** A Timeline or other notes at the right. */
  aside?: ReactNode
  children: ReactNode
}

/** Page is the frame of everything with an address: header with name, state, next act and deadline; body; notes at the right. */
export function Page({ title, state, sub, acts, deadline, back, aside, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · ${t.product}`
  }, [title])
  return (
    <div className="tx-page">
      <header className="tx-page-head">
        <div className="tx-page-name">
          {back && (
            <Link to={back} className="tx-back" aria-label={t.back}>
              <ArrowLeftOutlined />
            </Link>
          )}
          <div>
            <h1>
              {title} {state}
            </h1>
            {sub && <div className="tx-muted">{sub}</div>}
          </div>
        </div>
        {(acts || deadline) && (
          <div className="tx-page-acts">
            {deadline && deadline.at && (
              <span>
                <span className="tx-muted">{deadline.label}</span> <Deadline {...deadline} />
              </span>
            )}
            {acts}
          </div>
        )}
      </header>
      {aside ? (
        <div className="tx-with-aside">
          <div>{children}</div>
          <aside>{aside}</aside>
        </div>
      ) : (
        children
      )}
    </div>
  )
}

/** Card is a titled part of a page. */
export function Card({
  title,
  extra,
  children,
  flush = false,
}: {
  title?: ReactNode
  extra?: ReactNode
  children: ReactNode
  flush?: boolean
}) {
  return (
    <section className={`tx-card${flush ? ' tx-card-flush' : ''}`}>
      {(title || extra) && (
        <div className="tx-card-head">
          {title && <h2>{title}</h2>}
          {extra && <div className="tx-row">{extra}</div>}
        </div>
      )}
      {children}
    </section>
  )
}

/** Facts is a list of labels and values; what is empty shows as a dash. */
export function Facts({ of }: { of: [label: string, value: ReactNode][] }) {
  return (
    <dl className="tx-facts">
      {of.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value === undefined || value === '' || value === null ? t.none : value}</dd>
        </div>
      ))}
    </dl>
  )
}
