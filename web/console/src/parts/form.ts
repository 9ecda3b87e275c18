// The rules of forms that the API describes: which fields are asked, what is missing, how an answer reads. They are those of the
// server (services/platform/form), so that a screen reacts while somebody types; the server decides.
import { format, type components } from '@tongxing/shared'

export type FormView = components['schemas']['form.View']
export type FormSection = components['schemas']['form.SectionView']
export type FormField = components['schemas']['form.FieldView']

/** Answers by the codes of their fields. null: a sealed answer that is to be removed. */
export type Answers = Readonly<Record<string, string | null | undefined>>

/** What a form is filled in for: the kinds of the person, and answers outside the form that its conditions read. */
export interface FormFor {
  groups: readonly string[]
  given: Answers
}

const codesOf = (answer: string | null | undefined): string[] => (answer ? answer.split(',') : [])

/** askedOf is the form with only the fields that are asked of the person, and without sections that have none left. */
export function askedOf(form: FormView, answers: Answers, { groups, given }: FormFor): FormSection[] {
  const all: Record<string, string | null | undefined> = { ...answers, ...given }
  const asked = (f: FormField): boolean => {
    const fits = !f.for?.length || f.for.some((g) => groups.includes(g))
    if (fits && (!f.when || codesOf(all[f.when.field]).some((code) => f.when!.in.includes(code)))) return true
    all[f.code] = undefined // a condition on what is not asked is not met
    return false
  }
  return form.sections.map((s) => ({ ...s, fields: s.fields.filter(asked) })).filter((s) => s.fields.length > 0)
}

/** hasAnswer tells whether there is an answer: of a sealed field, the stored one counts until it is removed. */
export const hasAnswer = (f: FormField, answers: Answers, stored: Answers = {}): boolean =>
  answers[f.code] === undefined || answers[f.code] === '' ? !!f.sealed && !!stored[f.code] : answers[f.code] !== null

/** missingOf are the needed ones of the fields that have no answer. */
export const missingOf = (fields: FormField[], answers: Answers, stored?: Answers): FormField[] =>
  fields.filter((f) => f.needed && !hasAnswer(f, answers, stored))

/** sayAnswer is an answer in words: codes by their labels, months and days as the language writes them, with the year. */
export function sayAnswer(f: FormField, answer: string | null | undefined): string {
  if (!answer) return ''
  if (f.kind === 'month') return format.month(answer)
  if (f.kind === 'day') return format.shortDay(answer, 0)
  if (f.kind !== 'choice' && f.kind !== 'choices') return answer
  return codesOf(answer)
    .map((code) => f.words?.find((w) => w.code === code)?.label ?? '—')
    .join(format.comma())
}

/** fieldsOf are all fields of a form by their codes, with the titles of their sections. */
export const fieldsOf = (form: FormView): Map<string, { field: FormField; section: FormSection }> =>
  new Map(form.sections.flatMap((section) => section.fields.map((field) => [field.code, { field, section }])))
