// Fields of the forms of services and threads.
import { api, format, Problem, take } from '@tongxing/shared'
import { gender } from '@tongxing/shared/words'
import { InputNumber, Select } from 'antd'
import type { Session } from '../../session/session.tsx'
import { useLoad, type Filter } from '../../parts/index.ts'
import { everything } from '../../parts/pages.ts'
import { useNames } from '../../domain/names.tsx'
import { ContractPick } from '../../domain/pick.tsx'
import { word } from '../../domain/words.ts'
import { bands, bandText, type Count, type Kind } from './entry.tsx'
import { t } from './texts.ts'

interface Field<V> {
  value?: V | undefined
  onChange?: (value: V | undefined) => void
  id?: string
  disabled?: boolean
}

const search = { optionFilterProp: 'label' } as const

/** The pseudonyms that a form has shown, for who compares two versions of it. */
export const shownPseudonyms = new Map<string, string>()

/** PeoplePick chooses persons assigned to the organisation by their pseudonyms. `known` are those chosen before, who may have left. */
export function PeoplePick({
  known = {},
  most = 60,
  value,
  onChange,
  ...rest
}: Field<string[]> & { known?: Record<string, string>; most?: number }) {
  const files = useLoad(
    () => everything((page) => take(api.GET('/beneficiaries', { params: { query: { status: 'registered', ...page } } }))),
    [],
  )
  for (const f of files.data ?? []) shownPseudonyms.set(f.id, f.pseudonym)
  const options = (files.data ?? []).map((f) => ({ value: f.id, label: f.pseudonym }))
  for (const id of value ?? []) {
    if (!options.some((o) => o.value === id)) options.push({ value: id, label: known[id] ?? '—' })
  }
  return (
    <Select
      {...rest}
      className="tx-wide"
      mode="multiple"
      showSearch={search}
      maxCount={most}
      loading={files.loading}
      value={value ?? []}
      options={options}
      onChange={(v: string[]) => onChange?.(v)}
    />
  )
}

/** WorkersPick chooses people of the contract's provider: several for a service, one to lead a thread. */
export function WorkersPick({
  contractId,
  many = false,
  value,
  onChange,
  ...rest
}: Field<string | string[]> & { contractId: string | undefined; many?: boolean }) {
  const workers = useLoad(
    () =>
      contractId
        ? take(api.GET('/contracts/{id}/service-workers', { params: { path: { id: contractId } } })).then((l) => l.items)
        : Promise.resolve([]),
    [contractId],
  )
  const chosen = typeof value === 'string' ? [value] : (value ?? [])
  const others = useNames(chosen)
  const options = (workers.data ?? []).map((w) => ({ value: w.id, label: w.name }))
  for (const id of chosen) if (!options.some((o) => o.value === id) && others[id]) options.push({ value: id, label: others[id].name })
  return (
    <Select
      {...rest}
      className="tx-wide"
      showSearch={search}
      loading={workers.loading}
      {...(many ? { mode: 'multiple' as const, maxCount: 10 } : {})}
      value={value ?? (many ? [] : null)}
      options={options}
      onChange={(v: string | string[] | null) => onChange?.(v ?? undefined)}
    />
  )
}

/** ThreadPick chooses open work of the same contract and kind. `known` has the title of one that was chosen before. */
export function ThreadPick({
  contractId,
  kind,
  known = {},
  value,
  onChange,
  ...rest
}: Field<string> & { contractId: string | undefined; kind: Kind | undefined; known?: Record<string, string> }) {
  const list = useLoad(
    () =>
      contractId && kind
        ? everything((page) =>
            take(api.GET('/service-threads', { params: { query: { contract_id: contractId, kind, status: 'open', ...page } } })),
          )
        : Promise.resolve([]),
    [contractId, kind],
  )
  const options = [
    { value: '', label: t.noThread },
    ...(list.data ?? []).map((x) => ({ value: x.id, label: `${x.title}${format.paren(format.shortDay(x.start))}` })),
  ]
  if (value && !options.some((o) => o.value === value)) options.push({ value, label: known[value] ?? '—' })
  return (
    <Select
      {...rest}
      className="tx-wide"
      showSearch={search}
      loading={list.loading}
      value={value ?? ''}
      options={options}
      onChange={(v: string) => onChange?.(v || undefined)}
    />
  )
}

const sexes = ['female', 'male'] as const

/** CountsInput asks how many persons without a file there were, by age group and sex. */
export function CountsInput({ value, onChange, id }: Field<Count[]>) {
  const list = value ?? []
  const at = (band: string, sex: string) => list.find((c) => c.band === band && c.gender === sex)?.n
  const set = (band: string, sex: 'female' | 'male', n: number | null) => {
    const rest = list.filter((c) => c.band !== band || c.gender !== sex)
    onChange?.(n ? [...rest, { band, gender: sex, n }] : rest)
  }
  const sum = list.reduce((n, c) => n + (c.n ?? 0), 0)
  return (
    <div id={id} className="tw-counts">
      <table className="tx-plain">
        <thead>
          <tr>
            <th scope="col">{t.band}</th>
            {sexes.map((s) => (
              <th key={s} scope="col">
                {word(gender, s)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {bands.map((band) => (
            <tr key={band}>
              <th scope="row">{bandText(band)}</th>
              {sexes.map((s) => (
                <td key={s}>
                  <InputNumber<number>
                    className="tx-wide"
                    min={0}
                    max={5000}
                    precision={0}
                    aria-label={t.bandSex({ band: bandText(band), sex: word(gender, s) })}
                    value={at(band, s) ?? null}
                    onChange={(n) => set(band, s, n)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="tx-muted tx-small" aria-live="polite">
        {t.othersSum({ n: sum })}
      </p>
    </div>
  )
}

/** contractFilter asks for a contract, where one may read them. */
export const contractFilter = ({ may, orgId }: Session): Filter[] =>
  may('contract.read')
    ? [
        {
          key: 'contract_id',
          label: t.contract,
          kind: 'own',
          width: 240,
          render: (id, value, set) => (
            <ContractPick id={id} providerId={orgId} value={value} onChange={(v) => set(v || undefined)} none={t.anyContract} />
          ),
        },
      ]
    : []

/** atWhole puts the refusals of single persons, workers and counts at the field that has all of them. */
export async function atWhole<T>(sent: Promise<T>): Promise<T> {
  try {
    return await sent
  } catch (err) {
    if (!(err instanceof Problem)) throw err
    const fields = err.fields
      .map((f) => ({ ...f, field: f.field.replace(/^(people|workers|counts)\[.*$/, '$1') }))
      .filter((f, i, all) => all.findIndex((g) => g.field === f.field) === i)
    throw new Problem({ ...err, title: err.title, detail: err.detail, fields })
  }
}
