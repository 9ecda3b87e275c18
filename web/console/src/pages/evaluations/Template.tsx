import { api, format, take } from '@tongxing/shared'
import { evaluationParty, scoringMethod, sheetStatus } from '@tongxing/shared/words'
import { Button, Form, Input } from 'antd'
import { Link, useNavigate, useParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { Card, idem, Page, RegionName, StateTag, useLoad, Waiting } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { points, share } from '../../domain/units.tsx'
import { tones, word } from '../../domain/words.ts'
import { most, type Item } from './score.ts'
import { SheetActs } from './SheetActs.tsx'
import type { Template } from './sheet.ts'
import { SheetTrial } from './SheetTrial.tsx'
import { t } from './texts.ts'
import '../../theme/work.css'

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
  const tpl = useLoad(() => take(api.GET('/evaluation-templates/{id}', { params: { path: { id } } })), [id])
  if (!tpl.data) return <Waiting of={tpl} />
  const s = tpl.data
  return (
    <Page
      title={s.name}
      back="/evaluation-templates"
      state={<StateTag tone={tones.sheet[s.status] ?? 'neutral'}>{word(sheetStatus, s.status)}</StateTag>}
      sub={
        <>
          {s.edition > 0 && <>{t.editionNo({ n: s.edition })} · </>}
          {s.region ? <RegionName path={s.region} /> : t.everywhere} · {format.instant(s.at)}
        </>
      }
      acts={
        <>
          <Link to={`/evaluation-templates/${s.id}/changes`}>
            <Button>{t.compare}</Button>
          </Link>
          {may('template.edit') && region && s.status !== 'draft' && <NewEdition s={s} region={region} />}
          <SheetActs s={s} only={['edit', 'retire']} done={(now) => (now ? tpl.set(now) : void go('/evaluation-templates'))} />
        </>
      }
    >
      {s.sheet.sections.map((sec) => (
        <Card key={sec.code} title={`${sec.name} ${points(sec.items.reduce((n, i) => n + most(i), 0))}`} flush>
          <div className="tw-scroll" tabIndex={0} role="region" aria-label={sec.name}>
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
          </div>
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
      {may('template.edit') && <SheetTrial sheet={s.sheet} />}
    </Page>
  )
}

interface Begin extends Record<string, unknown> {
  name: string
  code: string
}

/** NewEdition begins the next edition for one's own region as a copy, and opens it. */
function NewEdition({ s, region }: { s: Template; region: string }) {
  const go = useNavigate()
  return (
    <FormAct<Begin, Template>
      name={`template:${s.id}`}
      said={t.editionSaid}
      note={t.tplNote}
      initial={{ name: s.name, code: s.code }}
      done={(made) => void go(`/evaluation-templates/${made.id}/edit`)}
      send={(v, key) => take(api.POST('/evaluation-templates', { body: { ...v, region, sheet: s.sheet }, headers: idem(key) }))}
      fields={
        <>
          <Form.Item name="name" label={t.tplName} required>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="code" label={t.tplCode} extra={t.codeHow} required>
            <Input maxLength={20} />
          </Form.Item>
        </>
      }
    >
      {t.newEdition}
    </FormAct>
  )
}
