import { api, format, takeTagged } from '@tongxing/shared'
import { contractNext, contractSubject, evaluationKind, procurementMethod } from '@tongxing/shared/words'
import { Tabs } from 'antd'
import { useParams, useSearchParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { Card, Facts, Page, RegionName, useLoad, Waiting } from '../../parts/index.ts'
import { EvaluationTable } from '../evaluations/List.tsx'
import { ContractReports } from '../reports/ContractReports.tsx'
import { Rounds } from '../satisfaction/Rounds.tsx'
import { Figures } from '../servicelog/Figures.tsx'
import { Files } from '../../domain/Files.tsx'
import { History } from '../../domain/History.tsx'
import { addDays } from '../../parts/days.ts'
import { points } from '../../domain/units.tsx'
import { word } from '../../domain/words.ts'
import { Acts } from './Acts.tsx'
import { Amendments } from './Amendments.tsx'
import { ContractState, type Contract } from './contract.tsx'
import { Indicators } from './Indicators.tsx'
import { MoneyTab } from './Money.tsx'
import { Overview } from './Overview.tsx'
import { t } from './texts.ts'
import '../../theme/work.css'

/** One contract: how far it is, what is due and paid, and where every figure comes from. */
export function Component() {
  const { id = '' } = useParams()
  const { may } = useSession()
  const [params, setParams] = useSearchParams()
  const con = useLoad(() => takeTagged(api.GET('/contracts/{id}', { params: { path: { id } } })), [id])
  if (!con.data) return <Waiting of={con} />
  const c = con.data.data
  const reload = () => void con.reload()
  const tabs = [
    ...(c.signed_day ? [{ key: 'overview', label: t.overview, children: <Overview c={c} /> }] : []),
    { key: 'money', label: t.money, children: <MoneyTab c={c} changed={reload} /> },
    { key: 'indicators', label: t.indicators, children: <Indicators c={c} changed={reload} /> },
    ...(may('service.read') && c.signed_day ? [{ key: 'served', label: t.servedTab, children: <Figures contractId={id} /> }] : []),
    ...(c.award_day ? [{ key: 'reports', label: t.reportsTab, children: <ContractReports c={c} changed={reload} /> }] : []),
    ...(may('satisfaction.read') && c.signed_day ? [{ key: 'satisfaction', label: t.satisfactionTab, children: <Rounds c={c} /> }] : []),
    ...(may('evaluation.read') && c.signed_day
      ? [{ key: 'evaluations', label: t.evaluations, children: <EvaluationTable contractId={id} /> }]
      : []),
    ...(c.signed_day ? [{ key: 'amendments', label: t.amendments, children: <Amendments c={c} changed={reload} /> }] : []),
    ...(c.award_day
      ? [
          {
            key: 'files',
            label: t.files,
            children: (
              <Card title={t.files}>
                <Files record={id} state={c.version} />
              </Card>
            ),
          },
        ]
      : []),
    { key: 'terms', label: t.terms, children: <Terms c={c} /> },
  ]
  const asked = params.get('tab') ?? ''
  const tab = tabs.some((x) => x.key === asked) ? asked : c.signed_day ? 'overview' : 'terms'
  const due = c.status === 'awarded' && c.award_day ? { label: t.signBy, at: addDays(c.award_day, 30) } : { label: t.due, at: c.next_due }
  return (
    <Page
      title={c.name}
      back="/contracts"
      state={<ContractState of={c.status} />}
      sub={
        <>
          <span className="tx-figure">{c.no}</span> · {c.provider_name ?? c.buyer_dept} · {word(contractNext, c.status)}
        </>
      }
      deadline={{ ...due, soonDays: 14 }}
      acts={<Acts c={c} changed={reload} />}
      aside={<History id={id} version={con.at} />}
    >
      <Tabs activeKey={tab} items={tabs} destroyOnHidden onChange={(k) => setParams({ tab: k }, { replace: true })} />
    </Page>
  )
}

function Terms({ c }: { c: Contract }) {
  return (
    <>
      {(c.reason || c.settlement) && (
        <Card>
          <Facts
            of={[
              [t.why, c.reason],
              [t.settlement, c.settlement],
            ]}
          />
        </Card>
      )}
      <Card title={t.basics}>
        <Facts
          of={[
            [t.buyer, c.buyer_dept],
            [t.provider, c.provider_name],
            [t.subject, word(contractSubject, c.subject)],
            [t.catalogue, c.catalogue],
            [t.term, `${format.day(c.start, 0)} – ${format.day(c.end, 0)}`],
            [t.region, <RegionName key="r" path={c.region} />],
            [t.regions, <span key="s">{c.regions.map((r, i) => [i > 0 && format.comma(), <RegionName key={r} path={r} short />])}</span>],
            [t.multiYear, c.multi_year_reason],
            [t.standard, c.standard],
            [t.noSubcontract, c.no_subcontract ? t.noSubHow : undefined],
            [t.subcontract, c.subcontract],
          ]}
        />
      </Card>
      <Card title={t.buyCard}>
        <Facts
          of={[
            [t.budgetDoc, c.budget_doc_no],
            [t.budgetFen, format.money(c.budget_fen)],
            [t.year, String(c.fiscal_year)],
            [t.method, word(procurementMethod, c.method)],
            [t.awardAmount, c.award_fen ? format.money(c.award_fen) : undefined],
            [t.amount, c.amount_fen ? format.money(c.amount_fen) : undefined],
            [t.noticeDay, c.notice_day && format.day(c.notice_day)],
            [t.awardDay, c.award_day && format.day(c.award_day)],
            [t.signedDay, c.signed_day && format.day(c.signed_day)],
            [t.publishedDay, c.published_day && `${format.day(c.published_day)}${c.late_published ? ` · ${t.latePublished}` : ''}`],
            [t.filedDay, c.filed_day && `${format.day(c.filed_day)}${c.late_filed ? ` · ${t.lateFiled}` : ''}`],
            [
              t.noticeURL,
              c.notice_url && (
                <a key="n" href={c.notice_url} rel="noreferrer noopener" target="_blank">
                  {c.notice_url}
                </a>
              ),
            ],
          ]}
        />
      </Card>
      {c.outcomes.length > 0 && (
        <Card title={t.outcomes}>
          <ul className="tw-list">
            {c.outcomes.map((o) => (
              <li key={o.at}>
                {t.outcome({ kind: word(evaluationKind, o.kind), total: points(o.total), pass: o.pass ? t.pass : t.fail })}{' '}
                <span className="tx-muted">{format.instant(o.at)}</span>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {c.acceptance && (
        <Card title={t.acceptance}>
          <Facts
            of={[
              [t.day, format.day(c.acceptance.day)],
              [t.report, c.acceptance.report],
              [t.userOpinion, c.acceptance.user_opinion],
            ]}
          />
        </Card>
      )}
    </>
  )
}
