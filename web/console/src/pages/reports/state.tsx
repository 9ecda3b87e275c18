import type { components } from '@tongxing/shared'
import { contractReportStatus } from '@tongxing/shared/words'
import { StateTag } from '../../parts/index.ts'
import { tones, word } from '../../domain/words.ts'

export type Row = components['schemas']['reports.reportView']
export type Detail = components['schemas']['reports.reportDetail']
export type Overview = components['schemas']['reports.overviewView']

export const ReportState = ({ of }: { of: string }) => (
  <StateTag tone={tones.contractReport[of] ?? 'neutral'}>{word(contractReportStatus, of)}</StateTag>
)
