// Fields that choose a record by its name.
import { api, format, take, type components } from '@tongxing/shared'
import { contractStatus } from '@tongxing/shared/words'
import { Select } from 'antd'
import { useMemo, useState } from 'react'
import { useSession } from '../session/session.tsx'
import { again, partTexts, useLoad } from '../parts/index.ts'
import { useNames } from './names.tsx'
import { word } from './words.ts'

interface PickProps<V = string> {
  value?: V | undefined
  onChange?: (value: V | undefined) => void
  id?: string
  disabled?: boolean
  placeholder?: string
  'aria-label'?: string
}

interface Item {
  value: string
  label: string
}

export const search = { optionFilterProp: 'label' } as const

/** How many records a choice offers at most; beyond it one searches in the list and comes from there. */
const most = 500

async function all<T>(read: (after: string | undefined) => Promise<{ items: T[]; next?: string }>): Promise<T[]> {
  const list: T[] = []
  let after: string | undefined
  do {
    const page = await again(() => read(after))
    list.push(...page.items)
    after = page.next
  } while (after && list.length < most)
  return list
}

const paged = (after: string | undefined) => ({ limit: 100, ...(after ? { after } : {}) })

/** useRaters is whom one may name as raters of a contract. */
export const useRaters = (contractId: string | undefined) =>
  useLoad(
    () =>
      contractId
        ? all((after) =>
            take(api.GET('/evaluations/candidates', { params: { query: { contract_id: contractId, ...paged(after) } } })),
          ).then((l) => l.map((i) => i.user_id))
        : Promise.resolve([]),
    [contractId],
  )

/** VolunteerPick chooses active volunteers of an organisation, by masked name and number. */
export function VolunteerPick({ orgId, many, value, onChange, ...rest }: PickProps<string | string[]> & { orgId: string; many?: number }) {
  const list = useLoad(
    () => all((after) => take(api.GET('/volunteers', { params: { query: { org_id: orgId, status: 'active', ...paged(after) } } }))),
    [orgId],
  )
  const options: Item[] = (list.data ?? []).map((v) => ({ value: v.id, label: `${v.name} ${v.no}` }))
  return (
    <Select
      {...rest}
      className="tx-wide"
      showSearch={search}
      loading={list.loading}
      {...(many ? { mode: 'multiple' as const, maxCount: many } : {})}
      value={value ?? (many ? [] : null)}
      options={options}
      onChange={(v: string | string[] | null) => onChange?.(v ?? undefined)}
    />
  )
}

/** SignedUpPick chooses among those whose sign-up for the activity is confirmed: nobody else can have been there. */
export function SignedUpPick({ activityId, value, onChange, ...rest }: PickProps & { activityId: string }) {
  const list = useLoad(
    () =>
      all((after) =>
        take(
          api.GET('/activities/{id}/signups', { params: { path: { id: activityId }, query: { status: 'confirmed', ...paged(after) } } }),
        ),
      ),
    [activityId],
  )
  const ids = (list.data ?? []).map((s) => s.volunteer_id)
  const names = useNames(ids)
  const options: Item[] = ids.map((id) => ({ value: id, label: [names[id]?.name ?? '—', names[id]?.no ?? ''].join(' ').trim() }))
  return (
    <Select
      {...rest}
      className="tx-wide"
      showSearch={search}
      loading={list.loading}
      value={value ?? null}
      options={options}
      onChange={(v: string | null) => onChange?.(v ?? undefined)}
    />
  )
}

/** CandidatePick chooses among those who may be named for a pairing, neighbours of the person and the least busy first. */
export function CandidatePick({
  pairing,
  near,
  many,
  empty,
  label,
  value,
  onChange,
  ...rest
}: PickProps<string | string[]> & {
  pairing: string
  /** Path of the village of the person. */
  near: string
  many?: number
  /** Said when nobody may be named. */
  empty: string
  label: (c: components['schemas']['pairings.candidateView']) => string
}) {
  const list = useLoad(
    () => all((after) => take(api.GET('/pairings/{id}/candidates', { params: { path: { id: pairing }, query: paged(after) } }))),
    [pairing],
  )
  const options: Item[] = [...(list.data ?? [])]
    .sort((a, b) => Number(b.region === near) - Number(a.region === near) || a.load - b.load)
    .map((c) => ({ value: c.id, label: label(c) }))
  return (
    <Select
      {...rest}
      className="tx-wide"
      showSearch={search}
      loading={list.loading}
      notFoundContent={list.loading ? null : empty}
      {...(many ? { mode: 'multiple' as const, maxCount: many } : {})}
      value={value ?? (many ? [] : null)}
      options={options}
      onChange={(v: string | string[] | null) => onChange?.(v ?? undefined)}
    />
  )
}

/** OrgPick chooses an approved organisation, or one of the own when there are several. */
export function OrgPick({ own = false, value, onChange, ...rest }: PickProps & { own?: boolean }) {
  const { places } = useSession()
  const [q, setQ] = useState('')
  const mine: Item[] = places.filter((p) => p.orgId).map((p) => ({ value: p.orgId!, label: p.name }))
  const found = useLoad(
    () =>
      own
        ? Promise.resolve([])
        : take(api.GET('/public/orgs', { params: { query: { limit: 50, ...(q ? { q } : {}) } } })).then((l) => l.items),
    [own, q],
  )
  const chosen = useNames(value ? [value] : [])
  const options = own
    ? mine.filter((o, i) => mine.findIndex((m) => m.value === o.value) === i)
    : (found.data ?? []).map((o) => ({ value: o.id, label: o.name }))
  if (value && chosen[value] && !options.some((o) => o.value === value)) options.push({ value, label: chosen[value].name })
  return (
    <Select
      {...rest}
      className="tx-wide"
      showSearch={own ? search : { filterOption: false, onSearch: setQ }}
      allowClear={!own && { label: partTexts.clear }}
      value={value ?? null}
      options={options}
      onChange={(v: string | null) => onChange?.(v ?? undefined)}
    />
  )
}

/** ContractPick chooses a contract by its name: of a provider, in one of the states. */
export function ContractPick({
  providerId,
  states,
  none,
  value,
  onChange,
  ...rest
}: PickProps & { providerId?: string | undefined; states?: string[]; none?: string }) {
  const list = useLoad(
    () =>
      all((after) =>
        take(api.GET('/contracts', { params: { query: { ...(providerId ? { provider_id: providerId } : {}), ...paged(after) } } })),
      ),
    [providerId],
  )
  const options = useMemo(() => {
    const found: Item[] = (list.data ?? [])
      .filter((c) => c.id === value || !states || states.includes(c.status))
      .map((c) => ({
        value: c.id,
        label: `${c.name}${format.paren(`${c.no} · ${format.shortDay(c.start)}–${format.shortDay(c.end)} · ${word(contractStatus, c.status)}`)}`,
      }))
    return none ? [{ value: '', label: none }, ...found] : found
  }, [list.data, states, none, value])
  return (
    <Select
      {...rest}
      className="tx-wide"
      showSearch={search}
      loading={list.loading}
      value={value ?? (none ? '' : null)}
      options={options}
      onChange={(v: string) => onChange?.(v)}
      popupMatchSelectWidth={false}
    />
  )
}

/** LeaderPick chooses who leads on site: oneself, or, for who manages the organisation's people, any of them. */
export function LeaderPick({ orgId, myself, value, onChange, ...rest }: PickProps & { orgId: string | undefined; myself: string }) {
  const { me, may } = useSession()
  const people = useLoad(
    () =>
      orgId && may('user.manage')
        ? take(api.GET('/users', { params: { query: { org_id: orgId, status: 'active', limit: 100 } } })).then((l) => l.items)
        : Promise.resolve([]),
    [orgId],
  )
  const other = useNames(value && value !== me.id ? [value] : [])
  const options: Item[] = [
    { value: me.id, label: `${me.name ?? ''}${format.paren(myself)}` },
    ...(people.data ?? []).filter((u) => u.id !== me.id).map((u) => ({ value: u.id, label: u.name ?? u.login ?? '' })),
  ]
  if (value && other[value] && !options.some((o) => o.value === value)) options.push({ value, label: other[value].name })
  return <Select {...rest} className="tx-wide" value={value ?? null} options={options} onChange={(v: string) => onChange?.(v)} />
}
