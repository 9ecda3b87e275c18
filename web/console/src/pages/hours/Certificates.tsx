import { api, format, take, type components } from '@tongxing/shared'
import { certificateAct, certificateStatus } from '@tongxing/shared/words'
import { Form } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { ActButton, DataTable, DayInput, idem, Offer, Page, StateTag, type Column } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { Name } from '../../domain/names.tsx'
import { VolunteerPick } from '../../domain/pick.tsx'
import { choices, tones, word } from '../../domain/words.ts'
import { t } from './texts.ts'

type Certificate = components['schemas']['attendance.certificateView']
type Issue = components['schemas']['attendance.issueRequest'] & Record<string, unknown>

/** Certificates: those asked for, those issued, and issuing at the desk. */
export function Component() {
  const { orgId } = useSession()
  const [version, setVersion] = useState(0)
  const again = () => setVersion((v) => v + 1)
  const columns: Column<Certificate>[] = [
    { key: 'who', title: t.volunteer, width: 200, render: (c) => <Name id={c.volunteer_id} no /> },
    {
      key: 'no',
      title: t.certNo,
      render: (c) => (c.no ? <Link to={`/certificates/${c.id}`}>{c.no}</Link> : '—'),
    },
    {
      key: 'period',
      title: t.period,
      width: 230,
      render: (c) => <span className="tx-figure">{`${format.shortDay(c.from)} – ${format.shortDay(c.to)}`}</span>,
      sort: (c) => c.from,
    },
    {
      key: 'minutes',
      title: t.minutes,
      width: 130,
      align: 'right',
      render: (c) => <span className="tx-figure">{format.minutes(c.minutes)}</span>,
      sort: (c) => c.minutes,
    },
    {
      key: 'status',
      title: t.state,
      width: 120,
      render: (c) => <StateTag tone={tones.certificate[c.status] ?? 'neutral'}>{word(certificateStatus, c.status)}</StateTag>,
    },
    {
      key: 'at',
      title: t.requestedAt,
      width: 170,
      render: (c) => <span className="tx-figure">{format.instant(c.issued_at ?? c.requested_at)}</span>,
      sort: (c) => c.issued_at ?? c.requested_at,
    },
    { key: 'reason', title: t.reason, width: 180, render: (c) => c.reason ?? '', extra: true },
    { key: 'acts', title: '', width: 190, align: 'right', render: (c) => <Acts of={c} done={again} /> },
  ]
  const issue = orgId && (
    <FormAct<Issue, unknown>
      type="primary"
      name={`certificate:${orgId}`}
      said={t.issuedSaid}
      done={again}
      send={(v, key) => take(api.POST('/certificates', { body: { ...v, org_id: orgId }, headers: idem(key) }))}
      fields={
        <>
          <Form.Item name="volunteer_id" label={t.volunteer} rules={[{ required: true }]}>
            <VolunteerPick orgId={orgId} />
          </Form.Item>
          <div className="tx-form-two">
            <Form.Item name="from" label={t.from} rules={[{ required: true }]}>
              <DayInput />
            </Form.Item>
            <Form.Item name="to" label={t.to} rules={[{ required: true }]}>
              <DayInput />
            </Form.Item>
          </div>
        </>
      }
    >
      {t.issueFor}
    </FormAct>
  )
  return (
    <Page title={t.certificates} acts={issue}>
      <DataTable<Certificate>
        name="certificates"
        exported={{ path: '/certificates', persons: true, ...(orgId ? { filter: { org_id: orgId } } : {}) }}
        label={t.certificates}
        version={version}
        columns={columns}
        filters={[{ key: 'status', label: t.state, kind: 'choice', options: choices(certificateStatus) }]}
        load={(query, page) =>
          take(api.GET('/certificates', { params: { query: { ...(orgId ? { org_id: orgId } : {}), ...query, ...page } } }))
        }
        empty={{ title: t.noCerts, text: t.noCertsHow }}
      />
    </Page>
  )
}

function Acts({ of: c, done }: { of: Certificate; done: () => void }) {
  const path = { params: { path: { id: c.id } } }
  return (
    <span className="tx-row tw-right">
      <Offer acts={c.acts} act="refuse" label={certificateAct.refuse}>
        <ActButton
          size="small"
          reason={t.refuseReason}
          said={t.refusedSaid}
          done={done}
          act={(key, reason) => take(api.POST('/certificates/{id}/refuse', { ...path, body: { reason }, headers: idem(key) }))}
        >
          {certificateAct.refuse}
        </ActButton>
      </Offer>
      <Offer acts={c.acts} act="issue" label={certificateAct.issue}>
        <ActButton
          size="small"
          type="primary"
          said={t.issuedSaid}
          done={done}
          act={(key) => take(api.POST('/certificates/{id}/issue', { ...path, headers: idem(key) }))}
        >
          {certificateAct.issue}
        </ActButton>
      </Offer>
      <Offer acts={c.acts} act="revoke" label={certificateAct.revoke}>
        <ActButton
          size="small"
          danger
          reason={t.revokeReason}
          confirm={t.revokeNote}
          said={t.revokedSaid}
          done={done}
          act={(key, reason) => take(api.POST('/certificates/{id}/revoke', { ...path, body: { reason }, headers: idem(key) }))}
        >
          {certificateAct.revoke}
        </ActButton>
      </Offer>
    </span>
  )
}
