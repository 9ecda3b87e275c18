import { CheckOutlined } from '@ant-design/icons'
import { Button, ConfigProvider } from 'antd'
import { useEffect, useRef, useSyncExternalStore, type ReactNode } from 'react'
import { Lack } from './FormSections.tsx'
import { t } from './texts.ts'

export interface SectionPage {
  code: string
  title: string
  /** How many needed answers it lacks. */
  missing: number
  body: ReactNode
}

const narrow = typeof matchMedia === 'function' ? matchMedia('(max-width: 760px)') : undefined

/** useNarrow tells whether the window is a phone's, by the width at which theme/narrow.css takes over. */
const useNarrow = (): boolean =>
  useSyncExternalStore(
    (tell) => {
      narrow?.addEventListener('change', tell)
      return () => narrow?.removeEventListener('change', tell)
    },
    () => !!narrow?.matches,
  )

/**
 * SectionPages shows the sections of a long form: all on one page with anchors at the side, and on a phone one at a time with the
 * list of steps above, each with what it lacks. All sections stay in the document, so that a refusal finds its field.
 */
export function SectionPages({ pages, at, go }: { pages: SectionPage[]; at: string; go: (code: string) => void }) {
  const small = useNarrow()
  const now = Math.max(
    0,
    pages.findIndex((p) => p.code === at),
  )
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => {
    const step = list.current?.children[now] as HTMLElement | undefined
    if (list.current && step) list.current.scrollLeft = step.offsetLeft - (list.current.clientWidth - step.offsetWidth) / 2
  }, [now])
  return (
    <ConfigProvider componentSize={small ? 'large' : 'middle'}>
      <div className="tx-pages">
        <nav aria-label={t.form.sections}>
          <p className="tx-muted tx-pages-no">{t.form.step({ n: now + 1, of: pages.length })}</p>
          <ol ref={list}>
            {pages.map((p, i) => (
              <li key={p.code}>
                <button type="button" aria-current={i === now ? 'step' : undefined} onClick={() => go(p.code)}>
                  {p.title}{' '}
                  {p.missing > 0 ? (
                    <Lack n={p.missing} />
                  ) : (
                    <span className="tx-full">
                      <CheckOutlined aria-label={t.form.full} />
                    </span>
                  )}
                </button>
              </li>
            ))}
          </ol>
        </nav>
        <div>
          {pages.map((p, i) => (
            <section
              key={p.code}
              id={idOf(p.code)}
              className={`tx-card${i === now ? '' : ' tx-pages-away'}`}
              aria-labelledby={`${idOf(p.code)}-h`}
            >
              <div className="tx-card-head">
                <h2 id={`${idOf(p.code)}-h`} tabIndex={-1}>
                  {p.title}
                </h2>
                {p.missing > 0 && <Lack n={p.missing} />}
              </div>
              {p.body}
            </section>
          ))}
        </div>
      </div>
    </ConfigProvider>
  )
}

const idOf = (code: string) => `section-${code}`

/** toSection brings a section of SectionPages into sight, and its title into focus for those who listen. */
export function toSection(code: string): void {
  const title = document.getElementById(`${idOf(code)}-h`)
  title?.focus({ preventScroll: true })
  if (narrow?.matches) document.querySelector('.tx-pages')?.scrollIntoView({ block: 'start' })
  else document.getElementById(idOf(code))?.scrollIntoView({ block: 'start' })
}

/** StepButtons go one section back or on; a wide window has no use for them. */
export function StepButtons({ pages, at, go }: { pages: { code: string }[]; at: string; go: (code: string) => void }) {
  const now = Math.max(
    0,
    pages.findIndex((p) => p.code === at),
  )
  const last = now === pages.length - 1
  return (
    <div className="tx-pages-steps">
      <Button size="large" disabled={now === 0} onClick={() => go(pages[now - 1]!.code)}>
        {t.form.back}
      </Button>
      <Button size="large" disabled={last} onClick={() => go(pages[now + 1]!.code)}>
        {t.form.on}
      </Button>
    </div>
  )
}
