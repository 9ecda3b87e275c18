import { DesktopOutlined, PrinterOutlined } from '@ant-design/icons'
import { api, format, take, takeTagged } from '@tongxing/shared'
import { activityAct, activityType, checkinMode, targetGroup } from '@tongxing/shared/words'
import { Button, Dropdown, Form, InputNumber, Tabs } from 'antd'
import type { ReactNode } from 'react'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { ActButton, Card, Facts, idem, type Loaded, Offer, Page, RegionName, seen, useLoad, Waiting } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { History } from '../../domain/History.tsx'
import { Name } from '../../domain/names.tsx'
import { word } from '../../domain/words.ts'
import { ActivityState, runsIt, type View } from './activity.tsx'
import { Attendance } from './Attendance.tsx'
import { Signups } from './Signups.tsx'
import { PeoplePick } from '../servicelog/fields.tsx'
import { t } from './texts.ts'
import '../../theme/work.css'

/** One activity: what is done, who has signed up, who was there. */
export function Component() {
  const { id = '' } = useParams()
  const session = useSession()
  const [params, setParams] = useSearchParams()
  const act = useLoad(() => takeTagged(api.GET('/activities/{id}', { params: { path: { id } } })), [id])
  if (!act.data) return <Waiting of={act} />
  const a = act.data.data
  const signups = runsIt(session, a, 'signup.manage') && a.published
  const stays = session.may('hours.read') && a.published
  const tabs = [
    { key: 'info', label: t.info, children: <Info a={a} /> },
    ...(signups
      ? [
          {
            key: 'signups',
            label: `${t.signups} ${a.capacity - a.free}/${a.capacity}`,
            children: <Signups a={a} changed={() => void act.reload()} />,
          },
        ]
      : []),
    ...(stays ? [{ key: 'attendance', label: t.attendance, children: <Attendance a={a} /> }] : []),
  ]
  const tab = params.get('tab') ?? (a.published && !a.upcoming ? 'attendance' : 'info')
  return (
    <Page
      title={a.title}
      back="/activities"
      state={<ActivityState of={a.status} />}
      sub={
        <>
          <span className="tx-figure">{format.span(a.start, a.end)}</span> · {a.org_name} · {next(a)}
        </>
      }
      acts={<Acts a={a} loaded={act} />}
      aside={<History id={id} version={act.at} />}
    >
      <Tabs
        activeKey={tabs.some((x) => x.key === tab) ? tab : 'info'}
        items={tabs}
        destroyOnHidden
        onChange={(k) => setParams(k === 'info' ? {} : { tab: k }, { replace: true })}
      />
    </Page>
  )
}

function next(a: View): string {
  switch (a.status) {
    case 'draft':
      return t.nextDraft
    case 'submitted':
      return t.nextSubmitted
    case 'returned':
      return t.nextReturned
    case 'ended':
      return t.nextEnded
    default:
      return `${t.capacityNow({ taken: a.capacity - a.free, free: a.free })}${a.waiting > 0 ? ` · ${t.waiting({ n: a.waiting })}` : ''}`
  }
}

/** The acts on the activity that the API offers, and the ways to its papers and its check-in screen. */
function Acts({ a, loaded }: { a: View; loaded: Loaded<{ data: View; tag: string }> }) {
  const session = useSession()
  const go = useNavigate()
  const id = a.id
  const reload = () => void loaded.reload()
  const path = { params: { path: { id } } }
  const toStart = new Date(a.start).getTime() - Date.now()
  const toEnd = new Date(a.end).getTime() - Date.now()
  const soon = toStart < 3_600_000
  const more = [
    ...(a.published && runsIt(session, a, 'signup.manage') ? [{ key: 'sheet', label: t.sheet, icon: <PrinterOutlined /> }] : []),
    ...(a.published && toEnd <= 0 && session.may('hours.read') ? [{ key: 'record', label: t.print, icon: <PrinterOutlined /> }] : []),
    ...(runsIt(session, a, 'activity.edit') ? [{ key: 'copy', label: t.copy }] : []),
  ]
  const offer = (act: keyof typeof activityAct, button: ReactNode) => (
    <Offer acts={a.acts} act={act} label={activityAct[act]}>
      {button}
    </Offer>
  )
  return (
    <>
      {more.length > 0 && (
        <Dropdown
          trigger={['click']}
          menu={{ items: more, onClick: ({ key }) => void go(key === 'copy' ? `/activities/new?copy=${id}` : `/activities/${id}/${key}`) }}
        >
          <Button aria-label={t.print} icon={<PrinterOutlined />} />
        </Dropdown>
      )}
      {offer(
        'edit',
        <Link to={`/activities/${id}/edit`}>
          <Button>{activityAct.edit}</Button>
        </Link>,
      )}
      {offer(
        'cancel',
        <ActButton
          danger
          reason={t.cancelReason}
          confirm={a.published ? undefined : t.cancelDraft}
          said={t.cancelled}
          reload={reload}
          done={reload}
          act={(key, reason) => take(api.POST('/activities/{id}/cancel', { ...path, body: { reason }, headers: idem(key) }))}
        >
          {activityAct.cancel}
        </ActButton>,
      )}
      {offer(
        'return',
        <ActButton
          hotkey="r"
          reason={t.returnReason}
          said={t.returnedSaid}
          reload={reload}
          done={reload}
          act={(key, reason) => take(api.POST('/activities/{id}/return', { ...path, body: { reason }, headers: idem(key) }))}
        >
          {activityAct.return}
        </ActButton>,
      )}
      {offer(
        'publish',
        <ActButton
          type="primary"
          hotkey="a"
          confirm={t.publishNote}
          said={t.publishedSaid}
          reload={reload}
          done={reload}
          act={(key) =>
            take(api.POST('/activities/{id}/publish', { params: { ...path.params, header: seen(loaded.data?.tag ?? '', key) } }))
          }
        >
          {activityAct.publish}
        </ActButton>,
      )}
      {offer(
        'submit',
        <ActButton
          type="primary"
          said={t.submitted}
          reload={reload}
          done={reload}
          act={(key) => take(api.POST('/activities/{id}/submit', { ...path, headers: idem(key) }))}
        >
          {activityAct.submit}
        </ActButton>,
      )}
      {a.published && toEnd > -3_600_000 && a.checkin === 'qr' && runsIt(session, a, 'attendance.run') && (
        <Link to={`/activities/${id}/screen`}>
          <Button type={soon ? 'primary' : 'default'} icon={<DesktopOutlined />}>
            {t.screen}
          </Button>
        </Link>
      )}
      {offer(
        'record',
        <FormAct<{ served: number; people?: string[] }, unknown>
          type="primary"
          name={`record:${id}`}
          said={t.recordedSaid}
          note={t.recordNote}
          done={reload}
          send={(v, key) =>
            take(api.POST('/activities/{id}/record', { ...path, body: { served: v.served, people: v.people ?? [] }, headers: idem(key) }))
          }
          fields={
            <>
              <Form.Item name="served" label={t.served} extra={t.servedHow} required rules={[{ required: true, message: t.servedHow }]}>
                <InputNumber className="tx-wide" min={0} max={100_000} precision={0} />
              </Form.Item>
              {a.staff?.contract_id && session.may('beneficiary.read') && (
                <Form.Item name="people" label={t.named} extra={t.namedHow}>
                  <PeoplePick most={200} />
                </Form.Item>
              )}
            </>
          }
        >
          {activityAct.record}
        </FormAct>,
      )}
    </>
  )
}

function Info({ a }: { a: View }) {
  return (
    <>
      {a.reason && (
        <Card>
          <Facts of={[[t.reason, a.reason]]} />
        </Card>
      )}
      <Card>
        <div className="tw-prose">
          <h3>{t.content}</h3>
          <p>{a.content}</p>
          <h3>{t.risk}</h3>
          <p>{a.risk}</p>
          {a.bring && (
            <>
              <h3>{t.bring}</h3>
              <p>{a.bring}</p>
            </>
          )}
        </div>
      </Card>
      <Card>
        <Facts
          of={[
            [t.when, format.span(a.start, a.end)],
            [t.window, format.span(a.signup_from, a.signup_to)],
            [t.region, <RegionName key="r" path={a.region} />],
            [t.address, a.address],
            [t.type, word(activityType, a.type)],
            [t.target, word(targetGroup, a.target_group)],
            [t.contract, a.staff?.contract_id ? <Contract key="c" id={a.staff.contract_id} /> : t.noContract],
            [t.capacity, t.capacityNow({ taken: a.capacity - a.free, free: a.free })],
            [t.minAge, a.min_age > 0 ? t.age({ n: a.min_age }) : t.noAge],
            [t.skills, a.skills?.join(format.comma())],
            [t.checkinMode, word(checkinMode, a.checkin)],
            [
              t.people,
              [a.needs_clearance && t.clearance, a.review && t.review, a.waitlist && t.waitlist].filter(Boolean).join(format.comma()),
            ],
            [t.leader, a.staff ? <Name key="l" id={a.staff.leader} /> : undefined],
            [t.leaderPhone, a.leader_phone],
            [t.insurance, a.danger ? (a.staff?.insurance_policy ?? '') : undefined],
            [t.by, a.staff?.submitted_by ? <Name key="b" id={a.staff.submitted_by} /> : undefined],
          ]}
        />
      </Card>
    </>
  )
}

function Contract({ id }: { id: string }) {
  const { may } = useSession()
  return may('contract.read') ? (
    <Link to={`/contracts/${id}`}>
      <Name id={id} />
    </Link>
  ) : (
    <Name id={id} />
  )
}
