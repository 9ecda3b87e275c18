import { api, newClient, take, type components } from '@tongxing/shared'
import { carePurpose, policeResult } from '@tongxing/shared/words'
import { Alert, Form, Input, Radio, Select } from 'antd'
import { useState, type ReactNode } from 'react'
import { Link, useSearchParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { Card, Empty, Facts, idem, Instant, Page, partTexts, RegionName, seen, StateTag, useLoad, Waiting } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { choices, tones, word } from '../../domain/words.ts'
import { CardList } from './CardList.tsx'
import { st } from './texts.ts'
import '../../theme/work.css'
import './surveys.css'

type Detail = components['schemas']['surveys.surveyDetailView']
type Batch = components['schemas']['surveys.batchView']
type Line = components['schemas']['surveys.batchLineView']
type Area = components['schemas']['surveys.progressView']

/** The batches of a round for the police: made for a town or the county, taken out, answered. */
export function Batches({ survey, areas }: { survey: Detail; areas: Area[] }) {
  const [password, setPassword] = useState('')
  const list = useLoad(
    () => take(api.GET('/surveys/{id}/police', { params: { path: { id: survey.id }, query: { limit: 100 } } })),
    [survey.id],
  )
  const reload = () => void list.reload()
  return (
    <>
      <p className="tx-muted tw-above">{st.policeSub}</p>
      {survey.status === 'open' && (
        <FormAct<{ area: string } & Record<string, unknown>, unknown>
          name={`police:${survey.id}`}
          said={st.batchMade}
          done={reload}
          send={(v, key) =>
            take(
              api.POST('/surveys/{id}/police', { params: { path: { id: survey.id } }, headers: idem(key), body: { area: v.area ?? '' } }),
            )
          }
          fields={
            <Form.Item name="area" label={st.areas} extra={st.areasHow}>
              <Select allowClear options={areas.map((a) => ({ value: a.region, label: <RegionName path={a.region} short /> }))} />
            </Form.Item>
          }
        >
          {st.makeBatch}
        </FormAct>
      )}
      {password && (
        <Alert
          className="tw-below"
          type="info"
          showIcon
          title={st.password}
          description={<output className="tx-password">{password}</output>}
          closable={{ 'aria-label': partTexts.close, onClose: () => setPassword('') }}
        />
      )}
      {!list.data ? (
        <Waiting of={list} />
      ) : list.data.items.length === 0 ? (
        <Empty title={st.noAnswers} />
      ) : (
        <ul className="tw-list">
          {list.data.items.map((b) => (
            <li key={b.id}>
              <p>
                <RegionName path={b.area} short /> <Instant at={b.made_at} />
              </p>
              <dl className="sv-figures">
                {(
                  [
                    [st.total, b.total],
                    [policeResult.confirmed, b.confirmed],
                    [policeResult.not_found, b.not_found],
                    [policeResult.mismatch, b.mismatch],
                    [st.unsettled, b.unsettled],
                  ] as [string, number][]
                ).map(([label, n]) => (
                  <div key={label}>
                    <dt>{label}</dt>
                    <dd>{n}</dd>
                  </div>
                ))}
              </dl>
              <span className="tx-row">
                <TakeOut b={b} done={setPassword} />
                <Link to={`/police-batches/${b.id}/answers`}>{st.uploadAnswers}</Link>
                <Link to={`/police-lines?batch_id=${b.id}`}>{st.toLines}</Link>
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

const files = newClient({ timeout: 60_000 })

/** takeOut saves the encrypted workbook and returns its password. */
async function takeOut(id: string, purpose: string): Promise<string> {
  let password = ''
  const book = await take(
    files
      .POST('/police-batches/{id}/export', { params: { path: { id } }, body: { purpose: purpose as 'verification' }, parseAs: 'blob' })
      .then((r) => {
        password = r.response.headers.get('Export-Password') ?? ''
        return r
      }),
  )
  const link = document.createElement('a')
  link.href = URL.createObjectURL(book as unknown as Blob)
  link.download = 'police.xlsx'
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
  return password
}

function TakeOut({ b, done }: { b: Batch; done: (password: string) => void }) {
  return (
    <FormAct<{ purpose: string } & Record<string, unknown>, string>
      size="small"
      name={`police-export:${b.id}`}
      note={st.exportNote}
      said={st.exported}
      initial={{ purpose: 'verification' }}
      done={done}
      send={(v) => takeOut(b.id, v.purpose ?? '')}
      fields={
        <Form.Item name="purpose" label={st.purpose} required>
          <Radio.Group options={choices(carePurpose)} />
        </Form.Item>
      }
    >
      {st.exportBatch}
    </FormAct>
  )
}

/** What the police found, within one's reach: the county enters it, the village sees to mismatches. */
export function Component() {
  const batch = useSearchParams()[0].get('batch_id')
  const county = useSession().me.roles.some((r) => r.role === 'county_admin')
  return (
    <Page
      title={st.police}
      sub={county ? st.policeSub : st.policeSettle}
      back="/surveys"
      acts={batch && county && <Link to={`/police-batches/${batch}/answers`}>{st.uploadAnswers}</Link>}
    >
      <Card>
        <CardList<Line>
          name="police-lines"
          label={st.police}
          filters={[
            { key: 'result', label: st.result, kind: 'choice', width: 130, options: choices(policeResult) },
            { key: 'unsettled', label: st.unsettled, kind: 'choice', width: 130, options: [{ value: 'true', label: st.onlyOpen }] },
          ]}
          load={({ unsettled, ...query }, page) =>
            take(
              api.GET('/police-lines', {
                params: {
                  query: { ...query, ...(batch ? { batch_id: batch } : {}), ...(unsettled === 'true' ? { unsettled: true } : {}), ...page },
                },
              }),
            )
          }
          card={(l, put) => <Answer l={l} put={put} />}
          empty={st.noAnswers}
        />
      </Card>
    </Page>
  )
}

const Answer = ({ l, put }: { l: Line; put: (l: Line) => void }) => (
  <li className="sv-card">
    <p>
      <strong>{l.name}</strong> <Link to={`/beneficiaries/${l.file_id}`}>{l.pseudonym}</Link>{' '}
      {l.result && <StateTag tone={tones.police[l.result] ?? 'neutral'}>{word(policeResult, l.result)}</StateTag>}
    </p>
    <p className="tx-muted">
      <RegionName path={l.region} short /> · {st.batchNumber} {l.number}
    </p>
    {(l.note || l.done || l.unsettled) && (
      <Facts
        of={[
          ...(l.note ? ([[st.policeNote, l.note]] as [string, string][]) : []),
          ...(l.done || l.unsettled
            ? ([[st.settleDone, l.done || <span className="tx-lack">{st.unsettled}</span>]] as [string, ReactNode][])
            : []),
        ]}
      />
    )}
    <Acts l={l} put={put} />
  </li>
)

function Acts({ l, put }: { l: Line; put: (l: Line) => void }) {
  const { me, may } = useSession()
  const params = (key: string) => ({ params: { path: { id: l.id }, header: seen(`"${l.version}"`, key) } })
  if (me.roles.some((r) => r.role === 'county_admin'))
    return (
      <FormAct<{ result: string; note?: string } & Record<string, unknown>, Line>
        size="small"
        name={`police-result:${l.id}`}
        secret={['note']}
        said={st.entered}
        done={put}
        send={(v, key) =>
          take(api.PUT('/police-lines/{id}/result', { ...params(key), body: { result: v.result as 'confirmed', note: v.note ?? '' } }))
        }
        fields={
          <>
            <Form.Item name="result" label={st.result} required>
              <Radio.Group options={choices(policeResult)} />
            </Form.Item>
            <Form.Item name="note" label={st.policeNote} extra={st.policeNoteHow}>
              <Input.TextArea rows={3} maxLength={300} showCount />
            </Form.Item>
          </>
        }
      >
        {st.enter}
      </FormAct>
    )
  if (!l.unsettled || !may('beneficiary.edit')) return null
  return (
    <FormAct<{ note: string } & Record<string, unknown>, Line>
      size="small"
      name={`police-settle:${l.id}`}
      secret={['note']}
      said={st.settled}
      done={put}
      send={(v, key) => take(api.POST('/police-lines/{id}/settle', { ...params(key), body: { note: v.note ?? '' } }))}
      fields={
        <Form.Item name="note" label={st.settleDone} extra={st.settleHow} required>
          <Input.TextArea rows={3} maxLength={300} showCount />
        </Form.Item>
      }
    >
      {st.settle}
    </FormAct>
  )
}
