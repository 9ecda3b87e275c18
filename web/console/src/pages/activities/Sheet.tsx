import { api, format, take, type components } from '@tongxing/shared'
import { useParams } from 'react-router'
import { PrintPage, RegionName, useLoad, Waiting } from '../../parts/index.ts'
import { useNames } from '../work/names.tsx'
import { everything } from '../work/pages.ts'
import { t } from './texts.ts'
import '../work/work.css'

type Signup = components['schemas']['activities.signupView']

const holds = ['confirmed', 'pending', 'attended', 'absent']
const spare = 5

/** The sign-in sheet on paper, for where there is no network: those with a place, and a few empty rows. */
export function Component() {
  const { id = '' } = useParams()
  const act = useLoad(
    () =>
      Promise.all([
        take(api.GET('/activities/{id}', { params: { path: { id } } })),
        everything<Signup>((page) => take(api.GET('/activities/{id}/signups', { params: { path: { id }, query: page } }))),
      ]),
    [id],
  )
  const rows = (act.data?.[1] ?? []).filter((s) => holds.includes(s.status))
  const names = useNames(rows.map((s) => s.volunteer_id))
  if (!act.data) return <Waiting of={act} />
  const a = act.data[0]
  return (
    <PrintPage title={t.sheetTitle}>
      <table className="tw-paper-facts">
        <tbody>
          <tr>
            <th>{t.name}</th>
            <td colSpan={3}>{a.title}</td>
          </tr>
          <tr>
            <th>{t.when}</th>
            <td>{format.span(a.start, a.end)}</td>
            <th>{t.org}</th>
            <td>{a.org_name}</td>
          </tr>
          <tr>
            <th>{t.place}</th>
            <td colSpan={3}>
              <RegionName path={a.region} /> {a.address}
            </td>
          </tr>
        </tbody>
      </table>
      <table>
        <thead>
          <tr>
            <th className="tw-w1">{t.no}</th>
            <th>{t.volunteer}</th>
            <th>{t.volunteerNo}</th>
            <th className="tw-w2">{t.inTime}</th>
            <th className="tw-w2">{t.outTime}</th>
            <th className="tw-w3">{t.sign}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((s, i) => (
            <tr key={s.id} className="tw-tall">
              <td>{i + 1}</td>
              <td>{names[s.volunteer_id]?.name}</td>
              <td>{names[s.volunteer_id]?.no}</td>
              <td />
              <td />
              <td />
            </tr>
          ))}
          {Array.from({ length: spare }, (_, i) => (
            <tr key={i} className="tw-tall">
              <td>{rows.length + i + 1}</td>
              <td />
              <td />
              <td />
              <td />
              <td />
            </tr>
          ))}
        </tbody>
      </table>
      <p className="tw-sign">{t.leaderSign}：________________</p>
    </PrintPage>
  )
}
