// Inputs for calendar days, points in time, service time and money, which take and give what the API does.
import { CloseCircleFilled } from '@ant-design/icons'
import { format } from '@tongxing/shared'
import { DatePicker, InputNumber, TimePicker } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { t } from './texts.ts'

interface Field<V> {
  value?: V | undefined
  onChange?: (value: V | undefined) => void
  id?: string
  disabled?: boolean
  placeholder?: string
  'aria-label'?: string
}

/** The button that clears an input, with its name. */
export const clearing = { clearIcon: <CloseCircleFilled aria-label={t.clear} /> }

/** DayInput edits a calendar day, 2026-11-23. */
export function DayInput({ value, onChange, min, max, ...rest }: Field<string> & { min?: string; max?: string }) {
  return (
    <DatePicker
      {...rest}
      className="tx-wide"
      value={value ? dayjs(value) : null}
      minDate={min ? dayjs(min) : undefined}
      maxDate={max ? dayjs(max) : undefined}
      onChange={(d: Dayjs | null) => onChange?.(d ? d.format('YYYY-MM-DD') : undefined)}
    />
  )
}

/** MonthInput edits a month, 2026-11. */
export function MonthInput({ value, onChange, ...rest }: Field<string>) {
  return (
    <DatePicker
      {...rest}
      picker="month"
      className="tx-wide"
      value={value ? dayjs(`${value}-01`) : null}
      onChange={(d: Dayjs | null) => onChange?.(d ? d.format('YYYY-MM') : undefined)}
    />
  )
}

/** InstantInput edits a point in time as the clock in China shows it, whatever the machine's zone; it gives an RFC 3339 text. */
export function InstantInput({ value, onChange, ...rest }: Field<string>) {
  return (
    <DatePicker
      {...rest}
      className="tx-wide"
      showTime={{ format: 'HH:mm', minuteStep: 5 }}
      format="YYYY-MM-DD HH:mm"
      value={value ? dayjs(`${format.dayKey(value)}T${format.clock(value)}`) : null}
      onChange={(d: Dayjs | null) => onChange?.(d ? `${d.format('YYYY-MM-DDTHH:mm')}:00+08:00` : undefined)}
    />
  )
}

/** MoneyInput edits an amount in yuan and gives whole fen. */
export function MoneyInput({ value, onChange, ...rest }: Field<number>) {
  return (
    <InputNumber<number>
      {...rest}
      className="tx-wide"
      prefix="¥"
      min={0}
      precision={2}
      value={value === undefined ? null : value / 100}
      onChange={(yuan) => onChange?.(yuan === null ? undefined : Math.round(yuan * 100))}
    />
  )
}

/** MinutesInput edits service time in hours, in steps of half an hour unless typed finer, and gives whole minutes. */
export function MinutesInput({ value, onChange, ...rest }: Field<number>) {
  return (
    <InputNumber<number>
      {...rest}
      className="tx-wide"
      min={0}
      step={0.5}
      suffix={format.hours(0).replace(/^0\s*/, '')}
      value={value === undefined ? null : Math.round((value / 60) * 100) / 100}
      onChange={(h) => onChange?.(h === null ? undefined : Math.round(h * 60))}
    />
  )
}

/** ClockInput edits a time of day, 09:30. */
export function ClockInput({ value, onChange, ...rest }: Field<string>) {
  return (
    <TimePicker
      {...rest}
      className="tx-wide"
      format="HH:mm"
      minuteStep={5}
      needConfirm={false}
      value={value ? dayjs(`2026-01-01T${value}`) : null}
      onChange={(d: Dayjs | null) => onChange?.(d ? d.format('HH:mm') : undefined)}
    />
  )
}
