import { api, format, take, type components } from '@tongxing/shared'
import { ActivityPaper } from './paper.tsx'
import { t } from './texts.ts'

type Signup = components['schemas']['activities.signupView']

const holds = ['confirmed', 'pending', 'attended', 'absent']

/** The sign-in sheet on paper, for where there is no network: those with a place, and a few empty rows. */
export const Component = () => (
  <ActivityPaper<Signup>
    title={t.sheetTitle}
    read={(path, page) => take(api.GET('/activities/{id}/signups', { params: { ...path.params, query: page } }))}
    states={holds}
    facts={(a) => [
      [
        [t.when, format.span(a.start, a.end)],
        [t.org, a.org_name],
      ],
    ]}
    columns={[
      { title: t.inTime, width: 'tw-w2' },
      { title: t.outTime, width: 'tw-w2' },
      { title: t.sign, width: 'tw-w3' },
    ]}
    spare={5}
  />
)
