// The three states of whatever is read: still loading, failed, empty.
import type { Problem } from '@tongxing/shared'
import { Alert, Button, Skeleton, type GetRef } from 'antd'
import { useEffect, useRef, type ReactNode } from 'react'
import { useNavigate } from 'react-router'
import type { Loaded } from './hooks.ts'
import { t } from './texts.ts'

/** Waiting stands in for what is not here yet, and says so when it will not come. */
export function Waiting({ of, rows = 6 }: { of: Pick<Loaded<unknown>, 'problem' | 'reload'>; rows?: number }) {
  if (of.problem) return <Failed problem={of.problem} retry={() => void of.reload()} />
  return (
    <div role="status" aria-label={t.loading} className="tx-card">
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  )
}

/** Failed says what went wrong and offers another try, or the way out where another try is of no use. */
export function Failed({ problem, retry }: { problem: Problem; retry?: () => void }) {
  const go = useNavigate()
  if (problem.status === 403)
    return <Empty title={t.forbidden} text={t.forbiddenHow} act={<Button onClick={() => void go('/')}>{t.home}</Button>} />
  if (problem.status === 404)
    return <Empty title={t.missing} text={t.missingHow} act={<Button onClick={() => void go(-1)}>{t.back}</Button>} />
  return (
    <Empty
      tone="late"
      title={problem.title || t.failed}
      text={problem.detail}
      note={problem.requestId && t.number({ id: problem.requestId })}
      act={
        retry && (
          <Button type="primary" onClick={retry}>
            {t.retry}
          </Button>
        )
      }
    />
  )
}

/** Empty fills a place where nothing is, and says how to begin. */
export function Empty({
  title,
  text,
  act,
  note,
  tone,
}: {
  title: string
  text?: ReactNode
  act?: ReactNode
  note?: ReactNode
  tone?: 'late'
}) {
  return (
    <div className={`tx-empty${tone ? ` tx-empty-${tone}` : ''}`} role={tone ? 'alert' : undefined}>
      <svg viewBox="0 0 32 32" width="40" height="40" aria-hidden="true">
        <path d="M8 27V16c0-5 3-8 8-8h8" />
        <path d="M17 27v-7c0-2.5 1.5-4 4-4h3" />
      </svg>
      <p className="tx-empty-title">{title}</p>
      {text && <p>{text}</p>}
      {act && <p>{act}</p>}
      {note && <p className="tx-muted">{note}</p>}
    </div>
  )
}

/**
 * Refusal shows why a write was refused, and offers to send it again where that is safe and of use. It scrolls into view when it
 * appears: the button that was pressed may be fixed at the edge of the screen, far from the end of the form.
 */
export function Refusal({ problem, retry, children }: { problem: Problem | undefined; retry?: () => void; children?: ReactNode }) {
  const box = useRef<GetRef<typeof Alert>>(null)
  useEffect(() => {
    if (problem) box.current?.nativeElement.scrollIntoView({ block: 'nearest' })
  }, [problem])
  if (!problem) return null
  return (
    <Alert
      ref={box}
      role="alert"
      type={problem.unsure ? 'warning' : 'error'}
      showIcon
      className="tx-refusal"
      title={problem.title}
      description={
        <>
          {problem.unsure ? t.unsure : problem.detail}
          {children}
        </>
      }
      action={problem.unsure && retry ? <Button onClick={retry}>{t.retry}</Button> : undefined}
    />
  )
}
