import { api, format, take, takeTagged, type components } from '@tongxing/shared'
import { activityType, checkinMode, targetGroup } from '@tongxing/shared/words'
import { Alert, App, Checkbox, Form, Input, InputNumber, Radio, Select, Switch } from 'antd'
import { useState } from 'react'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { Card, DraftForm, idem, InstantInput, Page, RegionPicker, seen, useLoad, Waiting } from '../../parts/index.ts'
import { ContractPick, LeaderPick, OrgPick } from '../../domain/pick.tsx'
import { choices } from '../../domain/words.ts'
import { chosenDays, SeriesFields, type SeriesValues } from './Series.tsx'
import { t } from './texts.ts'
import '../../theme/work.css'

type Plan = components['schemas']['activities.planRequest']
type View = components['schemas']['activities.activityView']
type Values = Partial<Plan> & SeriesValues & Record<string, unknown>

const ongoing = ['performing', 'mid_passed', 'final_evaluating', 'rectifying']

const planOf = (a: View): Partial<Plan> => ({
  title: a.title,
  org_id: a.org_id,
  contract_id: a.staff?.contract_id ?? '',
  type: a.type,
  target_group: a.target_group,
  content: a.content,
  region: a.region,
  address: a.address,
  lat: a.lat ?? 0,
  lng: a.lng ?? 0,
  radius_metres: a.radius_metres ?? 0,
  start: a.start,
  end: a.end,
  signup_from: a.signup_from,
  signup_to: a.signup_to,
  capacity: a.capacity,
  waitlist: a.waitlist,
  review: a.review,
  min_age: a.min_age,
  skills: a.skills ?? [],
  needs_clearance: a.needs_clearance,
  risk: a.risk,
  bring: a.bring ?? '',
  danger: a.danger,
  insurance_policy: a.staff?.insurance_policy ?? '',
  leader: a.staff?.leader ?? '',
  leader_phone: a.leader_phone ?? '',
  checkin: a.checkin,
})

const labels = (): Record<keyof Plan | 'days', string> => ({
  title: t.name,
  org_id: t.org,
  contract_id: t.contract,
  type: t.type,
  target_group: t.target,
  content: t.content,
  region: t.region,
  address: t.address,
  lat: t.lat,
  lng: t.lng,
  radius_metres: t.radius,
  start: t.start,
  end: t.end,
  signup_from: t.signupFrom,
  signup_to: t.signupTo,
  capacity: t.capacity,
  waitlist: t.waitlist,
  review: t.review,
  min_age: t.minAge,
  skills: t.skills,
  needs_clearance: t.clearance,
  risk: t.risk,
  bring: t.bring,
  danger: t.danger,
  insurance_policy: t.insurance,
  leader: t.leader,
  leader_phone: t.leaderPhone,
  checkin: t.checkinMode,
  days: t.days,
})

/** body is what the API takes of the form: nothing that is empty, nothing that only the form knows. */
function body(v: Values): Plan {
  const { series: _s, repeat: _r, weekdays: _w, first: _f, last: _l, skip: _k, extra: _e, without: _o, ...plan } = v
  const kept = Object.fromEntries(Object.entries(plan).filter(([, x]) => x !== undefined && x !== null && x !== ''))
  return {
    ...kept,
    leader_phone: String(v.leader_phone ?? ''),
    waitlist: !!v.waitlist,
    review: !!v.review,
    danger: !!v.danger,
    needs_clearance: !!v.needs_clearance,
  } as Plan
}

/** The form of an activity: a new one, one of several days, a copy, or an edit. */
export function Component() {
  const { id } = useParams()
  const [params] = useSearchParams()
  const from = id ?? params.get('copy') ?? ''
  const old = useLoad(
    () => (from ? takeTagged(api.GET('/activities/{id}', { params: { path: { id: from } } })) : Promise.resolve(undefined)),
    [from],
  )
  if (from && !old.data) return <Waiting of={old} />
  return <Editor key={from} id={id} old={old.data} />
}

function Editor({ id, old }: { id: string | undefined; old: { data: View; tag: string } | undefined }) {
  const { me, orgId, places } = useSession()
  const go = useNavigate()
  const { message } = App.useApp()
  const [days, setDays] = useState<string[]>([])
  const open = !!id && !!old && old.data.published
  const copied = old ? planOf(old.data) : {}
  if (!id) for (const k of ['start', 'end', 'signup_from', 'signup_to'] as const) delete copied[k]
  const initial: Values = old
    ? { ...copied, ...(id ? {} : { series: false }) }
    : {
        org_id: orgId ?? places.find((p) => p.orgId)?.orgId,
        leader: me.id,
        checkin: 'qr',
        capacity: 10,
        waitlist: true,
        min_age: 0,
        contract_id: '',
        series: false,
      }
  return (
    <Page title={id ? t.editTitle : t.newTitle} back={id ? `/activities/${id}` : '/activities'}>
      {open && <Alert type="info" showIcon className="tx-refusal" title={t.fixedNote} />}
      <DraftForm<Values, unknown>
        name={`activity:${id ?? 'new'}`}
        className="tw-wide-form"
        initial={initial}
        labels={labels()}
        {...(id && old
          ? {
              tag: old.tag,
              latest: async () =>
                takeTagged(api.GET('/activities/{id}', { params: { path: { id } } })).then((a) => ({
                  values: planOf(a.data) as Partial<Values>,
                  tag: a.tag,
                })),
            }
          : {})}
        submit={!id && days.length > 0 ? t.createN({ n: days.length }) : t.createOne}
        changed={(v) => setDays(v.series ? chosenDays(v) : [])}
        send={(v, key, tag) => {
          if (id) return take(api.PUT('/activities/{id}', { params: { path: { id }, header: seen(tag, key) }, body: body(v) }))
          if (!v.series) return take(api.POST('/activities', { body: body(v), headers: idem(key) }))
          return take(api.POST('/activities/series', { body: { ...body(v), days: chosenDays(v) }, headers: idem(key) }))
        }}
        done={(a) => {
          const made = a as { id?: string; items?: unknown[] }
          void message.success(made.items ? t.createdN({ n: made.items.length }) : t.saved)
          void go(made.id ? `/activities/${made.id}` : '/activities?status=draft')
        }}
      >
        {(v) => <Fields v={v} fixed={open} single={!!id} />}
      </DraftForm>
    </Page>
  )
}

const minutesAfter = (from: string, n: number) =>
  `${format.dayKey(new Date(from).getTime() + n * 60_000)}T${format.clock(new Date(from).getTime() + n * 60_000)}:00+08:00`

function Fields({ v, fixed, single }: { v: Partial<Values>; fixed: boolean; single: boolean }) {
  const form = Form.useFormInstance<Values>()
  const { orgId } = useSession()
  const org = (v.org_id as string | undefined) ?? orgId
  const started = (start: string | undefined) => {
    const end = form.getFieldValue('end') as string | undefined
    if (start && (!end || new Date(end) <= new Date(start))) form.setFieldValue('end', minutesAfter(start, 120))
  }
  const children = v.target_group === 'children' || v.target_group === 'mixed'
  return (
    <>
      <Card title={t.basics}>
        <Form.Item name="title" label={t.name} required>
          <Input maxLength={60} showCount />
        </Form.Item>
        <div className="tx-form-two">
          <Form.Item name="org_id" label={t.org} required>
            <OrgPick own disabled={fixed} />
          </Form.Item>
          <Form.Item name="contract_id" label={t.contract} required>
            <ContractPick key={org} providerId={org} states={ongoing} none={t.noContract} disabled={fixed} />
          </Form.Item>
          <Form.Item name="type" label={t.type} required>
            <Select options={choices(activityType)} disabled={fixed} />
          </Form.Item>
          <Form.Item name="target_group" label={t.target} required>
            <Select options={choices(targetGroup)} disabled={fixed} />
          </Form.Item>
        </div>
        <Form.Item name="content" label={t.content} required>
          <Input.TextArea rows={4} maxLength={4000} showCount />
        </Form.Item>
        <Form.Item name="bring" label={t.bring}>
          <Input maxLength={500} />
        </Form.Item>
      </Card>
      <Card title={t.time}>
        {!single && (
          <Form.Item name="series" label={t.repeat} required>
            <Radio.Group
              options={[
                { value: false, label: t.once },
                { value: true, label: t.series },
              ]}
            />
          </Form.Item>
        )}
        <div className="tx-form-two">
          <Form.Item name="start" label={t.start} required>
            <InstantInput onChange={started} />
          </Form.Item>
          <Form.Item name="end" label={t.end} required>
            <InstantInput />
          </Form.Item>
          <Form.Item name="signup_from" label={t.signupFrom} extra={t.atOnce}>
            <InstantInput />
          </Form.Item>
          <Form.Item name="signup_to" label={t.signupTo} extra={t.untilStart}>
            <InstantInput />
          </Form.Item>
        </div>
        {!single && v.series && <SeriesFields v={v} />}
      </Card>
      <Card title={t.placeCard}>
        <div className="tx-form-two">
          <Form.Item name="region" label={t.region} required>
            <RegionPicker />
          </Form.Item>
          <Form.Item name="address" label={t.address} required>
            <Input maxLength={200} />
          </Form.Item>
        </div>
        <p className="tx-muted tw-above">
          {t.map} · {t.mapHow}
        </p>
        <div className="tw-three">
          <Form.Item name="lat" label={t.lat}>
            <InputNumber className="tx-wide" min={-90} max={90} step={0.0001} />
          </Form.Item>
          <Form.Item name="lng" label={t.lng}>
            <InputNumber className="tx-wide" min={-180} max={180} step={0.0001} />
          </Form.Item>
          <Form.Item name="radius_metres" label={t.radius}>
            <InputNumber className="tx-wide" min={0} max={5000} step={50} />
          </Form.Item>
        </div>
      </Card>
      <Card title={t.people}>
        <div className="tw-three">
          <Form.Item name="capacity" label={t.capacity} required>
            <InputNumber className="tx-wide" min={1} max={5000} />
          </Form.Item>
          <Form.Item name="min_age" label={t.minAge} required>
            <InputNumber className="tx-wide" min={0} max={80} />
          </Form.Item>
          <Form.Item name="checkin" label={t.checkinMode} required>
            <Select options={choices(checkinMode)} />
          </Form.Item>
        </div>
        <Form.Item name="skills" label={t.skills}>
          <Select mode="tags" maxCount={10} tokenSeparators={['、', ',', '，']} open={false} suffixIcon={null} />
        </Form.Item>
        <div className="tx-row tw-checks">
          <Form.Item name="waitlist" valuePropName="checked" noStyle>
            <Checkbox>{t.waitlist}</Checkbox>
          </Form.Item>
          <Form.Item name="review" valuePropName="checked" noStyle>
            <Checkbox>{t.review}</Checkbox>
          </Form.Item>
          {children ? (
            <Checkbox checked disabled>
              {t.clearance}
            </Checkbox>
          ) : (
            <Form.Item name="needs_clearance" valuePropName="checked" noStyle>
              <Checkbox>{t.clearance}</Checkbox>
            </Form.Item>
          )}
        </div>
        <div className="tx-form-two">
          <Form.Item name="leader" label={t.leader} required>
            <LeaderPick orgId={org} myself={t.me} />
          </Form.Item>
          <Form.Item name="leader_phone" label={t.leaderPhone} required>
            <Input maxLength={11} inputMode="tel" />
          </Form.Item>
        </div>
      </Card>
      <Card title={t.safety}>
        <Form.Item name="risk" label={t.risk} required>
          <Input.TextArea rows={3} maxLength={1000} showCount />
        </Form.Item>
        <div className="tx-form-two">
          <Form.Item name="danger" label={t.danger} valuePropName="checked" required>
            <Switch />
          </Form.Item>
          {v.danger && (
            <Form.Item name="insurance_policy" label={t.insurance} required>
              <Input maxLength={60} />
            </Form.Item>
          )}
        </div>
      </Card>
    </>
  )
}
