import { format, type Problem } from '@tongxing/shared'
import { Alert, Button, Form, Modal, type FormInstance } from 'antd'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { dropDraft, keepDraft, readDraft } from '../session/draft.ts'
import { useAct } from './hooks.ts'
import { Refusal } from './states.tsx'
import { t } from './texts.ts'

type Values = Record<string, unknown>

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
  labels?: Partial<Record<keyof V & string, string>>
  /** Fields never kept as a draft: numbers of persons, passwords. */
  secret?: (keyof V & string)[]
  submit?: ReactNode
  /** What stands beside the submit button. */
  extra?: ReactNode
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
  const { name, initial, send, done, labels = {}, secret = [], submit, extra, latest, changed } = props
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
    else pin(form, p)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a problem is dealt with once
  }, [act.problem])

  const change = () => {
    const all = form.getFieldsValue(true) as Partial<V>
    setValues(all)
    keepDraft(name, Object.fromEntries(Object.entries(all).filter(([k]) => !secret.includes(k))))
    changed?.(all)
  }
  const startOver = () => {
    dropDraft(name)
    setKept(undefined)
    setRestored(false)
    const blank = Object.fromEntries(Object.keys(form.getFieldsValue(true) as object).map((k) => [k, undefined]))
    form.resetFields()
    form.setFieldsValue({ ...blank, ...base.current })
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
      </Refusal>
      <div className="tx-form-foot">
        <Button type="primary" htmlType="submit" loading={act.busy}>
          {submit ?? t.save}
        </Button>
        {extra}
      </div>
      <Stale
        theirs={stale}
        base={base.current as Values}
        mine={values as Values}
        labels={labels as Record<string, string>}
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
          const mine = Object.entries(values).filter(([k, v]) => !alike(v, (base.current as Values)[k]))
          const merged: Partial<V> = { ...stale.values, ...(Object.fromEntries(mine) as Partial<V>) }
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
function pin(form: FormInstance, problem: Problem): void {
  const here = problem.fields.filter((f) => form.getFieldInstance(pathOf(f.field)) || known(form, f.field))
  if (here.length === 0) return
  form.setFields(here.map((f) => ({ name: pathOf(f.field), errors: [f.message] })))
  form.scrollToField(pathOf(here[0]!.field), { focus: true, block: 'center' })
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
          {labels[String(pathOf(f.field)[0])] && `${labels[String(pathOf(f.field)[0])]}: `}
          {f.message}
        </li>
      ))}
    </ul>
  )
}

interface StaleProps {
  theirs: { values: object } | undefined
  base: Values
  mine: Values
  labels: Record<string, string>
  onTheirs: () => void
  onMine: () => void
  onClose: () => void
}

/** Stale shows what somebody else has changed beside what oneself wrote, and asks which is to stay. */
function Stale({ theirs, base, mine, labels, onTheirs, onMine, onClose }: StaleProps) {
  const now = (theirs?.values ?? {}) as Values
  const touched = Object.keys(labels).filter((k) => !alike(mine[k], base[k]) || !alike(now[k], base[k]))
  const differ = touched.filter((k) => !alike(mine[k], now[k]))
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
                <td>{say(now[k])}</td>
                <td>{say(mine[k])}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Modal>
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
