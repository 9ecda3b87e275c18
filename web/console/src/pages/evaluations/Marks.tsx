import { format, type components } from '@tongxing/shared'
import { Input, Radio } from 'antd'
import { amount, points, PointsInput, share } from '../../domain/units.tsx'
import {
  autoPoints,
  automatic,
  enterPart,
  gradeOf,
  itemsOf,
  most,
  pointsOf,
  ratioOf,
  type Figures,
  type Item,
  type Mark,
  type Sheet,
} from './score.ts'
import { t } from './texts.ts'

interface MarksProps {
  sheet: Sheet
  figures: Figures | undefined
  /** Codes of the items to score; the others show who scores them. */
  mine: string[]
  value?: Mark[] | undefined
  onChange?: (marks: Mark[]) => void
  readOnly?: boolean
}

type Kind = components['schemas']['contracts.IndicatorKind']

/** The sheet as a form: each item with its ways of scoring and its evidence, automatic ones with their figures. */
export function Marks({ sheet, figures, mine, value = [], onChange, readOnly = false }: MarksProps) {
  const set = (m: Mark) => onChange?.([...value.filter((x) => x.item !== m.item), m])
  return (
    <>
      {sheet.sections.map((s) => (
        <section key={s.code} className="tx-card tw-sheet">
          <h2>
            {s.name} <span className="tx-muted tx-small">{points(s.items.reduce((n, i) => n + most(i), 0))}</span>
          </h2>
          {s.items.map((it) => {
            const m = value.find((x) => x.item === it.code)
            const got = automatic(it) ? figures && autoPoints(it, figures) : pointsOf(it, m)
            return (
              <div key={it.code} className="tw-sheet-item" id={`item-${it.code}`}>
                <div className="tw-sheet-head">
                  <h3 id={`name-${it.code}`}>
                    {it.code} {it.name}
                  </h3>
                  <span className="tx-figure">
                    <strong>{got === undefined ? '—' : points(got)}</strong> / {points(most(it))}
                  </span>
                </div>
                {it.evidence && (
                  <p className="tx-muted tx-small">
                    {t.evidence}
                    {format.colon()}
                    {it.evidence}
                  </p>
                )}
                {automatic(it) ? (
                  <Auto it={it} figures={figures} />
                ) : mine.includes(it.code) ? (
                  <One it={it} mark={m} set={set} readOnly={readOnly} />
                ) : (
                  <p className="tx-muted">{t.others}</p>
                )}
              </div>
            )
          })}
        </section>
      ))}
    </>
  )
}

function Auto({ it, figures }: { it: Item; figures: Figures | undefined }) {
  if (!figures) return null
  const kind = it.indicator as Kind | undefined
  const own = figures.items.filter((i) => i.kind === kind)
  const list = own.length > 0 ? own : figures.items
  return (
    <div className="tw-auto">
      <p>
        {t.auto} · {t.ratio({ share: share(ratioOf(it, figures)) })}{' '}
        <span className="tx-muted">{format.paren(figures.frozen ? t.autoFrozen : t.autoNow)}</span>
      </p>
      <ul>
        {list.map((i) => (
          <li key={i.id}>
            {i.name}
            {format.colon()}
            <span className="tx-figure">{`${amount(i.unit, i.actual)} / ${amount(i.unit, i.target)} (${share(i.ratio_bp)})`}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function One({ it, mark, set, readOnly }: { it: Item; mark: Mark | undefined; set: (m: Mark) => void; readOnly: boolean }) {
  const base: Mark = { ...(mark ?? {}), item: it.code }
  return (
    <div role="group" aria-labelledby={`name-${it.code}`} className="tw-one">
      {it.method === 'level' && (
        <Radio.Group
          disabled={readOnly}
          optionType="button"
          value={mark?.level ?? null}
          options={(it.levels ?? []).map((l) => ({
            value: l.code,
            label: `${l.name} ${points(Math.floor((most(it) * (l.share_bp ?? 0)) / 10_000))}`,
          }))}
          onChange={(e) => set({ ...base, level: e.target.value as string })}
        />
      )}
      {it.method === 'combination' &&
        (it.parts ?? []).map((p) => (
          <label key={p.code} className="tw-part">
            <span>
              {p.name} <span className="tx-muted">{format.paren(points(most(p)))}</span>
            </span>
            <PointsInput
              disabled={readOnly}
              max={most(p)}
              value={mark?.parts?.find((x) => x.code === p.code)?.points}
              aria-label={p.name}
              onChange={(v) => set(enterPart(it, base, p.code, v))}
            />
          </label>
        ))}
      {it.method === 'deduction' && (
        <label className="tw-part">
          <span>{t.deduct}</span>
          <PointsInput
            disabled={readOnly}
            max={most(it)}
            value={mark?.deduct}
            onChange={(v) => {
              const { deduct: _, ...rest } = base
              set(v === undefined ? rest : { ...rest, deduct: v })
            }}
          />
        </label>
      )}
      <Input
        disabled={readOnly}
        maxLength={1000}
        aria-label={`${it.name} ${it.method === 'deduction' ? t.deductFor : t.itemNote}`}
        placeholder={it.method === 'deduction' ? t.deductFor : t.itemNote}
        value={mark?.note ?? ''}
        onChange={(e) => set({ ...base, note: e.target.value })}
      />
    </div>
  )
}

/** Running is the total so far, how many items are scored, and the grade that it would be. */
export function Running({ sheet, figures, mine, value }: { sheet: Sheet; figures: Figures | undefined; mine: string[]; value: Mark[] }) {
  const items = itemsOf(sheet)
  let got = 0
  let of = 0
  let done = 0
  for (const it of items) {
    const p = automatic(it)
      ? figures && autoPoints(it, figures)
      : mine.includes(it.code)
        ? pointsOf(
            it,
            value.find((m) => m.item === it.code),
          )
        : undefined
    if (automatic(it) || mine.includes(it.code)) of += most(it)
    if (p === undefined) continue
    got += p
    if (!automatic(it)) done++
  }
  const scaled = of > 0 ? Math.round((got * 10_000) / of) : 0
  return (
    <div className="tw-running" role="status">
      <div>
        <span className="tx-muted">{t.running}</span>
        <strong className="tx-figure">
          {points(got)} / {points(of)}
        </strong>
      </div>
      <div>
        <span className="tx-muted">{t.band}</span>
        <strong>{gradeOf(sheet, scaled)}</strong>
        <span className="tx-muted tx-small">{format.percent(scaled / 10_000)}</span>
      </div>
      <div>
        <span className="tx-muted">{t.done({ n: done, all: mine.length })}</span>
      </div>
    </div>
  )
}
