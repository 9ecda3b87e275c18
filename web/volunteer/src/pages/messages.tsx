// Messages, unread first in the eye; opening one marks it as read, also without a network.
import { callOf, format, texts } from '@tongxing/shared'
import { useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { useList } from '../data/data.ts'
import { Icon } from '../parts/icons.tsx'
import { Dialog, Go, Private } from '../parts/forms.tsx'
import { Button, Empty, Page, ShowList, Tag } from '../parts/parts.tsx'
import { pendingFor, write } from '../data/queue.ts'
import { unread } from '../data/session.ts'
import type { Note } from '../domain/types.ts'

export const t = texts(
  {
    title: '消息',
    empty: '还没有消息',
    emptyText: '报名、提醒和时长的变化会通知您。',
    all: '全部标为已读',
    open: '查看',
    urgent: '紧急',
    unread: '未读',
    settings: '通知设置',
  },
  {
    title: 'Messages',
    empty: 'No messages yet',
    emptyText: 'You are told about sign-ups, reminders and hours.',
    all: 'Mark all as read',
    open: 'Open',
    urgent: 'Urgent',
    unread: 'Unread',
    settings: 'How I am told',
  },
)

/** where leads from what a message is about to its page. */
function where(about: string | undefined): string | undefined {
  if (!about) return undefined
  const [kind] = about.split('_')
  const pages: Record<string, string> = {
    act: `/a/${about}`,
    att: `/stays/${about}`,
    cer: '/me/certificates',
    pai: `/me/pairings/${about}`,
    inv: '/me/steps',
    vol: '/me/profile',
  }
  return kind ? pages[kind] : undefined
}

export function Messages() {
  const [, go] = useLocation()
  return (
    <Page
      title={t.title}
      actions={
        <button class="tap" aria-label={t.settings} onClick={() => go('/me/preferences')}>
          <Icon name="gear" />
        </button>
      }
    >
      <Private>{() => <Inbox />}</Private>
    </Page>
  )
}

function Inbox() {
  const read = useList(callOf('get', '/inbox', { params: { query: { limit: 30 } } }))
  const [open, setOpen] = useState<Note | null>(null)
  const fresh = (n: Note) => !n.read_at && !pendingFor(n.id, 'read') && !pendingFor('all', 'read')
  const show = (n: Note) => {
    setOpen(n)
    if (!fresh(n)) return
    unread.value = Math.max(0, unread.value - 1)
    void write({
      kind: 'read',
      name: n.subject,
      about: n.id,
      ...callOf('post', '/inbox/{id}/read', { params: { path: { id: n.id } } }),
    }).catch(() => undefined)
  }
  const all = () => {
    unread.value = 0
    void write({ kind: 'read', name: t.all, about: 'all', ...callOf('post', '/inbox/read-all') }).catch(() => undefined)
  }
  return (
    <>
      {unread.value > 0 && (
        <Button kind="quiet" icon="check" onClick={all}>
          {t.all}
        </Button>
      )}
      <ShowList
        read={read}
        empty={
          <Empty icon="bell" title={t.empty}>
            <p>{t.emptyText}</p>
          </Empty>
        }
      >
        {(n) => (
          <li key={n.id} class={fresh(n) ? 'unread' : ''}>
            <button class="row" onClick={() => show(n)}>
              <span class="grow">
                <span class="row-title">
                  {fresh(n) && <span class="hidden">{t.unread} </span>}
                  {n.subject}
                </span>
                <span class="note">{format.age(n.at)}</span>
              </span>
              {n.urgent && (
                <Tag tone="late" icon="warn">
                  {t.urgent}
                </Tag>
              )}
              <Icon name="next" size={18} />
            </button>
          </li>
        )}
      </ShowList>
      {open && (
        <Dialog title={open.subject} close={() => setOpen(null)}>
          <p class="note">{format.instant(open.at)}</p>
          <p class="prose">{open.body}</p>
          {where(open.about) && (
            <div class="actions">
              <Go to={where(open.about)!} kind="main">
                {t.open}
              </Go>
            </div>
          )}
        </Dialog>
      )}
    </>
  )
}
