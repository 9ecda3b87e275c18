// The file of a person as sections: those of the form that the API describes, with identity and core facts where they belong.
import { type components } from '@tongxing/shared'
import { askedOf, missingOf, type Answers, type FormField, type FormSection, type FormView } from '../../parts/index.ts'
import { t } from './texts.ts'

type Kind = components['schemas']['register.Kind']

/** The sections that the console adds to the form: who the person is, first, and the risk, last. */
export type Section = FormSection & { code: string }

/** What decides which fields are asked and which of them lack an answer. */
export interface FileState {
  kinds: readonly string[]
  guardianship: string
  schooling: string
  /** Whether the guardian's name is there. */
  guardian: boolean
  answers: Answers
  /** What identifies the person and is not there yet, in a new file. */
  who?: Lacking[]
  /** The sealed answers that are stored, masked. */
  stored: Answers
}

const ofChildren: readonly Kind[] = ['left_behind_child', 'child_in_need', 'orphan', 'unsupported_child']
const inFamilies = ['parent', 'grandparents', 'relatives', 'foster', 'not_collected']

/** isChild tells whether the file is one of a child: core facts about school and guardian are asked of children. */
export const isChild = (kinds: readonly string[]): boolean => kinds.some((k) => (ofChildren as readonly string[]).includes(k))

/** needsGuardian tells whether a guardian's name belongs to that way of care. */
export const needsGuardian = (guardianship: string): boolean => inFamilies.includes(guardianship)

/** What a section lacks: fields of the form, and core facts by the names that the API gives them. */
export interface Lacking {
  code: string
  label: string
}

/**
 * sectionsOf are the sections that are asked of the person, in the order of the pages, with the fields of the form that are asked and with
 * what is missing.
 */
export function sectionsOf(form: FormView, of: FileState): { section: Section; missing: Lacking[] }[] {
  const asked = askedOf(form, of.answers, { groups: of.kinds, given: { guardianship: of.guardianship, schooling: of.schooling } })
  const all: FormSection[] = form.sections.map((s) => asked.find((a) => a.code === s.code) ?? { ...s, fields: [] })
  const child = isChild(of.kinds)
  const kept = all.filter((s) => s.fields.length > 0 || s.code === 'care' || (s.code === 'school' && child))
  return [{ code: 'identity', title: t.identity, fields: [] }, ...kept, { code: 'risk', title: t.riskOf, fields: [] }].map((section) => ({
    section,
    missing: [...coreMissing(section.code, of, child), ...missingOf(section.fields, of.answers, of.stored).map((f) => lackOf(f))],
  }))
}

const lackOf = (f: FormField): Lacking => ({ code: f.code, label: f.label })

/** What identifies is needed; of children, guardianship and schooling too: the server asks for them when the file is handed in. */
function coreMissing(section: string, of: FileState, child: boolean): Lacking[] {
  if (section === 'identity') return of.who ?? []
  if (!child) return []
  const list: Lacking[] = []
  if (section === 'care') {
    if (of.guardianship === 'not_collected') list.push({ code: 'guardianship', label: t.guardianship })
    if (needsGuardian(of.guardianship) && !of.guardian) list.push({ code: 'guardian_name', label: t.guardianName })
  }
  if (section === 'school' && of.schooling === 'not_collected') list.push({ code: 'schooling', label: t.schooling })
  return list
}

/** sectionOf is the code of the section in which the API's field stands: details.health, guardian_name. */
export function sectionOf(form: FormView, field: string): string {
  const code = field.replace(/^details\./, '')
  const found = field !== code && form.sections.find((s) => s.fields.some((f) => f.code === code))
  if (found) return found.code
  if (/^guardian/.test(code)) return 'care'
  if (code === 'schooling' || code === 'grade') return 'school'
  return code === 'risk' || code === 'r16_flag' ? 'risk' : 'identity'
}
