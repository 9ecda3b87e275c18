// What was changed in a file, when and by whom. Reading it is recorded, so that it is read when somebody asks for it.
import { api, take, type components } from '@tongxing/shared'
import { auditAction } from '@tongxing/shared/words'
import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { Card, Refusal, Timeline, useAct } from '../../parts/index.ts'
import { Name } from '../../domain/names.tsx'
import { word } from '../../domain/words.ts'
import { t } from './texts.ts'

type Change = components['schemas']['register.changeView']
type Field = components['schemas']['register.fieldChangeView']
/** Draws a former value, masked, with the button that shows it. */
type Former = (change: string, field: string, label: string, masked: string) => ReactNode

const few = 8

/** Changes is the history of the file, page by page; another `version` of the file closes it. */
export function Changes({ id, former }: { id: string; former: Former }) {
  const [list, setList] = useState<{ items: Change[]; next?: string | undefined }>()
  const more = useAct((_key: string, after: string | undefined) =>
    take(api.GET('/beneficiaries/{id}/history', { params: { path: { id }, query: { limit: 20, ...(after ? { after } : {}) } } })),
  )
  const read = async () => {
    const page = await more.run(list?.next)
    if (page) setList({ items: [...(list?.items ?? []), ...page.items], next: page.next })
  }
  const refusal = <Refusal problem={more.problem} retry={() => void read()} />
  if (!list)
    return (
      <Card title={t.history}>
        <p className="tx-muted tw-above">{t.historyHow}</p>
        <Button loading={more.busy} onClick={() => void read()}>
          {t.historyShow}
        </Button>
        {refusal}
      </Card>
    )
  return (
    <div className="tw-above">
      <Timeline
        title={t.history}
        events={list.items.map((c) => ({
          at: c.at,
          what: (
            <>
              <strong>{word(auditAction, c.action)}</strong>
              <Fields of={c} former={former} />
            </>
          ),
          who: <Name id={c.by} />,
        }))}
        foot={
          <>
            {list.next && (
              <Button loading={more.busy} onClick={() => void read()}>
                {t.historyMore}
              </Button>
            )}
            {refusal}
          </>
        }
      />
    </div>
  )
}

/** Fields are the fields of a change from what to what; a long list, as of a new file, is folded. */
function Fields({ of, former }: { of: Change; former: Former }) {
  const rows = (
    <ul className="tw-changes">
      {of.fields.map((f) => (
        <li key={f.field}>
          <span className="tx-muted">{f.label}</span>{' '}
          <From f={f} draw={(masked) => former(of.id, f.field, t.former({ label: f.label }), masked)} /> <span aria-hidden="true">→</span>
          <span className="tw-sr">{t.became}</span> {f.to || t.historyNone}
        </li>
      ))}
    </ul>
  )
  if (of.fields.length <= few) return rows
  return (
    <details className="tw-details">
      <summary>{t.historyFields({ n: of.fields.length })}</summary>
      {rows}
    </details>
  )
}

const From = ({ f, draw }: { f: Field; draw: (masked: string) => ReactNode }) =>
  f.from ? f.sealed ? draw(f.from) : <span>{f.from}</span> : <span className="tx-muted">{t.historyNone}</span>
