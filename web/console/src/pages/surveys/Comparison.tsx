import { api, take, type components } from '@tongxing/shared'
import { surveyOutcome } from '@tongxing/shared/words'
import { Select } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { Card, Empty, Page, RegionName, useLoad, Waiting } from '../../parts/index.ts'
import { st } from './texts.ts'
import '../../theme/work.css'
import './surveys.css'

type Figures = components['schemas']['surveys.figuresView']

const shown = ['total', 'confirmed', 'changed', 'left', 'not_found', 'added'] as const
const label = (key: (typeof shown)[number]) => (key === 'total' ? st.total : surveyOutcome[key])

/** Two rounds side by side, by village with their sums. */
export function Component() {
  const { id = '' } = useParams()
  const [chosen, choose] = useState('')
  const rounds = useLoad(() => take(api.GET('/surveys', { params: { query: { limit: 100 } } })), [])
  const others = (rounds.data?.items ?? []).filter((s) => s.id !== id && s.status !== 'draft')
  const other = chosen || others[0]?.id || ''
  if (!rounds.data) return <Waiting of={rounds} />
  return (
    <Page title={st.compare} back={`/surveys/${id}`}>
      {!other ? (
        <Empty title={st.noOther} />
      ) : (
        <Card>
          <Select
            className="tw-above"
            aria-label={st.compareWith}
            value={other}
            onChange={choose}
            options={others.map((s) => ({ value: s.id, label: s.name }))}
          />
          <Table id={id} other={other} />
        </Card>
      )}
    </Page>
  )
}

function Table({ id, other }: { id: string; other: string }) {
  const rows = useLoad(() => take(api.GET('/surveys/{id}/comparison', { params: { path: { id }, query: { with: other } } })), [id, other])
  if (!rows.data) return <Waiting of={rows} />
  const cell = (f: Figures | undefined, key: (typeof shown)[number]) => (f ? f[key] : '—')
  return (
    <div className="sv-scroll" tabIndex={0} role="region" aria-label={st.compare}>
      <table className="sv-table">
        <thead>
          <tr>
            <th scope="col">{st.region}</th>
            {shown.map((key) => (
              <th key={key} scope="col">
                {label(key)}（{st.this_}／{st.other}）
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.data.rows.map((r) => (
            <tr key={r.region + String(r.sum)}>
              <th scope="row">{r.sum ? st.sum : <RegionName path={r.region} village />}</th>
              {shown.map((key) => (
                <td key={key}>
                  {cell(r.this, key)}／{cell(r.other, key)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
