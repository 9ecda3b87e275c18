import { PlusOutlined } from '@ant-design/icons'
import { api, format, take, takeTagged, texts, type components } from '@tongxing/shared'
import { clearanceAct, clearanceAuthority, clearanceStatus, gender, volunteerPurpose, volunteerStatus } from '@tongxing/shared/words'
import { Alert, Form, Input, Radio, Select, Steps } from 'antd'
import type { ReactNode } from 'react'
import { useParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import {
  ActButton,
  Card,
  Day,
  DayInput,
  Deadline,
  Facts,
  idem,
  Instant,
  MinutesInput,
  Offer,
  offers,
  Page,
  RegionName,
  Reveal,
  seen,
  StateTag,
  useLoad,
  Waiting,
} from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { AskMobile, ChangeMobile, t as phone } from '../../parts/NewMobile.tsx'
import { Files } from '../../domain/Files.tsx'
import { History } from '../../domain/History.tsx'
import { Name } from '../../domain/names.tsx'
import { volunteerActs } from './List.tsx'
import { choices, tones, word } from '../../domain/words.ts'

type Volunteer = components['schemas']['volunteers.volunteerView']

export const t = texts(
  {
    no: '编号 {no}',
    age: '{n} 岁',
    minor: '未成年人',
    release: '解除冻结',
    released: '已解除冻结',
    cancel: '注销',
    cancelled: '已注销',
    cancelNote: '注销后不能恢复；已有的服务记录保留。',
    done: {
      verify: '身份已核实',
      activate: '已启用，可以参加活动',
      freeze: '已冻结',
    },
    person: '个人信息',
    name: '姓名',
    idNumber: '身份证号码',
    mobile: '手机号',
    region: '居住区域',
    skills: '技能',
    services: '服务类别',
    available: '可服务时间',
    emergency: '紧急联系人',
    guardian: '监护人',
    consent: '监护人同意',
    orgs: '所属机构',
    remove: '移出本机构',
    removed: '已移出',
    removeNote: '移出后本机构不再看到其资料；服务记录保留。',
    registered: '登记时间',
    account: '账号',
    has: '本人已开通',
    hasNot: '名册导入，本人尚未开通',
    clearance: '从业查询',
    clearanceHow: '与儿童接触的服务必须先查询犯罪记录，合格结果自查询之日起 12 个月内有效。',
    steps: {
      consent: '本人同意',
      query: '提交查询',
      result: '登记结果',
      clear: '有效期内',
    },
    onPaper: '登记书面同意',
    paperNote: '仅在机构持有本人签名的书面同意时登记。',
    consented: '书面同意',
    online: '线上同意',
    query: '登记已提交查询',
    queried: '已登记提交查询',
    result: '登记查询结果',
    resulted: '结果已登记',
    clear: '合格',
    hit: '不合格',
    documentNo: '文书编号',
    documentHow: '查询结果告知函或证明上的编号；不合格的当即生效，合格的须由另一人对照原件复核后生效。',
    issuer: '出具单位',
    file: '文书原件',
    fileHow: '本次同意之后上传到下方“从业查询材料”的文件。',
    noFile: '还没有可选的文件：请先关闭此窗口，在下方“从业查询与同意材料”中上传文书原件。',
    recordedBy: '登记人',
    confirmedBy: '复核人',
    confirmNote: '请对照文书原件核对编号、出具单位、日期和本人身份。登记人不能复核自己登记的结果。',
    confirmed: '已复核，查询结果生效',
    returnedResult: '已退回，请重新登记',
    revokeNote: '用于登记有误或查询机关撤回的结果。作废后结对立即暂停，儿童活动的名额立即递补给下一位。',
    revoked: '已作废，相关服务已停止',
    hitNote: '登记为不合格的，志愿者立即冻结，不得参加任何需要从业查询的活动。除“合格 / 不合格”外不记录任何细节。',
    authority: '查询机关',
    day: '结果日期',
    review: '复核解除',
    reviewNote: '仅在原查询机关撤销或更正结果时使用。',
    reviewed: '已复核解除',
    renew: '年度更新：登记书面同意',
    reason: '原因',
    validTo: '有效期至',
    queriedDay: '提交日期',
    needed: '请填写',
    papers: '从业查询与同意材料',
    ownConsent: '本人同意的说明',
    outdated: '有新版本，待本人同意',
    notOnline: '尚未在线同意',
    agreed: '监护人已凭验证码同意',
    paperOnly: '仅有书面记录，未凭验证码同意',
    notAgreed: '监护人尚未同意',
    guardianHow: '未成年人的监护人凭发到其手机的验证码同意以下内容之前，不能参加接触儿童或有危险的服务。监护人在场的，可在此办理。',
    askGuardian: '向监护人发送验证码',
    askGuardianNote: '验证码发到 {mobile}。监护人或手机号有变的，在下面填写新的姓名和手机号，原监护人的同意随之失效；没有变的留空。',
    askedGuardian: '验证码已发送，15 分钟内有效',
    newGuardian: '新的监护人姓名',
    newMobile: '新的监护人手机号',
    relation: '与志愿者的关系',
    guardianAgrees: '登记监护人同意',
    guardianAgreesNote: '请监护人本人阅读同意书，并告知其手机收到的验证码。',
    guardianAgreed: '监护人已同意',
    guardianBack: '登记监护人撤回同意',
    guardianBackNote: '监护人可随时撤回同意。登记后，接触儿童或有危险的报名随即取消、结对暂停；监护人和志愿者会收到通知。',
    guardianBackHow: '监护人如何告知（例如：来电、当面）',
    guardianBackSaid: '监护人的同意已撤回',
    code: '验证码',
    skill: '技能',
    skillsHow: '活动要求技能的，只认已核验且在活动期间有效的证书。请查看证书原件后登记。',
    noSkill: '个人资料中没有技能',
    certificate: '证书',
    seenBy: '核验人',
    seenAt: '核验时间',
    unverified: '未核验',
    verifySkill: '核验证书',
    verifySkillNote: '仅在本人出示证书原件、且姓名与本人一致时登记。证书没有有效期的，填写下次复核的日期，最长十年。',
    verifiedSkill: '已核验，可以报名需要该技能的活动',
    withdrawSkill: '撤销核验',
    withdrawSkillNote: '用于核验有误或证书被吊销。需要该技能的报名随即取消，名额递补给下一位。',
    withdrawnSkill: '已撤销核验',
    trainings: '培训',
    addTraining: '添加培训',
    awards: '表彰',
    addAward: '添加表彰',
    added: '已添加',
    noTraining: '没有培训记录',
    noAward: '没有表彰记录',
    tName: '名称',
    content: '主要内容',
    minutes: '学习时长',
    organiser: '举办单位',
    grantor: '授予单位',
    date: '日期',
    stateReason: '冻结原因',
    next: '下一步',
  },
  {
    no: 'No. {no}',
    age: '{n} years',
    minor: 'Minor',
    release: 'End the freeze',
    released: 'The freeze has ended',
    cancel: 'End the profile',
    cancelled: 'Ended',
    cancelNote: 'This cannot be undone; records of service stay.',
    done: {
      verify: 'Verified',
      activate: 'Activated: may join activities',
      freeze: 'Frozen',
    },
    person: 'Person',
    name: 'Name',
    idNumber: 'ID number',
    mobile: 'Mobile',
    region: 'Area',
    skills: 'Skills',
    services: 'Kinds of service',
    available: 'Available',
    emergency: 'Emergency contact',
    guardian: 'Guardian',
    consent: 'Guardian’s consent',
    orgs: 'Organisations',
    remove: 'Take out of the organisation',
    removed: 'Taken out',
    removeNote: 'The organisation no longer sees the profile; records of service stay.',
    registered: 'Registered',
    account: 'Account',
    has: 'In use by the person',
    hasNot: 'From a roster, not yet claimed',
    clearance: 'Clearance',
    clearanceHow: 'Service with children needs a clear criminal-record query, which holds for 12 months.',
    steps: {
      consent: 'Consent',
      query: 'Query',
      result: 'Result',
      clear: 'Clear',
    },
    onPaper: 'Record consent on paper',
    paperNote: 'Only when the organisation holds the signed paper.',
    consented: 'On paper',
    online: 'Online',
    query: 'Record the query',
    queried: 'The query is recorded',
    result: 'Record the result',
    resulted: 'The result is recorded',
    clear: 'Clear',
    hit: 'Hit',
    documentNo: 'Document number',
    documentHow:
      'Of the letter or certificate with the result. A hit counts at once; a clear result when another person has compared it with the document.',
    issuer: 'Issued by',
    file: 'The document',
    fileHow: 'A file added below, under “Papers of the clearance”, after the consent to this query.',
    noFile: 'There is none to choose: close this window and add the document below, under “Papers of the clearance and consent”.',
    recordedBy: 'Recorded by',
    confirmedBy: 'Confirmed by',
    confirmNote: 'Compare number, office, day and person with the document. Who recorded a result cannot confirm it.',
    confirmed: 'Confirmed; the result counts',
    returnedResult: 'Returned to be recorded again',
    revokeNote:
      'For a result recorded by mistake or withdrawn. Pairings pause and places on activities with children go to the next in line at once.',
    revoked: 'Revoked; what needs it was stopped',
    hitNote: 'A hit freezes the volunteer at once and bars them from whatever needs clearance. Nothing but clear or hit is recorded.',
    authority: 'Authority',
    day: 'Day of the result',
    review: 'Lift the bar',
    reviewNote: 'Only when the authority has taken its answer back.',
    reviewed: 'The bar is lifted',
    renew: 'Yearly renewal: record consent on paper',
    reason: 'Reason',
    validTo: 'Until',
    queriedDay: 'Queried',
    needed: 'Fill this in',
    papers: 'Papers of the clearance and consent',
    ownConsent: 'Agreed to',
    outdated: 'There is a newer version',
    notOnline: 'Not online yet',
    agreed: 'Agreed by a code',
    paperOnly: 'On paper only, not by a code',
    notAgreed: 'Not agreed yet',
    guardianHow:
      'Until the guardian has agreed to this by a code sent to their mobile, ' +
      'nothing with children or danger is open to the volunteer. With a guardian who stands by it can be done here.',
    askGuardian: 'Send the guardian a code',
    askGuardianNote:
      'The code goes to {mobile}. For another guardian or number fill in the new ones below, which ends the former consent; else leave them empty.',
    askedGuardian: 'The code is on its way and valid for 15 minutes',
    newGuardian: 'New guardian’s name',
    newMobile: 'New guardian’s mobile',
    relation: 'Who they are to the volunteer',
    guardianAgrees: 'Record the guardian’s consent',
    guardianAgreesNote: 'The guardian reads the text and tells the code from their own phone.',
    guardianAgreed: 'The guardian has agreed',
    guardianBack: 'Record that the guardian withdraws',
    guardianBackNote:
      'A guardian may take the consent back at any time. Sign-ups with children or danger end and pairings pause at once; ' +
      'the guardian and the volunteer are told.',
    guardianBackHow: 'How the guardian told it (by phone, in person …)',
    guardianBackSaid: 'The consent was withdrawn',
    code: 'Code',
    skill: 'Skill',
    skillsHow:
      'An activity that needs a skill opens only by a certificate that was verified and is valid to its end. Look at the original.',
    noSkill: 'The profile lists no skill',
    certificate: 'Certificate',
    seenBy: 'Seen by',
    seenAt: 'Seen',
    unverified: 'Not verified',
    verifySkill: 'Verify a certificate',
    verifySkillNote:
      'Only when the person has shown the original and the name is theirs. ' +
      'For one that does not expire, give the day on which to look again, ten years ahead at most.',
    verifiedSkill: 'Verified: activities that need the skill are open',
    withdrawSkill: 'Withdraw a verification',
    withdrawSkillNote:
      'For one made by mistake, or a certificate that was taken back. Sign-ups that need the skill end; places go to the next in line.',
    withdrawnSkill: 'Withdrawn',
    trainings: 'Trainings',
    addTraining: 'Add a training',
    awards: 'Awards',
    addAward: 'Add an award',
    added: 'Added',
    noTraining: 'No trainings',
    noAward: 'No awards',
    tName: 'Name',
    content: 'Content',
    minutes: 'Time',
    organiser: 'Organiser',
    grantor: 'Granted by',
    date: 'Day',
    stateReason: 'Why frozen',
    next: 'Next',
  },
)

export function Component() {
  const { id = '' } = useParams()
  const { orgId, may } = useSession()
  const vol = useLoad(() => takeTagged(api.GET('/volunteers/{id}', { params: { path: { id } } })), [id])
  if (!vol.data) return <Waiting of={vol} />
  const { data: v, tag } = vol.data
  const reload = () => void vol.reload()
  const own = v.memberships.find((m) => m.org_id === orgId)
  return (
    <Page
      title={v.name}
      back="/volunteers"
      state={<StateTag tone={tones.volunteer[v.status] ?? 'neutral'}>{word(volunteerStatus, v.status)}</StateTag>}
      sub={
        <span className="tx-figure">
          {t.no({ no: v.no })} · {word(gender, v.gender)} · {t.age({ n: v.age })}{' '}
          {v.age < 18 && <StateTag tone="waiting">{t.minor}</StateTag>}
        </span>
      }
      acts={<Acts v={v} reload={reload} />}
      aside={<History id={id} version={v.version} />}
    >
      {v.status === 'frozen' && v.reason && (
        <Alert className="tx-refusal" type="warning" showIcon title={t.stateReason} description={v.reason} />
      )}
      <Clearance v={v} tag={tag} reload={reload} />
      <Card
        title={t.person}
        extra={
          offers(v.acts, 'ask_mobile') && (
            <div className="tx-row">
              <Offer acts={v.acts} act="ask_mobile" label={phone.ask}>
                <AskMobile<Volunteer>
                  id={id}
                  send={(body) => take(api.POST('/volunteers/{id}/mobile/code', { params: { path: { id } }, body }))}
                  done={reload}
                />
              </Offer>
              <Offer acts={v.acts} act="change_mobile" label={phone.change}>
                <ChangeMobile<Volunteer>
                  id={id}
                  send={(body) => take(api.PUT('/volunteers/{id}/mobile', { params: { path: { id } }, body }))}
                  done={reload}
                />
              </Offer>
            </div>
          )
        }
      >
        <Facts
          of={[
            [t.name, <Secret key="n" v={v} field="name" label={t.name} masked={v.name} />],
            [t.idNumber, <Secret key="i" v={v} field="id_number" label={t.idNumber} masked={v.id_number} />],
            [t.mobile, <Secret key="m" v={v} field="mobile" label={t.mobile} masked={v.mobile} />],
            [t.region, <RegionName key="r" path={v.region} />],
            [t.services, v.services.join(format.comma())],
            [t.available, v.available],
            [
              t.ownConsent,
              v.agreed ? (
                <span key="o">
                  {v.agreed.version} <Instant at={v.agreed.at} />
                  {!v.agreed.present && <StateTag tone="waiting">{t.outdated}</StateTag>}
                </span>
              ) : (
                t.notOnline
              ),
            ],
            [t.account, v.claimed ? t.has : t.hasNot],
            [t.registered, <Day key="d" of={v.created_at} />],
            ...(v.emergency
              ? ([
                  [
                    t.emergency,
                    <span key="e">
                      {v.emergency.name} {v.emergency.relation}{' '}
                      <Secret v={v} field="emergency_mobile" label={t.emergency} masked={v.emergency.mobile} />
                    </span>,
                  ],
                ] as [string, ReactNode][])
              : []),
            ...(v.guardian
              ? ([
                  [
                    t.guardian,
                    <span key="g">
                      {v.guardian.name} {v.guardian.relation}{' '}
                      <Secret v={v} field="guardian_mobile" label={t.guardian} masked={v.guardian.mobile} />
                    </span>,
                  ],
                  [
                    t.consent,
                    <span key="c">
                      {v.guardian.agreed ? (
                        <StateTag tone="done">{t.agreed}</StateTag>
                      ) : (
                        <StateTag tone="waiting">{v.guardian.consent_at ? t.paperOnly : t.notAgreed}</StateTag>
                      )}{' '}
                      {v.guardian.consent_at && <Instant at={v.guardian.consent_at} />}
                    </span>,
                  ],
                ] as [string, ReactNode][])
              : []),
          ]}
        />
      </Card>
      {(may('clearance.manage') || may('volunteer.manage')) && (
        <Card title={t.papers}>
          <Files record={id} state={v.version} />
        </Card>
      )}
      {v.guardian && <Guardian v={v} reload={reload} />}
      <Skills v={v} tag={tag} reload={reload} />
      <Card title={t.orgs} extra={own && <Remove v={v} of={own} />}>
        {v.org_ids.length ? (
          <ul>
            {v.org_ids.map((o) => (
              <li key={o}>
                <Name id={o} />
              </li>
            ))}
          </ul>
        ) : (
          <p className="tx-muted">—</p>
        )}
      </Card>
      <Log
        title={t.trainings}
        none={t.noTraining}
        rows={v.trainings}
        columns={[
          [t.tName, (x) => x.name],
          [t.minutes, (x) => format.minutes(x.minutes)],
          [t.organiser, (x) => x.organiser],
        ]}
        add={
          <Offer acts={v.acts} act="training" label={t.addTraining}>
            <AddTo<components['schemas']['volunteers.trainingRequest'] & Record<string, unknown>>
              name={`training:${id}`}
              label={t.addTraining}
              send={(body, key) => take(api.POST('/volunteers/{id}/trainings', { params: { path: { id } }, body, headers: idem(key) }))}
              done={reload}
            >
              <Form.Item name="content" label={t.content}>
                <Input.TextArea rows={2} maxLength={500} />
              </Form.Item>
              <Form.Item name="minutes" label={t.minutes} rules={[{ required: true, message: t.needed }]}>
                <MinutesInput />
              </Form.Item>
              <Text name="organiser" label={t.organiser} />
            </AddTo>
          </Offer>
        }
      />
      <Log
        title={t.awards}
        none={t.noAward}
        rows={v.awards}
        columns={[
          [t.tName, (x) => x.name],
          [t.grantor, (x) => x.grantor],
        ]}
        add={
          <Offer acts={v.acts} act="award" label={t.addAward}>
            <AddTo<components['schemas']['volunteers.awardRequest'] & Record<string, unknown>>
              name={`award:${id}`}
              label={t.addAward}
              send={(body, key) => take(api.POST('/volunteers/{id}/awards', { params: { path: { id } }, body, headers: idem(key) }))}
              done={reload}
            >
              <Text name="grantor" label={t.grantor} />
            </AddTo>
          </Offer>
        }
      />
    </Page>
  )
}

function Secret({ v, field, label, masked }: { v: Volunteer; field: string; label: string; masked: string }) {
  const { may } = useSession()
  return (
    <Reveal
      label={label}
      masked={masked}
      may={may('volunteer.reveal')}
      purposes={choices(volunteerPurpose)}
      reveal={(purpose) => take(api.POST('/volunteers/{id}/reveal', { params: { path: { id: v.id } }, body: { field, purpose } }))}
    />
  )
}

function Acts({ v, reload }: { v: Volunteer; reload: () => void }) {
  const path = { params: { path: { id: v.id } } }
  return (
    <>
      <Offer acts={v.acts} act="cancel_for" label={t.cancel}>
        <ActButton
          danger
          reason
          confirm={t.cancelNote}
          said={t.cancelled}
          act={(key, reason) => take(api.POST('/volunteers/{id}/cancel', { ...path, body: { reason }, headers: idem(key) }))}
          done={reload}
        >
          {t.cancel}
        </ActButton>
      </Offer>
      <Offer acts={v.acts} act="release" label={t.release}>
        <ActButton
          type="primary"
          said={t.released}
          act={(key) => take(api.POST('/volunteers/{id}/release', { ...path, headers: idem(key) }))}
          done={reload}
        >
          {t.release}
        </ActButton>
      </Offer>
      {volunteerActs().map((a) => (
        <Offer key={a.key} acts={v.acts} act={a.key} label={a.label}>
          <ActButton
            danger={!!a.danger}
            type={a.danger ? 'default' : 'primary'}
            said={word(t.done, a.key)}
            reason={!!a.reason}
            confirm={a.confirm?.(1)}
            act={(key, reason) => a.run(v, key, reason)}
            done={reload}
          >
            {a.label}
          </ActButton>
        </Offer>
      ))}
    </>
  )
}

const stepAt: Record<string, number> = { none: 0, expired: 0, consented: 1, queried: 2, answered: 3, clear: 4, barred: 2 }

/** Clearance shows how far the query has come, and the one act that is next. */
function Clearance({ v, tag, reload }: { v: Volunteer; tag: string; reload: () => void }) {
  const q = v.clearance_query
  const consent = q.status === 'clear' ? t.renew : t.onPaper
  const path = { params: { path: { id: v.id } } }
  const current = (key: string) => ({ params: { path: { id: v.id }, header: seen(tag, key) } })
  return (
    <Card title={t.clearance} extra={<StateTag tone={tones.clearance[q.status] ?? 'neutral'}>{word(clearanceStatus, q.status)}</StateTag>}>
      <p className="tx-muted tx-gap-below">{t.clearanceHow}</p>
      <Steps
        size="small"
        current={stepAt[q.status] ?? 0}
        status={q.status === 'barred' ? 'error' : 'process'}
        items={[
          {
            title: t.steps.consent,
            content: q.consent_at ? `${format.shortDay(q.consent_at)} ${q.on_paper ? t.consented : t.online}` : undefined,
          },
          { title: t.steps.query, content: q.queried_day ? format.shortDay(q.queried_day) : undefined },
          {
            title: t.steps.result,
            content: q.result_day ? `${format.shortDay(q.result_day)} ${word(clearanceAuthority, q.authority)}` : undefined,
          },
          { title: t.steps.clear, content: q.valid_to ? `${t.validTo} ${format.day(q.valid_to)}` : undefined },
        ]}
      />
      {q.document_no && (
        <Facts
          of={[
            [t.documentNo, q.document_no],
            [t.issuer, q.issuer],
            [t.file, q.file_id && <FileName key="f" record={v.id} id={q.file_id} />],
            [t.recordedBy, q.checker && <Name key="r" id={q.checker} />],
            [t.confirmedBy, q.confirmer && <Name key="c" id={q.confirmer} />],
          ]}
        />
      )}
      {q.status === 'clear' && q.valid_to && new Date(q.valid_to).getTime() - Date.now() < 30 * 86_400_000 && (
        <p className="tx-gap-above">
          {t.validTo} <Deadline at={q.valid_to} soonDays={30} />
        </p>
      )}
      {['consent_on_paper', 'query', 'answer', 'clear', 'return', 'review', 'revoke'].some((act) => offers(q.acts, act)) && (
        <div className="tx-row tx-gap-above">
          <Offer acts={q.acts} act="consent_on_paper" label={consent}>
            <ActButton
              type="primary"
              confirm={t.paperNote}
              act={(key) => take(api.POST('/volunteers/{id}/clearance/consent', { ...path, headers: idem(key) }))}
              done={reload}
            >
              {consent}
            </ActButton>
          </Offer>
          <Offer acts={q.acts} act="query" label={t.query}>
            <ActButton
              type="primary"
              said={t.queried}
              act={(key) => take(api.POST('/volunteers/{id}/clearance/query', { ...path, headers: idem(key) }))}
              done={reload}
            >
              {t.query}
            </ActButton>
          </Offer>
          <Offer acts={q.acts} act="clear" label={clearanceAct.clear}>
            <ActButton
              type="primary"
              confirm={t.confirmNote}
              said={t.confirmed}
              reload={reload}
              act={(key) => take(api.POST('/volunteers/{id}/clearance/confirm', current(key)))}
              done={reload}
            >
              {clearanceAct.clear}
            </ActButton>
          </Offer>
          <Offer acts={q.acts} act="return" label={clearanceAct.return}>
            <FormAct<{ reason: string }, Volunteer>
              name={`clearance-return:${v.id}`}
              said={t.returnedResult}
              send={(body, key) => take(api.POST('/volunteers/{id}/clearance/return', { ...current(key), body }))}
              done={reload}
              fields={
                <Form.Item name="reason" label={t.reason} rules={[{ required: true, message: t.needed }]}>
                  <Input.TextArea rows={3} maxLength={200} showCount />
                </Form.Item>
              }
            >
              {clearanceAct.return}
            </FormAct>
          </Offer>
          <Offer acts={q.acts} act="answer" label={t.result}>
            <FormAct<components['schemas']['volunteers.resultRequest'], Volunteer>
              name={`clearance:${v.id}`}
              type="primary"
              note={t.hitNote}
              said={t.resulted}
              initial={{ authority: 'police', day: format.dayKey(Date.now()) }}
              send={(body, key) => take(api.POST('/volunteers/{id}/clearance/result', { ...path, body, headers: idem(key) }))}
              done={reload}
              fields={
                <>
                  <Form.Item name="result" label={t.steps.result} rules={[{ required: true, message: t.needed }]}>
                    <Radio.Group
                      options={[
                        { value: 'clear', label: t.clear },
                        { value: 'hit', label: t.hit },
                      ]}
                    />
                  </Form.Item>
                  <Authority of={v} />
                </>
              }
            >
              {t.result}
            </FormAct>
          </Offer>
          <Offer acts={q.acts} act="review" label={t.review}>
            <FormAct<components['schemas']['volunteers.reviewRequest'], Volunteer>
              name={`clearance-review:${v.id}`}
              note={t.reviewNote}
              said={t.reviewed}
              initial={{ authority: 'police', day: format.dayKey(Date.now()) }}
              send={(body, key) => take(api.POST('/volunteers/{id}/clearance/review', { ...path, body, headers: idem(key) }))}
              done={reload}
              fields={
                <>
                  <Authority of={v} />
                  <Form.Item name="reason" label={t.reason} rules={[{ required: true, message: t.needed }]}>
                    <Input.TextArea rows={3} maxLength={500} showCount />
                  </Form.Item>
                </>
              }
            >
              {t.review}
            </FormAct>
          </Offer>
          <Offer acts={q.acts} act="revoke" label={clearanceAct.revoke}>
            <FormAct<{ reason: string }, Volunteer>
              danger
              name={`clearance-revoke:${v.id}`}
              note={t.revokeNote}
              said={t.revoked}
              send={(body, key) => take(api.POST('/volunteers/{id}/clearance/revoke', { ...current(key), body }))}
              done={reload}
              fields={
                <Form.Item name="reason" label={t.reason} rules={[{ required: true, message: t.needed }]}>
                  <Input.TextArea rows={3} maxLength={200} showCount />
                </Form.Item>
              }
            >
              {clearanceAct.revoke}
            </FormAct>
          </Offer>
        </div>
      )}
    </Card>
  )
}

/** The papers of the clearance that are kept. */
const usePapers = (record: string) =>
  useLoad(
    () =>
      take(api.GET('/files', { params: { query: { record } } })).then((l) =>
        l.items.filter((f) => f.purpose === 'clearance' && f.state === 'kept'),
      ),
    [record],
  )

/** FileName names the document of a result; its content is among the papers below. */
function FileName({ record, id }: { record: string; id: string }) {
  const papers = usePapers(record)
  return <>{papers.data?.find((f) => f.id === id)?.name ?? id}</>
}

/** DocumentPick chooses the document of a result among the papers added since the consent. */
function DocumentPick({ of: v, ...field }: { of: Volunteer; value?: string; onChange?: (id: string) => void }) {
  const papers = usePapers(v.id)
  const since = v.clearance_query.consent_at ?? ''
  const options = (papers.data ?? [])
    .filter((f) => f.at >= since)
    .map((f) => ({ value: f.id, label: `${f.name}${format.paren(format.shortDay(f.at))}` }))
  return <Select {...field} loading={papers.loading} options={options} notFoundContent={t.noFile} />
}

const Authority = ({ of }: { of: Volunteer }) => (
  <>
    <Form.Item name="authority" label={t.authority} rules={[{ required: true, message: t.needed }]}>
      <Radio.Group options={choices(clearanceAuthority)} />
    </Form.Item>
    <Form.Item name="day" label={t.day} rules={[{ required: true, message: t.needed }]}>
      <DayInput max={format.dayKey(Date.now())} />
    </Form.Item>
    <Form.Item name="document_no" label={t.documentNo} extra={t.documentHow} rules={[{ required: true, message: t.needed }]}>
      <Input maxLength={60} />
    </Form.Item>
    <Form.Item name="issuer" label={t.issuer} rules={[{ required: true, message: t.needed }]}>
      <Input maxLength={100} />
    </Form.Item>
    <Form.Item name="file_id" label={t.file} extra={t.fileHow} rules={[{ required: true, message: t.needed }]}>
      <DocumentPick of={of} />
    </Form.Item>
  </>
)

const Remove = ({ v, of }: { v: Volunteer; of: Volunteer['memberships'][number] }) => (
  <Offer acts={of.acts} act="remove" label={t.remove}>
    <ActButton
      danger
      confirm={t.removeNote}
      said={t.removed}
      act={(key) => take(api.DELETE('/volunteers/{id}/orgs/{org}', { params: { path: { id: v.id, org: of.org_id } }, headers: idem(key) }))}
      done={() => history.back()}
    >
      {t.remove}
    </ActButton>
  </Offer>
)

/** Guardian is the consent of a guardian who stands by: the text, a code to their mobile, and its entry. */
function Guardian({ v, reload }: { v: Volunteer; reload: () => void }) {
  const texts = useLoad(() => take(api.GET('/volunteers/consents')), [])
  const text = texts.data?.items.find((x) => x.code === 'guardian')
  const path = (key: string) => ({ params: { path: { id: v.id } }, headers: idem(key) })
  if (!offers(v.acts, 'ask_guardian_for') || !text) return null
  return (
    <Card
      title={t.consent}
      extra={
        <div className="tx-row">
          <Offer acts={v.acts} act="withdraw_guardian_for" label={t.guardianBack}>
            <FormAct<{ reason: string }, Volunteer>
              danger
              name={`guardian-back:${v.id}`}
              note={t.guardianBackNote}
              said={t.guardianBackSaid}
              send={(body, key) => take(api.POST('/volunteers/{id}/guardian/withdraw', { ...path(key), body }))}
              done={reload}
              fields={
                <Form.Item name="reason" label={t.guardianBackHow} rules={[{ required: true, message: t.needed }]}>
                  <Input.TextArea rows={3} maxLength={200} showCount />
                </Form.Item>
              }
            >
              {t.guardianBack}
            </FormAct>
          </Offer>
          <Offer acts={v.acts} act="ask_guardian_for" label={t.askGuardian}>
            <FormAct<components['schemas']['volunteers.kinRequest'], Volunteer>
              name={`guardian:${v.id}`}
              secret={['name', 'mobile']}
              note={t.askGuardianNote({ mobile: v.guardian?.mobile ?? '' })}
              said={t.askedGuardian}
              send={(body, key) => take(api.POST('/volunteers/{id}/guardian/code', { ...path(key), body }))}
              done={reload}
              fields={
                <>
                  <Form.Item name="name" label={t.newGuardian}>
                    <Input maxLength={50} autoComplete="off" />
                  </Form.Item>
                  <Form.Item name="relation" label={t.relation}>
                    <Input maxLength={20} />
                  </Form.Item>
                  <Form.Item name="mobile" label={t.newMobile}>
                    <Input maxLength={20} autoComplete="off" />
                  </Form.Item>
                </>
              }
            >
              {t.askGuardian}
            </FormAct>
          </Offer>
          <Offer acts={v.acts} act="guardian_consent_for" label={t.guardianAgrees}>
            <FormAct<{ code: string }, Volunteer>
              name={`guardian-code:${v.id}`}
              secret={['code']}
              note={t.guardianAgreesNote}
              said={t.guardianAgreed}
              send={({ code }, key) =>
                take(
                  api.POST('/volunteers/{id}/guardian/consent', {
                    ...path(key),
                    body: { code, version: text.version, hash: text.hash },
                  }),
                )
              }
              done={reload}
              fields={
                <Form.Item name="code" label={t.code} rules={[{ required: true, message: t.needed }]}>
                  <Input maxLength={6} inputMode="numeric" autoComplete="off" />
                </Form.Item>
              }
            >
              {t.guardianAgrees}
            </FormAct>
          </Offer>
        </div>
      }
    >
      <p className="tx-muted tx-gap-below">{t.guardianHow}</p>
      <p>{text.text}</p>
    </Card>
  )
}

/** Skills lists what the person can do, with the certificate that staff have seen of each. */
function Skills({ v, tag, reload }: { v: Volunteer; tag: string; reload: () => void }) {
  const path = (key: string) => ({ params: { path: { id: v.id }, header: seen(tag, key) } })
  const skillField = (of: string[]) => (
    <Form.Item name="skill" label={t.skill} rules={[{ required: true, message: t.needed }]}>
      <Select options={of.map((value) => ({ value, label: value }))} />
    </Form.Item>
  )
  return (
    <Card
      title={t.skills}
      extra={
        <div className="tx-row">
          <Offer acts={v.acts} act="withdraw_skill" label={t.withdrawSkill}>
            <FormAct<components['schemas']['volunteers.withdrawSkillRequest'], Volunteer>
              danger
              name={`skill-withdraw:${v.id}`}
              note={t.withdrawSkillNote}
              said={t.withdrawnSkill}
              send={(body, key) => take(api.POST('/volunteers/{id}/skills/withdraw', { ...path(key), body }))}
              done={reload}
              fields={
                <>
                  {skillField(v.skill_checks.map((c) => c.skill))}
                  <Form.Item name="reason" label={t.reason} rules={[{ required: true, message: t.needed }]}>
                    <Input.TextArea rows={3} maxLength={200} showCount />
                  </Form.Item>
                </>
              }
            >
              {t.withdrawSkill}
            </FormAct>
          </Offer>
          <Offer acts={v.acts} act="verify_skill" label={t.verifySkill}>
            <FormAct<components['schemas']['volunteers.verifySkillRequest'], Volunteer>
              name={`skill:${v.id}`}
              note={t.verifySkillNote}
              said={t.verifiedSkill}
              send={(body, key) => take(api.POST('/volunteers/{id}/skills/verify', { ...path(key), body }))}
              done={reload}
              fields={
                <>
                  {skillField(v.skills)}
                  <Form.Item name="certificate" label={t.certificate} rules={[{ required: true, message: t.needed }]}>
                    <Input maxLength={60} />
                  </Form.Item>
                  <Form.Item name="valid_to" label={t.validTo} rules={[{ required: true, message: t.needed }]}>
                    <DayInput min={format.dayKey(Date.now())} />
                  </Form.Item>
                </>
              }
            >
              {t.verifySkill}
            </FormAct>
          </Offer>
        </div>
      }
    >
      <p className="tx-muted tx-gap-below">{t.skillsHow}</p>
      {v.skills.length === 0 ? (
        <p className="tx-muted">{t.noSkill}</p>
      ) : (
        <table className="tx-plain">
          <thead>
            <tr>
              {[t.skill, t.certificate, t.seenBy, t.seenAt, t.validTo].map((label) => (
                <th key={label} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {v.skills.map((skill) => {
              const c = v.skill_checks.find((x) => x.skill === skill)
              return (
                <tr key={skill}>
                  <td>{skill}</td>
                  <td>{c?.certificate ?? <StateTag tone="waiting">{t.unverified}</StateTag>}</td>
                  <td>{c && <Name id={c.by} />}</td>
                  <td>{c && <Instant at={c.at} />}</td>
                  <td>{c && <Deadline at={c.valid_to} soonDays={30} />}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
    </Card>
  )
}

/** Log is what a volunteer has been given over time, trainings or awards, each with its day. */
function Log<T extends { id: string; day: string }>({
  title,
  none,
  rows,
  columns,
  add,
}: {
  title: string
  none: string
  rows: T[]
  columns: [label: string, value: (row: T) => ReactNode][]
  add: ReactNode
}) {
  return (
    <Card title={title} extra={add}>
      {rows.length === 0 ? (
        <p className="tx-muted">{none}</p>
      ) : (
        <table className="tx-plain">
          <thead>
            <tr>
              {columns.map(([label]) => (
                <th key={label} scope="col">
                  {label}
                </th>
              ))}
              <th scope="col">{t.date}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((x) => (
              <tr key={x.id}>
                {columns.map(([label, value]) => (
                  <td key={label}>{value(x)}</td>
                ))}
                <td>
                  <Day of={x.day} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}

/** AddTo asks for one more of them: its name, what the children ask, its day. */
function AddTo<V extends Record<string, unknown>>({
  name,
  label,
  send,
  done,
  children,
}: {
  name: string
  label: string
  send: (values: V, key: string) => Promise<Volunteer>
  done: () => void
  children: ReactNode
}) {
  return (
    <FormAct<V, Volunteer>
      name={name}
      icon={<PlusOutlined />}
      said={t.added}
      send={send}
      done={done}
      fields={
        <>
          <Text name="name" label={t.tName} />
          {children}
          <Form.Item name="day" label={t.date} rules={[{ required: true, message: t.needed }]}>
            <DayInput max={format.dayKey(Date.now())} />
          </Form.Item>
        </>
      }
    >
      {label}
    </FormAct>
  )
}

const Text = ({ name, label }: { name: string; label: string }) => (
  <Form.Item name={name} label={label} rules={[{ required: true, message: t.needed }]}>
    <Input maxLength={100} />
  </Form.Item>
)
