import { api, format, take, type components } from '@tongxing/shared'
import { App, Button, Form, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { Card, DayInput, DraftForm, Empty, Page, seen, useLoad, Waiting } from '../../parts/index.ts'
import { readPasted, type PeopleRow } from './paste.ts'
import { t } from './texts.ts'
import '../../theme/work.css'
import '../../theme/statistics.css'

type Base = components['schemas']['statistics.baseView']
type Body = components['schemas']['statistics.keepRequest']
type Figure = components['schemas']['statistics.targetView']['figure']

interface Goal {
  figure: Figure
  most?: number | undefined
  by?: string | undefined
}

interface Values extends Record<string, unknown> {
  source?: string
  people_on?: string
  people: PeopleRow[]
  targets: Goal[]
}

interface Area {
  region: string
  name: string
}

const kinds = ['children', 'elders', 'women'] as const

/** valuesOf has a row for every area and figure, so that the tables of the form have them all. */
const valuesOf = (b: Base, areas: Area[]): Values => ({
  source: b.source,
  ...(b.people_on ? { people_on: b.people_on } : {}),
  people: areas.map(({ region }) => b.people.find((p) => p.region === region) ?? { region }),
  targets: (Object.keys(t.figureOf) as Figure[]).map((figure) => b.targets.find((x) => x.figure === figure) ?? { figure }),
})

/** bodyOf leaves out the rows without figures. */
const bodyOf = (region: string, v: Values): Body => ({
  region,
  source: v.source ?? '',
  ...(v.people_on ? { people_on: v.people_on } : {}),
  people: v.people
    .filter((p) => kinds.some((k) => p[k] !== undefined))
    .map(({ region: of, children = 0, elders = 0, women = 0 }) => ({ region: of, children, elders, women })),
  targets: v.targets.flatMap(({ figure, most, by }) => (most !== undefined && by ? [{ figure, most, by }] : [])),
})

/** The county's population and targets. */
export function Component() {
  const [params] = useSearchParams()
  const region = params.get('region') ?? ''
  const back = `/statistics${region ? `?region=${encodeURIComponent(region)}` : ''}`
  const report = useLoad(() => take(api.GET('/register-statistics', { params: { query: region ? { region } : {} } })), [region])
  const r = report.data
  return (
    <Page title={t.baseTitle} sub={r ? `${r.name} · ${t.baseSub}` : t.baseSub} back={back}>
      {!r ? (
        <Waiting of={report} />
      ) : r.base && r.writable && r.base.region === r.region ? (
        <Editor base={r.base} areas={[{ region: r.region, name: r.name }, ...r.parts]} back={back} />
      ) : (
        <Card>
          <Empty title={t.baseNot} text={t.baseNotHow} act={<Link to={back}>{t.back}</Link>} />
        </Card>
      )}
    </Page>
  )
}

const tagOfBase = (b: Base) => `"${b.version}"`

function Editor({ base, areas, back }: { base: Base; areas: Area[]; back: string }) {
  const go = useNavigate()
  const { message } = App.useApp()
  return (
    <DraftForm<Values, Base>
      name={`statistics:${base.region}`}
      className="ts-form"
      initial={valuesOf(base, areas)}
      tag={tagOfBase(base)}
      labels={{ source: t.source, people_on: t.dataOn, people: t.population, targets: t.targets }}
      says={(field, value) => says(field, value, areas)}
      latest={async () => {
        const r = await take(api.GET('/register-statistics', { params: { query: { region: base.region } } }))
        return { values: valuesOf(r.base!, areas), tag: tagOfBase(r.base!) }
      }}
      send={(v, key, tag) =>
        take(api.PUT('/register-statistics/base', { params: { header: seen(tag, key) }, body: bodyOf(base.region, v) }))
      }
      done={() => {
        void message.success(t.saved)
        void go(back)
      }}
    >
      <Card title={t.population}>
        <p className="tx-muted tw-above">{t.populationHow}</p>
        <div className="tx-form-two">
          <Form.Item name="source" label={t.source} extra={t.sourceHow}>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="people_on" label={t.dataOn}>
            <DayInput max={format.dayKey(Date.now())} />
          </Form.Item>
        </div>
        <Form.Item name="people" noStyle>
          <People areas={areas} />
        </Form.Item>
      </Card>
      <Card title={t.targetsGoal}>
        <p className="tx-muted tw-above">{t.targetsGoalHow}</p>
        <Form.Item
          name="targets"
          rules={[
            {
              validator: (_, list: Goal[]) =>
                list.some((g) => (g.most === undefined) !== !g.by) ? Promise.reject(new Error(t.needBoth)) : Promise.resolve(),
            },
          ]}
        >
          <Goals />
        </Form.Item>
      </Card>
    </DraftForm>
  )
}

/** says tells two versions apart in words. */
function says(field: string, value: unknown, areas: Area[]): string | undefined {
  if (field === 'people')
    return ((value ?? []) as PeopleRow[])
      .filter((p) => kinds.some((k) => p[k] !== undefined))
      .map((p) => `${areas.find((a) => a.region === p.region)?.name ?? ''} ${kinds.map((k) => p[k] ?? '—').join(' / ')}`)
      .join(format.comma())
  if (field === 'targets')
    return ((value ?? []) as Goal[])
      .filter((g) => g.most !== undefined)
      .map((g) => `${t.figureOf[g.figure]} ${g.most} ${g.by ?? ''}`)
      .join(format.comma())
  return undefined
}

/** People is the table of the population, which can be filled from a spreadsheet. */
function People({ areas, value = [], onChange }: { areas: Area[]; value?: PeopleRow[]; onChange?: (rows: PeopleRow[]) => void }) {
  const put = (region: string, row: Partial<PeopleRow>) => onChange?.(value.map((p) => (p.region === region ? { ...p, ...row } : p)))
  const towns = value.filter((p) => p.region !== areas[0]!.region)
  return (
    <>
      <Paste areas={areas} fill={(rows) => onChange?.(value.map((p) => rows.find((r) => r.region === p.region) ?? p))} />
      <div className="tw-scroll ts-people">
        <table className="tx-plain ts-table">
          <thead>
            <tr>
              <th scope="col">{t.area}</th>
              {kinds.map((k) => (
                <th key={k} scope="col">
                  {t[k]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {areas.map((a) => (
              <tr key={a.region}>
                <th scope="row">{a.name}</th>
                {kinds.map((k) => (
                  <td key={k}>
                    <InputNumber
                      aria-label={t.numberOf({ area: a.name, what: t[k] })}
                      min={0}
                      max={100_000_000}
                      precision={0}
                      controls={false}
                      value={value.find((p) => p.region === a.region)?.[k] ?? null}
                      onChange={(n) => put(a.region, { [k]: n ?? undefined })}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t.sumOfTowns}</th>
              {kinds.map((k) => (
                <td key={k}>{format.count(towns.reduce((sum, p) => sum + (p[k] ?? 0), 0))}</td>
              ))}
            </tr>
          </tfoot>
        </table>
      </div>
    </>
  )
}

function Paste({ areas, fill }: { areas: Area[]; fill: (rows: PeopleRow[]) => void }) {
  const [text, setText] = useState('')
  const [said, setSaid] = useState<string[]>([])
  const read = () => {
    const got = readPasted(text, areas)
    fill(got.rows)
    setSaid([
      t.filled({ n: got.rows.length }),
      ...(got.unknown.length ? [t.unknown({ names: got.unknown.join(format.comma()) })] : []),
      ...(got.unread.length ? [t.unread({ names: got.unread.join(format.comma()) })] : []),
    ])
  }
  return (
    <details className="tw-details tw-above">
      <summary>{t.paste}</summary>
      <p className="tx-muted" id="ts-paste-how">
        {t.pasteHow}
      </p>
      <Input.TextArea
        aria-label={t.paste}
        aria-describedby="ts-paste-how"
        rows={5}
        value={text}
        onChange={(e) => setText(e.target.value)}
      />
      <p className="tw-below">
        <Button disabled={!text.trim()} onClick={read}>
          {t.fillIn}
        </Button>
      </p>
      <div role="status">
        {said.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
    </details>
  )
}

function Goals({ value = [], onChange }: { value?: Goal[]; onChange?: (goals: Goal[]) => void }) {
  const put = (figure: Figure, goal: Partial<Goal>) => onChange?.(value.map((g) => (g.figure === figure ? { ...g, ...goal } : g)))
  return (
    <div className="tw-scroll ts-people">
      <table className="tx-plain ts-table">
        <thead>
          <tr>
            <th scope="col">{t.row}</th>
            <th scope="col">{t.most}</th>
            <th scope="col">{t.by}</th>
          </tr>
        </thead>
        <tbody>
          {value.map((g) => {
            const label = t.figureOf[g.figure]
            return (
              <tr key={g.figure}>
                <th scope="row">{label}</th>
                <td>
                  <InputNumber
                    aria-label={t.numberOf({ area: label, what: t.most })}
                    min={0}
                    max={100_000_000}
                    precision={0}
                    controls={false}
                    value={g.most ?? null}
                    onChange={(n) => put(g.figure, { most: n ?? undefined })}
                  />
                </td>
                <td>
                  <DayInput aria-label={t.numberOf({ area: label, what: t.by })} value={g.by} onChange={(by) => put(g.figure, { by })} />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
