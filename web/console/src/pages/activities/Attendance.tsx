import { EditOutlined } from '@ant-design/icons'
import { api, take, type components } from '@tongxing/shared'
import { attendanceStatus } from '@tongxing/shared/words'
import { Form, Input } from 'antd'
import { useState } from 'react'
import { useSession } from '../../session/session.tsx'
import { DataTable, idem, InstantInput, offers } from '../../parts/index.ts'
import { stayColumns } from '../hours/stays.tsx'
import { confirmAct } from '../hours/confirm.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { SignedUpPick } from '../../domain/pick.tsx'
import { choices } from '../../domain/words.ts'
import { runsIt, type View } from './activity.tsx'
import { t } from './texts.ts'

type Stay = components['schemas']['attendance.attendanceView']
type Hand = components['schemas']['attendance.handRequest'] & Record<string, unknown>

/** notLater is the instant, or now where it is still to come: nobody was there yet. */
const notLater = (at: string) => (new Date(at) > new Date() ? new Date().toISOString() : at)

/** The attendance sheet: who came and went, entries by hand, and what waits for somebody else's confirmation. */
export function Attendance({ a }: { a: View }) {
  const session = useSession()
  const [version, setVersion] = useState(0)
  const again = () => setVersion((v) => v + 1)
  const begun = new Date(a.start).getTime() - 1_800_000 < Date.now()
  const open = begun && (Date.now() < new Date(a.end).getTime() || offers(a.acts, 'record'))
  const byHand = runsIt(session, a, 'attendance.run') && a.published && open && (
    <FormAct<Hand, unknown>
      name={`by-hand:${a.id}`}
      icon={<EditOutlined />}
      said={t.handSaid}
      note={t.byHandNote}
      done={again}
      initial={{ in: notLater(a.start), out: notLater(a.end) }}
      send={(v, key) =>
        take(
          api.POST('/activities/{id}/attendance', {
            params: { path: { id: a.id } },
            body: { ...v, note: v.note ?? '' },
            headers: idem(key),
          }),
        )
      }
      fields={
        <>
          <Form.Item name="volunteer_id" label={t.volunteer} rules={[{ required: true }]}>
            <SignedUpPick activityId={a.id} />
          </Form.Item>
          <div className="tx-form-two">
            <Form.Item name="in" label={t.inTime} required>
              <InstantInput />
            </Form.Item>
            <Form.Item name="out" label={t.outTime} required>
              <InstantInput />
            </Form.Item>
          </div>
          <Form.Item name="reason" label={t.byHandReason} rules={[{ required: true }]}>
            <Input.TextArea rows={3} maxLength={200} showCount />
          </Form.Item>
          <Form.Item name="note" label={t.whyLong}>
            <Input maxLength={200} />
          </Form.Item>
        </>
      }
    >
      {t.byHand}
    </FormAct>
  )
  return (
    <DataTable<Stay>
      name="stays-of-activity"
      exported={{ path: `/activities/${a.id}/attendance`, persons: true }}
      label={t.attendance}
      version={version}
      columns={stayColumns({ again, activity: false })}
      filters={[{ key: 'status', label: t.stayState, kind: 'choice', options: choices(attendanceStatus) }]}
      extra={byHand}
      acts={session.may('hours.confirm') ? [confirmAct()] : []}
      open={(s) => `/hours/${s.id}`}
      load={(query, page) => take(api.GET('/activities/{id}/attendance', { params: { path: { id: a.id }, query: { ...query, ...page } } }))}
      empty={{ title: t.noStays, text: t.noStaysHow }}
    />
  )
}
