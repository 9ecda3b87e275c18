// What a file says, section by section, with what is missing and what it proves.
import { format, type components } from '@tongxing/shared'
import { beneficiaryKind, gender, guardianship, noIdReason } from '@tongxing/shared/words'
import { Alert } from 'antd'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import {
  Card,
  Facts,
  fieldsOf,
  hasAnswer,
  Lack,
  offers,
  RegionName,
  sayAnswer,
  StateTag,
  type FormField,
  type FormView,
  type Tone,
} from '../../parts/index.ts'
import { word } from '../../domain/words.ts'
import { schoolText } from './Files.tsx'
import { isChild, needsGuardian, sectionsOf, type Lacking, type Section } from './sections.ts'
import { RiskMark } from './risk.tsx'
import { t } from './texts.ts'

type File = components['schemas']['register.fileDetailView']
/** Draws a sealed value of the file, masked, with the button that shows it. */
type Secret = (field: string, label: string, masked: string | undefined) => ReactNode

/** pagesOf are the sections of a stored file. */
const pagesOf = (form: FormView, f: File) => {
  const sealed = form.sections.flatMap((s) => s.fields.filter((x) => x.sealed).map((x) => x.code))
  const entries = Object.entries(f.details ?? {})
  return sectionsOf(form, {
    kinds: f.kinds,
    guardianship: f.guardianship,
    schooling: f.schooling,
    guardian: !!f.guardian_name,
    answers: Object.fromEntries(entries.filter(([k]) => !sealed.includes(k))),
    stored: Object.fromEntries(entries.filter(([k]) => sealed.includes(k))),
  })
}

/** Missing lists what is not collected yet, by section; each leads to the place where it is filled in. */
export function Missing({ f, form }: { f: File; form: FormView }) {
  const parts = pagesOf(form, f).filter((p) => p.missing.length > 0)
  if (parts.length === 0) return null
  const may = offers(f.acts, 'edit')
  const names = (missing: Lacking[]) => missing.map((m) => m.label).join(format.comma())
  return (
    <Alert
      type="warning"
      showIcon
      className="tx-refusal"
      title={t.missingTitle({ n: parts.reduce((sum, p) => sum + p.missing.length, 0) })}
      description={
        <ul className="tw-lacking">
          {parts.map(({ section, missing }) => (
            <li key={section.code}>
              <strong>{section.title}</strong>
              {format.colon()}
              {names(missing)}{' '}
              {may && (
                <Link to={`/beneficiaries/${f.id}/edit#${section.code}`} aria-label={`${t.fill} ${section.title}`}>
                  {t.fill}
                </Link>
              )}
            </li>
          ))}
        </ul>
      }
    />
  )
}

const nothing = (lack: boolean) => (
  <span className="tx-muted">
    {t.notCollected} {lack && <Lack />}
  </span>
)

/** Sections are the cards of the file: identity, what the form asks, risk. */
export function Sections({ f, form, secret }: { f: File; form: FormView; secret: Secret }) {
  return pagesOf(form, f).map(({ section, missing }) => (
    <Card key={section.code} title={section.title} extra={missing.length > 0 && <Lack n={missing.length} />}>
      <Facts
        of={[
          ...core(section.code, f, secret),
          ...section.fields.map((field): [string, ReactNode] => [field.label, answerOf(section, field, f, secret)]),
        ]}
      />
      {section.code === 'identity' && <p className="tx-muted tx-small tw-below">{t.private}</p>}
    </Card>
  ))
}

function answerOf(section: Section, field: FormField, f: File, secret: Secret): ReactNode {
  const answer = f.details?.[field.code]
  if (!answer) return nothing(!!field.needed)
  if (!field.sealed) return sayAnswer(field, answer)
  return secret(field.code, `${section.title}${format.colon()}${field.label}`, answer)
}

/** Identity and core facts, in the sections to which they belong. */
function core(section: string, f: File, secret: Secret): [string, ReactNode][] {
  const child = isChild(f.kinds)
  switch (section) {
    case 'identity':
      return [
        [t.name, secret('name', t.name, f.name)],
        [
          t.idNumber,
          f.id_number
            ? secret('id_number', t.idNumber, f.id_number)
            : f.no_id_reason && `${t.noID}${format.colon()}${word(noIdReason, f.no_id_reason)}`,
        ],
        [t.gender, word(gender, f.gender)],
        [t.birth, f.birth && `${format.shortDay(f.birth, 0)}${f.age === undefined ? '' : format.paren(t.aged({ n: f.age }))}`],
        [t.region, <RegionName key="r" path={f.region} />],
        [t.address, secret('address', t.address, f.address)],
      ]
    case 'care':
      return [
        [t.guardianship, f.guardianship === 'not_collected' ? nothing(child) : word(guardianship, f.guardianship)],
        ...(f.guardian_name || child
          ? ([
              [
                t.guardianName,
                f.guardian_name ? secret('guardian_name', t.guardianName, f.guardian_name) : nothing(needsGuardian(f.guardianship)),
              ],
              [t.guardianMobile, f.guardian_mobile ? secret('guardian_mobile', t.guardianMobile, f.guardian_mobile) : nothing(false)],
            ] as [string, ReactNode][])
          : []),
      ]
    case 'school':
      return [[t.schooling, f.schooling === 'not_collected' ? nothing(true) : schoolText(f)]]
    case 'risk':
      return [
        [t.risk, <RiskMark key="k" of={f.risk} />],
        ...(child ? ([[t.r16Short, f.r16_flag ? t.yes : t.no]] as [string, ReactNode][]) : []),
      ]
  }
  return []
}

const tones: Record<string, Tone> = { met: 'done', not_met: 'late', unknown: 'waiting' }

/** Evidence says of each kind whether what was collected meets its conditions, and by which answers. */
export function Evidence({ f, form }: { f: File; form: FormView }) {
  const fields = fieldsOf(form)
  const nameOf = (code: string) => {
    const found = fields.get(code)
    if (!found) return code
    return /^(father|mother)$/.test(found.section.code) ? `${found.section.title}${format.colon()}${found.field.label}` : found.field.label
  }
  const saidOf = (code: string) => {
    const found = fields.get(code)
    const answer = f.details?.[code]
    return found && hasAnswer(found.field, f.details ?? {}) ? sayAnswer(found.field, answer) : t.notCollected
  }
  const asked = new Set(pagesOf(form, f).flatMap((p) => p.section.fields.map((x) => x.code)))
  return (
    <Card title={t.evidence}>
      <p className="tx-muted tw-above">{t.evidenceHow}</p>
      <ul className="tw-list">
        {(f.evidence ?? []).map((v) => (
          <li key={v.kind}>
            <div className="tx-row">
              <strong>{word(beneficiaryKind, v.kind)}</strong>{' '}
              <StateTag tone={tones[v.result] ?? 'neutral'}>{word(t.result, v.result)}</StateTag>
            </div>
            <p className="tx-muted tx-small">
              {t.looked}
              {format.colon()}
              {v.fields
                .filter((code) => asked.has(code))
                .map((code) => `${nameOf(code)}${format.paren(saidOf(code))}`)
                .join(format.comma())}
            </p>
          </li>
        ))}
      </ul>
    </Card>
  )
}
