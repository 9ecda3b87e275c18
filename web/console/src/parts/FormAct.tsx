import { App, Button, Modal, type ButtonProps } from 'antd'
import { useState, type ReactNode } from 'react'
import { DraftForm } from './index.ts'

interface FormActProps<V extends Record<string, unknown>, T> extends Omit<ButtonProps, 'onClick' | 'form'> {
  children: ReactNode
  /** Names the draft. */
  name: string
  initial?: Partial<V>
  send(values: V, key: string): Promise<T>
  done?: (answer: T) => void
  /** Said when it is done. */
  said: string
  /** Names what follows from the act, where undo is impossible. */
  note?: ReactNode
  secret?: (keyof V & string)[]
  width?: number
  fields: ReactNode | ((values: Partial<V>) => ReactNode)
}

/** FormAct is an act that needs more than a reason: a button that opens its form. The draft outlives the dialog. */
export function FormAct<V extends Record<string, unknown>, T>({
  children,
  name,
  initial,
  send,
  done,
  said,
  note,
  secret,
  width = 560,
  fields,
  ...button
}: FormActProps<V, T>) {
  const [open, setOpen] = useState(false)
  const { message } = App.useApp()
  return (
    <>
      <Button {...button} onClick={() => setOpen(true)}>
        {children}
      </Button>
      <Modal open={open} title={children} footer={null} width={width} onCancel={() => setOpen(false)} destroyOnHidden>
        {note && <p className="tx-note">{note}</p>}
        <DraftForm<V, T>
          name={name}
          {...(initial ? { initial } : {})}
          {...(secret ? { secret } : {})}
          send={(v, key) => send(v, key)}
          submit={children}
          done={(answer) => {
            setOpen(false)
            void message.success(said)
            done?.(answer)
          }}
        >
          {fields}
        </DraftForm>
      </Modal>
    </>
  )
}
