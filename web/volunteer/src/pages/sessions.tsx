// Where I am logged in, and out.
import { callOf, format, texts } from '@tongxing/shared'
import { useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { changes, request, useList } from '../data/data.ts'
import { Icon } from '../parts/icons.tsx'
import { Dialog, Notice, Private, Trouble, useSubmit } from '../parts/forms.tsx'
import { Button, Empty, Page, say, ShowList, Tag } from '../parts/parts.tsx'
import { items } from '../data/queue.ts'
import { logOut } from '../data/session.ts'
import type { Session } from '../domain/types.ts'

export const t = texts(
  {
    title: '登录的设备',
    current: '本机',
    started: '{when} 登录',
    seen: '最近使用 {age}',
    end: '退出该设备',
    out: '退出登录',
    outTitle: '退出登录？',
    outText: '本机保存的内容会清除；报名和时长都在平台上，重新登录就能看到。',
    unsent: '还有 {n} 项没有同步。退出后不会丢失，下次用同一手机号登录会继续提交。',
    done: '已退出',
    ended: '已退出该设备',
    unknown: '浏览器',
  },
  {
    title: 'Where I am logged in',
    current: 'This one',
    started: 'Since {when}',
    seen: 'Last used {age}',
    end: 'Log it out',
    out: 'Log out',
    outTitle: 'Log out?',
    outText: 'What is kept on this phone is deleted; sign-ups and hours stay on the platform.',
    unsent: '{n} not sent yet. They are not lost: they go out when you log in again with the same number.',
    done: 'You are logged out',
    ended: 'Logged out there',
    unknown: 'Browser',
  },
)

/** device is the words in which a browser names itself, in short. */
function device(client: string | undefined): string {
  const c = client ?? ''
  const system = /Android|iPhone|iPad|Windows|Mac OS X|Linux/.exec(c)?.[0].replace(' OS X', '')
  const browser = /MicroMessenger/.test(c) ? 'WeChat' : /Edg|Firefox|Chrome|Safari/.exec(c)?.[0].replace('Edg', 'Edge')
  return [system, browser].filter(Boolean).join(' · ') || t.unknown
}

export function Sessions() {
  const [asking, setAsking] = useState(false)
  const [, go] = useLocation()
  const form = useSubmit()
  const unsent = items.value.filter((i) => i.state === 'waiting' && i.kind !== 'read').length
  const out = () =>
    form.run(async () => {
      await logOut()
      say(t.done)
      go('/')
    })
  return (
    <Page title={t.title} back="/me">
      <Private>
        {() => (
          <>
            <List />
            <div class="actions">
              <Button icon="out" onClick={() => setAsking(true)}>
                {t.out}
              </Button>
            </div>
            {asking && (
              <Dialog title={t.outTitle} close={() => setAsking(false)}>
                <p>{t.outText}</p>
                {unsent > 0 && (
                  <Notice tone="wait" icon="sync">
                    <p>{t.unsent({ n: unsent })}</p>
                  </Notice>
                )}
                <Trouble problem={form.problem} />
                <div class="actions">
                  <Button kind="main" busy={form.busy} onClick={out}>
                    {t.out}
                  </Button>
                </div>
              </Dialog>
            )}
          </>
        )}
      </Private>
    </Page>
  )
}

function List() {
  const read = useList(callOf('get', '/me/sessions', { params: { query: { limit: 30 } } }))
  const form = useSubmit()
  const end = (s: Session) =>
    form.run(async () => {
      await request(callOf('delete', '/me/sessions/{id}', { params: { path: { id: s.id } } }))
      changes.value++
      say(t.ended)
    })
  return (
    <>
      <Trouble problem={form.problem} />
      <ShowList read={read} empty={<Empty title={t.title} />}>
        {(s) => (
          <li key={s.id} class="card">
            <div class="line">
              <h2>{device(s.client)}</h2>
              {s.current && (
                <Tag tone="jade" icon="check">
                  {t.current}
                </Tag>
              )}
            </div>
            <p class="note">{t.started({ when: format.instant(s.started_at) })}</p>
            <p class="note">{t.seen({ age: format.age(s.seen_at) })}</p>
            {!s.current && (
              <Button kind="quiet" busy={form.busy} onClick={() => end(s)}>
                <Icon name="out" size={18} />
                {t.end}
              </Button>
            )}
          </li>
        )}
      </ShowList>
    </>
  )
}
