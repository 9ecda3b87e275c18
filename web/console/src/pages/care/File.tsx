import { api, format, take, takeTagged, type components } from '@tongxing/shared'
import {
  ageBand,
  beneficiaryAct,
  beneficiaryKind,
  beneficiaryPath,
  carePurpose,
  exitReason,
  gender,
  guardianship,
  returnReason,
} from '@tongxing/shared/words'
import { Alert, Button, Form, Input, Select, Steps } from 'antd'
import { Link, useNavigate, useParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { ActButton, Card, Facts, Offer, Page, RegionName, Reveal, seen, useLoad, Waiting, type Loaded } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { Files } from '../../domain/Files.tsx'
import { Name } from '../../domain/names.tsx'
import { OrgPick } from '../../domain/pick.tsx'
import { choices, word } from '../../domain/words.ts'
import { AssessButton, Assessments } from './Assessments.tsx'
import { Changes } from './FileChanges.tsx'
import { Evidence, Missing, Sections } from './FileFacts.tsx'
import { Alone, FileRequests } from './FileRequests.tsx'
import { FileState, schoolText } from './Files.tsx'
import { Begin, DelegationTable } from './Delegations.tsx'
import { PairingTable } from './Pairings.tsx'
import { RiskMark } from './risk.tsx'
import { t as delegations } from './delegationTexts.ts'
import { t } from './texts.ts'
import '../../theme/work.css'

type File = components['schemas']['register.fileDetailView']
type Tagged = { data: File; tag: string }
/** One file: masked identity, facts, its way from the village to the county, and who is assigned. */
export function Component() {
  const { id = '' } = useParams()
  const { may } = useSession()
  const file = useLoad(() => takeTagged(api.GET('/beneficiaries/{id}', { params: { path: { id } } })), [id])
  const form = useLoad(() => take(api.GET('/beneficiaries/form')), [])
  if (!file.data) return <Waiting of={file} />
  if (!form.data) return <Waiting of={form} />
  const f = file.data.data
  const whole = f.name !== undefined
  const path = Object.keys(beneficiaryPath)
  const step = path.indexOf(f.status)
  const reveal = (field: string, change?: string) => (purpose: string) =>
    take(
      api.POST('/beneficiaries/{id}/reveal', {
        params: { path: { id } },
        body: { field, purpose: purpose as 'visit', ...(change ? { change } : {}) },
      }),
    )
  const secret = (field: string, label: string, masked: string | undefined, change?: string) => (
    <Reveal
      key={`${field}${change ?? ''}`}
      label={label}
      masked={masked}
      purposes={choices(carePurpose)}
      reveal={reveal(field, change)}
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
      sub={f.kinds.map((k) => word(beneficiaryKind, k)).join(format.comma())}
      acts={<Acts f={f} tag={file.data.tag} loaded={file} />}
    >
      {f.r16 && <Alone f={f} />}
      {f.return_reason && f.status === 'draft' && (
        <Alert
          type="warning"
          showIcon
          className="tx-refusal"
          title={`${t.returned}${format.colon()}${word(returnReason, f.return_reason)}`}
          description={f.return_note}
        />
      )}
      {whole && step >= 0 && f.status !== 'registered' && (
        <Card>
          <Steps
            size="small"
            current={step === 0 ? 0 : step + 1} // what is done has a tick; the next one waits
            items={Object.values(beneficiaryPath).map((title) => ({ title }))}
          />
          <p className="tx-muted tw-below">{t.own}</p>
        </Card>
      )}
      {whole && <Missing f={f} form={form.data} />}
      {whole && <Sections f={f} form={form.data} secret={secret} />}
      {whole && <Assessments key={`a${f.version}`} f={f} />}
      {whole && <Evidence f={f} form={form.data} />}
      {whole && (
        <Card title={t.papers}>
          <Files record={f.id} state={f.status} />
        </Card>
      )}
      {whole ? (
        <Card title={t.onFile}>
          <Facts
            of={[
              [t.entered, f.entered_on && format.day(f.entered_on, 0)],
              [t.exited, f.exited_on && format.day(f.exited_on, 0)],
              [t.exitReason, f.exit_reason && word(exitReason, f.exit_reason)],
            ]}
          />
        </Card>
      ) : (
        <Outline f={f} />
      )}
      {whole && may('beneficiary.reveal') && <FileRequests f={f} />}
      {whole && <Orgs f={f} tag={file.data.tag} loaded={file} />}
      {whole && (f.age ?? 0) < 18 && (
        <Card title={delegations.title} extra={f.status === 'registered' && <Begin fileId={id} />} flush>
          <DelegationTable fileId={id} />
        </Card>
      )}
      {may('pairing.read') && (
        <Card title={t.pairings} flush>
          <PairingTable beneficiaryId={id} />
        </Card>
      )}
      {whole && <Changes key={f.version} id={id} former={(change, field, label, masked) => secret(field, label, masked, change)} />}
    </Page>
  )
}

/** Outline is all that organisations see of a person. */
const Outline = ({ f }: { f: File }) => (
  <Card title={t.facts}>
    <Facts
      of={[
        [t.gender, word(gender, f.gender)],
        [t.ageBand, word(ageBand, f.age_band)],
        [t.region, <RegionName key="r" path={f.region} />],
        [t.guardianship, word(guardianship, f.guardianship)],
        [t.schooling, schoolText(f)],
        [t.risk, <RiskMark key="k" of={f.risk} />],
      ]}
    />
  </Card>
)

/** The acts of the life of a file that the API offers. */
function Acts({ f, tag, loaded }: { f: File; tag: string; loaded: Loaded<Tagged> }) {
  const path = { params: { path: { id: f.id } } }
  const go = useNavigate()
  const reload = () => void loaded.reload()
  const simple = (
    act: 'submit' | 'verify' | 'confirm' | 'exit',
    to: 'submit' | 'verify' | 'confirm' | 'exit/confirm',
    said: string,
    more: { confirm?: string; hotkey?: string } = {},
  ) => (
    <ActButton
      type="primary"
      {...more}
      said={said}
      reload={reload}
      done={reload}
      act={(key) => take(api.POST(`/beneficiaries/{id}/${to}`, { params: { ...path.params, header: seen(tag, key) } }))}
    >
      {beneficiaryAct[act]}
    </ActButton>
  )
  const buttons = {
    edit: (
      <Link to={`/beneficiaries/${f.id}/edit`}>
        <Button>{beneficiaryAct.edit}</Button>
      </Link>
    ),
    propose_exit: (
      <FormAct<components['schemas']['register.exitRequest'], unknown>
        name={`exit:${f.id}`}
        said={t.exitSaid}
        note={t.exitConfirm}
        done={reload}
        send={(v, key) => take(api.POST('/beneficiaries/{id}/exit', { params: { ...path.params, header: seen(tag, key) }, body: v }))}
        fields={
          <Form.Item name="reason" label={t.exitReason} rules={[{ required: true }]}>
            <Select options={choices(exitReason)} />
          </Form.Item>
        }
      >
        {beneficiaryAct.propose_exit}
      </FormAct>
    ),
    discard: (
      <ActButton
        danger
        confirm={t.discardConfirm}
        said={t.discarded}
        reload={reload}
        done={() => void go('/beneficiaries')}
        act={(key) => take(api.DELETE('/beneficiaries/{id}', { params: { ...path.params, header: seen(tag, key) } })).then(() => true)}
      >
        {beneficiaryAct.discard}
      </ActButton>
    ),
    return: (
      <FormAct<components['schemas']['register.returnRequest'], unknown>
        name={`return:${f.id}`}
        secret={['note']}
        said={t.returnedSaid}
        done={reload}
        send={(v, key) =>
          take(
            api.POST('/beneficiaries/{id}/return', {
              params: { ...path.params, header: seen(tag, key) },
              body: { reason: v.reason, note: v.note ?? '' },
            }),
          )
        }
        fields={
          <>
            <Form.Item name="reason" label={t.returned} rules={[{ required: true }]}>
              <Select options={choices(returnReason)} />
            </Form.Item>
            <Form.Item name="note" label={t.returnNote}>
              <Input.TextArea rows={3} maxLength={500} showCount />
            </Form.Item>
          </>
        }
      >
        {beneficiaryAct.return}
      </FormAct>
    ),
    submit: simple('submit', 'submit', t.submitted),
    verify: simple('verify', 'verify', t.verified, { hotkey: 'a' }),
    confirm: simple('confirm', 'confirm', t.confirmed, { hotkey: 'a' }),
    exit: simple('exit', 'exit/confirm', t.exitDone, { confirm: t.exitConfirm }),
  }
  return (
    <>
      {(Object.keys(buttons) as (keyof typeof buttons)[]).map((act) => (
        <Offer key={act} acts={f.acts} act={act} label={beneficiaryAct[act]}>
          {buttons[act]}
        </Offer>
      ))}
      <AssessButton f={f} />
    </>
  )
}

function Orgs({ f, tag, loaded }: { f: File; tag: string; loaded: Loaded<Tagged> }) {
  const reload = () => void loaded.reload()
  return (
    <Card
      title={t.orgs}
      extra={
        <Offer acts={f.acts} act="assign" label={beneficiaryAct.assign}>
          <FormAct<{ org_id: string }, unknown>
            name={`assign:${f.id}`}
            said={t.assignSaid}
            done={reload}
            send={(v, key) =>
              take(api.POST('/beneficiaries/{id}/orgs', { params: { path: { id: f.id }, header: seen(tag, key) }, body: v }))
            }
            fields={
              <Form.Item name="org_id" label={t.org} rules={[{ required: true }]}>
                <OrgPick />
              </Form.Item>
            }
          >
            {beneficiaryAct.assign}
          </FormAct>
        </Offer>
      }
    >
      {(f.org_ids ?? []).length === 0 && <p className="tx-muted">{t.noOrgs}</p>}
      <ul className="tw-list">
        {(f.org_ids ?? []).map((org) => (
          <li key={org} className="tx-row">
            <Name id={org} />
            <span className="tw-fill" />
            <Offer acts={f.acts} act="withdraw" label={beneficiaryAct.withdraw}>
              <ActButton
                size="small"
                said={t.said}
                done={reload}
                reload={reload}
                act={(key) =>
                  take(api.DELETE('/beneficiaries/{id}/orgs/{org}', { params: { path: { id: f.id, org }, header: seen(tag, key) } }))
                }
              >
                {beneficiaryAct.withdraw}
              </ActButton>
            </Offer>
          </li>
        ))}
      </ul>
    </Card>
  )
}
