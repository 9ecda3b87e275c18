import { api, format, take, type components } from '@tongxing/shared'
import { gender, schooling, surveyRowDecision, surveyRowField, surveyRowResult } from '@tongxing/shared/words'
import { Form } from 'antd'
import { useState, type ReactNode } from 'react'
import { Link, useSearchParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { ActButton, DataTable, Page, RegionName, RegionPicker, seen, StateTag, type Column } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { choices, tones, word } from '../../domain/words.ts'
import { t } from '../care/texts.ts'
import { st } from './texts.ts'

type Row = components['schemas']['surveys.rowView']
type Decision = components['schemas']['surveys.rowRequest']['decision']

const line = (...parts: (string | undefined)[]) => parts.filter(Boolean).join(format.comma())

const pupilText = ({ pupil: p }: Row) =>
  p && line(p.name, p.id_number, p.gender && word(gender, p.gender), p.birth, p.school, p.grade, p.class)

const ownText = ({ own: o }: Row) =>
  o &&
  line(
    o.name || o.pseudonym,
    word(gender, o.gender),
    o.birth,
    o.school,
    word(schooling, o.schooling),
    o.grade > 0 ? t.gradeOf({ n: o.grade }) : '',
    o.class,
  )

/** What comparing the lists of schools found, decided one by one. */
export function Component() {
  const [version, setVersion] = useState(0)
  const list = useSearchParams()[0].get('list_id')
  const done = () => setVersion((n) => n + 1)
  const columns: Column<Row>[] = [
    {
      key: 'result',
      title: st.result,
      width: 120,
      render: (r) => <StateTag tone={tones.surveyRow[r.result] ?? 'neutral'}>{word(surveyRowResult, r.result)}</StateTag>,
    },
    { key: 'theirs', title: st.theirs, render: (r) => pupilText(r) ?? '—' },
    {
      key: 'ours',
      title: st.oursIs,
      render: (r) => (r.own ? <Link to={`/beneficiaries/${r.file_id}`}>{ownText(r)}</Link> : '—'),
    },
    {
      key: 'differs',
      title: st.differs,
      width: 150,
      render: (r) => (r.differs ?? []).map((f) => word(surveyRowField, f)).join(format.comma()) || '—',
    },
    { key: 'region', title: st.region, width: 120, render: (r) => <RegionName path={r.region} short /> },
    { key: 'acts', title: st.decision, width: 260, render: (r) => <Acts r={r} done={done} /> },
  ]
  return (
    <Page title={st.rows} sub={st.rowsSub} back="/surveys">
      <DataTable<Row>
        name="survey-rows"
        label={st.rows}
        version={version}
        columns={columns}
        filters={[
          { key: 'result', label: st.result, kind: 'choice', width: 130, options: choices(surveyRowResult) },
          { key: 'open', label: st.openN, kind: 'choice', width: 130, options: [{ value: 'true', label: st.onlyOpen }] },
        ]}
        rowLabel={(r) => word(surveyRowResult, r.result)}
        load={({ open, ...query }, page) =>
          take(
            api.GET('/survey-rows', {
              params: { query: { ...query, ...(list ? { list_id: list } : {}), ...(open === 'true' ? { open: true } : {}), ...page } },
            }),
          )
        }
        empty={{ title: st.noRows, text: st.listsSub }}
      />
    </Page>
  )
}

function Acts({ r, done }: { r: Row; done: () => void }) {
  const { may } = useSession()
  if (!r.open) return <>{r.decision ? word(surveyRowDecision, r.decision) : '—'}</>
  const send = (decision: Decision, key: string, region = '') =>
    take(
      api.POST('/survey-rows/{id}/decide', {
        params: { path: { id: r.id }, header: seen(`"${r.version}"`, key) },
        body: { decision, region },
      }),
    )
  const plain = (decision: Decision, label: string) => (
    <ActButton key={decision} size="small" said={st.rowSaid} done={done} reload={done} act={(key) => send(decision, key)}>
      {label}
    </ActButton>
  )
  const inVillage = (decision: Decision, label: string) => (
    <FormAct<{ region: string } & Record<string, unknown>, unknown>
      key={decision}
      size="small"
      name={`survey-row:${decision}:${r.id}`}
      said={st.rowSaid}
      done={done}
      initial={{ region: r.region }}
      send={(v, key) => send(decision, key, v.region ?? '')}
      fields={
        <Form.Item name="region" label={st.whichVillage} required>
          <RegionPicker within={r.region} />
        </Form.Item>
      }
    >
      {label}
    </FormAct>
  )
  const buttons: ReactNode[] = []
  const edits = may('beneficiary.edit')
  if (r.result === 'differs' && edits) buttons.push(plain('taken', st.taken))
  if (r.result === 'differs' || r.result === 'ours') buttons.push(plain('kept', st.kept))
  if (r.result === 'theirs') {
    buttons.push(plain('not_left_behind', st.none_))
    if (edits) buttons.push(inVillage('begun', st.begin))
    if (may('beneficiary.verify')) buttons.push(inVillage('handed', st.hand))
  }
  return <span className="tx-row">{buttons}</span>
}
