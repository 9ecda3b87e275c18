import { api, format, take, type components } from '@tongxing/shared'
import { useParams } from 'react-router'
import { PrintPage, RegionName, useLoad, Waiting } from '../../parts/index.ts'
import { useNames } from '../work/names.tsx'
import { everything } from '../work/pages.ts'
import { w, word } from '../work/words.ts'
import { t } from './texts.ts'
import '../work/work.css'

type Stay = components['schemas']['attendance.attendanceView']

const counts = ['confirmed', 'upheld', 'corrected', 'disputed']

/** The record of an activity on paper: what was done, by whom, for how long. */
export function Component() {
  const { id = '' } = useParams()
  const act = useLoad(
    () =>
      Promise.all([
        take(api.GET('/activities/{id}', { params: { path: { id } } })),
        everything<Stay>((page) => take(api.GET('/activities/{id}/attendance', { params: { path: { id }, query: page } }))),
      ]),
    [id],
  )
  const rows = (act.data?.[1] ?? []).filter((s) => counts.includes(s.status))
  const names = useNames(rows.map((s) => s.volunteer_id))
  if (!act.data) return <Waiting of={act} />
  const a = act.data[0]
  return (
    <PrintPage title={t.recordTitle} official>
      <table className="tw-paper-facts">
        <tbody>
          <tr>
            <th>{t.name}</th>
            <td colSpan={3}>{a.title}</td>
          </tr>
          <tr>
            <th>{t.org}</th>
            <td>{a.org_name}</td>
            <th>{t.type}</th>
            <td>{word(w.type, a.type)}</td>
          </tr>
          <tr>
            <th>{t.when}</th>
            <td>{format.span(a.start, a.end)}</td>
            <th>{t.served}</th>
            <td>{a.status === 'ended' ? '' : (a.staff?.served ?? '')}</td>
          </tr>
          <tr>
            <th>{t.place}</th>
            <td colSpan={3}>
              <RegionName path={a.region} /> {a.address}
            </td>
          </tr>
          <tr>
            <th>{t.content}</th>
            <td colSpan={3}>{a.content}</td>
          </tr>
        </tbody>
      </table>
      <h2>{t.recordPeople}</h2>
      <table>
        <thead>
          <tr>
            <th className="tw-w1">{t.no}</th>
            <th>{t.volunteer}</th>
            <th>{t.volunteerNo}</th>
            <th className="tw-w2">{t.inTime}</th>
            <th className="tw-w2">{t.outTime}</th>
            <th className="tw-w2">{t.minutes}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((s, i) => (
            <tr key={s.id}>
              <td>{i + 1}</td>
              <td>{names[s.volunteer_id]?.name}</td>
              <td>{names[s.volunteer_id]?.no}</td>
              <td>{format.clock(s.in_at)}</td>
              <td>{s.out_at ? format.clock(s.out_at) : ''}</td>
              <td>{format.minutes(s.minutes)}</td>
            </tr>
          ))}
          <tr>
            <th colSpan={5}>{t.total}</th>
            <th>{format.minutes(rows.reduce((sum, s) => sum + s.minutes, 0))}</th>
          </tr>
        </tbody>
      </table>
      <p>{t.confirmedOnly}</p>
      <p className="tw-sign">{t.leaderSign}：________________</p>
    </PrintPage>
  )
}
