import { risk } from '@tongxing/shared/words'
import { word } from '../../domain/words.ts'

const shape: Record<string, string> = { red: '▲', yellow: '◆', blue: '●', green: '■', not_collected: '○' }

/** RiskMark is a level of risk as a word, a shape and a colour. */
export const RiskMark = ({ of }: { of: string }) => (
  <span className={`tw-risk tw-risk-${of}`}>
    <span aria-hidden="true">{shape[of] ?? '○'}</span> {word(risk, of)}
  </span>
)
