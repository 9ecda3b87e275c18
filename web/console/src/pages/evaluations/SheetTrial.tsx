import { api, format, take, type components } from '@tongxing/shared'
import { evaluationKind, indicatorKind } from '@tongxing/shared/words'
import { Checkbox, Form, Select } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { again, asProblem, Card, Refusal, useLoad } from '../../parts/index.ts'
import { search } from '../../domain/pick.tsx'
import { points, ShareInput } from '../../domain/units.tsx'
import { word } from '../../domain/words.ts'
import type { Problem } from '@tongxing/shared'
import { Marks } from './Marks.tsx'
import { automatic, itemsOf, type Mark, type Sheet } from './score.ts'
import type { Fault } from './sheet.ts'
import { t } from './texts.ts'

type Trial = components['schemas']['evaluation.trialView']

/** How long typing rests before the server is asked, in milliseconds. */
const rest = 500

interface SheetTrialProps {
  sheet: Sheet
  /** Told the faults of the sheet, each time it was looked at. */
  found?: (faults: Fault[]) => void
}

/** SheetTrial is what a sheet would give: with the figures and cards of an evaluation, or with what is typed here. Nothing is stored. */
export function SheetTrial({ sheet, found }: SheetTrialProps) {
  const [evaluation, setEvaluation] = useState<string>()
  const [ratios, setRatios] = useState<Record<string, number>>({})
  const [marks, setMarks] = useState<Mark[]>([])
  const [vetoes, setVetoes] = useState<string[]>([])
  const [got, setGot] = useState<Trial>()
  const [problem, setProblem] = useState<Problem>()
  const list = useLoad(() => take(api.GET('/evaluations', { params: { query: { limit: 100 } } })), [])
  const tell = useRef(found)
  tell.current = found

  useEffect(() => {
    let over = false
    const timer = setTimeout(() => {
      const body = {
        sheet,
        ...(evaluation ? { evaluation_id: evaluation } : {}),
        ratios: Object.entries(ratios).map(([kind, ratio_bp]) => ({ kind: kind as 'quantity', ratio_bp })),
        marks,
        vetoes,
      }
      again(() => take(api.POST('/evaluation-templates/trial', { body }))).then(
        (answer) => {
          if (over) return
          setProblem(undefined)
          setGot(answer)
          tell.current?.(answer.faults)
        },
        (err: unknown) => {
          if (over) return
          const p = asProblem(err)
          // Empty fields are refused before the sheet is looked at; they are faults like the others.
          const fields = p.fields.map((f) => ({ field: f.field.replace(/^sheet\./, ''), message: f.message }))
          if (fields.length > 0) tell.current?.(fields)
          setProblem(fields.length > 0 ? undefined : p)
          setGot(undefined)
        },
      )
    }, rest)
    return () => {
      over = true
      clearTimeout(timer)
    }
  }, [sheet, evaluation, ratios, marks, vetoes])

  const kinds = [
    ...new Set(
      itemsOf(sheet)
        .filter(automatic)
        .map((i) => i.indicator ?? ''),
    ),
  ]
  const typed = itemsOf(sheet).filter((i) => !automatic(i))
  return (
    <>
      <Card title={t.trial}>
        <p className="tx-muted">{t.trialHow}</p>
        <div className="tx-form-two">
          <Form.Item layout="vertical" label={t.trialOf} htmlFor="trial-of">
            <Select
              id="trial-of"
              allowClear
              showSearch={search}
              placeholder={t.trialNone}
              value={evaluation ?? null}
              onChange={(v: string | null) => setEvaluation(v ?? undefined)}
              options={(list.data?.items ?? []).map((e) => ({
                value: e.id,
                label: `${e.contract_no} ${e.contract_name} · ${word(evaluationKind, e.kind)} ${e.year}`,
              }))}
            />
          </Form.Item>
        </div>
        {kinds.length > 0 && (
          <fieldset className="tw-rows">
            <legend>{t.trialRatios}</legend>
            <div className="tw-row">
              {kinds.map((k) => (
                <label key={k}>
                  {k ? word(indicatorKind, k) : t.allIndicators}{' '}
                  <ShareInput
                    {...(ratios[k] === undefined ? {} : { value: ratios[k] })}
                    onChange={(v) =>
                      setRatios((r) => {
                        const { [k]: _, ...others } = r
                        return v === undefined ? others : { ...others, [k]: Math.min(v, 10_000) }
                      })
                    }
                  />
                </label>
              ))}
            </div>
          </fieldset>
        )}
        {(sheet.vetoes ?? []).length > 0 && (
          <fieldset className="tw-rows">
            <legend>{t.trialVetoes}</legend>
            {(sheet.vetoes ?? []).map((v) => (
              <div key={v.code}>
                <Checkbox
                  checked={vetoes.includes(v.code)}
                  onChange={(e) => setVetoes((l) => (e.target.checked ? [...l, v.code] : l.filter((c) => c !== v.code)))}
                >
                  {v.name || v.code}
                </Checkbox>
              </div>
            ))}
          </fieldset>
        )}
      </Card>
      <details className="tw-details">
        <summary>{t.trialMarks({ n: marks.length, all: typed.length })}</summary>
        <Marks
          sheet={{ ...sheet, sections: sheet.sections.map((s) => ({ ...s, items: s.items.filter((i) => !automatic(i)) })) }}
          figures={undefined}
          mine={typed.map((i) => i.code)}
          value={marks}
          onChange={setMarks}
        />
      </details>
      <Card title={t.trialResult}>
        <Refusal problem={problem} />
        <div role="status">
          {got?.result ? (
            <div className="tw-running tw-running-plain">
              <div>
                <span className="tx-muted">{t.total}</span>
                <strong className="tx-figure">{points(got.result.total)}</strong>
              </div>
              <div>
                <span className="tx-muted">{t.grade}</span>
                <strong>{got.result.grade}</strong>
                <span>{format.paren(got.result.pass ? t.pass : t.fail)}</span>
              </div>
              {got.unscored.length > 0 && <span className="tx-muted">{t.trialUnscored({ n: got.unscored.length })}</span>}
              {got.lacking.length > 0 && <span className="tx-warn">{t.trialLacking({ items: got.lacking.join(format.comma()) })}</span>}
            </div>
          ) : (
            <p className="tx-muted">{t.trialFirst}</p>
          )}
        </div>
        {got?.result && (
          <div className="tw-scroll" tabIndex={0} role="region" aria-label={t.trialResult}>
            <table className="tx-plain">
              <thead>
                <tr>
                  <th scope="col">{t.adjustItem}</th>
                  <th scope="col" className="tx-right">
                    {t.points}
                  </th>
                  <th scope="col" className="tx-right">
                    {t.max}
                  </th>
                  <th scope="col">{t.trialWay}</th>
                </tr>
              </thead>
              <tbody>
                {got.ways.map((w) => (
                  <tr key={w.item}>
                    <th scope="row">
                      {w.item} {w.name}
                    </th>
                    <td className="tx-right">{points(w.points)}</td>
                    <td className="tx-right">{points(w.max)}</td>
                    <td>{got.unscored.includes(w.item) ? t.trialNotMarked : w.text}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Card>
    </>
  )
}
