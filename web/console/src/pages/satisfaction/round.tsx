// What several pages about asking those served show alike.
import { format, type components } from '@tongxing/shared'
import { satisfactionFace, satisfactionStatus } from '@tongxing/shared/words'
import { StateTag } from '../../parts/index.ts'
import { tones, word } from '../../domain/words.ts'
import { share } from '../../domain/units.tsx'
import { t } from './texts.ts'

type Schemas = components['schemas']

export type Round = Schemas['satisfaction.roundView']
export type RoundDetail = Schemas['satisfaction.roundDetailView']
export type Result = Schemas['satisfaction.resultView']

export const RoundState = ({ of }: { of: string }) => (
  <StateTag tone={tones.satisfaction[of] ?? 'neutral'}>{word(satisfactionStatus, of)}</StateTag>
)

/** periodOf is the days of the services about which is asked. */
export const periodOf = (r: Round): string => `${format.shortDay(r.from, 0)} – ${format.shortDay(r.to, 0)}`

/** satisfiedText is the share, or why it is not shown. */
export const satisfiedText = (r: Pick<Round, 'status' | 'result'>): string =>
  r.result ? share(r.result.satisfied_bp) : r.status === 'open' ? t.atClose : t.few

/** mean is 4.23. */
export const mean = (hundredths: number): string => (hundredths / 100).toFixed(2)

export function Figure({ label, value, note }: { label: string; value: string; note?: string }) {
  return (
    <div className="tw-figure">
      <div className="tx-muted">{label}</div>
      <strong className="tx-figure">{value}</strong>
      {note && <div className="tx-muted tx-small">{note}</div>}
    </div>
  )
}

/** Faces is the distribution of the answers, the most content first. */
export function Faces({ of: r, label }: { of: Result; label: string }) {
  return (
    <table className="tx-plain" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{t.face}</th>
          <th scope="col" className="tx-right">
            {t.answers}
          </th>
          <th scope="col" className="tx-right">
            {t.share}
          </th>
        </tr>
      </thead>
      <tbody>
        {[5, 4, 3, 2, 1].map((face) => {
          const n = r.faces[face - 1] ?? 0
          return (
            <tr key={face}>
              <td>{word(satisfactionFace, String(face))}</td>
              <td className="tx-right tx-figure">{format.count(n)}</td>
              <td className="tx-right tx-figure">{share(Math.round((n * 10_000) / r.answers))}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
