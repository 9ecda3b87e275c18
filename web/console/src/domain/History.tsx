import { api, take, texts } from '@tongxing/shared'
import { auditAction } from '@tongxing/shared/words'
import { roleName } from './roles.ts'
import { Timeline, useLoad, type Tone } from '../parts/index.ts'
import { word } from './words.ts'

const t = texts(
  {
    job: '系统自动',
    person: '未填写姓名的人员',
  },
  {
    job: 'Automatic',
    person: 'Somebody without a name',
  },
)

const bad = /return|reject|void|cancel|refuse|suspend|terminate|object|dispute|send_back|remove/
const good = /publish|confirm|accept|approve|pay$|final|sign$|record$/

const toneOf = (action: string): Tone => (bad.test(action) ? 'late' : good.test(action) ? 'done' : 'neutral')

/**
 * History is the timeline of one record, read from who did what to it; another `version` reads it anew. Actions that `without` matches are
 * left out: readings, where each is noted.
 */
export function History({ id, version, without }: { id: string; version?: unknown; without?: RegExp }) {
  const limit = without ? 100 : 50
  const deeds = useLoad(() => take(api.GET('/history/{id}', { params: { path: { id }, query: { limit } } })), [id, version])
  if (!deeds.data) return null // beside the record itself, which says so when it cannot be read
  return (
    <Timeline
      events={deeds.data.items
        .filter((d) => !without?.test(d.action))
        .map((d) => ({
          at: d.at,
          what: word(auditAction, d.action),
          who: [d.name || (d.actor ? t.person : t.job), ...d.roles.slice(0, 1).map(roleName)]
            .filter((s, i, all) => all.indexOf(s) === i)
            .join(' '),
          reason: /\s|\p{Script=Han}/u.test(d.reason ?? '') ? d.reason : undefined, // a code of a reason is not a text
          tone: toneOf(d.action),
        }))}
    />
  )
}
