import { api, format, take, takeTagged, type components } from '@tongxing/shared'
import { serviceKind } from '@tongxing/shared/words'
import { Alert, App, Form, Input, Select } from 'antd'
import { useNavigate, useParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { Card, DayInput, DraftForm, idem, Page, seen, useLoad, Waiting } from '../../parts/index.ts'
import { useNames } from '../../domain/names.tsx'
import { ContractPick } from '../../domain/pick.tsx'
import { choices, word } from '../../domain/words.ts'
import { serving, type ThreadDetail } from './entry.tsx'
import { atWhole, PeoplePick, shownPseudonyms, WorkersPick } from './fields.tsx'
import { t } from './texts.ts'
import '../../theme/work.css'

type Body = components['schemas']['servicelog.threadRequest']
type Values = Partial<Body> & Record<string, unknown>

const valuesOf = (x: ThreadDetail): Values => ({
  kind: x.kind as 'case',
  contract_id: x.contract_id,
  title: x.title,
  lead: x.lead,
  people: x.people.map((p) => p.id),
  plan: x.plan,
  start: x.start,
  ...(x.review_by ? { review_by: x.review_by } : {}),
})

const bodyOf = (v: Values): Body => ({
  kind: v.kind as 'case',
  contract_id: v.contract_id ?? '',
  title: v.title ?? '',
  lead: v.lead ?? '',
  people: v.people ?? [],
  plan: v.plan ?? '',
  start: v.start ?? '',
  ...(v.review_by ? { review_by: v.review_by } : {}),
})

/** The form of case or group work: a new one, or its plan. */
export function Component() {
  const { id } = useParams()
  const old = useLoad(
    () => (id ? takeTagged(api.GET('/service-threads/{id}', { params: { path: { id } } })) : Promise.resolve(undefined)),
    [id],
  )
  if (id && !old.data) return <Waiting of={old} />
  return <Editor key={id ?? 'new'} id={id} old={old.data} />
}

function Editor({ id, old }: { id: string | undefined; old: { data: ThreadDetail; tag: string } | undefined }) {
  const { me, orgId } = useSession()
  const go = useNavigate()
  const { message } = App.useApp()
  const known = Object.fromEntries((old?.data.people ?? []).map((p) => [p.id, p.pseudonym]))
  const names = useNames(old ? [old.data.lead] : [])
  const kinds = choices(serviceKind).filter((c) => c.value === 'case' || c.value === 'group')
  return (
    <Page title={id ? t.editThread : t.createThread} back={id ? `/service-threads/${id}` : '/service-threads'}>
      {id && <Alert type="info" showIcon className="tx-refusal" title={t.fixed} />}
      <DraftForm<Values, ThreadDetail>
        name={`thread:${id ?? 'new'}`}
        className="tw-wide-form"
        secret={['plan']}
        initial={old ? valuesOf(old.data) : { lead: me.id, start: format.dayKey(Date.now()) }}
        labels={{
          kind: t.threadKind,
          contract_id: t.contract,
          title: t.threadTitle,
          lead: t.lead,
          people: t.people,
          plan: t.plan,
          start: t.start,
          review_by: t.reviewBy,
        }}
        says={(field, value) => {
          if (field === 'kind') return word(serviceKind, value as string)
          if (field === 'lead') return names[value as string]?.name ?? '—'
          if (field === 'people')
            return ((value ?? []) as string[]).map((p) => known[p] ?? shownPseudonyms.get(p) ?? '—').join(format.comma())
          return undefined
        }}
        {...(id && old
          ? {
              tag: old.tag,
              latest: async () =>
                takeTagged(api.GET('/service-threads/{id}', { params: { path: { id } } })).then((a) => ({
                  values: valuesOf(a.data),
                  tag: a.tag,
                })),
            }
          : {})}
        send={(v, key, tag) =>
          atWhole(
            id
              ? take(api.PUT('/service-threads/{id}', { params: { path: { id }, header: seen(tag, key) }, body: bodyOf(v) }))
              : take(api.POST('/service-threads', { body: bodyOf(v), headers: idem(key) })),
          )
        }
        done={(x) => {
          void message.success(t.savedThread)
          void go(`/service-threads/${x.id}`, { replace: !id })
        }}
      >
        {(v) => (
          <>
            <Card title={t.basics}>
              <div className="tx-form-two">
                <Form.Item name="contract_id" label={t.contract} required>
                  <ContractPick providerId={orgId} states={serving} disabled={!!id} />
                </Form.Item>
                <Form.Item name="kind" label={t.threadKind} required>
                  <Select options={kinds} disabled={!!id} />
                </Form.Item>
                <Form.Item name="title" label={t.threadTitle} extra={t.threadTitleHow} required>
                  <Input maxLength={30} />
                </Form.Item>
                <Form.Item name="lead" label={t.lead} required>
                  <WorkersPick contractId={v.contract_id} />
                </Form.Item>
                <Form.Item name="start" label={t.start} required>
                  <DayInput />
                </Form.Item>
                <Form.Item name="review_by" label={t.reviewBy}>
                  <DayInput />
                </Form.Item>
              </div>
              <Form.Item name="people" label={t.casePeople} extra={t.peopleHow} required>
                <PeoplePick known={known} />
              </Form.Item>
            </Card>
            <Card title={t.plan}>
              <Form.Item name="plan" label={t.plan} extra={t.planHow} required>
                <Input.TextArea rows={8} maxLength={2000} showCount />
              </Form.Item>
            </Card>
          </>
        )}
      </DraftForm>
    </Page>
  )
}
