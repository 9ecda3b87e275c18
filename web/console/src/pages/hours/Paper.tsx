import { api, format, take } from '@tongxing/shared'
import { activityType } from '@tongxing/shared/words'
import { useParams } from 'react-router'
import { Empty, PrintPage, useLoad, Waiting } from '../../parts/index.ts'
import { Qr } from '../../parts/Qr.tsx'
import { word } from '../../domain/words.ts'
import { t } from './texts.ts'
import '../../theme/work.css'

/** The certificate on paper, with the code that leads to its verification. */
export function Component() {
  const { id = '' } = useParams()
  const paper = useLoad(() => take(api.GET('/certificates/{id}', { params: { path: { id } } })), [id])
  if (!paper.data) return <Waiting of={paper} />
  const p = paper.data
  if (!p.no || !p.code) return <Empty title={t.notIssued} />
  const address = `${location.origin}/verify/${p.code}`
  const day = (d: string) => format.day(d, 0).replace(/ .*/, '')
  return (
    <PrintPage title={t.paperTitle} official>
      {p.status === 'revoked' && <p className="tw-revoked">{t.revokedMark}</p>}
      <p className="tw-paper-no">{t.number({ no: p.no })}</p>
      <p>{t.paperLead({ name: p.name, no: p.volunteer_no, from: day(p.from), to: day(p.to) })}</p>
      <table>
        <thead>
          <tr>
            <th className="tw-w2">{t.day}</th>
            <th className="tw-w3">{t.hours}</th>
            <th>{t.service}</th>
            <th>{t.place}</th>
            <th>{t.recorder}</th>
          </tr>
        </thead>
        <tbody>
          {p.items.map((it, i) => (
            <tr key={`${it.day}-${i}`}>
              <td>{format.shortDay(it.day, 0)}</td>
              <td>
                {format.clock(it.from)}–{format.clock(it.to)}
                <br />
                {format.minutes(it.minutes)}
              </td>
              <td>
                {it.title}
                {format.paren(word(activityType, it.type))}
              </td>
              <td>{it.place}</td>
              <td>{it.org}</td>
            </tr>
          ))}
          <tr>
            <th>{t.sum}</th>
            <th colSpan={4}>{format.minutes(p.minutes)}</th>
          </tr>
        </tbody>
      </table>
      <div className="tw-paper-foot">
        <div>
          <Qr text={address} label={t.verify} size={112} />
          <p>{t.verify}</p>
          <p className="tw-paper-small">{address}</p>
        </div>
        <div className="tw-seal">
          <p>
            {p.issuer || t.county} {t.seal}
          </p>
          <p>{p.issued_at && day(p.issued_at)}</p>
        </div>
      </div>
      <p className="tw-paper-small">{t.law}</p>
    </PrintPage>
  )
}
