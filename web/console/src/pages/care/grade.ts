// How the answers of the risk form add up. The server decides (services/register/assessment.go); this is for whoever fills it in.
import { format } from '@tongxing/shared'
import { missingOf, type Answers, type FormView } from '../../parts/index.ts'
import { at } from './assessTexts.ts'

/** Most points that the ten questions can have. */
export const mostPoints = 30

export interface Graded {
  points: number
  /** Emergencies that were chosen: each makes the risk high. */
  triggers: number
  level: 'red' | 'yellow' | 'blue' | 'green'
  /** Questions without an answer. */
  open: number
}

/** gradeOf adds up the answers so far. */
export function gradeOf(form: FormView, answers: Answers): Graded {
  const fields = form.sections.flatMap((s) => s.fields)
  const points = fields.reduce((sum, f) => sum + (f.kind === 'choice' ? Number(answers[f.code] ?? 0) : 0), 0)
  const triggers = (answers.triggers ?? '').split(',').filter((code) => code && code !== 'none').length
  const level = triggers > 0 || points >= 26 ? 'red' : points >= 16 ? 'yellow' : points >= 6 ? 'blue' : 'green'
  return { points, triggers, level, open: missingOf(fields, answers).length }
}

/** withPoints is the form with the points of each answer in its words. */
export const withPoints = (form: FormView): FormView => ({
  sections: form.sections.map((s) => ({
    ...s,
    fields: s.fields.map((f) =>
      f.kind === 'choice' && f.words
        ? { ...f, words: f.words.map((w) => ({ ...w, label: `${w.label}${format.paren(at.pointsOf({ n: Number(w.code) }))}` })) }
        : f,
    ),
  })),
})

const levels = ['red', 'yellow', 'blue', 'green', 'not_collected']

/** higher tells whether the first level is a higher risk than the second, as the server orders them. */
export const higher = (a: string, b: string): boolean => levels.indexOf(a) < levels.indexOf(b)
