import { api, foldNotes, format, take, texts, type components } from '@tongxing/shared'
import { App, Button, Segmented } from 'antd'
import { useState, type ReactNode } from 'react'
import { Link } from 'react-router'
import { inboxRead } from '../../session/inbox.ts'
import { again, asProblem, Card, Empty, Page, useLoad, Waiting } from '../../parts/index.ts'
import { placeOf } from './place.ts'

type Note = components['schemas']['notify.noteView']

export const t = texts(
  {
    title: '消息',
    all: '全部',
    unread: '未读',
    readAll: '全部标为已读',
    readOne: '标为已读',
    done: '已全部标为已读',
    none: '没有消息',
    noneUnread: '没有未读消息',
    how: '需要您处理或知晓的事会出现在这里。',
    open: '去看看',
    urgent: '紧急',
    more: '更早的消息',
    sameMore: '还有 {n} 条相同的消息',
    sameFold: '收起相同的消息',
    sameRead: '这 {n} 条标为已读',
    new: '未读',
  },
  {
    title: 'Messages',
    all: 'All',
    unread: 'Unread',
    readAll: 'Mark all as read',
    readOne: 'Mark as read',
    done: 'All are marked as read',
    none: 'No messages',
    noneUnread: 'No unread messages',
    how: 'What you should do or know appears here.',
    open: 'Go there',
    urgent: 'Urgent',
    more: 'Earlier ones',
    sameMore: '{n} more that read the same',
    sameFold: 'Fold those that read the same',
    sameRead: 'Mark these {n} as read',
    new: 'Unread',
  },
)

export function Component() {
  const [unread, setUnread] = useState(false)
  const { message } = App.useApp()
  const [more, setMore] = useState<{ items: Note[]; next: string | undefined }>()
  const first = useLoad(async () => {
    setMore(undefined)
    return take(api.GET('/inbox', { params: { query: { limit: 50, ...(unread ? { unread: true } : {}) } } }))
  }, [unread])
  const told = () => window.dispatchEvent(new Event(inboxRead))
  const readAll = async () => {
    try {
      await again(() => take(api.POST('/inbox/read-all')))
      void message.success(t.done)
      told()
      void first.reload()
    } catch (err) {
      void message.error(asProblem(err).detail)
    }
  }
  const read = (id: string) => take(api.POST('/inbox/{id}/read', { params: { path: { id } } })).then(told, () => undefined)
  const next = more ? more.next : first.data?.next
  const items = [...(first.data?.items ?? []), ...(more?.items ?? [])]
  return (
    <Page
      title={t.title}
      acts={
        <>
          <Segmented
            aria-label={t.title}
            value={unread}
            onChange={setUnread}
            options={[
              { value: false, label: t.all },
              { value: true, label: t.unread },
            ]}
          />
          <Button disabled={!items.some((n) => !n.read_at)} onClick={() => void readAll()}>
            {t.readAll}
          </Button>
        </>
      }
    >
      {!first.data ? (
        <Waiting of={first} />
      ) : items.length === 0 ? (
        <Card>
          <Empty title={unread ? t.noneUnread : t.none} text={t.how} />
        </Card>
      ) : (
        <ul className="tx-inbox">
          {foldNotes(items).map((group) => (
            <Group key={group[0]!.id} of={group} read={read} />
          ))}
        </ul>
      )}
      {next && (
        <Button
          onClick={() =>
            void again(() =>
              take(api.GET('/inbox', { params: { query: { limit: 50, after: next, ...(unread ? { unread: true } : {}) } } })),
            ).then(
              (page) => setMore({ items: [...(more?.items ?? []), ...page.items], next: page.next }),
              (err: unknown) => void message.error(asProblem(err).detail),
            )
          }
        >
          {t.more}
        </Button>
      )}
    </Page>
  )
}

/** Group shows messages that read the same as one, which opens to all of them: each leads to another record. */
function Group({ of, read }: { of: Note[]; read: (id: string) => Promise<unknown> }) {
  const [open, setOpen] = useState(false)
  const [seen, setSeen] = useState(false)
  const [first, ...others] = of
  if (!first) return null
  const all = async () => {
    setSeen(true)
    for (const n of of) if (!n.read_at) await read(n.id) // one after the other: forty at once would be refused as too many
  }
  return (
    <>
      <Message key={String(seen)} note={first} was={seen} read={() => void read(first.id)}>
        {others.length > 0 && (
          <>
            <Button type="link" size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
              {open ? t.sameFold : t.sameMore({ n: others.length })}
            </Button>
            {!first.read_at && !seen && (
              <Button type="link" size="small" onClick={() => void all()}>
                {t.sameRead({ n: of.length })}
              </Button>
            )}
          </>
        )}
      </Message>
      {open && others.map((n) => <Message key={`${n.id}${seen}`} note={n} was={seen} read={() => void read(n.id)} />)}
    </>
  )
}

function Message({ note: n, was = false, read, children }: { note: Note; was?: boolean; read: () => void; children?: ReactNode }) {
  const [seen, setSeen] = useState(was || !!n.read_at)
  const to = placeOf(n.about)
  const look = () => {
    if (seen) return
    setSeen(true)
    read()
  }
  return (
    <li className={seen ? '' : 'tx-unread'}>
      <div className="tx-row">
        <h2>
          {!seen && <span className="tx-new">{t.new}</span>} {n.urgent && <span className="tx-warn">{t.urgent} </span>}
          {n.subject}
        </h2>
        <time className="tx-muted" dateTime={n.at} title={format.instant(n.at)}>
          {format.age(n.at)}
        </time>
      </div>
      <p className="tx-text">{n.body}</p>
      <div className="tx-row">
        {to && (
          <Link to={to} onClick={look}>
            {t.open} →
          </Link>
        )}
        {!seen && (
          <Button type="link" size="small" onClick={look}>
            {t.readOne}
          </Button>
        )}
        {children}
      </div>
    </li>
  )
}
