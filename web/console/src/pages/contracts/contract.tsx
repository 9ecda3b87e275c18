// What the pages of contracts share: the shape that the API answers with, and small pieces of it.
import { format, type components } from '@tongxing/shared'
import { contractStatus } from '@tongxing/shared/words'
import { share } from '../../domain/units.tsx'
import { tones, word } from '../../domain/words.ts'
import { StateTag } from '../../parts/index.ts'
import { t } from './texts.ts'

export type Contract = components['schemas']['contracts.contractView']

/** ContractState shows the state of a contract as a tag. */
export const ContractState = ({ of }: { of: string }) => (
  <StateTag tone={tones.contract[of] ?? 'neutral'}>{word(contractStatus, of)}</StateTag>
)

/** paidText says how much of the contract is paid. */
export const paidText = (c: Contract): string =>
  t.paidOf({
    paid: format.money(c.paid_fen),
    total: format.money(c.amount_fen),
    share: share(c.amount_fen ? (c.paid_fen * 10_000) / c.amount_fen : 0),
  })
