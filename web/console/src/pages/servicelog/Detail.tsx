import { api, format, take, takeTagged } from '@tongxing/shared'
import { gender, serviceAct, serviceKind } from '@tongxing/shared/words'
import { Alert, Button } from 'antd'
import type { ReactNode } from 'react'
import { Link, useParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { ActButton, Card, Facts, Minutes, Offer, Page, RegionName, seen, useLoad, Waiting } from '../../parts/index.ts'
import { Files } from '../../domain/Files.tsx'
import { History } from '../../domain/History.tsx'
import { Name } from '../../domain/names.tsx'
import { word } from '../../domain/words.ts'
import { bandText, EntryState, Persons, servedText, whenOf, type EntryDetail } from './entry.tsx'
import { t } from './texts.ts'
import '../../theme/work.css'

interface Part {
  e: EntryDetail
  tag: string
  reload: () => void
}

/** One entry of the service log: what was done for whom, and what may be done with the entry. */
export function Component() {
  const { id = '' } = useParams()
  const loaded = useLoad(() => takeTagged(api.GET('/service-log/{id}', { params: { path: { id } } })), [id])
  if (!loaded.data) return <Waiting of={loaded} />
  const e = loaded.data.data
  const part: Part = { e, tag: loaded.data.tag, reload: () => void loaded.reload() }
  return (
    <Page
      title={word(serviceKind, e.kind)}
      back="/service-log"
      state={<EntryState of={e.status} />}
      sub={`${whenOf(e)} · ${e.contract_name}`}
      acts={<Acts {...part} />}
      aside={<History id={id} version={loaded.at} without={/\.read$/} />}
    >
      <Notes e={e} />
      <Card title={t.time}>
        <Facts
          of={[
            [t.when, whenOf(e)],
            [t.region, <RegionName key="r" path={e.region} />],
            ...(e.source
              ? []
              : ([
                  [t.minutes, e.from && <Minutes key="m" n={e.minutes} />],
                  [t.place, e.place],
                  [t.workers, <Workers key="w" of={e.workers} />],
                ] as [string, ReactNode][])),
            [t.contract, <ContractLink key="c" e={e} />],
            [t.org, <Name key="o" id={e.org_id} />],
            ...(e.source ? ([[t.source, <Source key="src" e={e} />]] as [string, ReactNode][]) : []),
            ...(e.thread_id
              ? ([
                  [
                    t.thread,
                    <Link key="t" to={`/service-threads/${e.thread_id}`}>
                      {e.thread_title}
                    </Link>,
                  ],
                ] as [string, ReactNode][])
              : []),
          ]}
        />
      </Card>
      <Card title={t.served} extra={<span className="tx-muted">{servedText(e)}</span>}>
        <Facts
          of={[
            [t.people, <Persons key="p" of={e.people} />],
            [t.others, <Counts key="n" of={e} />],
            [t.satisfaction, e.satisfaction ? t.points({ n: e.satisfaction }) : t.notAsked],
          ]}
        />
      </Card>
      {!e.source && (
        <Card title={t.facts}>
          <div className="tw-prose">
            <Text label={t.content} of={e.content} />
            <Text label={t.result} of={e.result} />
            <Text label={t.next} of={e.next} />
          </div>
        </Card>
      )}
      <Card title={t.approval}>
        <Facts
          of={[
            [t.month, e.month ?? (e.status === 'submitted' ? t.waiting : t.notCounted)],
            [t.submittedBy, e.submitted_by && <Name key="s" id={e.submitted_by} />],
            [
              e.status === 'void' ? t.voidedBy : e.status === 'returned' ? t.returnedBy : t.decidedBy,
              e.decided_by && <Name key="d" id={e.decided_by} />,
            ],
            ...(e.claimed ? ([[t.claimed, t.claimedHow]] as [string, string][]) : []),
          ]}
        />
      </Card>
      {e.status !== 'discarded' && (
        <Card title={t.files}>
          <Files record={e.id} state={e.version} />
        </Card>
      )}
    </Page>
  )
}

function Workers({ of }: { of: string[] }) {
  if (of.length === 0) return <>—</>
  return (
    <span>
      {of.map((id, i) => (
        <span key={id}>
          {i > 0 && format.comma()}
          <Name id={id} />
        </span>
      ))}
    </span>
  )
}

function ContractLink({ e }: { e: EntryDetail }) {
  const { may } = useSession()
  return may('contract.read') ? <Link to={`/contracts/${e.contract_id}`}>{e.contract_name}</Link> : <>{e.contract_name}</>
}

/** Where an entry comes from that nobody wrote. */
function Source({ e }: { e: EntryDetail }) {
  const { may } = useSession()
  if (e.kind !== 'activity') return <>{t.sourcePairing}</>
  return may('activity.read') ? <Link to={`/activities/${e.source}`}>{t.sourceActivity}</Link> : <>{t.sourceActivity}</>
}

function Counts({ of: e }: { of: EntryDetail }) {
  if (e.counts.length === 0) return <>—</>
  return (
    <span>
      {e.counts
        .map((c) => `${t.bandSex({ band: bandText(c.band), sex: word(gender, c.gender) })} ${t.servedN({ n: c.n ?? 0 })}`)
        .join(format.comma())}
      {format.paren(t.othersSum({ n: e.others }))}
    </span>
  )
}

function Text({ label, of }: { label: string; of: string | undefined }) {
  return (
    <>
      <h3>{label}</h3>
      <p>{of || '—'}</p>
    </>
  )
}

/** What somebody who opens the entry has to know first. */
function Notes({ e }: { e: EntryDetail }) {
  return (
    <>
      {e.reason && (e.status === 'returned' || e.status === 'void') && (
        <Alert
          type="warning"
          showIcon
          className="tx-refusal"
          title={e.status === 'void' ? t.voidWhy : t.returnedWhy}
          description={e.reason}
        />
      )}
      {e.claimed && <Alert type="info" showIcon className="tx-refusal" title={t.claimed} description={t.claimedHow} />}
      {e.doubles.length > 0 && (
        <Alert
          type={e.doubles.some((d) => d.same) ? 'error' : 'warning'}
          showIcon
          role="alert"
          className="tx-refusal"
          title={t.doubles}
          description={
            <>
              <p>{e.doubles.some((d) => d.same) ? t.same : t.doublesHow}</p>
              <ul className="tw-list">
                {e.doubles.map((d, i) => (
                  <li key={d.id ?? i} className="tx-row">
                    <span>
                      {format.span(d.from, d.to)} · {word(serviceKind, d.kind)} · {d.org_name}
                    </span>
                    <EntryState of={d.status} />
                    {d.id ? (
                      <Link to={`/service-log/${d.id}`} aria-label={`${t.see} ${format.span(d.from, d.to)}`}>
                        {t.see}
                      </Link>
                    ) : (
                      <span className="tx-muted">{t.other}</span>
                    )}
                  </li>
                ))}
              </ul>
            </>
          }
        />
      )}
    </>
  )
}

/** The acts that the API offers. */
function Acts({ e, tag, reload }: Part) {
  const path = { id: e.id }
  const header = (key: string) => ({ params: { path, header: seen(tag, key) } })
  const common = { done: reload, reload }
  const buttons = {
    edit: (
      <Link to={`/service-log/${e.id}/edit`}>
        <Button>{serviceAct.edit}</Button>
      </Link>
    ),
    discard: (
      <ActButton
        {...common}
        danger
        confirm={t.discardSure}
        said={t.discardSaid}
        act={(key) => take(api.POST('/service-log/{id}/discard', header(key)))}
      >
        {serviceAct.discard}
      </ActButton>
    ),
    void: (
      <ActButton
        {...common}
        danger
        confirm={t.voidNote}
        reason={t.reason}
        said={t.voidSaid}
        act={(key, reason) => take(api.POST('/service-log/{id}/void', { ...header(key), body: { reason } }))}
      >
        {serviceAct.void}
      </ActButton>
    ),
    return: (
      <ActButton
        {...common}
        hotkey="r"
        reason={t.reason}
        said={t.returnSaid}
        act={(key, reason) => take(api.POST('/service-log/{id}/return', { ...header(key), body: { reason } }))}
      >
        {serviceAct.return}
      </ActButton>
    ),
    submit: (
      <ActButton {...common} type="primary" said={t.submitSaid} act={(key) => take(api.POST('/service-log/{id}/submit', header(key)))}>
        {serviceAct.submit}
      </ActButton>
    ),
    approve: (
      <ActButton
        {...common}
        type="primary"
        hotkey="a"
        said={t.approveSaid}
        act={(key) => take(api.POST('/service-log/{id}/approve', header(key)))}
      >
        {serviceAct.approve}
      </ActButton>
    ),
  }
  return (
    <>
      {(Object.keys(buttons) as (keyof typeof buttons)[]).map((act) => (
        <Offer key={act} acts={e.acts} act={act} label={serviceAct[act]}>
          {buttons[act]}
        </Offer>
      ))}
    </>
  )
}
