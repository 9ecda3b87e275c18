import { UndoOutlined } from '@ant-design/icons'
import { Button, Form, Input, Radio, Select } from 'antd'
import { memo } from 'react'
import { Checks } from './Checks.tsx'
import { hasAnswer, type Answers, type FormField, type FormSection } from './form.ts'
import { DayInput, MonthInput } from './inputs.tsx'
import { t } from './texts.ts'

/** Lack marks what has to be collected and is not. */
export const Lack = ({ n }: { n?: number }) => <span className="tx-lack">{n === undefined ? t.form.lack : t.form.lacks({ n })}</span>

/**
 * FormFields draws the fields of a section of a form that the API describes, inside a DraftForm. Answers are at `<at>.<code>`, where
 * the server's refusals name them. `stored` are the sealed answers that the record has, masked: their inputs stay empty.
 * `open` shows the answers of a choice at once, as radio buttons. Which fields are asked is askedOf's to say.
 */
export function FormFields({
  section,
  answers,
  stored = {},
  at = 'details',
  open = false,
}: {
  section: FormSection
  answers: Answers
  stored?: Answers
  at?: string
  open?: boolean
}) {
  return section.fields.map((f) => (
    <OneField
      key={f.code}
      field={f}
      lack={!!f.needed && !hasAnswer(f, answers, stored)}
      stored={stored[f.code] ?? ''}
      at={at}
      open={open}
    />
  ))
}

const wide = (f: FormField) => f.kind === 'choices' || (f.kind === 'text' && (f.most ?? 0) > 60)

interface OneFieldProps {
  field: FormField
  lack: boolean
  stored: string
  at: string
  open: boolean
}

/** OneField is drawn anew only when its mark changes, so that a form of fifty fields follows the typing on a small phone. */
const OneField = memo(function OneField({ field: f, lack, stored, at, open }: OneFieldProps) {
  return (
    <Form.Item
      name={[at, f.code]}
      className={wide(f) ? 'tx-form-whole' : ''}
      label={
        <>
          {f.label} {lack && <Lack />}
        </>
      }
      required={!!f.needed}
      extra={f.sealed && stored ? t.form.keep({ masked: stored }) : undefined}
    >
      <Answer field={f} stored={stored} open={open} />
    </Form.Item>
  )
})

interface Given {
  id?: string
  value?: string | null
  onChange?: (value: string | null | undefined) => void
}

/** Answer is the input of a field; it takes and gives texts, as the API does. */
function Answer({ field: f, stored, open, ...given }: { field: FormField; stored: string; open: boolean } & Given) {
  if (f.sealed) return <Sealed field={f} stored={stored} {...given} />
  const { value, onChange, ...rest } = given
  const options = (f.words ?? []).map((w) => ({ value: w.code, label: w.label }))
  switch (f.kind) {
    case 'choice':
      if (open)
        return <Radio.Group {...rest} vertical value={value} options={options} onChange={(e) => onChange?.(String(e.target.value))} />
      return (
        <Select
          {...rest}
          value={value ?? ''}
          options={[{ value: '', label: t.form.none }, ...options]}
          onChange={(v: string) => onChange?.(v || undefined)}
        />
      )
    case 'choices':
      return (
        <Checks
          {...rest}
          options={options}
          value={value ? value.split(',') : []}
          onChange={(codes) => onChange?.(codes.length ? codes.join(',') : undefined)}
        />
      )
    case 'day':
      return <DayInput {...rest} value={value ?? undefined} onChange={(v) => onChange?.(v)} />
    case 'month':
      return <MonthInput {...rest} value={value ?? undefined} onChange={(v) => onChange?.(v)} />
  }
  return <Typed field={f} {...given} />
}

/** Typed is what is typed: a text, a whole number, a mobile, an ID number. */
function Typed({ field: f, value, onChange, ...rest }: { field: FormField; disabled?: boolean; placeholder?: string } & Given) {
  const common = { ...rest, autoComplete: 'off', value: value ?? '' }
  const change = (e: { target: { value: string } }) => onChange?.(e.target.value || undefined)
  if (wide(f)) return <Input.TextArea {...common} autoSize={{ minRows: 2, maxRows: 6 }} maxLength={f.most} showCount onChange={change} />
  const how = {
    number: { inputMode: 'numeric', maxLength: 4 },
    mobile: { inputMode: 'tel', maxLength: 30 },
    id_number: { maxLength: 40 },
  } as const
  return <Input {...common} {...(how[f.kind as 'number'] ?? { maxLength: f.most })} onChange={change} />
}

/** Sealed is the input of a sealed answer: empty keeps what is stored, and a button of its own removes it. */
function Sealed({ stored, value, onChange, ...rest }: { field: FormField; stored: string } & Given) {
  if (!stored) return <Typed {...rest} value={value ?? null} {...(onChange && { onChange })} />
  const removed = value === null
  return (
    <div className="tx-sealed">
      <Typed
        {...rest}
        {...(removed && { disabled: true, placeholder: t.form.removed })}
        value={value ?? null}
        {...(onChange && { onChange })}
      />
      {removed ? (
        <Button icon={<UndoOutlined />} aria-label={`${t.form.undo} ${rest.field.label}`} onClick={() => onChange?.(undefined)}>
          {t.form.undo}
        </Button>
      ) : (
        <Button aria-label={`${t.form.remove} ${rest.field.label}`} onClick={() => onChange?.(null)}>
          {t.form.remove}
        </Button>
      )}
    </div>
  )
}
