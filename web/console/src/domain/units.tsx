// Values in the unit of their indicator: the API keeps hours in minutes, percent in basis points and yuan in fen.
import { format } from '@tongxing/shared'
import { indicatorUnit } from '@tongxing/shared/words'
import { InputNumber } from 'antd'
import { MinutesInput, MoneyInput } from '../parts/index.ts'
import { word } from './words.ts'

/** amount is a value with its unit: 864 小时, 82.5%, ¥1,200.00, 36 人次. */
export function amount(unit: string, n: number): string {
  switch (unit) {
    case 'hours':
      return format.hours(n)
    case 'percent':
      return `${format.count(n / 100)}%`
    case 'yuan':
      return format.money(n)
    default:
      return `${format.count(n)} ${word(indicatorUnit, unit)}`
  }
}

/** share is basis points as a percentage: 7250 is 72.5%. */
export const share = (bp: number): string => `${format.count(Math.round(bp / 10) / 10)}%`

/** points is hundredths of a point: 8650 is 86.50. */
export const points = (n: number): string => (n / 100).toFixed(2)

interface AmountProps {
  unit: string | undefined
  value?: number
  onChange?: (n: number | undefined) => void
  id?: string
  'aria-label'?: string
}

/** AmountInput edits a value in the unit people use and gives the one that the API keeps. */
export function AmountInput({ unit, value, onChange, ...rest }: AmountProps) {
  const change = (n: number | undefined) => onChange?.(n)
  if (unit === 'hours') return <MinutesInput {...rest} value={value} onChange={change} />
  if (unit === 'yuan') return <MoneyInput {...rest} value={value} onChange={change} />
  const scale = unit === 'percent' ? 100 : 1
  return (
    <InputNumber<number>
      {...rest}
      className="tx-wide"
      min={0}
      precision={unit === 'percent' ? 2 : 0}
      suffix={unit ? word(indicatorUnit, unit) : undefined}
      value={value === undefined ? null : value / scale}
      onChange={(n) => change(n === null ? undefined : Math.round(n * scale))}
    />
  )
}

/** ShareInput edits a percentage and gives basis points. */
export function ShareInput(props: Omit<AmountProps, 'unit'>) {
  return <AmountInput {...props} unit="percent" />
}

/**
 * PointsInput edits points and gives hundredths; it is empty until something is entered. What is in it is selected when one enters
 * it, so that typing 2 gives 2.00.
 */
export function PointsInput({
  value,
  onChange,
  max,
  ...rest
}: Omit<AmountProps, 'unit' | 'value'> & { value?: number | undefined; max?: number; disabled?: boolean }) {
  return (
    <InputNumber<number>
      {...rest}
      min={0}
      {...(max === undefined ? {} : { max: max / 100 })}
      step={0.5}
      precision={2}
      value={value === undefined ? null : value / 100}
      onFocus={(e) => e.target.select()}
      onChange={(n) => onChange?.(n === null ? undefined : Math.round(n * 100))}
    />
  )
}
