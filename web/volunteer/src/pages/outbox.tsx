// What this phone has not been able to send, and what the server refused: nothing disappears unseen.
import { format, texts } from '@tongxing/shared'
import { Notice, Pending, Private } from '../parts/forms.tsx'
import { Button, Empty, Page, Tag } from '../parts/parts.tsx'
import { drop, items, retryNow, type Item } from '../data/queue.ts'
import { word } from '../domain/words.ts'

export const t = texts(
  {
    title: '待同步',
    empty: '都已同步',
    emptyText: '没有等待提交的内容。',
    now: '立即重试',
    stale: '超过一天没有送达。请确认仍然需要，再提交一次。',
    again: '再提交一次',
    drop: '不再提交',
    seen: '知道了',
    refused: '没有被接受',
    saved: '{age}保存',
    why: '联网后会按顺序自动提交，每项只会生效一次。',
    kinds: {
      signup: '报名',
      withdraw: '请假',
      read: '标为已读',
      dispute: '时长异议',
      certificate: '申请证明',
      profile: '修改资料',
      preferences: '通知设置',
      consent: '同意从业查询',
      unconsent: '撤回同意',
      join: '申请加入',
      leave: '退出组织',
      contact: '联系记录',
    },
  },
  {
    title: 'To be sent',
    empty: 'All sent',
    emptyText: 'Nothing is waiting.',
    now: 'Try now',
    stale: 'This did not arrive for over a day. Check that you still want it, then send it again.',
    again: 'Send again',
    drop: 'Do not send',
    seen: 'All right',
    refused: 'Not accepted',
    saved: 'Kept {age}',
    why: 'They go out in order when the network is back, and each takes effect once.',
    kinds: {
      signup: 'Sign-up',
      withdraw: 'Withdrawal',
      read: 'Mark as read',
      dispute: 'Objection',
      certificate: 'Certificate',
      profile: 'Profile',
      preferences: 'Settings',
      consent: 'Consent',
      unconsent: 'Consent taken back',
      join: 'Joining',
      leave: 'Leaving',
      contact: 'Contact',
    },
  },
)

export function Outbox() {
  const list = items.value
  return (
    <Page title={t.title} back="/me">
      <Private>
        {() =>
          list.length === 0 ? (
            <Empty icon="check" title={t.empty}>
              <p>{t.emptyText}</p>
            </Empty>
          ) : (
            <>
              <p class="note">{t.why}</p>
              <ul class="list">
                {list.map((i) => (
                  <li key={i.key}>
                    <One i={i} />
                  </li>
                ))}
              </ul>
              {list.some((i) => i.state === 'waiting') && (
                <div class="actions">
                  <Button kind="main" icon="sync" onClick={() => retryNow()}>
                    {t.now}
                  </Button>
                </div>
              )}
            </>
          )
        }
      </Private>
    </Page>
  )
}

function One({ i }: { i: Item }) {
  return (
    <div class="card">
      <div class="line">
        <h2>{word(t.kinds, i.kind)}</h2>
        {i.state === 'waiting' ? (
          <Pending />
        ) : i.state === 'refused' ? (
          <Tag tone="late" icon="cross">
            {t.refused}
          </Tag>
        ) : (
          <Tag tone="wait" icon="clock">
            {t.title}
          </Tag>
        )}
      </div>
      <p>{i.name}</p>
      <p class="note">{t.saved({ age: format.age(i.at) })}</p>
      {i.problem && (
        <Notice tone="late" icon="warn">
          <p>{i.problem.detail || i.problem.title}</p>
        </Notice>
      )}
      {i.state === 'stale' && (
        <Notice tone="wait" icon="clock">
          <p>{t.stale}</p>
        </Notice>
      )}
      {i.state !== 'waiting' && (
        <div class="actions">
          {i.state === 'stale' && (
            <Button kind="main" onClick={() => retryNow(i.key)}>
              {t.again}
            </Button>
          )}
          <Button onClick={() => drop(i.key)}>{i.state === 'stale' ? t.drop : t.seen}</Button>
        </div>
      )}
    </div>
  )
}
