import { api, format, locale, take } from '@tongxing/shared'
import { useParams } from 'react-router'
import { PrintPage, useLoad, Waiting } from '../../parts/index.ts'
import { points } from '../../domain/units.tsx'
import { insteadOf } from './substitutes.ts'
import { t } from './texts.ts'
import '../../theme/work.css'

/** The letter on a final result, on paper. */
export function Component() {
  const { id = '' } = useParams()
  const letter = useLoad(() => take(api.GET('/evaluations/{id}/letter', { params: { path: { id } } })), [id])
  if (!letter.data) return <Waiting of={letter} />
  const l = letter.data
  const day = format.day(l.final_at, 0)
  return (
    <PrintPage title={l.title} official>
      <p className="tw-paper-no">{t.letterNo({ no: l.contract_no })}</p>
      <p>{t.letterTo({ name: l.provider_name })}</p>
      <p className="tw-indent">{l.text.replace(`${l.provider_name}：`, '')}</p>
      {l.vetoes.length > 0 && <p className="tw-indent">{t.letterVeto({ list: l.vetoes.join(format.comma()) })}</p>}
      <p className="tw-indent">{t.letterSections}</p>
      <table>
        <thead>
          <tr>
            <th>{t.section}</th>
            <th>{t.max}</th>
            <th>{t.points}</th>
          </tr>
        </thead>
        <tbody>
          {l.sections.map((s) => (
            <tr key={s.code}>
              <td>{s.name}</td>
              <td>{points(s.max)}</td>
              <td>{points(s.points)}</td>
            </tr>
          ))}
          <tr>
            <th>{t.total}</th>
            <th>100.00</th>
            <th>
              {l.score}
              {format.paren(l.grade)}
            </th>
          </tr>
        </tbody>
      </table>
      {l.substitutes.map((s) => (
        <p key={s.item} className="tw-indent">
          {insteadOf(s)}
        </p>
      ))}
      <p className="tw-paper-small">{t.letterFoot({ hash: l.input_hash.slice(0, 16) })}</p>
      <div className="tw-paper-foot">
        <span />
        <div className="tw-seal">
          <p>
            {l.buyer_dept} {t.seal}
          </p>
          <p>{locale() === 'en' ? day : day.split(' ')[0]}</p>
        </div>
      </div>
    </PrintPage>
  )
}
