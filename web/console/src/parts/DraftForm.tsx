import { format, type Problem } from '@tongxing/shared'
import { Alert, Button, Form, Modal, type FormInstance } from 'antd'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { flushSync } from 'react-dom'
import { dropDraft, keepDraft, readDraft } from '../session/draft.ts'
import { useAct } from './hooks.ts'
import { Refusal } from './states.tsx'
import { t } from './texts.ts'

type Values = Record<string, unknown>
/** A value within a field that is a map: details.health. */
type Inner = `${string}.${string}`

interface DraftFormProps<V extends Values, T> {
  /** Names the draft: one for each form and record, 'org:org_01…'. */
  name: string
  initial?: Partial<V>
  /** Sends the values. `tag` is the version that was seen, '' for a new record. */
  send(values: V, key: string, tag: string): Promise<T>
  done(answer: T): void
  /** The version of the record that `initial` shows: its ETag. */
  tag?: string
  /** Reads the record anew; needed with `tag`, for the question what to do when somebody else has changed it. */
  latest?: () => Promise<{ values: Partial<V>; tag: string }>
  /** What the fields are called, for that question and for errors that have no field of their own. */
  labels?: Partial<Record<(keyof V & string) | Inner, string>>
  /** How a value reads in that question, where it is a code; undefined: as it is. */
  says?: (field: string, value: unknown) => string | undefined
  /** Fields never kept as a draft: numbers of persons, passwords. */
  secret?: ((keyof V & string) | Inner)[]
  /** Brings the field on the screen before the form goes to it: the first that the server refused. */
  toField?: (field: string) => void
  submit?: ReactNode
  /** What stands beside the submit button. */
  extra?: ReactNode | ((values: Partial<V>) => ReactNode)
  /** What helps on after a refusal, below its text. */
  help?: (problem: Problem, values: Partial<V>) => ReactNode
  form?: FormInstance<V>
  className?: string
  /** Told of every change, and of what a draft brought back. */
  changed?: (values: Partial<V>) => void
  children: ReactNode | ((values: Partial<V>) => ReactNode)
}

/**
 * DraftForm is a form that loses nothing: what is typed is kept in the tab until it has been sent, refusals stand at their
 * fields, a time-out is repeated under the same key, and a change by somebody else is shown beside one's own.
 * Its children are antd's Form.Item; their names are the API's field names.
 */
export function DraftForm<V extends Values, T>(props: DraftFormProps<V, T>) {
  const { name, initial, send, done, labels = {}, secret = [], submit, extra, latest, changed, toField } = props
  const [own] = Form.useForm<V>()
  const form = props.form ?? own
  const [kept, setKept] = useState(() => readDraft<Partial<V>>(name))
  const [restored, setRestored] = useState(!!kept)
  const [stale, setStale] = useState<{ values: Partial<V>; tag: string }>()
  const [values, setValues] = useState<Partial<V>>(() => ({ ...initial, ...kept }) as Partial<V>)
  const tag = useRef(props.tag ?? '')
  const base = useRef(initial ?? {})
  const act = useAct((key: string, v: V, seenTag: string) => send(v, key, seenTag))

  useEffect(() => {
    if (kept) changed?.({ ...initial, ...kept })
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, for what the draft brought back
  }, [])

  const submitAll = async (v: V) => {
    clearErrors(form)
    const answer = await act.run(v, tag.current)
    if (answer !== undefined) {
      dropDraft(name)
      done(answer as T)
    }
  }
  useEffect(() => {
    const p = act.problem
    if (!p) return
    if (p.status === 412 && latest) void latest().then(setStale, () => undefined)
    else pin(form, p, toField)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a problem is dealt with once
  }, [act.problem])

  const change = () => {
    const all = form.getFieldsValue(true) as Partial<V>
    setValues(all)
    keepDraft(name, without(all, secret))
    changed?.(all)
  }
  const startOver = () => {
    dropDraft(name)
    setKept(undefined)
    setRestored(false)
    const blank = blankOf(form.getFieldsValue(true) as Values)
    form.resetFields()
    form.setFieldsValue(joined(blank, base.current as Values) as Parameters<typeof form.setFieldsValue>[0])
    setValues(base.current as Partial<V>)
    changed?.(base.current as Partial<V>)
  }
  const problem = act.problem?.status === 412 && latest ? undefined : act.problem
  return (
    <Form<V>
      form={form}
      layout="vertical"
      className={`tx-form ${props.className ?? ''}`}
      initialValues={{ ...initial, ...kept }}
      onValuesChange={change}
      onFinish={(v) => void submitAll(v)}
      // Enter takes the day that was typed into a picker; it does not send the form as well.
      onKeyDown={(e) => e.key === 'Enter' && (e.target as HTMLElement).closest('.ant-picker') && e.preventDefault()}
      validateMessages={{ required: t.needed }}
      scrollToFirstError={{ focus: true, block: 'center' }}
      requiredMark={(label, { required }) => (
        <>
          {label}
          {!required && <span className="tx-muted">{t.optional}</span>}
        </>
      )}
    >
      {restored && (
        <Alert
          type="info"
          showIcon
          className="tx-refusal"
          title={t.draft.kept}
          action={
            <Button size="small" onClick={startOver}>
              {t.draft.drop}
            </Button>
          }
        />
      )}
      {typeof props.children === 'function' ? props.children(values) : props.children}
      <Refusal problem={problem} retry={() => void act.retry().then((a) => a !== undefined && (dropDraft(name), done(a as T)))}>
        <Loose problem={problem} form={form} labels={labels as Record<string, string>} />
        {problem && props.help?.(problem, values)}
      </Refusal>
      <div className="tx-form-foot">
        <Button type="primary" htmlType="submit" loading={act.busy}>
          {submit ?? t.save}
        </Button>
        {typeof extra === 'function' ? extra(values) : extra}
      </div>
      <Stale
        theirs={stale}
        base={base.current as Values}
        mine={values as Values}
        labels={labels as Record<string, string>}
        says={props.says}
        onTheirs={() => {
          if (!stale) return
          tag.current = stale.tag
          base.current = stale.values
          startOver()
          act.clear()
          setStale(undefined)
        }}
        onMine={() => {
          if (!stale) return
          tag.current = stale.tag
          setStale(undefined)
          // What oneself has not touched stays as the other left it.
          const merged = joined(stale.values as Values, touchedOf(values as Values, base.current as Values)) as Partial<V>
          base.current = stale.values
          form.setFieldsValue(merged)
          setValues(merged)
          void submitAll(merged as V)
        }}
        onClose={() => setStale(undefined)}
      />
    </Form>
  )
}

/** pathOf turns indicators[2].target into the name of the field. */
export const pathOf = (field: string): (string | number)[] =>
  field
    .split(/[.[\]]+/)
    .filter(Boolean)
    .map((p) => (/^\d+$/.test(p) ? Number(p) : p))

function clearErrors(form: FormInstance): void {
  form.setFields(form.getFieldsError().map((f) => ({ name: f.name, errors: [] })))
}

/** pin puts the server's refusals at their fields and goes to the first. */
function pin(form: FormInstance, problem: Problem, toField?: (field: string) => void): void {
  const here = problem.fields.filter((f) => form.getFieldInstance(pathOf(f.field)) || known(form, f.field))
  if (here.length === 0) return
  form.setFields(here.map((f) => ({ name: pathOf(f.field), errors: [f.message] })))
  const first = firstOf(here.map((f) => f.field))
  const scroll = () => form.scrollToField(pathOf(first), { focus: true, block: 'center' })
  if (!toField) return scroll()
  setTimeout(() => {
    flushSync(() => toField(first))
    scroll()
  })
}

/** firstOf is the field that stands first on the screen: the server names them in an order of its own. */
function firstOf(fields: string[]): string {
  const at = (field: string) => document.getElementById(pathOf(field).join('_'))
  return fields.reduce((first, field) => {
    const [a, b] = [at(first), at(field)]
    return a && b && a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_PRECEDING ? field : first
  })
}

const known = (form: FormInstance, field: string) => form.getFieldsError().some((f) => String(f.name) === String(pathOf(field)))

/** Loose lists the refusals of fields that this form does not show. */
function Loose({ problem, form, labels }: { problem: Problem | undefined; form: FormInstance; labels: Record<string, string> }) {
  const loose = problem?.fields.filter((f) => !known(form, f.field)) ?? []
  if (loose.length === 0) return null
  return (
    <ul>
      {loose.map((f) => (
        <li key={f.field}>
          {labelOf(f.field, labels) && `${labelOf(f.field, labels)}${format.colon()}`}
          {f.message}
        </li>
      ))}
    </ul>
  )
}

const labelOf = (field: string, labels: Record<string, string>) => labels[field] ?? labels[String(pathOf(field)[0])]

interface StaleProps {
  theirs: { values: object } | undefined
  base: Values
  mine: Values
  labels: Record<string, string>
  says: ((field: string, value: unknown) => string | undefined) | undefined
  onTheirs: () => void
  onMine: () => void
  onClose: () => void
}

/** Stale shows what somebody else has changed beside what oneself wrote, and asks which is to stay. */
function Stale({ theirs, base, mine, labels, says, onTheirs, onMine, onClose }: StaleProps) {
  const now = (theirs?.values ?? {}) as Values
  const touched = Object.keys(labels).filter((k) => !alike(inner(mine, k), inner(base, k)) || !alike(inner(now, k), inner(base, k)))
  const differ = touched.filter((k) => !alike(inner(mine, k), inner(now, k)))
  const read = (k: string, of: Values) => says?.(k, inner(of, k)) ?? say(inner(of, k))
  return (
    <Modal
      open={!!theirs}
      title={t.stale.title}
      onCancel={onClose}
      width={640}
      footer={[
        <Button key="theirs" onClick={onTheirs}>
          {t.stale.useTheirs}
        </Button>,
        <Button key="mine" type="primary" onClick={onMine}>
          {t.stale.keepMine}
        </Button>,
      ]}
    >
      <p>{t.stale.text}</p>
      {differ.length === 0 ? (
        <p>{t.stale.same}</p>
      ) : (
        <table className="tx-compare">
          <thead>
            <tr>
              <th scope="col">{t.stale.field}</th>
              <th scope="col">{t.stale.theirs}</th>
              <th scope="col">{t.stale.mine}</th>
            </tr>
          </thead>
          <tbody>
            {differ.map((k) => (
              <tr key={k}>
                <th scope="row">{labels[k]}</th>
                <td>{read(k, now)}</td>
                <td>{read(k, mine)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Modal>
  )
}

const isMap = (v: unknown): v is Values => typeof v === 'object' && v !== null && Object.getPrototypeOf(v) === Object.prototype

/** inner is the value at a dotted name. */
const inner = (of: Values, field: string): unknown => field.split('.').reduce<unknown>((v, k) => (isMap(v) ? v[k] : undefined), of)

/** without is the values less the named ones, also those within maps. */
function without(of: Values, names: readonly string[]): Values {
  return Object.fromEntries(
    Object.entries(of).flatMap(([k, v]) => {
      if (names.includes(k)) return []
      const within = names.filter((n) => n.startsWith(`${k}.`)).map((n) => n.slice(k.length + 1))
      return [[k, within.length && isMap(v) ? without(v, within) : v]]
    }),
  )
}

/** blankOf has every name of the values and no value, so that what is set after it leaves nothing behind. */
const blankOf = (of: Values): Values => Object.fromEntries(Object.entries(of).map(([k, v]) => [k, isMap(v) ? blankOf(v) : undefined]))

/** joined puts the later values over the former, within maps too. */
function joined(former: Values, later: Values): Values {
  const out = { ...former }
  for (const [k, v] of Object.entries(later)) out[k] = isMap(v) && isMap(out[k]) ? joined(out[k], v) : v
  return out
}

/** touchedOf is what of the values differs from what was there, within maps too. */
function touchedOf(of: Values, base: Values): Values {
  return Object.fromEntries(
    Object.entries(of).flatMap(([k, v]) => {
      const was = base[k]
      if (alike(v, was)) return []
      return [[k, isMap(v) && isMap(was) ? touchedOf(v, was) : v]]
    }),
  )
}

const empty = (v: unknown) => v === undefined || v === null || v === '' || (Array.isArray(v) && v.length === 0)
const alike = (a: unknown, b: unknown) => (empty(a) && empty(b)) || JSON.stringify(a) === JSON.stringify(b)
const say = (v: unknown): string =>
  empty(v)
    ? t.stale.none
    : Array.isArray(v)
      ? v.map(say).join(format.comma())
      : typeof v === 'object'
        ? Object.values(v as object)
            .map(say)
            .join(' ')
        : String(v)
