import { EditOutlined } from '@ant-design/icons'
import { api, format, take, takeTagged, texts, type components } from '@tongxing/shared'
import { orgAct, orgCredit, orgPurpose, orgRating, orgStatus, orgType } from '@tongxing/shared/words'
import { Alert, Button, Form, Input, InputNumber, Radio } from 'antd'
import type { ReactNode } from 'react'
import { useNavigate, useParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import {
  ActButton,
  Card,
  Day,
  DayInput,
  Deadline,
  Facts,
  idem,
  Offer,
  offers,
  Page,
  RegionName,
  Reveal,
  seen,
  StateTag,
  tagOf,
  Timeline,
  useHotkey,
  useLoad,
  Waiting,
} from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { SeeCard, t as card } from '../../parts/SeeCard.tsx'
import { Files } from '../../domain/Files.tsx'
import { Name } from '../../domain/names.tsx'
import { Tokens } from '../../domain/Tokens.tsx'
import { Webhooks } from '../../domain/Webhooks.tsx'
import { labels, t as f } from './Form.tsx'
import { choices, tones, word } from '../../domain/words.ts'

type Org = components['schemas']['orgs.orgView']

export const t = texts(
  {
    submitted: '已提交，县级民政部门审核后会通知您。',
    withdrawSure: '撤回后档案关闭，代码释放，如需登记要重新填写。',
    contactSaved: '联系方式已更新',
    taken: '已开始审核',
    approved: '已通过',
    given: '已退回，对方会收到原因',
    rejected: '已作出不予通过的决定',
    suspended: '机构已暂停',
    suspendNote: '暂停期间不能发布活动、承接合同，进行中的合同会被标出。',
    reinstated: '机构已恢复',
    closed: '档案已关闭',
    closeNote: '关闭后不能恢复。',
    basics: '登记信息',
    qualification: '资质与信用',
    personal: '联系人与账户',
    papers: '登记材料',
    noPapers: '没有上传材料',
    named: '材料清单',
    savedQ: '资质已登记',
    savedC: '信用已登记',
    cNote: '登记为严重违法失信的，机构立即暂停。',
    oldNote: '仅用于证书上确为此代码、但校验位不符的情况，会留下记录。',
    oldSaved: '代码已录入',
    oldBy: '历史代码，由 {who} 录入',
    rating: '评估等级',
    ratingTo: '等级有效期至',
    report: '年报年度',
    licence: '登记证书',
    credit: '信用',
    reason: '原因',
    purpose: '用途',
    yes: '可以承接合同、发布活动',
    no: '目前不能承接合同、发布活动',
    decide: '审核',
    evidence: '请核对左侧资料：证书、代码、业务范围与材料一致。',
    keys: '快捷键：A 通过，R 退回，J 下一个，K 上一个',
    next: '下一个待审核',
    prev: '上一个',
    left: '还有 {n} 家待审核',
    last: '没有其他待审核的机构',
    needed: '请填写',
    returned: '退回原因',
    none: '无',
    drafted: '起草',
  },
  {
    submitted: 'Handed in; you will hear from the county office.',
    withdrawSure: 'The file is closed and lets go of its code; registering again starts anew.',
    contactSaved: 'The contact was changed',
    taken: 'Review begun',
    approved: 'Approved',
    given: 'Returned with the reason',
    rejected: 'Rejected',
    suspended: 'Suspended',
    suspendNote: 'While suspended it can neither publish activities nor take contracts; running contracts are marked.',
    reinstated: 'Reinstated',
    closed: 'Closed',
    closeNote: 'This cannot be undone.',
    basics: 'Registration',
    qualification: 'Qualification and credit',
    personal: 'Contact and account',
    papers: 'Registration papers',
    noPapers: 'No papers were uploaded',
    named: 'List of papers',
    savedQ: 'Entered',
    savedC: 'Entered',
    cNote: 'Serious breaches suspend the organisation at once.',
    oldNote: 'Only when the certificate really bears a code whose check character does not fit. It is recorded.',
    oldSaved: 'The code was entered',
    oldBy: 'An old code, entered by {who}',
    rating: 'Rating',
    ratingTo: 'Rating until',
    report: 'Annual report',
    licence: 'Licence',
    credit: 'Credit',
    reason: 'Reason',
    purpose: 'Purpose',
    yes: 'May take contracts and publish activities',
    no: 'May not take contracts or publish activities now',
    decide: 'Review',
    evidence: 'Compare with the left: certificate, code, purpose and papers agree.',
    keys: 'Keys: A approve, R return, J next, K previous',
    next: 'Next',
    prev: 'Previous',
    left: '{n} more to review',
    last: 'No others wait for review',
    needed: 'Fill this in',
    returned: 'Why it was returned',
    none: 'None',
    drafted: 'Drafted',
  },
)

export function Component() {
  const { id = '' } = useParams()
  const { may, places } = useSession()
  const org = useLoad(() => takeTagged(api.GET('/orgs/{id}', { params: { path: { id } } })), [id])
  if (!org.data) return <Waiting of={org} />
  const { data: o, tag } = org.data
  const tone = tones.org[o.status] ?? 'neutral'
  const own = places.some((p) => p.orgId === id)
  const reload = () => void org.reload()
  const deciding = ['take', 'approve', 'return', 'reject'].some((act) => offers(o.acts, act))
  return (
    <Page
      title={o.name}
      back="/orgs"
      state={<StateTag tone={tone}>{word(orgStatus, o.status)}</StateTag>}
      sub={
        <>
          {word(orgType, o.type)} · <RegionName path={o.region} />
        </>
      }
      acts={<FileActs o={o} tag={tag} reload={reload} />}
      aside={
        <>
          {deciding && <Decision o={o} reload={reload} />}
          <Timeline events={eventsOf(o)} />
        </>
      }
    >
      {o.reason && (tone === 'late' || tone === 'stopped') && (
        <Alert className="tx-refusal" type="warning" showIcon title={t.reason} description={o.reason} />
      )}
      <Card title={t.basics}>
        <Facts
          of={[
            [f.uscc, o.uscc && <span className="tx-figure">{o.uscc}</span>],
            [f.registrar, o.registrar],
            [f.valid, <Deadline key="v" at={o.valid_to} soonDays={60} />],
            ...(o.type === 'team'
              ? ([
                  [f.host, o.host],
                  [f.hostOrg, o.host_org_id && <Name key="h" id={o.host_org_id} />],
                  [f.consent, o.consent_ref],
                ] as [string, ReactNode][])
              : []),
            [f.workers, `${o.workers}${format.paren(f.certified, o.certified)}`],
            [f.report, o.report_year],
          ]}
        />
        {o.old_code && (
          <p className="tx-muted">
            {t.oldBy({ who: '' })}
            <Name id={o.old_code.by} /> · {o.old_code.reason}
          </p>
        )}
        <h3 className="tx-sub">{f.business}</h3>
        <p className="tx-text">{o.business || t.none}</p>
        {o.files.length > 0 && (
          <>
            <h3 className="tx-sub">{t.named}</h3>
            <ul>
              {o.files.map((x) => (
                <li key={x}>{x}</li>
              ))}
            </ul>
          </>
        )}
      </Card>
      {(may('org.review') || may('org.edit')) && (
        <Card title={t.papers}>
          <Files record={o.id} state={o.status} empty={t.noPapers} />
        </Card>
      )}
      <Card title={t.qualification} extra={<Qualify o={o} reload={reload} />}>
        <Facts
          of={[
            [
              t.credit,
              <StateTag key="c" tone={tones.credit[o.credit] ?? 'neutral'}>
                {word(orgCredit, o.credit)}
              </StateTag>,
            ],
            [t.rating, word(orgRating, String(o.rating))],
            [t.ratingTo, <Day key="r" of={o.rating_to} />],
          ]}
        />
        {o.credit_reason && <p className="tx-quote">{o.credit_reason}</p>}
        <p className={o.active ? 'tx-ok' : 'tx-muted'}>{o.active ? `✓ ${t.yes}` : t.no}</p>
      </Card>
      {may('org.review') && may('user.manage') && <Admins org={o.id} />}
      {may('integration.manage') && o.status === 'approved' && (
        <>
          <Tokens org={o.id} />
          <Webhooks org={o.id} make={own} />
        </>
      )}
      <Card title={t.personal}>
        <Facts
          of={(['legal_rep', 'contact_name', 'mobile', 'address', 'bank_account'] as const).map((field) => [
            labels[field] ?? '',
            <Secret key={field} o={o} field={field} may={may('org.review') || own} />,
          ])}
        />
      </Card>
    </Page>
  )
}

/** Admins shows the administrators' accounts to the office that sees their ID cards. */
function Admins({ org }: { org: string }) {
  const list = useLoad(() => take(api.GET('/orgs/{id}/administrators', { params: { path: { id: org } } })), [org])
  return (
    <Card title={card.admins}>
      {list.data ? (
        <table className="tx-plain">
          <tbody>
            {list.data.items.map((a) => (
              <tr key={a.id}>
                <td>{a.name || a.mobile}</td>
                <td className={a.id_verified ? 'tx-ok' : 'tx-muted'}>
                  {card.label} {a.id_verified ? card.verified : card.missing}
                </td>
                <td className="tx-right">{!a.id_verified && <SeeCard id={a.id} done={() => void list.reload()} />}</td>
              </tr>
            ))}
            {list.data.items.length === 0 && (
              <tr>
                <td className="tx-muted">{card.none}</td>
              </tr>
            )}
          </tbody>
        </table>
      ) : (
        <Waiting of={list} />
      )}
    </Card>
  )
}

type Secrets = 'legal_rep' | 'contact_name' | 'mobile' | 'address' | 'bank_account'

const Secret = ({ o, field, may }: { o: Org; field: Secrets; may: boolean }) => (
  <Reveal
    label={labels[field] ?? ''}
    masked={o[field]}
    may={may}
    purposes={choices(orgPurpose)}
    reveal={(purpose) =>
      take(api.POST('/orgs/{id}/reveal', { params: { path: { id: o.id } }, body: { field, purpose: purpose as keyof typeof orgPurpose } }))
    }
  />
)

/** The act that brought the file into each state; approval after a suspension is a reinstatement. */
const actInto: Record<string, keyof typeof orgAct> = {
  submitted: 'submit',
  reviewing: 'take',
  approved: 'approve',
  returned: 'return',
  rejected: 'reject',
  suspended: 'suspend',
  cancelled: 'cancel',
}

const eventsOf = (o: Org) => [
  { at: o.created_at, what: t.drafted, tone: 'neutral' as const },
  ...o.history.map((h) => ({
    at: h.at,
    what: word(orgAct, h.from === 'suspended' && h.to === 'approved' ? 'reinstate' : actInto[h.to]),
    who: <Name id={h.by} />,
    reason: h.reason,
    tone: tones.org[h.to] ?? ('neutral' as const),
  })),
]

/** The acts on the file that the API offers, except those of the review (Decision) and of the qualification (Qualify). */
function FileActs({ o, tag, reload }: { o: Org; tag: string; reload: () => void }) {
  const go = useNavigate()
  const path = { params: { path: { id: o.id } } }
  return (
    <>
      <Offer acts={o.acts} act="withdraw" label={orgAct.withdraw}>
        <ActButton
          danger
          confirm={t.withdrawSure}
          act={(key) => take(api.POST('/orgs/{id}/withdraw', { ...path, headers: idem(key) }))}
          done={reload}
        >
          {orgAct.withdraw}
        </ActButton>
      </Offer>
      <Offer acts={o.acts} act="edit" label={orgAct.edit}>
        <Button icon={<EditOutlined />} onClick={() => void go(`/orgs/${o.id}/edit`)}>
          {orgAct.edit}
        </Button>
      </Offer>
      {!offers(o.acts, 'edit') && <Contact o={o} tag={tag} reload={reload} />}
      <Offer acts={o.acts} act="submit" label={orgAct.submit}>
        <ActButton
          type="primary"
          said={t.submitted}
          act={(key) => take(api.POST('/orgs/{id}/submit', { ...path, headers: idem(key) }))}
          done={reload}
        >
          {orgAct.submit}
        </ActButton>
      </Offer>
      <Offer acts={o.acts} act="cancel" label={orgAct.cancel}>
        <ActButton
          danger
          reason
          confirm={t.closeNote}
          said={t.closed}
          act={(key, reason) => take(api.POST('/orgs/{id}/cancel', { ...path, body: { reason }, headers: idem(key) }))}
          done={reload}
        >
          {orgAct.cancel}
        </ActButton>
      </Offer>
      <Offer acts={o.acts} act="suspend" label={orgAct.suspend}>
        <ActButton
          danger
          reason
          confirm={t.suspendNote}
          said={t.suspended}
          act={(key, reason) => take(api.POST('/orgs/{id}/suspend', { ...path, body: { reason }, headers: idem(key) }))}
          done={reload}
        >
          {orgAct.suspend}
        </ActButton>
      </Offer>
      <Offer acts={o.acts} act="reinstate" label={orgAct.reinstate}>
        <ActButton
          type="primary"
          reason
          said={t.reinstated}
          act={(key, reason) => take(api.POST('/orgs/{id}/reinstate', { ...path, body: { reason }, headers: idem(key) }))}
          done={reload}
        >
          {orgAct.reinstate}
        </ActButton>
      </Offer>
    </>
  )
}

/** Contact changes who is to be called, also of a file that is no longer edited. */
const Contact = ({ o, tag, reload }: { o: Org; tag: string; reload: () => void }) => (
  <Offer acts={o.acts} act="contact" label={orgAct.contact}>
    <FormAct<{ contact_name?: string; mobile?: string; address?: string }, Org>
      name={`org-contact:${o.id}`}
      said={t.contactSaved}
      secret={['contact_name', 'mobile', 'address']}
      send={(body, key) => take(api.PUT('/orgs/{id}/contact', { params: { path: { id: o.id }, header: seen(tag, key) }, body }))}
      done={reload}
      fields={
        <>
          {(['contact_name', 'mobile', 'address'] as const).map((k) => (
            <Form.Item key={k} name={k} label={labels[k]} extra={f.keep({ masked: o[k] || t.none })}>
              <Input maxLength={k === 'address' ? 200 : 50} autoComplete="off" />
            </Form.Item>
          ))}
        </>
      }
    >
      {orgAct.contact}
    </FormAct>
  </Offer>
)

/** Decision is the right side of a review: what to look at, the decision, and the way to the next file. */
function Decision({ o, reload }: { o: Org; reload: () => void }) {
  const go = useNavigate()
  const queue = useLoad(async () => {
    const of = (status: string) => take(api.GET('/orgs', { params: { query: { status, limit: 100 } } })).then((l) => l.items)
    const both = await Promise.all([of('reviewing'), of('submitted')])
    return both.flat().sort((a, b) => a.created_at.localeCompare(b.created_at))
  }, [o.id, o.status])
  const others = queue.data ?? []
  const at = others.findIndex((x) => x.id === o.id)
  const step = (by: number) => {
    const to = others[at + by] ?? others.filter((x) => x.id !== o.id)[by > 0 ? 0 : others.length - 2]
    if (to && to.id !== o.id) void go(`/orgs/${to.id}`)
  }
  const decided = () => {
    reload()
    const to = others[at + 1] ?? others.find((x) => x.id !== o.id)
    if (to) void go(`/orgs/${to.id}`)
  }
  useHotkey('j', () => step(1))
  useHotkey('k', () => step(-1))
  const path = { params: { path: { id: o.id } } }
  const left = others.filter((x) => x.id !== o.id).length
  return (
    <Card title={t.decide}>
      <p className="tx-muted">{t.evidence}</p>
      <div className="tx-decide">
        <Offer acts={o.acts} act="take" label={orgAct.take}>
          <ActButton
            block
            type="primary"
            size="large"
            hotkey="a"
            said={t.taken}
            act={(key) => take(api.POST('/orgs/{id}/take', { ...path, headers: idem(key) }))}
            done={reload}
          >
            {orgAct.take}
          </ActButton>
        </Offer>
        <Offer acts={o.acts} act="approve" label={orgAct.approve}>
          <ActButton
            block
            type="primary"
            size="large"
            hotkey="a"
            said={t.approved}
            act={(key) => take(api.POST('/orgs/{id}/approve', { ...path, headers: idem(key) }))}
            done={decided}
          >
            {orgAct.approve}
          </ActButton>
        </Offer>
        <Offer acts={o.acts} act="return" label={orgAct.return}>
          <ActButton
            block
            hotkey="r"
            reason
            said={t.given}
            act={(key, reason) => take(api.POST('/orgs/{id}/return', { ...path, body: { reason }, headers: idem(key) }))}
            done={decided}
          >
            {orgAct.return}
          </ActButton>
        </Offer>
        <Offer acts={o.acts} act="reject" label={orgAct.reject}>
          <ActButton
            block
            danger
            reason
            confirm={t.closeNote}
            said={t.rejected}
            act={(key, reason) => take(api.POST('/orgs/{id}/reject', { ...path, body: { reason }, headers: idem(key) }))}
            done={decided}
          >
            {orgAct.reject}
          </ActButton>
        </Offer>
      </div>
      <p className="tx-muted tx-small">{left ? t.left({ n: left }) : t.last}</p>
      {left > 0 && (
        <div className="tx-row">
          <Button onClick={() => step(-1)}>
            {t.prev} <kbd aria-hidden="true">K</kbd>
          </Button>
          <Button onClick={() => step(1)}>
            {t.next} <kbd aria-hidden="true">J</kbd>
          </Button>
        </div>
      )}
      <p className="tx-muted tx-small">{t.keys}</p>
    </Card>
  )
}

function Qualify({ o, reload }: { o: Org; reload: () => void }) {
  const path = { params: { path: { id: o.id } } }
  return (
    <>
      <Offer acts={o.acts} act="old_code" label={orgAct.old_code}>
        <FormAct<{ uscc: string; reason: string }, Org>
          name={`org-code:${o.id}`}
          type="link"
          note={t.oldNote}
          said={t.oldSaved}
          send={(body, key) => take(api.PUT('/orgs/{id}/old-code', { params: { ...path.params, header: seen(tagOf(o), key) }, body }))}
          done={reload}
          fields={
            <>
              <Form.Item name="uscc" label={f.uscc} rules={[{ required: true, message: t.needed }]}>
                <Input maxLength={40} />
              </Form.Item>
              <Form.Item name="reason" label={t.reason} rules={[{ required: true, message: t.needed }]}>
                <Input.TextArea rows={3} maxLength={500} showCount />
              </Form.Item>
            </>
          }
        >
          {orgAct.old_code}
        </FormAct>
      </Offer>
      <Offer acts={o.acts} act="qualify" label={orgAct.qualify}>
        <FormAct<{ rating?: number; rating_to?: string; valid_to?: string; report_year?: number }, Org>
          name={`org-qualification:${o.id}`}
          initial={{
            ...(o.rating ? { rating: o.rating } : {}),
            ...(o.rating_to ? { rating_to: o.rating_to } : {}),
            ...(o.valid_to ? { valid_to: o.valid_to } : {}),
            ...(o.report_year ? { report_year: o.report_year } : {}),
          }}
          said={t.savedQ}
          send={(body, key) => take(api.PUT('/orgs/{id}/qualification', { params: { ...path.params, header: seen(tagOf(o), key) }, body }))}
          done={reload}
          fields={
            <>
              <Form.Item name="rating" label={t.rating}>
                <Radio.Group options={[1, 2, 3, 4, 5].map((n) => ({ value: n, label: word(orgRating, String(n)) }))} />
              </Form.Item>
              <Form.Item name="rating_to" label={t.ratingTo}>
                <DayInput />
              </Form.Item>
              <Form.Item name="valid_to" label={f.valid}>
                <DayInput />
              </Form.Item>
              <Form.Item name="report_year" label={t.report}>
                <InputNumber min={2000} max={2100} className="tx-wide" />
              </Form.Item>
            </>
          }
        >
          {orgAct.qualify}
        </FormAct>
      </Offer>
      <Offer acts={o.acts} act="credit" label={orgAct.credit}>
        <FormAct<{ credit: 'normal' | 'abnormal' | 'serious'; reason: string }, Org>
          name={`org-credit:${o.id}`}
          initial={{ credit: o.credit }}
          note={t.cNote}
          said={t.savedC}
          send={(body, key) => take(api.PUT('/orgs/{id}/credit', { params: { ...path.params, header: seen(tagOf(o), key) }, body }))}
          done={reload}
          fields={
            <>
              <Form.Item name="credit" label={t.credit} rules={[{ required: true }]}>
                <Radio.Group options={choices(orgCredit)} />
              </Form.Item>
              <Form.Item name="reason" label={t.reason} rules={[{ required: true, message: t.needed }]}>
                <Input.TextArea rows={3} maxLength={500} showCount />
              </Form.Item>
            </>
          }
        >
          {orgAct.credit}
        </FormAct>
      </Offer>
    </>
  )
}
