import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, DownOutlined, PlusOutlined, RightOutlined } from '@ant-design/icons'
import { format, type components } from '@tongxing/shared'
import { evaluationParty, indicatorKind, scoringMethod } from '@tongxing/shared/words'
import { Button, Checkbox, Form, Input, InputNumber, Select } from 'antd'
import { createContext, useContext, useRef, useState, type ReactNode } from 'react'
import { Card } from '../../parts/index.ts'
import { points, PointsInput, ShareInput } from '../../domain/units.tsx'
import { choices, word } from '../../domain/words.ts'
import { automatic, most, type Item, type Sheet } from './score.ts'
import {
  byMethod,
  changed,
  codesOf,
  faultAt,
  faulty,
  freeCode,
  moved,
  sectionSum,
  sumOf,
  without,
  type Fault,
  type Section,
} from './sheet.ts'
import { t } from './texts.ts'

type Band = NonNullable<Item['bands']>[number]
type Level = NonNullable<Item['levels']>[number]
type Part = NonNullable<Item['parts']>[number]
type Kind = components['schemas']['contracts.IndicatorKind']

const Faults = createContext<readonly Fault[]>([])
/** Gives a code that nothing in the sheet has or had since the page was opened. */
const NewCode = createContext<(prefix: string) => string>((p) => p)

interface SheetFieldsProps {
  value?: Sheet
  onChange?: (s: Sheet) => void
  faults: readonly Fault[]
}

/** SheetFields edits a whole sheet: sections with items, vetoes, grades. Each fault stands at its field. */
export function SheetFields({ value, onChange, faults }: SheetFieldsProps) {
  const seen = useRef(new Set<string>())
  if (!value) return null
  const s = value
  codesOf(s).forEach((c) => seen.current.add(c))
  const code = (prefix: string) => freeCode(seen.current, prefix)
  const set = (part: Partial<Sheet>) => onChange?.({ ...s, ...part })
  return (
    <Faults value={faults}>
      <NewCode value={code}>
        <div className="tw-sum" role="status">
          <span className={sumOf(s) === 10_000 ? 'tx-muted' : 'tx-warn'}>{t.maxSum({ n: points(sumOf(s)) })}</span>
          <span className={faults.length === 0 ? 'tx-muted' : 'tx-warn'}>
            {faults.length === 0 ? t.noFaults : t.faults({ n: faults.length })}
          </span>
        </div>
        <Wrong at="sections" />
        {s.sections.map((sec, i) => (
          <SectionCard key={i} s={s} at={i} sec={sec} set={(sections) => set({ sections })} />
        ))}
        <Button
          icon={<PlusOutlined />}
          onClick={() => set({ sections: [...s.sections, { code: code('S'), name: '', items: [blank(s, code('T'))] }] })}
        >
          {t.addSection}
        </Button>
        <Vetoes s={s} set={(vetoes) => set({ vetoes })} />
        <Grades s={s} set={(grades) => set({ grades })} />
      </NewCode>
    </Faults>
  )
}

const blank = (s: Sheet, code: string): Item => ({ code, name: '', max: 100, method: 'level', levels: levelsOf(s) })

/** levelsOf is the levels that the sheet uses already: those of a new item. */
const levelsOf = (s: Sheet): Level[] =>
  s.sections.flatMap((x) => x.items).find((i) => i.levels?.length)?.levels ?? [
    { code: 'a', name: '好', share_bp: 10_000 },
    { code: 'b', name: '一般', share_bp: 6_000 },
    { code: 'c', name: '差', share_bp: 0 },
  ]

/** Wrong is what is wrong with a part that is no single field. */
function Wrong({ at }: { at: string }) {
  const text = faultAt(useContext(Faults), at)
  return text ? (
    <p className="tx-warn tw-wrong" role="alert">
      {text}
    </p>
  ) : null
}

/** Field is a labelled input with its fault. */
function Field({
  at,
  label,
  optional = false,
  wide = false,
  children,
}: {
  at: string
  label: string
  optional?: boolean
  wide?: boolean
  children: (id: string) => ReactNode
}) {
  const text = faultAt(useContext(Faults), at)
  const id = `sheet-${at.replaceAll(/[.[\]]+/g, '-')}`
  return (
    <Form.Item
      label={label}
      htmlFor={id}
      required={!optional}
      className={wide ? 'tw-span2' : ''}
      {...(text ? { validateStatus: 'error' as const, help: <span role="alert">{text}</span> } : {})}
    >
      {children(id)}
    </Form.Item>
  )
}

/** Order is the buttons of an entry of a list: up, down, away. */
function Order({
  name,
  at,
  of,
  move,
  remove,
  least = 0,
}: {
  name: string
  at: number
  of: number
  move: (to: number) => void
  remove: () => void
  least?: number
}) {
  return (
    <span className="tw-order">
      <Button
        icon={<ArrowUpOutlined />}
        aria-label={t.up({ name })}
        title={t.up({ name })}
        disabled={at === 0}
        onClick={() => move(at - 1)}
      />
      <Button
        icon={<ArrowDownOutlined />}
        aria-label={t.down({ name })}
        title={t.down({ name })}
        disabled={at === of - 1}
        onClick={() => move(at + 1)}
      />
      <Button icon={<DeleteOutlined />} aria-label={t.away({ name })} title={t.away({ name })} disabled={of <= least} onClick={remove} />
    </span>
  )
}

function SectionCard({ s, at, sec, set }: { s: Sheet; at: number; sec: Section; set: (list: Section[]) => void }) {
  const faults = useContext(Faults)
  const code = useContext(NewCode)
  const [open, setOpen] = useState<string>()
  const path = `sections[${at}]`
  const put = (part: Partial<Section>) => set(changed(s.sections, at, { ...sec, ...part }))
  const name = sec.name || t.sectionWord
  return (
    <Card
      title={`${sec.name || t.unnamed} ${points(sectionSum(sec))}`}
      extra={
        <Order
          name={name}
          at={at}
          of={s.sections.length}
          least={1}
          move={(to) => set(moved(s.sections, at, to))}
          remove={() => set(without(s.sections, at))}
        />
      }
    >
      <div className="tx-form-two">
        <Field at={`${path}.name`} label={t.sectionName}>
          {(id) => <Input id={id} maxLength={40} value={sec.name} onChange={(e) => put({ name: e.target.value })} />}
        </Field>
        <Field at={`${path}.code`} label={t.tplCode}>
          {(id) => <Input id={id} maxLength={20} value={sec.code} onChange={(e) => put({ code: e.target.value })} />}
        </Field>
      </div>
      <Wrong at={`${path}.items`} />
      {sec.items.map((it, n) => {
        const p = `${path}.items[${n}]`
        const shown = open === it.code || faulty(faults, p)
        const label = `${it.code} ${it.name || t.unnamed}`
        return (
          <section key={n} className="tw-edit-item" aria-label={label}>
            <div className="tw-edit-head">
              <Button
                type="text"
                icon={shown ? <DownOutlined /> : <RightOutlined />}
                aria-expanded={shown}
                onClick={() => setOpen(shown ? undefined : it.code)}
              >
                {label}
              </Button>
              <span className="tx-muted tx-small">{word(scoringMethod, it.method)}</span>
              <span className="tw-fill" />
              <span className="tx-figure">{points(most(it))}</span>
              <Order
                name={it.name || it.code}
                at={n}
                of={sec.items.length}
                least={1}
                move={(to) => put({ items: moved(sec.items, n, to) })}
                remove={() => put({ items: without(sec.items, n) })}
              />
            </div>
            {shown && (
              <ItemFields
                s={s}
                it={it}
                at={p}
                section={at}
                set={(item) => {
                  if (open === it.code) setOpen(item.code)
                  put({ items: changed(sec.items, n, item) })
                }}
                moveTo={(to) =>
                  set(
                    s.sections.map((x, i) =>
                      i === at ? { ...x, items: without(x.items, n) } : i === to ? { ...x, items: [...x.items, it] } : x,
                    ),
                  )
                }
              />
            )}
          </section>
        )
      })}
      <Button
        icon={<PlusOutlined />}
        onClick={() => {
          const item = blank(s, code(sec.code || 'S'))
          setOpen(item.code)
          put({ items: [...sec.items, item] })
        }}
      >
        {t.addItem}
      </Button>
    </Card>
  )
}

function ItemFields({
  s,
  it,
  at,
  section,
  set,
  moveTo,
}: {
  s: Sheet
  it: Item
  at: string
  section: number
  set: (it: Item) => void
  moveTo: (section: number) => void
}) {
  const put = (part: Partial<Item>) => set({ ...it, ...part })
  return (
    <div className="tw-edit-body">
      <div className="tw-item-grid">
        <Field at={`${at}.name`} label={t.itemName} wide>
          {(id) => <Input id={id} maxLength={60} value={it.name} onChange={(e) => put({ name: e.target.value })} />}
        </Field>
        <Field at={`${at}.code`} label={t.tplCode}>
          {(id) => <Input id={id} maxLength={20} value={it.code} onChange={(e) => put({ code: e.target.value })} />}
        </Field>
        <Field at={`${at}.max`} label={t.max}>
          {(id) => <PointsInput id={id} value={most(it)} onChange={(max) => put({ max: max ?? 0 })} />}
        </Field>
        <Field at={`${at}.method`} label={t.method}>
          {(id) => (
            <Select
              id={id}
              value={it.method}
              options={choices(scoringMethod)}
              onChange={(m) => set(byMethod(it, m as Item['method'], levelsOf(s)))}
            />
          )}
        </Field>
        {automatic(it) ? (
          <Field at={`${at}.indicator`} label={t.countedBy}>
            {(id) => (
              <Select
                id={id}
                value={it.indicator ?? ''}
                options={[{ value: '', label: t.allIndicators }, ...choices(indicatorKind)]}
                onChange={(k) => {
                  const { indicator: _, ...rest } = it
                  set(k ? { ...rest, indicator: k as Kind } : rest)
                }}
              />
            )}
          </Field>
        ) : (
          <Field at={`${at}.parties`} label={t.parties} optional>
            {(id) => (
              <Select
                id={id}
                mode="multiple"
                placeholder={t.everybody}
                value={it.parties ?? []}
                options={choices(evaluationParty)}
                onChange={(parties) => put({ parties: parties as NonNullable<Item['parties']> })}
              />
            )}
          </Field>
        )}
        {s.sections.length > 1 && (
          <Field at={`${at}.section`} label={t.inSection}>
            {(id) => (
              <Select
                id={id}
                value={section}
                options={s.sections.map((x, i) => ({ value: i, label: x.name || x.code }))}
                onChange={moveTo}
              />
            )}
          </Field>
        )}
        <Field at={`${at}.evidence`} label={t.evidence} optional wide>
          {(id) => <Input id={id} maxLength={300} value={it.evidence ?? ''} onChange={(e) => put({ evidence: e.target.value })} />}
        </Field>
      </div>
      {it.method === 'bands' && <Bands at={`${at}.bands`} it={it} set={(bands) => put({ bands })} />}
      {it.method === 'level' && <Levels at={`${at}.levels`} it={it} set={(levels) => put({ levels })} />}
      {it.method === 'combination' && <Parts at={`${at}.parts`} it={it} set={(parts) => put({ parts })} />}
      {it.method === 'auto_ratio' && <p className="tx-muted">{t.ratioHow}</p>}
      {it.method === 'deduction' && <p className="tx-muted">{t.deductHow}</p>}
    </div>
  )
}

/** Rows is a list within an item, one entry a row. */
function Rows<T>({
  at,
  title,
  how,
  list,
  set,
  blankRow,
  nameOf,
  row,
}: {
  at: string
  title: string
  how: string
  list: T[]
  set: (list: T[]) => void
  blankRow: () => T
  nameOf: (x: T, n: number) => string
  row: (x: T, put: (x: T) => void, n: number) => ReactNode
}) {
  return (
    <fieldset className="tw-rows">
      <legend>{title}</legend>
      <p className="tx-muted tx-small">{how}</p>
      <Wrong at={at} />
      {list.map((x, n) => (
        <div key={n}>
          <div className="tw-row" role="group" aria-label={nameOf(x, n)}>
            {row(x, (y) => set(changed(list, n, y)), n)}
            <Order
              name={nameOf(x, n)}
              at={n}
              of={list.length}
              least={1}
              move={(to) => set(moved(list, n, to))}
              remove={() => set(without(list, n))}
            />
          </div>
          <Wrong at={`${at}[${n}]`} />
        </div>
      ))}
      <Button icon={<PlusOutlined />} onClick={() => set([...list, blankRow()])}>
        {t.addTo({ name: title })}
      </Button>
    </fieldset>
  )
}

function Bands({ at, it, set }: { at: string; it: Item; set: (b: Band[]) => void }) {
  return (
    <Rows
      at={at}
      title={t.bandRows}
      how={t.bandsHow}
      list={it.bands ?? []}
      set={set}
      blankRow={() => ({ from_bp: 0, num: 0, den: 1 })}
      nameOf={(_, n) => t.bandNo({ n: n + 1 })}
      row={(b, put) => (
        <>
          <label>
            {t.from} <ShareInput value={b.from_bp ?? 0} onChange={(v) => put({ ...b, from_bp: v ?? 0 })} />
          </label>
          <label>
            {t.gives}{' '}
            <InputNumber
              min={0}
              max={100}
              precision={0}
              value={b.num ?? 0}
              aria-label={t.numerator}
              onChange={(v) => put({ ...b, num: v ?? 0 })}
            />
          </label>
          <label>
            /{' '}
            <InputNumber
              min={1}
              max={100}
              precision={0}
              value={b.den ?? 1}
              aria-label={t.denominator}
              onChange={(v) => put({ ...b, den: v ?? 1 })}
            />
          </label>
        </>
      )}
    />
  )
}

function Levels({ at, it, set }: { at: string; it: Item; set: (l: Level[]) => void }) {
  return (
    <Rows
      at={at}
      title={t.levelRows}
      how={t.levelsHow}
      list={it.levels ?? []}
      set={set}
      blankRow={() => ({ code: next((it.levels ?? []).map((l) => l.code)), name: '', share_bp: 0 })}
      nameOf={(l, n) => l.name || t.levelNo({ n: n + 1 })}
      row={(l, put) => (
        <>
          <label className="tw-grow">
            {t.levelName} <Input maxLength={40} value={l.name} onChange={(e) => put({ ...l, name: e.target.value })} />
          </label>
          <label>
            {t.gives} <ShareInput value={l.share_bp ?? 0} onChange={(v) => put({ ...l, share_bp: v ?? 0 })} />
          </label>
        </>
      )}
    />
  )
}

function Parts({ at, it, set }: { at: string; it: Item; set: (p: Part[]) => void }) {
  const sum = (it.parts ?? []).reduce((n, p) => n + most(p), 0)
  return (
    <Rows
      at={at}
      title={t.partRows}
      how={t.partsHow({ sum: points(sum), max: points(most(it)) })}
      list={it.parts ?? []}
      set={set}
      blankRow={() => ({ code: next((it.parts ?? []).map((p) => p.code)), name: '', max: 100 })}
      nameOf={(p, n) => p.name || t.partNo({ n: n + 1 })}
      row={(p, put) => (
        <>
          <label className="tw-grow">
            {t.partName} <Input maxLength={60} value={p.name} onChange={(e) => put({ ...p, name: e.target.value })} />
          </label>
          <label>
            {t.max} <PointsInput value={most(p)} onChange={(v) => put({ ...p, max: v ?? 0 })} />
          </label>
        </>
      )}
    />
  )
}

/** next is a code that none of the list has. */
const next = (codes: string[]): string => {
  for (let n = codes.length + 1; ; n++) if (!codes.includes(`p${n}`)) return `p${n}`
}

function Vetoes({ s, set }: { s: Sheet; set: (v: NonNullable<Sheet['vetoes']>) => void }) {
  const list = s.vetoes ?? []
  const code = useContext(NewCode)
  return (
    <Card title={t.vetoes}>
      {list.map((v, n) => (
        <div key={n} className="tw-row" role="group" aria-label={v.name || t.vetoNo({ n: n + 1 })}>
          <div className="tw-grow">
            <Field at={`vetoes[${n}].name`} label={t.vetoNo({ n: n + 1 })}>
              {(id) => (
                <Input id={id} maxLength={60} value={v.name} onChange={(e) => set(changed(list, n, { ...v, name: e.target.value }))} />
              )}
            </Field>
          </div>
          <Order
            name={v.name || t.vetoNo({ n: n + 1 })}
            at={n}
            of={list.length}
            move={(to) => set(moved(list, n, to))}
            remove={() => set(without(list, n))}
          />
        </div>
      ))}
      <Button icon={<PlusOutlined />} onClick={() => set([...list, { code: code('V'), name: '' }])}>
        {t.addTo({ name: t.vetoes })}
      </Button>
    </Card>
  )
}

function Grades({ s, set }: { s: Sheet; set: (g: Sheet['grades']) => void }) {
  const list = s.grades
  return (
    <Card title={t.grades}>
      <p className="tx-muted">{t.gradesHow}</p>
      <Wrong at="grades" />
      {list.map((g, n) => (
        <div key={n} className="tw-row" role="group" aria-label={g.name || t.gradeNo({ n: n + 1 })}>
          <div className="tw-grow">
            <Field at={`grades[${n}].name`} label={t.gradeName}>
              {(id) => (
                <Input id={id} maxLength={20} value={g.name} onChange={(e) => set(changed(list, n, { ...g, name: e.target.value }))} />
              )}
            </Field>
          </div>
          <Field at={`grades[${n}].from`} label={t.gradeBegins}>
            {(id) => (
              <PointsInput id={id} max={10_000} value={g.from ?? 0} onChange={(from) => set(changed(list, n, { ...g, from: from ?? 0 }))} />
            )}
          </Field>
          <Field at={`grades[${n}].pass`} label={t.pass} optional>
            {(id) => (
              <Checkbox id={id} checked={!!g.pass} onChange={(e) => set(changed(list, n, { ...g, pass: e.target.checked }))}>
                {g.pass ? t.pass : t.fail}
              </Checkbox>
            )}
          </Field>
          <Order
            name={g.name || t.gradeNo({ n: n + 1 })}
            at={n}
            of={list.length}
            least={2}
            move={(to) => set(moved(list, n, to))}
            remove={() => set(without(list, n))}
          />
        </div>
      ))}
      <Button icon={<PlusOutlined />} onClick={() => set([...list, { name: '', from: 0, pass: false }])}>
        {t.addTo({ name: t.grades })}
      </Button>
      <p className="tx-muted tx-small">
        {list.map((g) => `${g.name}${format.paren(t.gradeFrom({ from: points(g.from ?? 0) }))}`).join(format.comma())}
      </p>
    </Card>
  )
}
