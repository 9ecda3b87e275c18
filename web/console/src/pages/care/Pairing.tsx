import { api, format, take, takeTagged, type components } from '@tongxing/shared'
import {
  ageBand,
  childOpinion,
  consentRelation,
  contactMet,
  contactWay,
  endReason,
  gender,
  pairingAct,
  pairingType,
  pauseReason,
} from '@tongxing/shared/words'
import { Alert, Button, Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import {
  ActButton,
  Card,
  DataTable,
  Facts,
  Instant,
  InstantInput,
  Offer,
  Page,
  seen,
  StateTag,
  useLoad,
  Waiting,
  type Column,
  type Loaded,
} from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { Name } from '../../domain/names.tsx'
import { CandidatePick, ContractPick } from '../../domain/pick.tsx'
import { choices, word } from '../../domain/words.ts'
import { serving } from '../servicelog/entry.tsx'
import { PairingState, Volunteers } from './Pairings.tsx'
import { DangerState } from './Dangers.tsx'
import { t } from './texts.ts'
import '../../theme/work.css'

type Contact = components['schemas']['pairings.contactView']
type Pairing = components['schemas']['pairings.pairingDetailView']
type Tagged = { data: Pairing; tag: string }

/** One pairing: its way from proposal to contact, consent, and the contacts with their notes. */
export function Component() {
  const { id = '' } = useParams()
  const { may } = useSession()
  const pair = useLoad(() => takeTagged(api.GET('/pairings/{id}', { params: { path: { id } } })), [id])
  if (!pair.data) return <Waiting of={pair} />
  const p = pair.data.data
  return (
    <Page
      title={p.pseudonym ?? word(pairingType, p.type)}
      back="/pairings"
      state={
        <>
          <PairingState of={p.status} />{' '}
          {(p.misses ?? 0) > 0 && p.status === 'active' && <StateTag tone="late">{t.misses({ n: p.misses ?? 0 })}</StateTag>}
        </>
      }
      sub={`${word(pairingType, p.type)} · ${(t.next as Record<string, string>)[p.status] ?? ''}`}
      deadline={p.status === 'active' && { label: t.nextDue, at: p.next_due }}
      acts={<Acts p={p} tag={pair.data.tag} loaded={pair} />}
    >
      <Card>
        <Facts
          of={[
            [
              t.beneficiary,
              p.beneficiary_id && may('beneficiary.read') ? (
                <Link key="b" to={`/beneficiaries/${p.beneficiary_id}`}>
                  {p.pseudonym}
                </Link>
              ) : (
                p.pseudonym
              ),
            ],
            [t.ageBand, p.age_band && word(ageBand, p.age_band)],
            [t.org, p.org_id && <Name key="o" id={p.org_id} />],
            [t.volunteers, <Volunteers key="v" of={p} />],
            [t.plan, t.planOf({ calls: p.plan.calls_per_month ?? 0, meetings: p.plan.meetings_per_quarter ?? 0 })],
            [t.contract, p.contract_id ? <Name key="c" id={p.contract_id} /> : t.noContract],
            [t.from, p.from && format.day(p.from)],
            [t.pauseReason, p.pause_reason && word(pauseReason, p.pause_reason)],
            [t.endReason, p.end_reason && word(endReason, p.end_reason)],
          ]}
        />
      </Card>
      {p.consent && (
        <Card title={t.consentCard}>
          <Facts
            of={[
              [t.consentName, p.consent.name],
              [t.relation, word(consentRelation, p.consent.relation)],
              [t.opinion, word(childOpinion, p.consent.opinion)],
              [t.version, p.consent.version],
              [t.consentAt, <Instant key="a" at={p.consent.at} />],
            ]}
          />
        </Card>
      )}
      <Contacts id={id} />
    </Page>
  )
}

/** Reasons of a pause that a person may choose; that a clearance has lapsed is noted by the program. */
const pauseChoices = () => choices(pauseReason).filter((c) => c.value !== 'clearance_lapsed')

/** The acts of the life of a pairing that the API offers. */
function Acts({ p, tag, loaded }: { p: Pairing; tag: string; loaded: Loaded<Tagged> }) {
  const path = { params: { path: { id: p.id } } }
  const reload = () => void loaded.reload()
  const simple = (to: 'activate' | 'resume', said: string) => (
    <ActButton
      type="primary"
      said={said}
      done={reload}
      reload={reload}
      act={(key) => take(api.POST(`/pairings/{id}/${to}`, { params: { ...path.params, header: seen(tag, key) } }))}
    >
      {pairingAct[to]}
    </ActButton>
  )
  const choose = (ask: string, options: ReturnType<typeof choices>) => (
    <Form.Item name="reason" label={ask} rules={[{ required: true }]}>
      <Select options={options} />
    </Form.Item>
  )
  const buttons = {
    end: (
      <FormAct<components['schemas']['pairings.endRequest'], unknown>
        danger
        name={`end:${p.id}`}
        said={t.said}
        note={t.endNote}
        done={reload}
        send={(body, key) => take(api.POST('/pairings/{id}/end', { params: { ...path.params, header: seen(tag, key) }, body }))}
        fields={choose(t.endReason, choices(endReason))}
      >
        {pairingAct.end}
      </FormAct>
    ),
    pause: (
      <FormAct<components['schemas']['pairings.pauseRequest'], unknown>
        name={`pause:${p.id}`}
        said={t.said}
        done={reload}
        send={(body, key) => take(api.POST('/pairings/{id}/pause', { params: { ...path.params, header: seen(tag, key) }, body }))}
        fields={choose(t.pauseReason, pauseChoices())}
      >
        {pairingAct.pause}
      </FormAct>
    ),
    count: (
      <FormAct<components['schemas']['pairings.countRequest'], unknown>
        name={`count:${p.id}`}
        said={t.said}
        note={t.contractHow}
        done={reload}
        send={(v, key) =>
          take(
            api.POST('/pairings/{id}/count', {
              params: { ...path.params, header: seen(tag, key) },
              body: { contract_id: v.contract_id ?? '' },
            }),
          )
        }
        fields={
          <Form.Item name="contract_id" label={t.contract}>
            <ContractPick providerId={p.org_id} states={serving} none={t.noContract} />
          </Form.Item>
        }
      >
        {pairingAct.count}
      </FormAct>
    ),
    match: <Match p={p} tag={tag} done={reload} />,
    consent: <Consent p={p} tag={tag} done={reload} />,
    activate: simple('activate', t.activateSaid),
    resume: simple('resume', t.said),
  }
  return (
    <>
      {(Object.keys(buttons) as (keyof typeof buttons)[]).map((act) => (
        <Offer key={act} acts={p.acts} act={act} label={pairingAct[act]}>
          {buttons[act]}
        </Offer>
      ))}
    </>
  )
}

function Match({ p, tag, done }: { p: Pairing; tag: string; done: () => void }) {
  const team = p.type === 'team'
  return (
    <FormAct<{ volunteer_ids: string | string[] }, unknown>
      type="primary"
      name={`match:${p.id}`}
      said={t.matchSaid}
      note={t.matchHow}
      done={done}
      send={(v, key) =>
        take(
          api.POST('/pairings/{id}/match', {
            params: { path: { id: p.id }, header: seen(tag, key) },
            body: { volunteer_ids: [v.volunteer_ids].flat() },
          }),
        )
      }
      fields={
        <Form.Item name="volunteer_ids" label={t.volunteers} rules={[{ required: true }]}>
          <CandidatePick
            pairing={p.id}
            near={p.region ?? ''}
            empty={t.noCandidate}
            label={(c) => t.candidate({ name: c.name, no: c.no, gender: word(gender, c.gender), place: c.place, n: c.load })}
            {...(team ? { many: 6 } : {})}
          />
        </Form.Item>
      }
    >
      {pairingAct.match}
    </FormAct>
  )
}

function Consent({ p, tag, done }: { p: Pairing; tag: string; done: () => void }) {
  return (
    <FormAct<components['schemas']['pairings.consentRequest'], unknown>
      type="primary"
      name={`consent:${p.id}`}
      secret={['name']}
      said={t.consentSaid}
      done={done}
      send={(v, key) => take(api.POST('/pairings/{id}/consent', { params: { path: { id: p.id }, header: seen(tag, key) }, body: v }))}
      fields={
        <>
          <div className="tx-form-two">
            <Form.Item name="name" label={t.consentName} required>
              <Input maxLength={50} autoComplete="off" />
            </Form.Item>
            <Form.Item name="relation" label={t.relation} required>
              <Select options={choices(consentRelation)} />
            </Form.Item>
            <Form.Item name="version" label={t.version} required>
              <Input maxLength={40} />
            </Form.Item>
            <Form.Item name="at" label={t.consentAt} required>
              <InstantInput />
            </Form.Item>
          </div>
          <Form.Item name="opinion" label={t.opinion} required>
            <Select options={choices(childOpinion)} />
          </Form.Item>
        </>
      }
    >
      {pairingAct.consent}
    </FormAct>
  )
}

function Contacts({ id }: { id: string }) {
  const [reading, setReading] = useState<string>()
  const columns: Column<Contact>[] = [
    { key: 'at', title: t.at, width: 220, render: (c) => <Instant at={c.at} />, sort: (c) => c.at },
    { key: 'who', title: t.who, width: 140, render: (c) => <Name id={c.volunteer_id} /> },
    { key: 'way', title: t.way, width: 90, render: (c) => word(contactWay, c.way) },
    { key: 'met', title: t.met, width: 120, render: (c) => word(contactMet, c.met) },
    { key: 'minutes', title: t.minutes, width: 110, align: 'right', render: (c) => format.minutes(c.minutes) },
    { key: 'danger', title: '', render: (c) => <DangerMark of={c} /> },
    {
      key: 'note',
      title: '',
      width: 120,
      align: 'right',
      render: (c) => (
        <Button size="small" onClick={() => setReading(c.id)}>
          {t.readNote}
        </Button>
      ),
    },
  ]
  return (
    <>
      <h2 className="tw-above">{t.contacts}</h2>
      <DataTable<Contact>
        name="contacts"
        label={t.contacts}
        columns={columns}
        load={(_, page) => take(api.GET('/pairings/{id}/contacts', { params: { path: { id }, query: page } }))}
        empty={{ title: t.noContacts, text: t.noContactsHow }}
      />
      {reading && <Note id={id} contact={reading} close={() => setReading(undefined)} />}
    </>
  )
}

/** The state of what a contact reported as danger, with its page for those who handle it. */
function DangerMark({ of }: { of: Contact }) {
  const { may } = useSession()
  if (!of.danger) return null
  const mark = <DangerState of={of.danger_status} />
  return may('danger.handle') ? <Link to={`/dangers/${of.id}`}>{mark}</Link> : mark
}

function Note({ id, contact, close }: { id: string; contact: string; close: () => void }) {
  const { may } = useSession()
  const note = useLoad(() => take(api.GET('/pairings/{id}/contacts/{contact}', { params: { path: { id, contact } } })), [id, contact])
  return (
    <Modal open title={t.noteTitle} footer={null} onCancel={close}>
      {may('pairing.read') && <p className="tx-muted">{t.noteShown}</p>}
      {!note.data ? (
        <Waiting of={note} rows={3} />
      ) : (
        <>
          {note.data.danger && <Alert type="error" showIcon role="alert" title={t.dangerText} />}
          <p className="tw-prose">{note.data.note}</p>
        </>
      )}
    </Modal>
  )
}
