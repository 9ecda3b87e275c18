import { evaluationSubstitute, indicatorKind } from '@tongxing/shared/words'
import { points } from '../../domain/units.tsx'
import { word } from '../../domain/words.ts'
import type { Evaluation } from './score.ts'
import { t } from './texts.ts'

/** insteadOf says in one sentence what became of an item for which the contract has no indicators. */
export const insteadOf = (s: Evaluation['substitutes'][number]): string =>
  t.insteadOf({
    item: `${s.item} ${s.name}`,
    kind: word(indicatorKind, s.kind),
    max: points(s.max),
    by: s.by in evaluationSubstitute ? word(evaluationSubstitute, s.by) : t.byKind({ kind: word(indicatorKind, s.by) }),
    reason: s.reason,
  })
