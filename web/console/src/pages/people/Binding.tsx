// The questions about one role: which, where, until when.
import { texts } from '@tongxing/shared'
import { Form, Select } from 'antd'
import { useSession, type Session } from '../../session/session.tsx'
import { roleName } from '../../domain/roles.ts'
import { DayInput, RegionPicker } from '../../parts/index.ts'
import { OrgPick } from '../../domain/pick.tsx'

export const t = texts(
  {
    role: '角色',
    region: '管辖范围',
    org: '机构',
    until: '到期日（含当日）',
    untilHint: '临时任务请填写，到期自动失效；留空为长期。',
    needed: '请选择',
    village: '儿童主任请选择到村（居）。',
    town: '儿童督导员请选择到乡镇（街道）。',
  },
  {
    role: 'Role',
    region: 'Area',
    org: 'Organisation',
    until: 'Last day',
    untilHint: 'For temporary work; the role ends by itself. Empty: until further notice.',
    needed: 'Choose one',
    village: 'A village child director is given a village.',
    town: 'A town supervisor is given a town.',
  },
)

const orgRoles = ['org_admin', 'project_lead', 'social_worker', 'org_finance']
const staffRoles = [
  'village_director',
  'town_supervisor',
  'county_admin',
  'county_viewer',
  'buyer_clerk',
  'buyer_approver',
  'buyer_finance',
  'evaluator',
]
const given: Record<string, string[]> = {
  org_admin: orgRoles,
  county_admin: staffRoles,
  system_admin: ['county_admin', 'county_viewer', 'system_admin', 'auditor'],
}

/** The roles of the field are given for one level of places only. */
const places: Record<string, { deepest: number; hint: string }> = {
  village_director: { deepest: 5, hint: t.village },
  town_supervisor: { deepest: 4, hint: t.town },
}

export interface Wanted {
  role: string
  region?: string
  org_id?: string
  /** The last day on which it holds. */
  until?: string
}

export const byOrg = (role: string | undefined) => !!role && orgRoles.includes(role)
export const unlimited = (role: string | undefined) => role === 'system_admin' || role === 'auditor' || role === 'volunteer'

/** ownPlace is the limit that a role of the person at the desk's choosing gets unless they choose another: their own. */
export const ownPlace = ({ orgId, region }: Session): Partial<Wanted> => (orgId ? { org_id: orgId } : region ? { region } : {})

/** bindingOf is the request: a limit only where the role has one, and the instant after its last day. */
export function bindingOf({ role, region, org_id, until }: Wanted) {
  return {
    role: role as 'org_admin',
    ...(byOrg(role) && org_id ? { org_id } : {}),
    ...(!byOrg(role) && !unlimited(role) && region ? { region } : {}),
    ...(until ? { to: new Date(new Date(`${until}T00:00:00+08:00`).getTime() + 86_400_000).toISOString() } : {}),
  }
}

/** BindingFields asks for one role that the person at the desk may give. `at` is the path of the fields in the form. */
export function BindingFields({ values, at = [] }: { values: Partial<Wanted> | undefined; at?: (string | number)[] }) {
  const { me, region } = useSession()
  const roles = [...new Set(me.roles.flatMap((r) => given[r.role] ?? []))]
  const role = values?.role
  const place = places[role ?? '']
  return (
    <>
      <Form.Item name={[...at, 'role']} label={t.role} rules={[{ required: true, message: t.needed }]}>
        <Select options={roles.map((value) => ({ value, label: roleName(value) }))} />
      </Form.Item>
      {byOrg(role) && (
        <Form.Item name={[...at, 'org_id']} label={t.org} rules={[{ required: true, message: t.needed }]}>
          <OrgPick own />
        </Form.Item>
      )}
      {role && !byOrg(role) && !unlimited(role) && (
        <Form.Item name={[...at, 'region']} label={t.region} extra={place?.hint} rules={[{ required: true, message: t.needed }]}>
          <RegionPicker within={region} deepest={place?.deepest ?? 5} />
        </Form.Item>
      )}
      <Form.Item name={[...at, 'until']} label={t.until} extra={t.untilHint}>
        <DayInput />
      </Form.Item>
    </>
  )
}
