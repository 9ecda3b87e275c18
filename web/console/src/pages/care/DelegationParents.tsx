// The parents' part of a delegation: their weekly contacts, and the messages that ask them to call home.
import { api, format, take, type components } from '@tongxing/shared'
import { delegationAct, parent, parentWay } from '@tongxing/shared/words'
import { Button, Checkbox, Form, Input, Modal, Select } from 'antd'
import { useState, type ReactNode } from 'react'
import { Card, DataTable, Day, DayInput, idem, Offer, seen, StateTag, useLoad, Waiting, type Column } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { Name } from '../../domain/names.tsx'
import { choices, word } from '../../domain/words.ts'
import { t } from './delegationTexts.ts'

type Schemas = components['schemas']
type Contact = Schemas['delegations.contactView']
export type Detail = Schemas['delegations.delegationDetailView']

/** What a part of the page gets: the delegation, its version, and how to read it anew. */
export interface Part {
  d: Detail
  tag: string
  reload: () => void
}

/** The parents' contacts, with the form that logs one. */
export function Contacts({ d, reload }: Part) {
  const [reading, setReading] = useState<string>()
  const [version, setVersion] = useState(0)
  const columns: Column<Contact>[] = [
    { key: 'on', title: t.on, width: 160, render: (c) => <Day of={c.on} />, sort: (c) => c.on },
    { key: 'who', title: t.who, width: 120, render: (c) => word(parent, c.who) },
    { key: 'way', title: t.way, width: 120, render: (c) => word(parentWay, c.way) },
    { key: 'by', title: t.by, render: (c) => <Name id={c.by} /> },
    {
      key: 'note',
      title: '',
      width: 120,
      align: 'right',
      render: (c) => (
        <Button size="small" onClick={() => setReading(c.id)}>
          {t.read}
        </Button>
      ),
    },
  ]
  return (
    <Card
      flush
      title={t.contacts}
      extra={
        <Offer acts={d.acts} act="log" label={delegationAct.log}>
          <FormAct<Schemas['delegations.contactRequest'], unknown>
            name={`log:${d.id}`}
            secret={['note']}
            type="primary"
            said={t.logSaid}
            note={t.contactsHow}
            done={() => {
              setVersion((n) => n + 1)
              reload()
            }}
            send={(v, key) =>
              take(
                api.POST('/delegations/{id}/contacts', {
                  params: { path: { id: d.id } },
                  body: { who: v.who, way: v.way, on: v.on, note: v.note ?? '' },
                  headers: idem(key),
                }),
              )
            }
            fields={
              <>
                <Form.Item name="who" label={t.who} required>
                  <Select options={choices(parent)} />
                </Form.Item>
                <Form.Item name="way" label={t.way} required>
                  <Select options={choices(parentWay)} />
                </Form.Item>
                <Form.Item name="on" label={t.on} required>
                  <DayInput />
                </Form.Item>
                <Form.Item name="note" label={t.noteSealed}>
                  <Input.TextArea rows={3} maxLength={500} showCount />
                </Form.Item>
              </>
            }
          >
            {delegationAct.log}
          </FormAct>
        </Offer>
      }
    >
      <DataTable<Contact>
        name="parent-contacts"
        label={t.contacts}
        version={version}
        columns={columns}
        load={(_, page) => take(api.GET('/delegations/{id}/contacts', { params: { path: { id: d.id }, query: page } }))}
        empty={{ title: t.noContacts, text: t.noContactsHow }}
      />
      {reading && <Note id={d.id} contact={reading} close={() => setReading(undefined)} />}
    </Card>
  )
}

function Note({ id, contact, close }: { id: string; contact: string; close: () => void }) {
  const note = useLoad(() => take(api.GET('/delegations/{id}/contacts/{contact}', { params: { path: { id, contact } } })), [id, contact])
  return (
    <Modal open title={t.contacts} footer={null} onCancel={close}>
      <p className="tx-muted">{t.noteShown}</p>
      {note.data ? <p className="tw-prose">{note.data.note || '—'}</p> : <Waiting of={note} rows={2} />}
    </Modal>
  )
}

type Row = { who?: 'father' | 'mother' | 'guardian'; mobile?: string; agreed_on?: string; stopped?: boolean }
type Rows = { parents: Row[] } & Record<string, unknown>

/** Which parents are asked to call home, and the form that sets them. */
export function Parents({
  d,
  tag,
  reload,
  reveal,
}: Part & { reveal: (field: Schemas['delegations.revealRequest']['field'], label: string, masked: string | undefined) => ReactNode }) {
  const rows: Row[] = d.parents.map((p) => ({
    who: p.who as 'father',
    agreed_on: p.agreed_on,
    stopped: !!p.stopped_on,
  }))
  return (
    <Card
      title={t.parents}
      extra={
        <Offer acts={d.acts} act="parents" label={delegationAct.parents}>
          <FormAct<Rows, unknown>
            name={`parents:${d.id}`}
            secret={['parents']}
            initial={{ parents: [rows[0] ?? {}, rows[1] ?? {}] }}
            said={t.parentsSaid}
            note={t.parentsHow}
            done={reload}
            send={(v, key) =>
              take(
                api.PUT('/delegations/{id}/parents', {
                  params: { path: { id: d.id }, header: seen(tag, key) },
                  body: {
                    parents: v.parents
                      .filter((p) => p.who)
                      .map((p) => ({ who: p.who!, mobile: p.mobile ?? '', agreed_on: p.agreed_on ?? '', stopped: !!p.stopped })),
                  },
                }),
              )
            }
            fields={[0, 1].map((i) => (
              <fieldset key={i} className="tw-fieldset">
                <legend>{i === 0 ? t.first : t.second}</legend>
                <Form.Item name={['parents', i, 'who']} label={t.who}>
                  <Select allowClear options={choices(parent)} />
                </Form.Item>
                <Form.Item name={['parents', i, 'mobile']} label={t.mobile} extra={rows[i] ? t.keep : undefined}>
                  <Input maxLength={30} inputMode="tel" autoComplete="off" />
                </Form.Item>
                <Form.Item name={['parents', i, 'agreed_on']} label={t.agreedOn}>
                  <DayInput />
                </Form.Item>
                <Form.Item name={['parents', i, 'stopped']} valuePropName="checked">
                  <Checkbox>{t.stopped}</Checkbox>
                </Form.Item>
              </fieldset>
            ))}
          >
            {delegationAct.parents}
          </FormAct>
        </Offer>
      }
    >
      <p className="tx-muted tw-lead">{t.parentsHow}</p>
      {d.parents.length === 0 && <p className="tx-muted">{t.noParents}</p>}
      <ul className="tw-list">
        {d.parents.map((p) => (
          <li key={p.who} className="tx-row">
            <b>{word(parent, p.who)}</b>
            {reveal(`${p.who}_mobile` as 'father_mobile', `${word(parent, p.who)} ${t.mobile}`, p.mobile)}
            <span className="tx-muted">{t.agreed({ day: format.shortDay(p.agreed_on, 0) })}</span>
            <span className="tw-fill" />
            {p.stopped_on ? (
              <StateTag tone="stopped">{t.stoppedOn({ day: format.shortDay(p.stopped_on, 0) })}</StateTag>
            ) : (
              <StateTag tone={d.status === 'active' ? 'active' : 'neutral'}>{t.sending}</StateTag>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}
