import { EyeInvisibleOutlined, EyeOutlined } from '@ant-design/icons'
import { Button, Modal, Radio } from 'antd'
import { useEffect, useState } from 'react'
import { useAct } from './hooks.ts'
import { Refusal } from './states.tsx'
import { t } from './texts.ts'

interface RevealProps {
  /** Of what: the title of the question, 手机号 */
  label: string
  masked: string | undefined
  purposes: { value: string; label: string }[]
  /** Asks the server, which records it, for the value in full. */
  reveal(purpose: string): Promise<{ value: string; show_seconds?: number }>
  /** False: the masked value only. */
  may?: boolean
}

/** Reveal shows a masked value; in full only for a purpose, for a minute, on record, and says so before. */
export function Reveal({ label, masked, purposes, reveal, may = true }: RevealProps) {
  const [asking, setAsking] = useState(false)
  const [purpose, setPurpose] = useState<string>()
  const [shown, setShown] = useState<{ value: string; until: number }>()
  const [left, setLeft] = useState(0)
  const act = useAct((_key: string, p: string) => reveal(p))

  useEffect(() => {
    if (!shown) return undefined
    const tick = () => {
      const s = Math.ceil((shown.until - Date.now()) / 1000)
      setLeft(s)
      if (s <= 0) setShown(undefined)
    }
    tick()
    const timer = setInterval(tick, 1000)
    return () => clearInterval(timer)
  }, [shown])

  if (!masked) return <span>{t.none}</span>
  if (!may) return <span className="tx-figure">{masked}</span>
  const go = async () => {
    if (!purpose) return
    const answer = await act.run(purpose)
    if (!answer) return
    setAsking(false)
    setShown({ value: answer.value, until: Date.now() + (answer.show_seconds ?? 60) * 1000 })
  }
  return (
    <span className="tx-reveal">
      <span className="tx-figure">{shown ? shown.value : masked}</span>
      {shown ? (
        <Button type="text" size="small" icon={<EyeInvisibleOutlined />} onClick={() => setShown(undefined)}>
          {t.reveal.hide} <span className="tx-muted">{t.reveal.left({ s: left })}</span>
        </Button>
      ) : (
        <Button type="text" size="small" icon={<EyeOutlined />} aria-label={`${t.reveal.show} ${label}`} onClick={() => setAsking(true)}>
          {t.reveal.show}
        </Button>
      )}
      <Modal
        open={asking}
        title={`${t.reveal.title} · ${label}`}
        okText={t.reveal.go}
        okButtonProps={{ disabled: !purpose, loading: act.busy }}
        onOk={() => void go()}
        onCancel={() => setAsking(false)}
        destroyOnHidden
      >
        <p className="tx-note">{t.reveal.note}</p>
        <p id="tx-purpose">{t.reveal.purpose}</p>
        <Radio.Group
          aria-labelledby="tx-purpose"
          vertical
          options={purposes}
          value={purpose}
          onChange={(e) => setPurpose(e.target.value as string)}
        />
        <Refusal problem={act.problem} retry={() => void go()} />
      </Modal>
    </span>
  )
}
