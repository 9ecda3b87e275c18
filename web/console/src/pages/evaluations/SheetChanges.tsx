import { api, take, type components } from '@tongxing/shared'
import { sheetChange, sheetPart, sheetStatus } from '@tongxing/shared/words'
import { Form, Select } from 'antd'
import { useParams, useSearchParams } from 'react-router'
import { Card, Page, StateTag, useLoad, Waiting } from '../../parts/index.ts'
import { points } from '../../domain/units.tsx'
import { word } from '../../domain/words.ts'
import { t } from './texts.ts'
import '../../theme/work.css'

type Edition = components['schemas']['evaluation.templateView']
type Changes = components['schemas']['evaluation.changesView']

/** editionOf is what people call an edition: 第 2 版（生效中）. */
export const editionOf = (s: { name: string; edition: number; status: string }): string =>
  s.status === 'draft'
    ? `${s.name} · ${word(sheetStatus, s.status)}`
    : `${s.name} · ${t.editionNo({ n: s.edition })} · ${word(sheetStatus, s.status)}`

const tones = { added: 'done', removed: 'late', changed: 'waiting' } as const

/** What an edition has otherwise than another one: parts added, removed, changed, with the points before and after. */
export function Component() {
  const { id = '' } = useParams()
  const [params, setParams] = useSearchParams()
  const list = useLoad(async () => {
    const own = await take(api.GET('/evaluation-templates/{id}', { params: { path: { id } } }))
    const all = await take(api.GET('/evaluation-templates', { params: { query: { limit: 100 } } }))
    return { own, others: all.items.filter((s) => s.id !== id) }
  }, [id])
  if (!list.data) return <Waiting of={list} />
  const { own, others } = list.data
  const since = params.get('since') ?? before(own, others)?.id
  return (
    <Page title={t.compare} back={`/evaluation-templates/${id}`} sub={editionOf(own)}>
      <Card>
        <Form.Item layout="vertical" label={t.compareWith} htmlFor="since">
          <Select
            id="since"
            value={since ?? null}
            options={others.map((s) => ({ value: s.id, label: editionOf(s) }))}
            onChange={(v: string) => setParams({ since: v }, { replace: true })}
          />
        </Form.Item>
        {!since && <p className="tx-muted">{t.compareNone}</p>}
      </Card>
      {since && <Table key={since} id={id} since={since} />}
    </Page>
  )
}

/** before is the edition that comes before one: of its code the last with a lower number, else the one in force everywhere. */
function before(own: Edition, others: Edition[]): Edition | undefined {
  const same = others.filter((s) => s.code === own.code && s.region === own.region && (own.status === 'draft' || s.edition < own.edition))
  return same.sort((a, b) => b.edition - a.edition)[0] ?? others.find((s) => s.region === '' && s.status === 'in_force') ?? others[0]
}

function Table({ id, since }: { id: string; since: string }) {
  const got = useLoad(
    () => take(api.GET('/evaluation-templates/{id}/changes', { params: { path: { id }, query: { since } } })),
    [id, since],
  )
  if (!got.data) return <Waiting of={got} />
  const { items }: Changes = got.data
  if (items.length === 0) return <Card>{t.compareSame}</Card>
  return (
    <Card title={t.compareFound({ n: items.length })} flush>
      <div className="tw-scroll" tabIndex={0} role="region" aria-label={t.compare}>
        <table className="tx-plain">
          <thead>
            <tr>
              <th scope="col">{t.part}</th>
              <th scope="col">{t.change}</th>
              <th scope="col" className="tx-right">
                {t.before}
              </th>
              <th scope="col" className="tx-right">
                {t.after}
              </th>
              <th scope="col">{t.details}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((c) => (
              <tr key={`${c.part}/${c.code ?? c.name}/${c.kind}`}>
                <th scope="row">
                  <span className="tx-muted tx-small">{word(sheetPart, c.part)}</span> {c.code} {c.name}
                </th>
                <td>
                  <StateTag tone={tones[c.kind as 'added']}>{word(sheetChange, c.kind)}</StateTag>
                </td>
                <td className="tx-right">{c.part === 'veto' || c.kind === 'added' ? '—' : points(c.before)}</td>
                <td className="tx-right">{c.part === 'veto' || c.kind === 'removed' ? '—' : points(c.after)}</td>
                <td>
                  <ul className="tw-list">
                    {c.details.map((d) => (
                      <li key={d.property}>
                        {t.properties[d.property as 'name'] ?? d.property}
                        {'：'}
                        <del>{d.before || '—'}</del> → <ins>{d.after || '—'}</ins>
                      </li>
                    ))}
                  </ul>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}
