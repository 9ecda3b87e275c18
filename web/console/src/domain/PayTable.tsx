// The table by which the result of an evaluation decides what part of a payment is due.
import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { format, texts, type components } from '@tongxing/shared'
import { evaluationKind, payBy } from '@tongxing/shared/words'
import { Button, Form, Input, Select } from 'antd'
import { points, PointsInput, share, ShareInput } from './units.tsx'
import { choices, word } from './words.ts'

export type PayTable = NonNullable<components['schemas']['contracts.contractView']['pay_table']>
type Row = NonNullable<PayTable['rows']>[number]
type Basis = components['schemas']['contracts.basisView']

const t = texts(
  {
    by: '评估结果与付款的关系',
    none: '不与评估结果挂钩，按里程碑比例全额支付',
    how: '付款条件为中期评估的各期按中期评估结果，为末期评估或整体验收的各期按末期评估结果；其余各期全额支付。',
    rule: '应付金额四舍五入到分，差额为扣减。签订后只能通过补充合同变更。',
    row: '第 {n} 行',
    grade: '等级',
    from: '得分 ≥',
    pays: '支付',
    below: '低于多少分开始扣',
    perPoint: '每少 1 分扣减',
    most: '最多扣减',
    add: '添加一行',
    up: '上移第 {n} 行',
    down: '下移第 {n} 行',
    away: '删除第 {n} 行',
    gradeLine: '{grade}：支付 {share}',
    scoreLine: '{from} 分及以上：支付 {share}',
    pointLine: '低于 {below} 分的，每少 1 分扣减 {per}，最多扣减 {most}',
    basis: '{kind} {total} 分（{grade}），按合同付款表支付 {share}',
    grades: '等级名称须与评估表一致：用付款表中没有的等级的评估表，不能评估本合同。',
  },
  {
    by: 'What results mean for payments',
    none: 'Nothing: every payment is paid in full',
    how: 'Payments waiting for the mid-term result follow it; those waiting for the final one or the acceptance follow that; others are paid in full.',
    rule: 'What is due is rounded half up to the fen, the deduction is the rest. After the signature only an amendment changes the table.',
    row: 'Row {n}',
    grade: 'Grade',
    from: 'From total',
    pays: 'pays',
    below: 'Deduct below',
    perPoint: 'For each point',
    most: 'At most',
    add: 'Add a row',
    up: 'Move row {n} up',
    down: 'Move row {n} down',
    away: 'Remove row {n}',
    gradeLine: '{grade}: pays {share}',
    scoreLine: 'from {from} points: pays {share}',
    pointLine: 'below {below} points {per} less for each point, {most} at most',
    basis: '{kind}: {total} points ({grade}); by the table of payment {share} is paid',
    grades: 'The grades are those of the score sheet: a sheet with a grade that is not in the table cannot evaluate this contract.',
  },
)

/** payTableTexts is what forms call the table. */
export const payTableTexts = t

/** basisText is the result from which a payment was worked out, in one sentence. */
export const basisText = (b: Basis): string =>
  t.basis({ kind: word(evaluationKind, b.kind), total: points(b.total), grade: b.grade ?? '—', share: share(b.share_bp) })

/** PayTableText is a table for reading. */
export function PayTableText({ of }: { of: PayTable | undefined }) {
  if (!of) return <p>{t.none}</p>
  if (of.by === 'point') {
    return <p>{t.pointLine({ below: points(of.below ?? 0), per: share(of.per_point_bp ?? 0), most: share(of.most_bp ?? 0) })}</p>
  }
  return (
    <ul className="tw-list">
      {(of.rows ?? []).map((r, n) => (
        <li key={n}>
          {of.by === 'grade'
            ? t.gradeLine({ grade: r.grade ?? '', share: share(r.share_bp ?? 0) })
            : t.scoreLine({ from: points(r.from ?? 0), share: share(r.share_bp ?? 0) })}
        </li>
      ))}
    </ul>
  )
}

const begin: Record<string, PayTable> = {
  grade: {
    by: 'grade',
    rows: [
      { grade: '优秀', share_bp: 10_000 },
      { grade: '良好', share_bp: 10_000 },
      { grade: '合格', share_bp: 8_000 },
      { grade: '不合格', share_bp: 0 },
    ],
  },
  score: {
    by: 'score',
    rows: [
      { from: 8_000, share_bp: 10_000 },
      { from: 6_000, share_bp: 8_000 },
      { from: 0, share_bp: 0 },
    ],
  },
  point: { by: 'point', below: 8_000, per_point_bp: 100, most_bp: 3_000 },
}

/** PayTableFields edits a table; without one results change nothing. */
export function PayTableFields({ value, onChange, id }: { value?: PayTable | null; onChange?: (v: PayTable | null) => void; id?: string }) {
  const rows = value?.rows ?? []
  const set = (list: Row[]) => value && onChange?.({ ...value, rows: list })
  const swap = (a: number, b: number) => set(rows.map((r, i) => (i === a ? rows[b]! : i === b ? rows[a]! : r)))
  return (
    <>
      <p className="tx-muted">
        {t.how} {t.rule}
      </p>
      <Select
        {...(id ? { id } : {})}
        className="tx-wide"
        aria-label={t.by}
        value={value?.by ?? ''}
        options={[{ value: '', label: t.none }, ...choices(payBy)]}
        onChange={(by: string) => onChange?.(begin[by] ?? null)}
      />
      {value?.by === 'grade' && <p className="tx-muted tx-small">{t.grades}</p>}
      {value && value.by !== 'point' && (
        <div className="tw-rows tw-above">
          {rows.map((r, n) => (
            <div key={n} className="tw-row" role="group" aria-label={t.row({ n: n + 1 })}>
              {value.by === 'grade' ? (
                <label className="tw-grow">
                  {t.grade}{' '}
                  <Input
                    maxLength={20}
                    value={r.grade ?? ''}
                    onChange={(e) => set(rows.map((x, i) => (i === n ? { ...x, grade: e.target.value } : x)))}
                  />
                </label>
              ) : (
                <label>
                  {t.from}{' '}
                  <PointsInput
                    max={10_000}
                    value={r.from ?? 0}
                    onChange={(v) => set(rows.map((x, i) => (i === n ? { ...x, from: v ?? 0 } : x)))}
                  />
                </label>
              )}
              <label>
                {t.pays}{' '}
                <ShareInput value={r.share_bp ?? 0} onChange={(v) => set(rows.map((x, i) => (i === n ? { ...x, share_bp: v ?? 0 } : x)))} />
              </label>
              <span className="tw-order">
                <Button icon={<ArrowUpOutlined />} aria-label={t.up({ n: n + 1 })} disabled={n === 0} onClick={() => swap(n, n - 1)} />
                <Button
                  icon={<ArrowDownOutlined />}
                  aria-label={t.down({ n: n + 1 })}
                  disabled={n === rows.length - 1}
                  onClick={() => swap(n, n + 1)}
                />
                <Button
                  icon={<DeleteOutlined />}
                  aria-label={t.away({ n: n + 1 })}
                  disabled={rows.length === 1}
                  onClick={() => set(rows.filter((_, i) => i !== n))}
                />
              </span>
            </div>
          ))}
          <Button
            icon={<PlusOutlined />}
            onClick={() => set([...rows, { ...(value.by === 'grade' ? { grade: '' } : { from: 0 }), share_bp: 0 }])}
          >
            {t.add}
          </Button>
        </div>
      )}
      {value?.by === 'point' && (
        <div className="tw-row tw-above">
          <label>
            {t.below} <PointsInput max={10_000} value={value.below ?? 0} onChange={(v) => onChange?.({ ...value, below: v ?? 0 })} />
          </label>
          <label>
            {t.perPoint} <ShareInput value={value.per_point_bp ?? 0} onChange={(v) => onChange?.({ ...value, per_point_bp: v ?? 0 })} />
          </label>
          <label>
            {t.most} <ShareInput value={value.most_bp ?? 0} onChange={(v) => onChange?.({ ...value, most_bp: v ?? 0 })} />
          </label>
        </div>
      )}
    </>
  )
}

/** Worked is what is due of a payment: the amount, and the deduction where there is one. */
export function Worked({ of }: { of: { pay_fen: number; deduct_fen: number } }) {
  return (
    <>
      <strong className="tx-figure">{format.money(of.pay_fen)}</strong>
      {of.deduct_fen > 0 && <span className="tx-warn">{format.paren(`−${format.money(of.deduct_fen)}`)}</span>}
    </>
  )
}

export const PayTableItem = ({ name = 'pay_table' }: { name?: string }) => (
  <Form.Item name={name} label={t.by}>
    <PayTableFields />
  </Form.Item>
)
