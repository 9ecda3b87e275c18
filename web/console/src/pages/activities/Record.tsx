import { api, format, take, type components } from '@tongxing/shared'
import { activityType } from '@tongxing/shared/words'
import { word } from '../../domain/words.ts'
import { ActivityPaper } from './paper.tsx'
import { t } from './texts.ts'

type Stay = components['schemas']['attendance.attendanceView']

const counts = ['confirmed', 'upheld', 'corrected', 'disputed']

/** The record of an activity on paper: what was done, by whom, for how long. */
export const Component = () => (
  <ActivityPaper<Stay>
    title={t.recordTitle}
    official
    read={(path, page) => take(api.GET('/activities/{id}/attendance', { params: { ...path.params, query: page } }))}
    states={counts}
    facts={(a) => [
      [
        [t.org, a.org_name],
        [t.type, word(activityType, a.type)],
      ],
      [
        [t.when, format.span(a.start, a.end)],
        [t.served, a.status === 'ended' ? '' : (a.staff?.served ?? '')],
      ],
    ]}
    below={(a) => [[[t.content, a.content]]]}
    heading={t.recordPeople}
    columns={[
      { title: t.inTime, width: 'tw-w2', cell: (s) => format.clock(s.in_at) },
      { title: t.outTime, width: 'tw-w2', cell: (s) => s.out_at && format.clock(s.out_at) },
      { title: t.minutes, width: 'tw-w2', cell: (s) => format.minutes(s.minutes) },
    ]}
    total={(rows) => format.minutes(rows.reduce((sum, s) => sum + s.minutes, 0))}
    note={t.confirmedOnly}
  />
)
