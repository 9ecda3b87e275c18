// What several pages of the service log show alike.
import { format, type components } from '@tongxing/shared'
import { serviceKind, serviceStatus, serviceThreadStatus } from '@tongxing/shared/words'
import { Link } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { StateTag } from '../../parts/index.ts'
import { choices, tones, word } from '../../domain/words.ts'
import { t } from './texts.ts'

type Schemas = components['schemas']

export type Entry = Schemas['servicelog.entryView']
export type EntryDetail = Schemas['servicelog.entryDetailView']
export type Thread = Schemas['servicelog.threadView']
export type ThreadDetail = Schemas['servicelog.threadDetailView']
export type Count = Schemas['servicelog.countRequest']
export type Kind = Schemas['contracts.ServiceKind']

/** The kinds of which the staff write entries; those of activities and of pairings come from there. */
export const written = () => choices(serviceKind).filter((c) => c.value !== 'activity' && c.value !== 'pairing')

/** The states of a contract in which services are given. */
export const serving = ['performing', 'mid_passed', 'final_evaluating', 'rectifying']

/** The age groups, as the register has them. */
export const bands = ['0-5', '6-13', '14-15', '16-17', '18-59', '60-69', '70-79', '80+']

export const bandText = (band: string): string => (band === '80+' ? t.from80 : t.years({ band: band.replace('-', '–') }))

export const EntryState = ({ of }: { of: string }) => <StateTag tone={tones.service[of] ?? 'neutral'}>{word(serviceStatus, of)}</StateTag>

export const ThreadState = ({ of }: { of: string }) => (
  <StateTag tone={tones.thread[of] ?? 'neutral'}>{word(serviceThreadStatus, of)}</StateTag>
)

/** When a service was; a draft may not say it yet. */
export const whenOf = (e: { from?: string; to?: string }): string => (e.from && e.to ? format.span(e.from, e.to) : t.noTime)

/** servedText is 3 人，另 12 人未建档. */
export const servedText = (e: Pick<Entry, 'persons' | 'others'>): string =>
  [e.persons > 0 || e.others === 0 ? t.servedN({ n: e.persons }) : '', e.others > 0 ? t.othersN({ n: e.others }) : '']
    .filter(Boolean)
    .join(format.comma())

/** Persons lists pseudonyms; each leads to the file for who may read it. */
export function Persons({ of }: { of: Schemas['servicelog.personView'][] }) {
  const { may } = useSession()
  if (of.length === 0) return <span className="tx-muted">{t.noPeople}</span>
  return (
    <span>
      {of.map((p, i) => (
        <span key={p.id}>
          {i > 0 && format.comma()}
          {may('beneficiary.read') ? <Link to={`/beneficiaries/${p.id}`}>{p.pseudonym || '—'}</Link> : p.pseudonym || '—'}
        </span>
      ))}
    </span>
  )
}
