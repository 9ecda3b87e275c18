import { CloseOutlined, ExpandOutlined } from '@ant-design/icons'
import { api, format, Problem, take } from '@tongxing/shared'
import { Button, Segmented } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { Link, useParams } from 'react-router'
import { again, useLoad, Waiting } from '../../parts/index.ts'
import { Qr } from '../../parts/Qr.tsx'
import { t } from './texts.ts'
import '../../theme/work.css'

type Direction = 'in' | 'out'

interface Code {
  token: string
  digits: string
  /** By this machine's clock. */
  next: number
  length: number
}

const slot = 15_000

/**
 * The wall: the code of the moment, large, with a ring of seconds, and how many are here. Everything counts by the server's
 * clock, whatever this machine's says; a lost connection is told at once, since an old code is refused.
 */
export function Component() {
  const { id = '' } = useParams()
  const act = useLoad(() => take(api.GET('/activities/{id}', { params: { path: { id } } })), [id])
  const [direction, setDirection] = useState<Direction>()
  const box = useRef<HTMLDivElement>(null)
  const mid = act.data ? (new Date(act.data.start).getTime() + new Date(act.data.end).getTime()) / 2 : 0
  const dir: Direction = direction ?? (act.data && Date.now() > mid ? 'out' : 'in')
  if (!act.data) return <Waiting of={act} />
  return (
    <div className="tw-wall" ref={box}>
      <header>
        <div>
          <h1>{act.data.title}</h1>
          <p>{format.span(act.data.start, act.data.end)}</p>
        </div>
        <Segmented<Direction>
          size="large"
          value={dir}
          aria-label={t.checkinMode}
          options={[
            { value: 'in', label: t.wallIn },
            { value: 'out', label: t.wallOut },
          ]}
          onChange={setDirection}
        />
        <div className="tx-row tw-wall-acts">
          <Button size="large" icon={<ExpandOutlined />} onClick={() => void box.current?.requestFullscreen?.().catch(() => undefined)}>
            {t.full}
          </Button>
          <Link to={`/activities/${id}?tab=attendance`} onClick={() => document.fullscreenElement && void document.exitFullscreen()}>
            <Button size="large" icon={<CloseOutlined />}>
              {t.close}
            </Button>
          </Link>
        </div>
      </header>
      <Show key={dir} id={id} direction={dir} />
    </div>
  )
}

function Show({ id, direction }: { id: string; direction: Direction }) {
  const { code, problem } = useCode(id, direction)
  const here = usePresent(id)
  const [left, setLeft] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setLeft(code ? Math.max(0, code.next - Date.now()) : 0), 200)
    return () => clearInterval(timer)
  }, [code])
  const shut = problem?.status === 409
  return (
    <main className="tw-wall-body">
      <div className="tw-wall-code">
        {code && !shut ? (
          <Qr
            text={`${location.origin}/v/checkin?${direction}=${encodeURIComponent(code.token)}`}
            label={direction === 'in' ? t.wallIn : t.wallOut}
          />
        ) : (
          <div className="tw-wall-none">{shut ? problem.detail : t.wallAway}</div>
        )}
      </div>
      <div className="tw-wall-side">
        <p className={`tw-wall-dir tw-wall-${direction}`}>{direction === 'in' ? t.wallIn : t.wallOut}</p>
        <p className="tw-wall-how">{t.wallHow}</p>
        {code && !shut && (
          <>
            <p className="tw-wall-digits" data-testid="digits">
              {code.digits.slice(0, 3)} {code.digits.slice(3)}
            </p>
            <Ring share={left / slot} text={String(Math.ceil(left / 1000))} label={t.wallLeft({ s: Math.ceil(left / 1000) })} />
            {problem && (
              <p className="tx-warn" role="alert">
                {t.wallAway}
              </p>
            )}
          </>
        )}
        <dl className="tw-wall-count" aria-live="polite">
          <div>
            <dt>{t.present}</dt>
            <dd>{here.in}</dd>
          </div>
          <div>
            <dt>{t.checkedOut}</dt>
            <dd>{here.out}</dd>
          </div>
        </dl>
      </div>
    </main>
  )
}

/** useCode keeps the code of the moment; each is asked for when the one before ends. */
function useCode(id: string, direction: Direction): { code: Code | undefined; problem: Problem | undefined } {
  const [state, setState] = useState<{ code?: Code; problem?: Problem }>({})
  useEffect(() => {
    let over = false
    let timer: ReturnType<typeof setTimeout>
    const ask = async () => {
      const sent = Date.now()
      try {
        const c = await again(() => take(api.GET('/activities/{id}/checkin-code', { params: { path: { id }, query: { direction } } })))
        const wait = new Date(c.next_at).getTime() - new Date(c.at).getTime()
        const next = sent + wait // the answer's way counts against the time left
        if (over) return
        setState({ code: { token: c.token, digits: c.digits, next, length: slot } })
        timer = setTimeout(() => void ask(), Math.max(500, next - Date.now() + 50))
      } catch (err) {
        if (!(err instanceof Problem)) throw err
        if (over) return
        setState((s) => ({ ...(s.code && s.code.next + slot > Date.now() ? { code: s.code } : {}), problem: err }))
        timer = setTimeout(() => void ask(), err.status === 409 ? 30_000 : 3_000)
      }
    }
    void ask()
    return () => {
      over = true
      clearTimeout(timer)
    }
  }, [id, direction])
  return { code: state.code, problem: state.problem }
}

/** usePresent counts who is here and who has gone, every ten seconds. */
function usePresent(id: string): { in: number; out: number } {
  const [n, setN] = useState({ in: 0, out: 0 })
  useEffect(() => {
    let over = false
    const count = async (status: 'checked_in' | 'pending') => {
      let sum = 0
      let after: string | undefined
      do {
        const page = await again(() =>
          take(
            api.GET('/activities/{id}/attendance', {
              params: { path: { id }, query: { status, limit: 100, ...(after ? { after } : {}) } },
            }),
          ),
        )
        sum += page.items.length
        after = page.next
      } while (after)
      return sum
    }
    const ask = () =>
      void Promise.all([count('checked_in'), count('pending')]).then(
        ([i, o]) => over || setN({ in: i, out: o }),
        () => undefined, // the code says when the connection is lost
      )
    ask()
    const timer = setInterval(ask, 10_000)
    return () => {
      over = true
      clearInterval(timer)
    }
  }, [id])
  return n
}

function Ring({ share, text, label }: { share: number; text: string; label: string }) {
  const r = 44
  const round = 2 * Math.PI * r
  return (
    <svg className="tw-ring" viewBox="0 0 100 100" width="112" height="112" role="timer" aria-label={label}>
      <circle cx="50" cy="50" r={r} className="tw-ring-ground" />
      <circle
        cx="50"
        cy="50"
        r={r}
        className="tw-ring-left"
        strokeDasharray={round}
        strokeDashoffset={round * (1 - Math.min(1, share))}
        transform="rotate(-90 50 50)"
      />
      <text x="50" y="50" textAnchor="middle" dominantBaseline="central">
        {text}
      </text>
    </svg>
  )
}
