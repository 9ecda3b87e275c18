// Who confirms a stay: the organisation what was scanned, the township or the county what was entered by hand.
import { texts } from '@tongxing/shared'
import type { Stay } from './types.ts'

const t = texts({ region: '乡镇或县级民政' }, { region: 'the township or county office' })

/** confirmerOf names who confirms the stay; '' where its organisation is not known. */
export const confirmerOf = (s: Pick<Stay, 'by_hand' | 'org_name'>): string => (s.by_hand ? t.region : (s.org_name ?? ''))
