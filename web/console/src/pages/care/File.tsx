import { api, format, take, takeTagged, type components } from '@tongxing/shared'
import { Alert, Button, Form, Input, Select, Steps } from 'antd'
import { Link, useParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { ActButton, Card, Facts, Page, RegionName, Reveal, seen, useLoad, Waiting, type Loaded } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { Name } from '../../domain/names.tsx'
import { OrgPick } from '../../domain/pick.tsx'
import { choices, w, word } from '../../domain/words.ts'
import { FileState, schoolText, type File } from './Files.tsx'
import { PairingTable } from './Pairings.tsx'
import { RiskMark } from './risk.tsx'
import { t } from './texts.ts'
import '../../theme/work.css'

type Tagged = { data: File; tag: string }
type Secret = 'name' | 'id_number' | 'address' | 'guardian_name' | 'guardian_mobile'

const order = ['draft', 'village_submitted', 'township_verified', 'registered'] as const

/** One file: masked identity, facts, its way from the village to the county, and who is assigned. */
export function Component() {
  const { id = '' } = useParams()
  const { may } = useSession()
  const file = useLoad(() => takeTagged(api.GET('/beneficiaries/{id}', { params: { path: { id } } })), [id])
  if (!file.data) return <Waiting of={file} />
  const f = file.data.data
  const whole = f.name !== undefined
  const step = order.indexOf(f.status as (typeof order)[number])
  const reveal = (field: Secret) => (purpose: string) =>
    take(api.POST('/beneficiaries/{id}/reveal', { params: { path: { id } }, body: { field, purpose: purpose as 'visit' } }))
  const secret = (field: Secret, label: string, masked: string | undefined) => (
    <Reveal
      key={field}
      label={label}
      masked={masked}
      purposes={choices(w.carePurpose)}
      reveal={reveal(field)}
      may={may('beneficiary.reveal')}
    />
  )
  return (
    <Page
      title={f.pseudonym}
      back="/beneficiaries"
      state={
        <>
          <FileState of={f.status} /> <RiskMark of={f.risk} />
        </>
      }
      sub={f.kinds.map((k) => word(w.kind, k)).join(format.comma())}
      acts={<Acts f={f} tag={file.data.tag} loaded={file} />}
    >
      {f.r16 && <Alert type="error" showIcon role="alert" className="tx-refusal" title={t.r16} description={t.r16Text} />}
      {f.return_reason && f.status === 'draft' && (
        <Alert
          type="warning"
          showIcon
          className="tx-refusal"
          title={`${t.returned}${format.colon()}${word(w.returned, f.return_reason)}`}
          description={f.return_note}
        />
      )}
      {whole && step >= 0 && (
        <Card>
          <Steps size="small" current={f.status === 'registered' ? 4 : step} items={order.map((k) => ({ title: t.steps[k] }))} />
          <p className="tx-muted tw-below">{t.own}</p>
        </Card>
      )}
      {whole && (
        <Card title={t.identity}>
          <Facts
            of={[
              [t.name, secret('name', t.name, f.name)],
              [
                t.idNumber,
                f.id_number
                  ? secret('id_number', t.idNumber, f.id_number)
                  : f.no_id_reason && `${t.noID}${format.colon()}${word(w.noID, f.no_id_reason)}`,
              ],
              [t.birth, f.birth && `${format.shortDay(f.birth, 0)}${f.age === undefined ? '' : format.paren(t.aged({ n: f.age }))}`],
              [t.address, secret('address', t.address, f.address)],
              [t.guardianName, secret('guardian_name', t.guardianName, f.guardian_name)],
              [t.guardianMobile, secret('guardian_mobile', t.guardianMobile, f.guardian_mobile)],
            ]}
          />
          <p className="tx-muted tx-small tw-below">{t.private}</p>
        </Card>
      )}
      <Card title={t.facts}>
        <Facts
          of={[
            [t.gender, word(w.gender, f.gender)],
            [t.ageBand, f.age_band],
            [t.region, <RegionName key="r" path={f.region} />],
            [t.guardianship, word(w.guardianship, f.guardianship)],
            [t.schooling, schoolText(f)],
            [t.risk, <RiskMark key="k" of={f.risk} />],
            ...(whole
              ? ([
                  [t.entered, f.entered_on && format.day(f.entered_on, 0)],
                  [t.exited, f.exited_on && format.day(f.exited_on, 0)],
                  [t.exitReason, f.exit_reason && word(w.exit, f.exit_reason)],
                ] as [string, string | undefined][])
              : []),
          ]}
        />
      </Card>
      {whole && <Orgs f={f} tag={file.data.tag} loaded={file} />}
      {may('pairing.read') && (
        <Card title={t.pairings} flush>
          <PairingTable beneficiaryId={id} />
        </Card>
      )}
    </Page>
  )
}

function Acts({ f, tag, loaded }: { f: File; tag: string; loaded: Loaded<Tagged> }) {
  const { may } = useSession()
  const path = { params: { path: { id: f.id } } }
  const reload = () => void loaded.reload()
  const simple = (to: 'submit' | 'verify' | 'confirm' | 'exit/confirm', label: string, said: string, confirm?: string, hotkey?: string) => (
    <ActButton
      type="primary"
      {...(hotkey ? { hotkey } : {})}
      {...(confirm ? { confirm } : {})}
      said={said}
      reload={reload}
      done={reload}
      act={(key) => take(api.POST(`/beneficiaries/{id}/${to}`, { ...path, headers: seen(tag, key) }))}
    >
      {label}
    </ActButton>
  )
  const s = f.status
  const edits = may('beneficiary.edit')
  const verifies = may('beneficiary.verify')
  const county = verifies && !edits // the county confirms and writes no file
  const returns =
    (s === 'village_submitted' && verifies && !county) ||
    (county && ['township_verified', 'registered', 'exit_pending', 'exited'].includes(s))
  return (
    <>
      {edits && (s === 'draft' || s === 'registered') && (
        <Link to={`/beneficiaries/${f.id}/edit`}>
          <Button>{t.edit}</Button>
        </Link>
      )}
      {s === 'registered' && edits && (
        <FormAct<components['schemas']['care.exitRequest'], unknown>
          name={`exit:${f.id}`}
          said={t.exitSaid}
          note={t.exitConfirm}
          done={reload}
          send={(v, key) => take(api.POST('/beneficiaries/{id}/exit', { ...path, body: v, headers: seen(tag, key) }))}
          fields={
            <Form.Item name="reason" label={t.exitReason} rules={[{ required: true, message: t.exitReason }]}>
              <Select options={choices(w.exit)} />
            </Form.Item>
          }
        >
          {t.exit}
        </FormAct>
      )}
      {returns && (
        <FormAct<components['schemas']['care.returnRequest'], unknown>
          name={`return:${f.id}`}
          secret={['note']}
          said={t.returnedSaid}
          done={reload}
          send={(v, key) =>
            take(
              api.POST('/beneficiaries/{id}/return', {
                ...path,
                body: { reason: v.reason, note: v.note ?? '' },
                headers: seen(tag, key),
              }),
            )
          }
          fields={
            <>
              <Form.Item name="reason" label={t.returned} rules={[{ required: true, message: t.returned }]}>
                <Select options={choices(w.returned)} />
              </Form.Item>
              <Form.Item name="note" label={t.returnNote}>
                <Input.TextArea rows={3} maxLength={500} showCount />
              </Form.Item>
            </>
          }
        >
          {t.giveBack}
        </FormAct>
      )}
      {s === 'draft' && edits && simple('submit', t.submit, t.submitted)}
      {s === 'village_submitted' && verifies && !county && simple('verify', t.verify, t.verified, undefined, 'a')}
      {s === 'township_verified' && county && simple('confirm', t.confirm, t.confirmed, undefined, 'a')}
      {s === 'exit_pending' && county && simple('exit/confirm', t.confirmExit, t.exitDone, t.exitConfirm)}
    </>
  )
}

function Orgs({ f, tag, loaded }: { f: File; tag: string; loaded: Loaded<Tagged> }) {
  const { may } = useSession()
  const reload = () => void loaded.reload()
  const assigns = may('beneficiary.verify') && f.status === 'registered'
  return (
    <Card
      title={t.orgs}
      extra={
        assigns && (
          <FormAct<{ org_id: string }, unknown>
            name={`assign:${f.id}`}
            said={t.assignSaid}
            done={reload}
            send={(v, key) =>
              take(api.POST('/beneficiaries/{id}/orgs', { params: { path: { id: f.id } }, body: v, headers: seen(tag, key) }))
            }
            fields={
              <Form.Item name="org_id" label={t.org} rules={[{ required: true, message: t.org }]}>
                <OrgPick />
              </Form.Item>
            }
          >
            {t.assign}
          </FormAct>
        )
      }
    >
      {(f.org_ids ?? []).length === 0 && <p className="tx-muted">{t.noOrgs}</p>}
      <ul className="tw-list">
        {(f.org_ids ?? []).map((org) => (
          <li key={org} className="tx-row">
            <Name id={org} />
            <span className="tw-fill" />
            {assigns && (
              <ActButton
                size="small"
                said={t.said}
                done={reload}
                reload={reload}
                act={(key) =>
                  take(api.DELETE('/beneficiaries/{id}/orgs/{org}', { params: { path: { id: f.id, org } }, headers: seen(tag, key) }))
                }
              >
                {t.withdraw}
              </ActButton>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}
