import { PrinterOutlined } from '@ant-design/icons'
import { api, format, take, takeTagged, type components } from '@tongxing/shared'
import {
  carePurpose,
  checkFinding,
  childAnswer,
  delegateCheck,
  delegateRelation,
  delegationAct,
  delegationEnd,
  delegationPath,
  delegationReason,
  delegationReturn,
} from '@tongxing/shared/words'
import { Alert, Button, Form, Input, Select, Steps } from 'antd'
import { Link, useParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import {
  ActButton,
  Card,
  DayInput,
  Facts,
  Instant,
  isOpen,
  Offer,
  Page,
  RegionName,
  Reveal,
  seen,
  StateTag,
  useLoad,
  Waiting,
} from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { Files } from '../../domain/Files.tsx'
import { Name } from '../../domain/names.tsx'
import { choices, word } from '../../domain/words.ts'
import { Alarms, DelegationState, spanOf } from './Delegations.tsx'
import { Contacts, Parents, type Detail, type Part } from './DelegationParents.tsx'
import { t } from './delegationTexts.ts'
import '../../theme/work.css'

type Schemas = components['schemas']

/** Reasons of an end that a person may choose; the others are noted by the program. */
const endChoices = () => choices(delegationEnd).filter((c) => c.value !== 'period_over' && c.value !== 'left_register')

/** One delegation: its way from the checks to care that has begun, the papers, the parents' contacts and reminders. */
export function Component() {
  const { id = '' } = useParams()
  const { may } = useSession()
  const loaded = useLoad(() => takeTagged(api.GET('/delegations/{id}', { params: { path: { id } } })), [id])
  if (!loaded.data) return <Waiting of={loaded} />
  const d = loaded.data.data
  const part: Part = { d, tag: loaded.data.tag, reload: () => void loaded.reload() }
  const step = Object.keys(delegationPath).indexOf(d.status)
  const secret = (field: Schemas['delegations.revealRequest']['field'], label: string, masked: string | undefined) => (
    <Reveal
      key={field}
      label={label}
      masked={masked}
      purposes={choices(carePurpose)}
      may={may('beneficiary.reveal')}
      reveal={(purpose) =>
        take(api.POST('/delegations/{id}/reveal', { params: { path: { id } }, body: { field, purpose: purpose as 'visit' } }))
      }
    />
  )
  return (
    <Page
      title={d.pseudonym}
      back="/delegations"
      state={
        <>
          <DelegationState of={d.status} /> <Alarms of={d} />
        </>
      }
      sub={`${t.title} · ${spanOf(d)}`}
      acts={<Acts {...part} />}
    >
      <Notes d={d} />
      {step >= 0 && (
        <Card>
          <Steps
            size="small"
            current={d.status === 'active' ? step + 1 : step}
            items={Object.values(delegationPath).map((title) => ({ title }))}
          />
          {d.status === 'signed' && <p className="tx-muted tw-below">{t.confirmNote}</p>}
        </Card>
      )}
      <Card title={t.terms}>
        <Facts
          of={[
            [
              t.child,
              <Link key="c" to={`/beneficiaries/${d.file_id}`}>
                {d.pseudonym}
              </Link>,
            ],
            [t.region, <RegionName key="r" path={d.region} />],
            [t.reason, word(delegationReason, d.reason)],
            [t.period, spanOf(d)],
            [t.carer, secret('delegate_name', t.carer, d.delegate_name)],
            [t.relation, word(delegateRelation, d.relation)],
            [t.idNumber, secret('delegate_id_number', t.idNumber, d.delegate_id_number)],
            [t.mobile, secret('delegate_mobile', t.mobile, d.delegate_mobile)],
            [t.address, secret('delegate_address', t.address, d.delegate_address)],
            ...(d.status === 'active'
              ? ([
                  [t.lastContact, d.last_contact && format.day(d.last_contact)],
                  [t.contactDue, d.contact_due && format.day(d.contact_due)],
                ] as [string, string | undefined][])
              : []),
            ...(d.end_reason ? ([[t.endWhy, word(delegationEnd, d.end_reason)]] as [string, string][]) : []),
            ...(d.revoke_reason ? ([[t.revokeWhy, word(delegateCheck, d.revoke_reason)]] as [string, string][]) : []),
            ...(d.note && d.status !== 'draft' ? ([[t.note, d.note]] as [string, string][]) : []),
          ]}
        />
        <p className="tx-muted tx-small tw-below">{t.private}</p>
      </Card>
      {d.status === 'active' && <Contacts {...part} />}
      {(d.status === 'active' || d.parents.length > 0 || isOpen(d.acts, 'parents')) && <Parents {...part} reveal={secret} />}
      <Checks {...part} />
      <Card title={t.opinion} extra={<Hear {...part} />}>
        {d.opinion ? (
          <>
            <Facts
              of={[
                [t.answer, word(childAnswer, d.opinion.answer)],
                [t.on, format.day(d.opinion.on, 0)],
                [t.by, <Name key="b" id={d.opinion.by} />],
              ]}
            />
            {d.opinion.words && <p className="tw-prose">{d.opinion.words}</p>}
          </>
        ) : (
          <p className="tx-muted">{t.notHeard}</p>
        )}
      </Card>
      <Card title={t.signing} extra={<Inform {...part} />}>
        <Facts
          of={[
            [t.signedOn, d.signed_on && format.day(d.signed_on, 0)],
            [t.villageOn, d.village_on && format.day(d.village_on, 0)],
            [t.schoolOn, d.school_on ? format.day(d.school_on, 0) : d.at_school ? undefined : t.noSchool],
          ]}
        />
      </Card>
      <Card title={t.papers}>
        <Files record={d.id} state={d.version} />
      </Card>
    </Page>
  )
}

/** What somebody who opens the delegation has to know first. */
function Notes({ d }: { d: Detail }) {
  const open = d.status === 'draft' || d.status === 'signed'
  return (
    <>
      {open && d.checks.some((c) => c.finding === 'barred') && (
        <Alert type="error" showIcon role="alert" className="tx-refusal" title={t.barred} description={t.barredHow} />
      )}
      {open && d.opinion?.answer === 'refuses' && (
        <Alert type="error" showIcon role="alert" className="tx-refusal" title={t.saidNo} description={t.saidNoHow} />
      )}
      {d.return_reason && d.status === 'draft' && (
        <Alert
          type="warning"
          showIcon
          className="tx-refusal"
          title={`${t.returned}${format.colon()}${word(delegationReturn, d.return_reason)}`}
          description={d.note}
        />
      )}
      {d.overdue && <Alert type="warning" showIcon className="tx-refusal" title={t.overdueTitle} description={t.overdueHow} />}
      {d.expiring && (
        <Alert
          type="warning"
          showIcon
          className="tx-refusal"
          title={t.expiringTitle({ to: format.shortDay(d.to, 0) })}
          description={t.expiringHow}
        />
      )}
    </>
  )
}

/** The acts of the life of a delegation that the API offers. */
function Acts({ d, tag, reload }: Part) {
  const { may } = useSession()
  const path = { params: { path: { id: d.id } } }
  const why = (label: string, options: ReturnType<typeof choices>, note: string, required = false) => (
    <>
      <Form.Item name="reason" label={label} rules={[{ required: true }]}>
        <Select options={options} />
      </Form.Item>
      <Form.Item name="note" label={note} required={required}>
        <Input.TextArea rows={3} maxLength={500} showCount />
      </Form.Item>
    </>
  )
  const buttons = {
    edit: (
      <Link to={`/delegations/${d.id}/edit`}>
        <Button>{delegationAct.edit}</Button>
      </Link>
    ),
    discard: (
      <ActButton
        danger
        confirm={t.discardSure}
        said={t.discardSaid}
        done={reload}
        reload={reload}
        act={(key) => take(api.POST('/delegations/{id}/discard', { params: { ...path.params, header: seen(tag, key) } }))}
      >
        {delegationAct.discard}
      </ActButton>
    ),
    sign: (
      <FormAct<Schemas['delegations.signRequest'], unknown>
        type="primary"
        name={`sign:${d.id}`}
        said={t.signSaid}
        note={t.signNote}
        done={reload}
        send={(body, key) => take(api.POST('/delegations/{id}/sign', { params: { ...path.params, header: seen(tag, key) }, body }))}
        fields={
          <>
            <Form.Item name="file_id" label={t.signedFile} extra={t.proofHow} required>
              <PaperPick record={d.id} purpose="signed" />
            </Form.Item>
            <Form.Item name="on" label={t.signedOn} required>
              <DayInput />
            </Form.Item>
          </>
        }
      >
        {delegationAct.sign}
      </FormAct>
    ),
    return: (
      <FormAct<Schemas['delegations.returnRequest'], unknown>
        name={`return:${d.id}`}
        secret={['note']}
        said={t.returnSaid}
        done={reload}
        send={(v, key) =>
          take(
            api.POST('/delegations/{id}/return', {
              params: { ...path.params, header: seen(tag, key) },
              body: { reason: v.reason, note: v.note ?? '' },
            }),
          )
        }
        fields={why(t.returnWhy, choices(delegationReturn), t.noteSealed)}
      >
        {delegationAct.return}
      </FormAct>
    ),
    confirm: (
      <ActButton
        type="primary"
        hotkey="a"
        said={t.confirmSaid}
        done={reload}
        reload={reload}
        act={(key) => take(api.POST('/delegations/{id}/confirm', { params: { ...path.params, header: seen(tag, key) } }))}
      >
        {delegationAct.confirm}
      </ActButton>
    ),
    revoke: (
      <FormAct<Schemas['delegations.revokeRequest'], unknown>
        danger
        name={`revoke:${d.id}`}
        secret={['note']}
        said={t.revokeSaid}
        note={t.revokeNote}
        done={reload}
        send={(body, key) => take(api.POST('/delegations/{id}/revoke', { params: { ...path.params, header: seen(tag, key) }, body }))}
        fields={why(t.revokeWhy, choices(delegateCheck), t.revokeWhat, true)}
      >
        {delegationAct.revoke}
      </FormAct>
    ),
    end: (
      <FormAct<Schemas['delegations.endRequest'], unknown>
        name={`end:${d.id}`}
        secret={['note']}
        said={t.endSaid}
        note={t.endNote}
        done={reload}
        send={(v, key) =>
          take(
            api.POST('/delegations/{id}/end', {
              params: { ...path.params, header: seen(tag, key) },
              body: { reason: v.reason, note: v.note ?? '' },
            }),
          )
        }
        fields={why(t.endWhy, endChoices(), t.noteSealed)}
      >
        {delegationAct.end}
      </FormAct>
    ),
  }
  return (
    <>
      {may('beneficiary.reveal') && d.status !== 'discarded' && (
        <Link to={`/delegations/${d.id}/agreement`}>
          <Button icon={<PrinterOutlined />}>{t.print}</Button>
        </Link>
      )}
      {(Object.keys(buttons) as (keyof typeof buttons)[]).map((act) => (
        <Offer key={act} acts={d.acts} act={act} label={delegationAct[act]}>
          {buttons[act]}
        </Offer>
      ))}
    </>
  )
}

/** PaperPick chooses one of the attached papers of a purpose. */
function PaperPick({
  record,
  purpose,
  ...rest
}: {
  record: string
  purpose: string
  value?: string
  id?: string
  onChange?: (v: string) => void
}) {
  const files = useLoad(() => take(api.GET('/files', { params: { query: { record } } })), [record])
  const options = (files.data?.items ?? [])
    .filter((f) => f.purpose === purpose && f.state === 'kept')
    .map((f) => ({ value: f.id, label: f.name }))
  return <Select {...rest} loading={files.loading} notFoundContent={files.loading ? null : t.noPaper} options={options} />
}

/** The four checks of the caregiver, in the order of the law. */
function Checks({ d, tag, reload }: Part) {
  return (
    <Card title={t.checks}>
      <p className="tx-muted tw-lead">{t.checksHow}</p>
      <ul className="tw-list">
        {d.checks.map((c) => (
          <li key={c.item}>
            <div className="tx-row">
              <span>{word(delegateCheck, c.item)}</span>
              <span className="tw-fill" />
              <span className="tx-row">
                {c.finding ? (
                  <StateTag tone={c.finding === 'clear' ? 'done' : 'stopped'}>{word(checkFinding, c.finding)}</StateTag>
                ) : (
                  <StateTag tone="waiting">{t.notChecked}</StateTag>
                )}
                {isOpen(d.acts, 'check') && (
                  <FormAct<Schemas['delegations.checkRequest'], unknown>
                    size="small"
                    name={`check:${d.id}:${c.item}`}
                    secret={['why']}
                    said={t.checkSaid}
                    note={word(delegateCheck, c.item)}
                    aria-label={`${t.record} ${word(delegateCheck, c.item)}`}
                    done={reload}
                    send={(v, key) =>
                      take(
                        api.PUT('/delegations/{id}/checks/{item}', {
                          params: { path: { id: d.id, item: c.item }, header: seen(tag, key) },
                          body: { finding: v.finding, file_id: v.file_id, why: v.why ?? '' },
                        }),
                      )
                    }
                    fields={(v) => (
                      <>
                        <Form.Item name="finding" label={t.finding} required>
                          <Select options={choices(checkFinding)} />
                        </Form.Item>
                        <Form.Item name="file_id" label={t.proof} extra={t.proofHow} required>
                          <PaperPick record={d.id} purpose="check_proof" />
                        </Form.Item>
                        {v.finding === 'barred' && (
                          <Form.Item name="why" label={t.why} extra={t.whyHow} required>
                            <Input.TextArea rows={3} maxLength={500} showCount />
                          </Form.Item>
                        )}
                      </>
                    )}
                  >
                    {t.record}
                  </FormAct>
                )}
              </span>
            </div>
            {c.finding && (
              <p className="tx-muted tx-small">
                {c.by && <Name id={c.by} />} <Instant at={c.at} />
              </p>
            )}
            {c.why && <p className="tw-prose">{c.why}</p>}
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Hear({ d, tag, reload }: Part) {
  return (
    <Offer acts={d.acts} act="hear" label={delegationAct.hear}>
      <FormAct<Schemas['delegations.opinionRequest'], unknown>
        name={`hear:${d.id}`}
        secret={['words']}
        said={t.heardSaid}
        done={reload}
        send={(v, key) =>
          take(
            api.PUT('/delegations/{id}/opinion', {
              params: { path: { id: d.id }, header: seen(tag, key) },
              body: { answer: v.answer, on: v.on, words: v.words ?? '' },
            }),
          )
        }
        fields={
          <>
            <Form.Item name="answer" label={t.answer} required>
              <Select options={choices(childAnswer)} />
            </Form.Item>
            <Form.Item name="on" label={t.on} required>
              <DayInput />
            </Form.Item>
            <Form.Item name="words" label={t.words} extra={t.wordsHow}>
              <Input.TextArea rows={3} maxLength={500} showCount />
            </Form.Item>
          </>
        }
      >
        {delegationAct.hear}
      </FormAct>
    </Offer>
  )
}

function Inform({ d, tag, reload }: Part) {
  return (
    <Offer acts={d.acts} act="inform" label={delegationAct.inform}>
      <FormAct<Schemas['delegations.noticesRequest'], unknown>
        name={`inform:${d.id}`}
        initial={{ school_on: d.school_on ?? '', village_on: d.village_on ?? '' }}
        said={t.informSaid}
        done={reload}
        send={(v, key) =>
          take(
            api.PUT('/delegations/{id}/notices', {
              params: { path: { id: d.id }, header: seen(tag, key) },
              body: { school_on: v.school_on ?? '', village_on: v.village_on ?? '' },
            }),
          )
        }
        fields={
          <>
            <Form.Item name="village_on" label={t.villageOn} required>
              <DayInput />
            </Form.Item>
            <Form.Item name="school_on" label={t.schoolOn} required={d.at_school} extra={d.at_school ? undefined : t.noSchool}>
              <DayInput />
            </Form.Item>
          </>
        }
      >
        {delegationAct.inform}
      </FormAct>
    </Offer>
  )
}
