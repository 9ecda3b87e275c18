import { PlusOutlined } from '@ant-design/icons'
import { api, format, take, texts, type components } from '@tongxing/shared'
import { userStatus } from '@tongxing/shared/words'
import { Button } from 'antd'
import { Link, useNavigate } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { roleName, roles } from '../../domain/roles.ts'
import { type Column, DataTable, Day, type Filter, isOpen, Page, seen, StateTag, tagOf } from '../../parts/index.ts'
import { choices, word } from '../../domain/words.ts'

export const t = texts(
  {
    title: '人员与角色',
    name: '姓名',
    login: '登录名',
    mobile: '手机号',
    roles: '角色与范围',
    state: '状态',
    created: '开通日期',
    add: '新建账号',
    role: '角色',
    region: '范围',
    exact: '登录名（完整）',
    card: '身份证',
    cardMissing: '待核验',
    disable: '停用',
    disableSure: '停用后立即退出登录，不能再进入系统。',
    enable: '恢复使用',
    none: '还没有人员账号',
    how: '为同事新建账号并指定角色。',
  },
  {
    title: 'People and roles',
    name: 'Name',
    login: 'Login name',
    mobile: 'Mobile',
    roles: 'Roles and limits',
    state: 'State',
    created: 'Since',
    add: 'New account',
    role: 'Role',
    region: 'Area',
    exact: 'Login name, exactly',
    card: 'ID card',
    cardMissing: 'To be verified',
    disable: 'Disable',
    disableSure: 'They are logged out at once and cannot come in again.',
    enable: 'Enable',
    none: 'No accounts yet',
    how: 'Create one for a colleague and give it a role.',
  },
)

type User = components['schemas']['accounts.userView']

export const rolesText = (u: Pick<User, 'bindings'>) =>
  u.bindings
    .map((b) => `${roleName(b.role)}${b.region_name ? `${format.paren(b.region_name.split(' ').at(-1) ?? '')}` : ''}`)
    .join(format.comma())

export const UserState = ({ of }: { of: string }) => <StateTag tone={of === 'active' ? 'done' : 'stopped'}>{word(userStatus, of)}</StateTag>

export function Component() {
  const { region } = useSession()
  const go = useNavigate()
  const columns: Column<User>[] = [
    {
      key: 'name',
      title: t.name,
      width: 120,
      render: (u) => <Link to={`/users/${u.id}`}>{u.name || u.login || '—'}</Link>,
      sort: (u) => u.name ?? '',
    },
    { key: 'login', title: t.login, width: 150, render: (u) => u.login ?? '—', sort: (u) => u.login ?? '' },
    { key: 'roles', title: t.roles, render: (u) => <span title={rolesText(u)}>{rolesText(u) || '—'}</span> },
    { key: 'state', title: t.state, width: 120, render: (u) => <UserState of={u.status} />, sort: (u) => u.status },
    { key: 'mobile', title: t.mobile, width: 140, render: (u) => <span className="tx-figure">{u.mobile || '—'}</span> },
    { key: 'created', title: t.created, width: 180, render: (u) => <Day of={u.created_at} />, sort: (u) => u.created_at },
  ]
  const filters: Filter[] = [
    { key: 'role', kind: 'choice', label: t.role, options: choices(roles) },
    { key: 'status', kind: 'choice', label: t.state, options: choices(userStatus) },
    { key: 'card', kind: 'choice', label: t.card, options: [{ value: 'missing', label: t.cardMissing }] },
    { key: 'login', kind: 'text', label: t.exact },
    ...(region ? [{ key: 'region', kind: 'region', label: t.region, within: region } as const] : []),
  ]
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => void go('/users/new')}>
      {t.add}
    </Button>
  )
  return (
    <Page title={t.title} acts={add}>
      <DataTable<User>
        name="users"
        label={t.title}
        load={(query, page) => take(api.GET('/users', { params: { query: { ...query, ...page } } }))}
        exported={{ path: '/users', persons: true }}
        columns={columns}
        filters={filters}
        open={(u) => `/users/${u.id}`}
        rowLabel={(u) => u.name ?? u.login ?? ''}
        acts={[
          {
            key: 'disable',
            label: t.disable,
            danger: true,
            confirm: () => t.disableSure,
            applies: (u) => isOpen(u.acts, 'disable'),
            run: (u, key) => take(api.POST('/users/{id}/disable', { params: { path: { id: u.id }, header: seen(tagOf(u), key) } })),
          },
          {
            key: 'enable',
            label: t.enable,
            applies: (u) => isOpen(u.acts, 'enable'),
            run: (u, key) => take(api.POST('/users/{id}/enable', { params: { path: { id: u.id }, header: seen(tagOf(u), key) } })),
          },
        ]}
        empty={{ title: t.none, text: t.how, act: add }}
      />
    </Page>
  )
}
