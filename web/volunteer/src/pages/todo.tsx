// What waits for me, on the first page: a stay without a check-out, a contact that is due.
import { callOf, format, texts } from '@tongxing/shared'
import { useData } from '../data/data.ts'
import { Row, Tag } from '../parts/parts.tsx'

export const t = texts(
  {
    title: '待办',
    before: '{when}前',
    late: '已逾期',
    kinds: {
      stay_open: '“{title}”还没有签退',
      pairing_contact: '联系结对对象“{title}”',
    },
  },
  {
    title: 'To do',
    before: 'Before {when}',
    late: 'Overdue',
    kinds: {
      stay_open: 'Check out of “{title}”',
      pairing_contact: 'Contact “{title}”, with whom you are paired',
    },
  },
)

/** Todo lists the work that the phone has a page for; the rest of somebody who works for an organisation too is in the console. */
export function Todo() {
  const read = useData(callOf('get', '/me/work'))
  const kinds: Partial<Record<string, (values: { title: string }) => string>> = t.kinds
  const lines = (read.data?.items ?? []).flatMap((pile) => {
    const say = kinds[pile.kind]
    return say ? pile.items.map((item) => ({ ...item, text: say({ title: item.title }) })) : []
  })
  if (lines.length === 0) return null
  return (
    <section aria-label={t.title}>
      <div class="rows">
        {lines.map((i) => (
          <Row
            key={i.id}
            to={i.link.replace(/^\/v/, '')}
            icon="clock"
            title={i.text}
            note={i.due && t.before({ when: clockOrDay(i.due) })}
            end={
              i.due &&
              Date.parse(i.due) < Date.now() && (
                <Tag tone="late" icon="warn">
                  {t.late}
                </Tag>
              )
            }
          />
        ))}
      </div>
    </section>
  )
}

/** clockOrDay is the instant, or the day that ends then. */
const clockOrDay = (due: string) => (format.clock(due) === '00:00' ? format.day(Date.parse(due) - 1) : format.instant(due))
