import { api, format, take, type components } from '@tongxing/shared'
import { gender, schooling, surveyRowDecision, surveyRowField, surveyRowResult } from '@tongxing/shared/words'
import { Form } from 'antd'
import type { ReactNode } from 'react'
import { Link, useSearchParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { ActButton, Card, Facts, Page, RegionName, RegionPicker, seen, StateTag } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { choices, tones, word } from '../../domain/words.ts'
import { t } from '../care/texts.ts'
import { CardList } from './CardList.tsx'
import { st } from './texts.ts'
import '../../theme/work.css'
import './surveys.css'

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
  const list = useSearchParams()[0].get('list_id')
  return (
    <Page title={st.rows} sub={st.rowsSub} back="/surveys">
      <Card>
        <CardList<Row>
          name="survey-rows"
          label={st.rows}
          filters={[
            { key: 'result', label: st.result, kind: 'choice', width: 130, options: choices(surveyRowResult) },
            { key: 'open', label: st.openN, kind: 'choice', width: 130, options: [{ value: 'true', label: st.onlyOpen }] },
          ]}
          load={({ open, ...query }, page) =>
            take(
              api.GET('/survey-rows', {
                params: { query: { ...query, ...(list ? { list_id: list } : {}), ...(open === 'true' ? { open: true } : {}), ...page } },
              }),
            )
          }
          card={(r, put, reload) => <Found r={r} put={put} reload={reload} />}
          empty={st.noRows}
        />
      </Card>
    </Page>
  )
}

interface FoundProps {
  r: Row
  put: (r: Row) => void
  reload: () => void
}

const Found = ({ r, put, reload }: FoundProps) => (
  <li className="sv-card">
    <p>
      <StateTag tone={tones.surveyRow[r.result] ?? 'neutral'}>{word(surveyRowResult, r.result)}</StateTag>{' '}
      <span className="tx-muted">
        <RegionName path={r.region} village />
        {r.number ? ` · ${st.number} ${r.number}` : ''}
      </span>
    </p>
    <Facts
      of={[
        ...(r.pupil ? ([[st.theirs, pupilText(r)]] as [string, ReactNode][]) : []),
        ...(r.own
          ? ([
              [
                st.oursIs,
                <Link key="own" to={`/beneficiaries/${r.file_id}`}>
                  {ownText(r)}
                </Link>,
              ],
            ] as [string, ReactNode][])
          : []),
        ...(r.differs?.length
          ? ([[st.differs, r.differs.map((f) => word(surveyRowField, f)).join(format.comma())]] as [string, ReactNode][])
          : []),
      ]}
    />
    <Acts r={r} put={put} reload={reload} />
  </li>
)

function Acts({ r, put, reload }: FoundProps) {
  const { may } = useSession()
  if (!r.open)
    return r.decision ? <StateTag tone="done">{`${st.rowSaid}${format.colon()}${word(surveyRowDecision, r.decision)}`}</StateTag> : null
  const send = (decision: Decision, key: string, region = '') =>
    take(
      api.POST('/survey-rows/{id}/decide', {
        params: { path: { id: r.id }, header: seen(`"${r.version}"`, key) },
        body: { decision, region },
      }),
    )
  const plain = (decision: Decision, label: string) => (
    <ActButton key={decision} size="small" said={st.rowSaid} done={put} reload={reload} act={(key) => send(decision, key)}>
      {label}
    </ActButton>
  )
  const inVillage = (decision: Decision, label: string) => (
    <FormAct<{ region: string } & Record<string, unknown>, Row>
      key={decision}
      size="small"
      name={`survey-row:${decision}:${r.id}`}
      said={st.rowSaid}
      done={put}
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
