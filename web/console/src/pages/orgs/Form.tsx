import { texts, type components } from '@tongxing/shared'
import { orgType } from '@tongxing/shared/words'
import { Alert, Form, Input, InputNumber, Select } from 'antd'
import { Card, DayInput, DraftForm, RegionPicker } from '../../parts/index.ts'
import { OrgPick } from '../../domain/pick.tsx'
import { fits, normal } from './creditCode.ts'
import { choices } from '../../domain/words.ts'

type Org = components['schemas']['orgs.orgView']
export type OrgRequest = components['schemas']['orgs.orgRequest']

export const t = texts(
  {
    basics: '基本信息',
    contact: '联系人与账户',
    staff: '人员与材料',
    name: '机构名称',
    type: '机构类型',
    uscc: '统一社会信用代码',
    usccHint: '18 位，见登记证书；输入后自动核对校验位。',
    usccOk: '校验位正确',
    usccBad: '校验位不符，请核对是否输错',
    usccOld: '如证书上确为此代码，请留空并联系县级民政部门代为录入。',
    region: '所在地',
    registrar: '登记管理机关',
    valid: '证书有效期至',
    business: '业务范围',
    host: '所依托的单位',
    hostHint: '例如村（居）委会',
    hostOrg: '依托机构',
    hostOrgHint: '所依托的单位已在本平台登记的，请在这里选择。',
    consent: '同意书编号或名称',
    workers: '社工人数',
    certified: '其中持证',
    report: '最近一次年报年度',
    files: '提交的材料',
    filesHint: '逐项填写材料名称或编号，按回车添加。',
    legal: '法定代表人',
    person: '联系人',
    mobile: '联系人手机',
    address: '办公地址',
    bank: '银行账号',
    keep: '留空则保留已登记的内容：{masked}',
    sealed: '以下内容加密保存，页面上只显示部分字符；查看完整内容需说明用途并留下记录。',
    submit: '保存草稿',
    next: '保存后可以提交审核。',
    needed: '请填写',
    choose: '请选择',
  },
  {
    basics: 'Basics',
    contact: 'Contact and account',
    staff: 'People and papers',
    name: 'Name',
    type: 'Type',
    uscc: 'Unified social credit code',
    usccHint: '18 characters, on the certificate; the check character is verified as you type.',
    usccOk: 'The check character fits',
    usccBad: 'The check character does not fit: a typing error?',
    usccOld: 'If the certificate really bears this code, leave it empty and ask the county office to enter it.',
    region: 'Area',
    registrar: 'Registry',
    valid: 'Licence until',
    business: 'What it does',
    host: 'Host',
    hostHint: 'Such as the village committee',
    hostOrg: 'Host organisation',
    hostOrgHint: 'If the host is registered on this platform, choose it here.',
    consent: 'Paper of consent',
    workers: 'Social workers',
    certified: 'Of them certified',
    report: 'Last annual report (year)',
    files: 'Papers handed in',
    filesHint: 'Name each paper and press Enter.',
    legal: 'Legal representative',
    person: 'Contact',
    mobile: 'Mobile of the contact',
    address: 'Address',
    bank: 'Bank account',
    keep: 'Leave empty to keep what is on file: {masked}',
    sealed: 'What follows is kept encrypted and shown in part; showing it in full needs a purpose and is recorded.',
    submit: 'Save the draft',
    next: 'It can be handed in for review afterwards.',
    needed: 'Fill this in',
    choose: 'Choose one',
  },
)

export const labels: Record<keyof OrgRequest, string> = {
  get name() {
    return t.name
  },
  get type() {
    return t.type
  },
  get uscc() {
    return t.uscc
  },
  get region() {
    return t.region
  },
  get registrar() {
    return t.registrar
  },
  get valid_to() {
    return t.valid
  },
  get business() {
    return t.business
  },
  get host() {
    return t.host
  },
  get host_org_id() {
    return t.hostOrg
  },
  get consent_ref() {
    return t.consent
  },
  get workers() {
    return t.workers
  },
  get certified() {
    return t.certified
  },
  get report_year() {
    return t.report
  },
  get files() {
    return t.files
  },
  get legal_rep() {
    return t.legal
  },
  get contact_name() {
    return t.person
  },
  get mobile() {
    return t.mobile
  },
  get address() {
    return t.address
  },
  get bank_account() {
    return t.bank
  },
}

const personal = ['legal_rep', 'contact_name', 'mobile', 'address', 'bank_account'] as const

/** requestOf is what the form begins with: the file without its masked fields, which are kept when left empty. */
export function requestOf(o: Org): Partial<OrgRequest> {
  const {
    name,
    type,
    uscc,
    region,
    registrar,
    valid_to,
    business,
    host,
    host_org_id,
    consent_ref,
    workers,
    certified,
    report_year,
    files,
  } = o
  return {
    name,
    type,
    region,
    workers,
    certified,
    files,
    ...filled({ uscc, registrar, valid_to, business, host, host_org_id, consent_ref }),
    ...(report_year ? { report_year } : {}),
  }
}

const filled = <T extends object>(o: T): Partial<T> =>
  Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined && v !== '')) as Partial<T>

interface OrgFormProps {
  name: string
  initial?: Partial<OrgRequest>
  masked?: Org
  tag?: string
  latest?: () => Promise<{ values: Partial<OrgRequest>; tag: string }>
  send(values: OrgRequest, key: string, tag: string): Promise<Org>
  done(org: Org): void
}

/** OrgForm is an organisation's file, new or returned. */
export function OrgForm({ name, initial, masked, tag, latest, send, done }: OrgFormProps) {
  const hint = (field: (typeof personal)[number]) => (masked?.[field] ? t.keep({ masked: masked[field] }) : undefined)
  const whole = (v: OrgRequest): OrgRequest => filled({ ...v, ...(v.uscc ? { uscc: normal(v.uscc) } : {}) }) as OrgRequest
  return (
    <DraftForm<OrgRequest & Record<string, unknown>, Org>
      name={name}
      initial={(initial ?? { type: 'service_agency', workers: 0, certified: 0 }) as Partial<OrgRequest & Record<string, unknown>>}
      {...(tag ? { tag } : {})}
      {...(latest ? { latest: latest } : {})}
      labels={labels}
      secret={[...personal]}
      send={(v, key, seenTag) => send(whole(v), key, seenTag)}
      done={done}
      submit={t.submit}
      extra={<span className="tx-muted">{t.next}</span>}
    >
      {(v) => (
        <>
          <Card title={t.basics}>
            <Form.Item name="name" label={t.name} rules={[{ required: true, message: t.needed }]}>
              <Input maxLength={100} autoComplete="organization" />
            </Form.Item>
            <div className="tx-form-two">
              <Form.Item name="type" label={t.type} rules={[{ required: true, message: t.choose }]}>
                <Select options={choices(orgType)} />
              </Form.Item>
              <Form.Item name="region" label={t.region} rules={[{ required: true, message: t.choose }]}>
                <RegionPicker />
              </Form.Item>
            </div>
            {v.type === 'team' ? (
              <>
                <div className="tx-form-two">
                  <Form.Item name="host" label={t.host} extra={t.hostHint}>
                    <Input maxLength={100} />
                  </Form.Item>
                  <Form.Item name="host_org_id" label={t.hostOrg} extra={t.hostOrgHint}>
                    <OrgPick />
                  </Form.Item>
                </div>
                <Form.Item name="consent_ref" label={t.consent}>
                  <Input maxLength={200} />
                </Form.Item>
              </>
            ) : (
              <>
                <Form.Item name="uscc" label={t.uscc} extra={<Check code={v.uscc} />}>
                  <Input maxLength={40} className="tx-figure" autoComplete="off" />
                </Form.Item>
                <div className="tx-form-two">
                  <Form.Item name="registrar" label={t.registrar}>
                    <Input maxLength={100} />
                  </Form.Item>
                  <Form.Item name="valid_to" label={t.valid}>
                    <DayInput />
                  </Form.Item>
                </div>
              </>
            )}
            <Form.Item name="business" label={t.business}>
              <Input.TextArea rows={4} maxLength={1000} showCount />
            </Form.Item>
          </Card>
          <Card title={t.staff}>
            <div className="tx-form-two">
              <Form.Item name="workers" label={t.workers}>
                <InputNumber min={0} max={100000} className="tx-wide" />
              </Form.Item>
              <Form.Item name="certified" label={t.certified}>
                <InputNumber min={0} max={100000} className="tx-wide" />
              </Form.Item>
            </div>
            <Form.Item name="report_year" label={t.report}>
              <InputNumber min={2000} max={2100} className="tx-wide" />
            </Form.Item>
            <Form.Item name="files" label={t.files} extra={t.filesHint}>
              <Select mode="tags" open={false} suffixIcon={null} maxCount={20} tokenSeparators={['、', ';', '；']} />
            </Form.Item>
          </Card>
          <Card title={t.contact}>
            <Alert type="info" showIcon title={t.sealed} className="tx-refusal" />
            <div className="tx-form-two">
              <Form.Item name="legal_rep" label={t.legal} extra={hint('legal_rep')}>
                <Input maxLength={50} autoComplete="off" />
              </Form.Item>
              <Form.Item name="contact_name" label={t.person} extra={hint('contact_name')}>
                <Input maxLength={50} autoComplete="off" />
              </Form.Item>
              <Form.Item name="mobile" label={t.mobile} extra={hint('mobile')}>
                <Input type="tel" maxLength={30} autoComplete="off" />
              </Form.Item>
              <Form.Item name="bank_account" label={t.bank} extra={hint('bank_account')}>
                <Input maxLength={60} autoComplete="off" />
              </Form.Item>
            </div>
            <Form.Item name="address" label={t.address} extra={hint('address')}>
              <Input maxLength={200} autoComplete="off" />
            </Form.Item>
          </Card>
        </>
      )}
    </DraftForm>
  )
}

/** Check says at once whether a code's last character fits. */
function Check({ code }: { code: string | undefined }) {
  const typed = normal(code ?? '')
  if (typed.length < 18) return <span>{t.usccHint}</span>
  if (fits(typed)) return <span className="tx-ok">✓ {t.usccOk}</span>
  return (
    <span className="tx-warn" role="alert">
      ✗ {t.usccBad}。{t.usccOld}
    </span>
  )
}
