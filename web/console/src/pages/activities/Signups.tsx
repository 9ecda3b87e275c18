import { UserAddOutlined } from '@ant-design/icons'
import { api, format, take, type components } from '@tongxing/shared'
import { signupAct, signupStatus } from '@tongxing/shared/words'
import { Form } from 'antd'
import { useState } from 'react'
import { ActButton, DataTable, idem, Instant, isOpen, StateTag, useLoad, type Column } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { Name } from '../../domain/names.tsx'
import { VolunteerPick } from '../../domain/pick.tsx'
import { whatWithheld } from '../../domain/withheld.ts'
import { choices, tones, word } from '../../domain/words.ts'
import type { View } from './activity.tsx'
import { t } from './texts.ts'

type Signup = components['schemas']['activities.signupView']

/** The sign-ups of an activity: decisions, the waiting list, and signing others up. */
export function Signups({ a, changed }: { a: View; changed: () => void }) {
  const [version, setVersion] = useState(0)
  const again = () => {
    setVersion((v) => v + 1)
    changed()
  }
  const decide = (id: string, confirm: boolean, reason: string, key: string) =>
    take(
      api.POST('/signups/{id}/decision', {
        params: { path: { id } },
        body: { confirm, ...(reason ? { reason } : {}) },
        headers: idem(key),
      }),
    )
  const withheld = useLoad(
    () => take(api.GET('/activities/{id}/withheld', { params: { path: { id: a.id } } })).then((l) => l.items),
    [a.id, version],
  )
  const started = new Date(a.start).getTime() <= Date.now()
  const columns: Column<Signup>[] = [
    { key: 'who', title: t.volunteer, width: 220, render: (s) => <Name id={s.volunteer_id} no /> },
    {
      key: 'status',
      title: t.state,
      width: 120,
      render: (s) => <StateTag tone={tones.signup[s.status] ?? 'neutral'}>{word(signupStatus, s.status)}</StateTag>,
      sort: (s) => word(signupStatus, s.status),
    },
    { key: 'at', title: t.signedAt, width: 220, render: (s) => <Instant at={s.status_at} />, sort: (s) => s.status_at },
    {
      key: 'note',
      title: t.note,
      render: (s) => (
        <>
          {[s.late && t.late, s.reason].filter(Boolean).join(format.colon())}
          {withheld.data
            ?.filter((w) => w.signup_id === s.id)
            .map((w) => (
              <div key={w.at + w.title} className="tx-muted">
                {w.title}
                {format.colon()}
                {whatWithheld(w.channels, w.reason, w.until)}
              </div>
            ))}
        </>
      ),
    },
    {
      key: 'acts',
      title: '',
      width: 210,
      align: 'right',
      render: (s) => (
        <span className="tx-row tw-right">
          {isOpen(s.acts, 'decline') && (
            <ActButton
              size="small"
              reason={t.declineReason}
              done={again}
              said={t.decided}
              act={(key, reason) => decide(s.id, false, reason, key)}
            >
              {signupAct.decline}
            </ActButton>
          )}
          {isOpen(s.acts, 'confirm') && (
            <ActButton size="small" type="primary" done={again} said={t.decided} act={(key) => decide(s.id, true, '', key)}>
              {signupAct.confirm}
            </ActButton>
          )}
          {isOpen(s.acts, 'absent') && (
            <ActButton
              size="small"
              done={again}
              act={(key) => take(api.POST('/signups/{id}/absent', { params: { path: { id: s.id } }, headers: idem(key) }))}
            >
              {signupAct.absent}
            </ActButton>
          )}
        </span>
      ),
    },
  ]
  const forOther = a.published && !started && (
    <FormAct<{ volunteer_id: string }, unknown>
      name={`signup-for:${a.id}`}
      icon={<UserAddOutlined />}
      said={t.signedUp}
      note={t.forNote}
      done={again}
      send={(v, key) => take(api.POST('/activities/{id}/signups/others', { params: { path: { id: a.id } }, body: v, headers: idem(key) }))}
      fields={
        <Form.Item name="volunteer_id" label={t.forWhom} rules={[{ required: true }]}>
          <VolunteerPick orgId={a.org_id} />
        </Form.Item>
      }
    >
      {t.forOther}
    </FormAct>
  )
  return (
    <DataTable<Signup>
      name="signups"
      exported={{ path: `/activities/${a.id}/signups`, persons: true }}
      label={t.signups}
      version={version}
      columns={columns}
      filters={[{ key: 'status', label: t.state, kind: 'choice', options: choices(signupStatus) }]}
      extra={forOther}
      acts={[
        { key: 'yes', label: signupAct.confirm, applies: (s) => isOpen(s.acts, 'confirm'), run: (s, key) => decide(s.id, true, '', key) },
        {
          key: 'no',
          label: signupAct.decline,
          applies: (s) => isOpen(s.acts, 'decline'),
          reason: true,
          run: (s, key, reason) => decide(s.id, false, reason, key),
        },
      ]}
      load={(query, page) => take(api.GET('/activities/{id}/signups', { params: { path: { id: a.id }, query: { ...query, ...page } } }))}
      empty={{ title: t.noSignups, text: t.noSignupsHow }}
    />
  )
}
