import { api, take, takeTagged, type components } from '@tongxing/shared'
import { newsKind } from '@tongxing/shared/words'
import { App, Form, Input, Radio } from 'antd'
import { useNavigate, useParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { Card, DayInput, DraftForm, idem, Page, seen, useLoad, Waiting } from '../../parts/index.ts'
import { choices } from '../../domain/words.ts'
import { t } from './texts.ts'

type Detail = components['schemas']['news.detailView']
type Body = components['schemas']['news.textRequest']
type Values = { kind?: Body['kind']; title?: string; body?: string; ends?: string } & Record<string, unknown>

const valuesOf = (d: Detail): Values => ({ kind: d.kind, title: d.title, body: d.body, ...(d.ends ? { ends: d.ends } : {}) })

/** Writing news or a notice, or editing its draft. Pictures are added on its page, once there is a draft. */
export function Component() {
  const { id } = useParams()
  const old = useLoad(() => (id ? takeTagged(api.GET('/news/{id}', { params: { path: { id } } })) : Promise.resolve(undefined)), [id])
  if (id && !old.data) return <Waiting of={old} />
  return <Editor key={id ?? 'new'} id={id} old={old.data} />
}

function Editor({ id, old }: { id: string | undefined; old: { data: Detail; tag: string } | undefined }) {
  const go = useNavigate()
  const { orgId } = useSession()
  const { message } = App.useApp()
  const body = (v: Values) => ({
    kind: v.kind ?? 'news',
    title: v.title ?? '',
    body: v.body ?? '',
    ends: v.kind === 'notice' ? (v.ends ?? '') : '',
    pictures: old?.data.images ?? [],
  })
  return (
    <Page title={id ? t.edit : t.create} sub={t.sub} back={id ? `/news/${id}` : '/news'}>
      <DraftForm<Values, Detail>
        name={`news:${id ?? `new:${orgId ?? ''}`}`}
        className="tw-wide-form"
        initial={old ? valuesOf(old.data) : { kind: 'news' }}
        labels={{ kind: t.kind, title: t.heading, body: t.body, ends: t.ends }}
        {...(id && old
          ? {
              tag: old.tag,
              latest: async () =>
                takeTagged(api.GET('/news/{id}', { params: { path: { id } } })).then((a) => ({ values: valuesOf(a.data), tag: a.tag })),
            }
          : {})}
        send={(v, key, tag) =>
          id
            ? take(api.PUT('/news/{id}', { params: { path: { id }, header: seen(tag, key) }, body: body(v) }))
            : take(api.POST('/news', { body: { ...body(v), org_id: orgId ?? '', region: '' }, headers: idem(key) }))
        }
        done={(d) => {
          void message.success(t.saved)
          void go(`/news/${d.id}`)
        }}
      >
        {(v) => (
          <Card title={t.content}>
            <Form.Item name="kind" label={t.kind} required>
              <Radio.Group options={choices(newsKind)} />
            </Form.Item>
            <Form.Item name="title" label={t.heading} required>
              <Input maxLength={60} showCount />
            </Form.Item>
            <Form.Item name="body" label={t.body} extra={t.bodyHow} required>
              <Input.TextArea rows={12} maxLength={10000} showCount />
            </Form.Item>
            {v.kind === 'notice' && (
              <Form.Item name="ends" label={t.ends} extra={t.endsHow}>
                <DayInput />
              </Form.Item>
            )}
          </Card>
        )}
      </DraftForm>
    </Page>
  )
}
