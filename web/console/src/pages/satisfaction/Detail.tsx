import { api, format, take, takeTagged, type components } from '@tongxing/shared'
import { satisfactionAct, satisfactionFace, serviceKind } from '@tongxing/shared/words'
import { Button } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { ActButton, Card, Facts, isOpen, Offer, Page, Refusal, RegionName, seen, useAct, useLoad, Waiting } from '../../parts/index.ts'
import { History } from '../../domain/History.tsx'
import { share } from '../../domain/units.tsx'
import { word } from '../../domain/words.ts'
import { Faces, Figure, mean, periodOf, RoundState, type RoundDetail } from './round.tsx'
import { t } from './texts.ts'
import '../../theme/work.css'

/** One round: how many were asked and have answered, and the result once it is closed and has five answers. */
export function Component() {
  const { id = '' } = useParams()
  const { may } = useSession()
  const loaded = useLoad(() => takeTagged(api.GET('/satisfaction-rounds/{id}', { params: { path: { id } } })), [id])
  if (!loaded.data) return <Waiting of={loaded} />
  const r = loaded.data.data
  const path = { id }
  return (
    <Page
      title={r.contract_name}
      back="/satisfaction"
      state={<RoundState of={r.status} />}
      sub={`${t.title} · ${periodOf(r)}`}
      deadline={r.status === 'open' && { label: t.deadline, at: r.deadline, soonDays: 3 }}
      acts={
        <>
          <Offer acts={r.acts} act="call" label={satisfactionAct.call}>
            <Link to={`/satisfaction/${id}/calls`}>
              <Button>{t.call}</Button>
            </Link>
          </Offer>
          <Offer acts={r.acts} act="print" label={satisfactionAct.print}>
            <Link to={`/satisfaction/${id}/slips`}>
              <Button type="primary">{t.print}</Button>
            </Link>
          </Offer>
          <Offer acts={r.acts} act="close" label={satisfactionAct.close}>
            <ActButton
              confirm={t.closeAsk}
              said={t.closeSaid}
              done={() => void loaded.reload()}
              reload={() => void loaded.reload()}
              act={(key) => take(api.POST('/satisfaction-rounds/{id}/close', { params: { path, header: seen(loaded.data!.tag, key) } }))}
            >
              {t.close}
            </ActButton>
          </Offer>
        </>
      }
      aside={may('satisfaction.manage') ? <History id={id} version={loaded.at} without={/\.(?!open$|close$)/} /> : undefined}
    >
      <Numbers r={r} />
      <Shown r={r} />
      {isOpen(r.acts, 'remarks') && <Remarks id={id} />}
      <Card title={t.facts}>
        <Facts
          of={[
            [
              t.contract,
              may('contract.read') ? (
                <Link key="c" to={`/contracts/${r.contract_id}`}>
                  {r.contract_no}
                </Link>
              ) : (
                r.contract_no
              ),
            ],
            [t.org, r.org_name],
            [t.kinds, r.kinds.map((k) => word(serviceKind, k)).join(format.comma())],
            [t.served, t.servedN({ n: format.count(r.served) })],
            [t.asked, r.sample > 0 ? t.sampleN({ n: format.count(r.sample) }) : t.all],
            [t.openedOn, format.day(r.opened_on, 0)],
            ...(r.status === 'closed' ? ([[t.counts, r.counts ? t.countsYes : t.countsNo]] as [string, string][]) : []),
          ]}
        />
      </Card>
    </Page>
  )
}

function Numbers({ r }: { r: RoundDetail }) {
  const y = r.tally
  return (
    <div className="tw-figures tw-figures-four" role="group" aria-label={t.numbers}>
      <Figure label={t.asked} value={format.count(y.asked)} />
      <Figure label={t.byLink} value={format.count(y.by_link)} />
      <Figure label={t.byCall} value={format.count(y.by_call)} />
      <Figure label={t.refused} value={format.count(y.refused)} />
      <Figure label={t.waiting} value={format.count(y.asked - y.answers - y.refused)} />
    </div>
  )
}

function Shown({ r }: { r: RoundDetail }) {
  if (!r.result)
    return (
      <Card title={t.result}>
        <p>
          <strong>{r.status === 'open' ? t.atClose : t.few}</strong>
        </p>
        <p className="tx-muted">{r.status === 'open' ? t.openHow : t.fewHow}</p>
      </Card>
    )
  return (
    <>
      <Card title={t.result}>
        <div className="tw-figures tw-figures-four">
          <Figure label={t.satisfied} value={share(r.result.satisfied_bp)} note={t.satisfiedHow} />
          <Figure label={t.mean} value={mean(r.result.mean_hundredths)} note={t.meanHow} />
        </div>
        <Faces of={r.result} label={t.faces} />
      </Card>
      {r.result.towns.length > 0 && <Towns towns={r.result.towns} />}
    </>
  )
}

function Towns({ towns }: { towns: components['schemas']['satisfaction.townView'][] }) {
  return (
    <Card title={t.towns}>
      <table className="tx-plain" aria-label={t.towns}>
        <thead>
          <tr>
            <th scope="col">{t.town}</th>
            <th scope="col" className="tx-right">
              {t.answers}
            </th>
            <th scope="col" className="tx-right">
              {t.satisfied}
            </th>
          </tr>
        </thead>
        <tbody>
          {towns.map((x) => {
            const n = x.faces.reduce((sum, k) => sum + k, 0)
            return (
              <tr key={x.town}>
                <td>
                  <RegionName path={x.town} short />
                </td>
                <td className="tx-right tx-figure">{format.count(n)}</td>
                <td className="tx-right tx-figure">{share(Math.floor((((x.faces[3] ?? 0) + (x.faces[4] ?? 0)) * 10_000) / n))}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
      <p className="tx-muted tx-small">{t.townsHow}</p>
    </Card>
  )
}

/** What people wrote is read by a click, because each reading is noted. */
function Remarks({ id }: { id: string }) {
  const [list, setList] = useState<components['schemas']['satisfaction.remarkView'][]>()
  const act = useAct(() => take(api.GET('/satisfaction-rounds/{id}/remarks', { params: { path: { id } } })))
  const go = async () => {
    const answer = await act.run()
    if (answer) setList(answer.items)
  }
  return (
    <Card title={t.remarks}>
      <p className="tx-muted">{t.remarksHow}</p>
      {!list ? (
        <Button loading={act.busy} onClick={() => void go()}>
          {t.remarksShow}
        </Button>
      ) : list.length === 0 ? (
        <p>{t.remarksNone}</p>
      ) : (
        <ul className="tw-list">
          {list.map((x, i) => (
            <li key={i}>
              <strong>{word(satisfactionFace, String(x.score))}</strong> <span className="tw-prose">{x.text}</span>
            </li>
          ))}
        </ul>
      )}
      <Refusal problem={act.problem} retry={() => void go()} />
    </Card>
  )
}
