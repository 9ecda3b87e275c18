// The text about my data, when I have not agreed to its present version.
import { callOf, isOpen, texts } from '@tongxing/shared'
import { useState } from 'preact/hooks'
import { changes, request, useData } from '../data/data.ts'
import { refresh } from '../data/session.ts'
import type { Volunteer } from '../domain/types.ts'
import { Notice, Tick, Trouble, useSubmit } from '../parts/forms.tsx'
import { Button, say, Show } from '../parts/parts.tsx'

export const t = texts(
  {
    title: '请先阅读并同意',
    again: '个人信息说明有新版本。同意之前不能报名活动。',
    first: '您由机构登记，尚未在线同意个人信息说明。同意之前不能报名活动。',
    read: '我已阅读并同意',
    agree: '同意',
    done: '已同意',
  },
  {
    title: 'Please read and agree',
    again: 'The text about your data has a new version. Until you agree you cannot sign up.',
    first: 'An organisation registered you; you have not agreed to the text about your data yet. Until then you cannot sign up.',
    read: 'I have read this and agree',
    agree: 'Agree',
    done: 'You have agreed',
  },
)

export function OwnConsent({ v }: { v: Volunteer }) {
  const read = useData(isOpen(v.acts, 'agree') ? callOf('get', '/volunteers/consents') : null)
  const [ticked, setTicked] = useState(false)
  const form = useSubmit()
  if (!isOpen(v.acts, 'agree')) return null
  return (
    <div class="card form">
      <h2>{t.title}</h2>
      <Notice tone="wait" icon="shield">
        <p>{v.agreed ? t.again : t.first}</p>
      </Notice>
      <Show read={read} lines={2}>
        {(l) => {
          const text = l.items.find((x) => x.code === 'volunteer')
          if (!text) return null
          const agree = () =>
            form.run(async () => {
              await request(callOf('post', '/volunteers/me/consent', { body: { version: text.version, hash: text.hash } }))
              say(t.done)
              changes.value++
              await refresh()
            })
          return (
            <>
              <p>{text.text}</p>
              <Tick label={t.read} checked={ticked} set={setTicked} />
              <Trouble problem={form.problem} />
              <div class="actions">
                <Button kind="main" busy={form.busy} disabled={!ticked} onClick={() => void agree()}>
                  {t.agree}
                </Button>
              </div>
            </>
          )
        }}
      </Show>
    </div>
  )
}
