import { PlusOutlined, SearchOutlined, UploadOutlined } from '@ant-design/icons'
import { api, format, take, type components } from '@tongxing/shared'
import { ageBand, beneficiaryKind, beneficiaryStatus, guardianship, risk, schooling } from '@tongxing/shared/words'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { clearing, DataTable, Instant, Page, RegionName, StateTag, type Column } from '../../parts/index.ts'
import { choices, tones, word } from '../../domain/words.ts'
import { RiskMark } from './risk.tsx'
import { t } from './texts.ts'
import '../../theme/work.css'

type Search = components['schemas']['register.findRequest']
export type File = components['schemas']['register.fileView']

export const FileState = ({ of }: { of: string }) => <StateTag tone={tones.file[of] ?? 'neutral'}>{word(beneficiaryStatus, of)}</StateTag>

/** gradeText is 小学 三 年级 as 小学 3 年级; without a grade the school alone. */
export const schoolText = (f: File): string =>
  [word(schooling, f.schooling), f.grade > 0 && t.gradeOf({ n: f.grade })].filter(Boolean).join(' ')

const Completeness = ({ n }: { n: number }) => (n > 0 ? <span className="tx-lack">{t.missingN({ n })}</span> : <span>{t.complete}</span>)

/** The groups of age by which duties differ, as the API names them: from-to; the eldest 80+. */
const bands = Object.keys(ageBand)

type Asked = Omit<Search, 'text' | 'after' | 'limit'>

/** askedFor are the filters as the API takes them. */
function askedFor({ age, missing, ...query }: Record<string, string>): Asked {
  const [from, to] = (age && bands.includes(age) ? age.replace('+', '-').split('-') : []).map(Number)
  return {
    ...query,
    ...(missing === 'true' ? { missing: true } : {}),
    ...(from ? { age_from: from } : {}),
    ...(to ? { age_to: to } : {}),
  }
}

const columns = (whole: boolean): Column<File>[] => [
  { key: 'who', title: t.pseudonym, render: (f) => <Link to={`/beneficiaries/${f.id}`}>{f.pseudonym}</Link> },
  ...(whole ? [{ key: 'name', title: t.name, width: 100, render: (f: File) => f.name ?? '—' }] : []),
  { key: 'kinds', title: t.kinds, width: 190, render: (f) => f.kinds.map((k) => word(beneficiaryKind, k)).join(format.comma()) },
  { key: 'age', title: t.age, width: 80, render: (f) => f.age ?? word(ageBand, f.age_band) },
  {
    key: 'risk',
    title: t.risk,
    width: 100,
    render: (f) => <RiskMark of={f.risk} />,
    sort: (f) => ['red', 'yellow', 'blue', 'green', 'not_collected'].indexOf(f.risk),
  },
  { key: 'guardianship', title: t.guardianship, width: 110, render: (f) => word(guardianship, f.guardianship) },
  { key: 'status', title: t.state, width: 140, render: (f) => <FileState of={f.status} /> },
  ...(whole
    ? [
        {
          key: 'missing',
          title: t.missing,
          width: 130,
          render: (f: File) => <Completeness n={f.missing ?? 0} />,
          sort: (f: File) => f.missing ?? 0,
        },
      ]
    : []),
  { key: 'region', title: t.region, width: 130, render: (f) => <RegionName path={f.region} village /> },
  { key: 'school', title: t.schooling, width: 140, extra: true, render: (f) => schoolText(f) },
  { key: 'since', title: t.since, width: 220, render: (f) => <Instant at={f.status_at} />, sort: (f) => f.status_at, extra: true },
]

/** The files within one's reach; organisations see the cards of those assigned to them. */
export function Component() {
  const { may, orgId, region } = useSession()
  const [search, setSearch] = useState({ text: '', turn: 0 }) // not in the address, which histories and logs keep
  const how = orgId ? t.findCode : t.findHow // organisations find pseudonyms only
  const create = may('beneficiary.edit') && (
    <span className="tx-row">
      <Link to="/beneficiaries/import">
        <Button icon={<UploadOutlined />}>{t.importList}</Button>
      </Link>
      <Link to="/beneficiaries/new">
        <Button type="primary" icon={<PlusOutlined />}>
          {t.create}
        </Button>
      </Link>
    </span>
  )
  return (
    <Page title={t.files} sub={orgId ? t.orgNote : t.private} acts={create}>
      <DataTable<File>
        name="beneficiaries"
        label={t.files}
        columns={columns(!orgId)}
        filters={[
          { key: 'status', label: t.state, kind: 'choice', width: 140, options: choices(beneficiaryStatus) },
          { key: 'kind', label: t.kinds, kind: 'choice', options: choices(beneficiaryKind) },
          { key: 'risk', label: t.risk, kind: 'choice', width: 110, options: choices(risk) },
          { key: 'age', label: t.age, kind: 'choice', width: 110, options: choices(ageBand) },
          ...(orgId
            ? []
            : [
                {
                  key: 'missing',
                  label: t.missing,
                  kind: 'choice' as const,
                  width: 130,
                  options: [{ value: 'true', label: t.missingOnly }],
                },
              ]),
          ...(orgId ? [] : [{ key: 'region', label: t.region, kind: 'region' as const, within: region }]),
        ]}
        extra={
          <Input.Search
            className="tx-find"
            allowClear={clearing}
            maxLength={60}
            placeholder={orgId ? t.findCode : t.find}
            title={how}
            aria-label={how}
            searchIcon={<SearchOutlined aria-label={how} />}
            onSearch={(text) => setSearch(({ turn }) => ({ text: text.trim(), turn: turn + 1 }))}
          />
        }
        version={search.turn}
        open={(f) => `/beneficiaries/${f.id}`}
        rowLabel={(f) => f.pseudonym}
        load={(query, page) =>
          search.text
            ? take(api.POST('/beneficiaries/search', { body: { ...askedFor(query), ...page, text: search.text } }))
            : take(api.GET('/beneficiaries', { params: { query: { ...askedFor(query), ...page } } }))
        }
        empty={search.text ? { title: t.notFound, text: t.notFoundHow } : { text: orgId ? t.emptyOrg : t.empty, act: create }}
      />
    </Page>
  )
}
