import { api, format, take, type components } from '@tongxing/shared'
import { evaluationParty, scoringMethod } from '@tongxing/shared/words'
import { App, Form, Input, InputNumber } from 'antd'
import { useNavigate, useParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { Card, idem, Page, RegionName, useLoad, Waiting } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { points, PointsInput, share } from '../../domain/units.tsx'
import { word } from '../../domain/words.ts'
import { most, type Item } from './score.ts'
import { t } from './texts.ts'
import '../../theme/work.css'

type Template = components['schemas']['evaluation.templateView']

/** How an item is scored, in words. */
function how(it: Item): string {
  switch (it.method) {
    case 'bands':
      return (it.bands ?? []).map((b) => t.bands({ from: share(b.from_bp ?? 0), num: b.num ?? 0, den: b.den ?? 1 })).join(format.comma())
    case 'level':
      return (it.levels ?? []).map((l) => t.levels({ name: l.name, share: share(l.share_bp ?? 0) })).join(format.comma())
    case 'combination':
      return (it.parts ?? []).map((p) => t.parts({ name: p.name, max: points(most(p)) })).join(format.comma())
    default:
      return ''
  }
}

/** One edition of a score sheet. */
export function Component() {
  const { id = '' } = useParams()
  const { may, region } = useSession()
  const go = useNavigate()
  const { message } = App.useApp()
  const tpl = useLoad(() => take(api.GET('/evaluation-templates/{id}', { params: { path: { id } } })), [id])
  if (!tpl.data) return <Waiting of={tpl} />
  const s = tpl.data
  return (
    <Page
      title={s.name}
      back="/evaluation-templates"
      sub={
        <>
          {t.tplEdition} {s.edition} · {s.region ? <RegionName path={s.region} /> : t.everywhere} · {format.instant(s.at)}
        </>
      }
      acts={
        may('template.edit') &&
        region && (
          <NewEdition
            s={s}
            region={region}
            done={(made) => {
              void message.success(t.editionSaid)
              void go(`/evaluation-templates/${made.id}`)
            }}
          />
        )
      }
    >
      {s.sheet.sections.map((sec) => (
        <Card key={sec.code} title={`${sec.name} ${points(sec.items.reduce((n, i) => n + most(i), 0))}`} flush>
          <table className="tx-plain">
            <thead>
              <tr>
                <th scope="col">{t.adjustItem}</th>
                <th scope="col" className="tx-right">
                  {t.max}
                </th>
                <th scope="col">{t.method}</th>
                <th scope="col">{t.parties}</th>
                <th scope="col">{t.evidence}</th>
              </tr>
            </thead>
            <tbody>
              {sec.items.map((it) => (
                <tr key={it.code}>
                  <th scope="row">
                    {it.code} {it.name}
                  </th>
                  <td className="tx-right">{points(most(it))}</td>
                  <td>
                    {word(scoringMethod, it.method)}
                    <div className="tx-muted tx-small">{how(it)}</div>
                  </td>
                  <td>
                    {it.method === 'bands' || it.method === 'auto_ratio'
                      ? t.auto
                      : (it.parties ?? []).length > 0
                        ? (it.parties ?? []).map((p) => word(evaluationParty, p)).join(format.comma())
                        : t.everybody}
                  </td>
                  <td>{it.evidence}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Card>
      ))}
      <Card title={t.vetoes}>
        <ul className="tw-list">
          {(s.sheet.vetoes ?? []).map((v) => (
            <li key={v.code}>{v.name}</li>
          ))}
        </ul>
      </Card>
      <Card title={t.grades}>
        <ul className="tw-list">
          {s.sheet.grades.map((g) => (
            <li key={g.name}>
              {g.name}
              {format.colon()}
              {t.gradeFrom({ from: points(g.from ?? 0) })}
              {format.paren(g.pass ? t.pass : t.fail)}
            </li>
          ))}
        </ul>
      </Card>
    </Page>
  )
}

interface Edit extends Record<string, unknown> {
  name: string
  code: string
  max: Record<string, number>
}

/** NewEdition changes the points of items and saves them as the next edition for one's own region. */
function NewEdition({ s, region, done }: { s: Template; region: string; done: (t: Template) => void }) {
  const items = s.sheet.sections.flatMap((x) => x.items)
  const fixed = (it: Item) => it.method === 'combination' // its parts make the sum
  const body = (v: Edit) => ({
    code: v.code,
    name: v.name,
    region,
    sheet: {
      ...s.sheet,
      sections: s.sheet.sections.map((x) => ({
        ...x,
        items: x.items.map((it) => (fixed(it) ? it : { ...it, max: v.max[it.code] ?? it.max })),
      })),
    },
  })
  return (
    <FormAct<Edit, Template>
      name={`template:${s.id}`}
      said={t.editionSaid}
      note={t.tplNote}
      width={640}
      initial={{ name: s.name, code: s.code, max: Object.fromEntries(items.map((i) => [i.code, most(i)])) }}
      done={done}
      send={(v, key) => take(api.POST('/evaluation-templates', { body: body(v), headers: idem(key) }))}
      fields={(v) => (
        <>
          <div className="tx-form-two">
            <Form.Item name="name" label={t.tplName} required>
              <Input maxLength={60} />
            </Form.Item>
            <Form.Item name="code" label={t.tplCode} required>
              <Input maxLength={20} />
            </Form.Item>
          </div>
          <p className="tx-muted tw-above">
            {t.maxSum({ n: points(items.reduce((n, i) => n + (fixed(i) ? most(i) : (v.max?.[i.code] ?? most(i))), 0)) })}
          </p>
          <div className="tx-form-two">
            {items.map((i) =>
              fixed(i) ? (
                <Form.Item key={i.code} label={`${i.code} ${i.name}`} required>
                  <InputNumber disabled value={most(i) / 100} precision={2} aria-label={i.name} />
                </Form.Item>
              ) : (
                <Form.Item key={i.code} name={['max', i.code]} label={`${i.code} ${i.name}`} required>
                  <PointsInput />
                </Form.Item>
              ),
            )}
          </div>
        </>
      )}
    >
      {t.newEdition}
    </FormAct>
  )
}
