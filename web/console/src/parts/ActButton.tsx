import type { Problem } from '@tongxing/shared'
import { App, Button, Form, Input, Modal, type ButtonProps } from 'antd'
import { useEffect, useState, type ReactNode } from 'react'
import { useAct } from './hooks.ts'
import { Refusal } from './states.tsx'
import { t } from './texts.ts'

interface ActButtonProps<T> extends Omit<ButtonProps, 'onClick'> {
  children: ReactNode
  /** The write; `reason` is what was asked for, or ''. */
  act(key: string, reason: string): Promise<T>
  /** After it has been done: put the answer on the screen. */
  done?: (answer: T) => void
  /** Said when it is done. */
  said?: string
  /** Names the consequence, where undo is impossible; without it the act follows at once. */
  confirm?: ReactNode
  /** Asks for a reason: true, or the label of the question. */
  reason?: boolean | string
  /** Reads the newest state: offered when somebody else has changed it since. */
  reload?: () => void
  /** A key that presses the button, such as 'a'; not while something is typed or a dialog is open. */
  hotkey?: string
}

/** ActButton is one act: it asks what has to be asked, sends, and says what became of it. */
export function ActButton<T>({ act, done, said, confirm, reason, reload, hotkey, children, ...button }: ActButtonProps<T>) {
  const { message } = App.useApp()
  const [asking, setAsking] = useState(false)
  const [why, setWhy] = useState('')
  const [missing, setMissing] = useState(false)
  const { run, busy, problem, retry, clear } = useAct(act)
  const asks = !!confirm || !!reason

  const finish = (answer: T | undefined) => {
    if (answer === undefined) {
      setAsking(true)
      return
    }
    setAsking(false)
    setWhy('')
    void message.success(said ?? t.done)
    done?.(answer)
  }
  const go = async () => {
    if (reason && !why.trim()) {
      setMissing(true)
      return
    }
    finish((await run(why.trim())) as T | undefined)
  }
  const press = () => {
    clear()
    setMissing(false)
    if (asks) setAsking(true)
    else void go()
  }
  useHotkey(hotkey, press, !button.disabled && !asking)

  return (
    <>
      <Button {...button} loading={busy && !asking} onClick={press}>
        {children}
        {hotkey && <kbd aria-hidden="true">{hotkey.toUpperCase()}</kbd>}
      </Button>
      <Modal
        open={asking}
        title={children}
        okText={children}
        okButtonProps={{ loading: busy, danger: !!button.danger, hidden: !asks || problem?.status === 412 }}
        onOk={() => void go()}
        onCancel={() => setAsking(false)}
        destroyOnHidden
      >
        {typeof confirm === 'string' ? <p>{confirm}</p> : confirm}
        {reason && (
          <Form layout="vertical" component="div">
            <Form.Item
              label={reason === true ? t.reason : reason}
              required
              validateStatus={missing ? 'error' : ''}
              help={missing ? t.reasonNeeded : undefined}
              htmlFor="tx-reason"
            >
              <Input.TextArea
                id="tx-reason"
                autoFocus
                rows={4}
                maxLength={500}
                showCount
                value={why}
                onChange={(e) => setWhy(e.target.value)}
              />
            </Form.Item>
          </Form>
        )}
        <Trouble
          problem={problem}
          retry={() => void retry().then((a) => finish(a as T | undefined))}
          reload={reload}
          close={() => setAsking(false)}
        />
      </Modal>
    </>
  )
}

function Trouble({
  problem,
  retry,
  reload,
  close,
}: {
  problem: Problem | undefined
  retry: () => void
  reload?: (() => void) | undefined
  close: () => void
}) {
  if (problem?.status === 412 && reload) {
    return (
      <Refusal problem={problem}>
        <p>{t.stale.act}</p>
        <Button
          type="primary"
          onClick={() => {
            close()
            reload()
          }}
        >
          {t.stale.reload}
        </Button>
      </Refusal>
    )
  }
  return (
    <Refusal problem={problem} retry={retry}>
      {problem && problem.fields.length > 0 && (
        <ul>
          {problem.fields.map((f) => (
            <li key={f.field}>{f.message}</li>
          ))}
        </ul>
      )}
    </Refusal>
  )
}

/** useHotkey presses when the key is struck outside of fields and dialogs. */
export function useHotkey(key: string | undefined, press: () => void, on = true): void {
  useEffect(() => {
    if (!key || !on) return undefined
    const strike = (e: KeyboardEvent) => {
      const at = e.target as HTMLElement
      if (e.key.toLowerCase() !== key || e.ctrlKey || e.metaKey || e.altKey || e.repeat) return
      if (
        at.closest('input, textarea, select, [contenteditable], [role=dialog], [role=combobox]') ||
        document.querySelector('[role=dialog]')
      )
        return
      e.preventDefault()
      press()
    }
    document.addEventListener('keydown', strike)
    return () => document.removeEventListener('keydown', strike)
  })
}
