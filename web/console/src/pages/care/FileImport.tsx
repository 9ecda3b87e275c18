import { DownloadOutlined } from '@ant-design/icons'
import { type Problem, take, texts, type components } from '@tongxing/shared'
import { beneficiaryKind, fileImportOutcome } from '@tongxing/shared/words'
import { Alert, Button, Select } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'react-router'
import {
  again,
  asForm,
  asProblem,
  Card,
  DropSheet,
  importClient,
  ImportRows,
  ImportSteps,
  Page,
  Refusal,
  saveFile,
  StateTag,
  Understood,
} from '../../parts/index.ts'
import { choices, tones, word } from '../../domain/words.ts'

type Report = components['schemas']['register.importView']
type Row = components['schemas']['register.importRowView']
type Kind = components['schemas']['register.Kind']

export const t = texts(
  {
    title: '导入名单',
    sub: '每一行通过检查的人员生成一份草稿，之后照常提交、核实、确认',
    kind: '名单中的人员是',
    kindNote: '名单有“类别”一列的，以该列为准。',
    template: '下载空白模板',
    drop: '把名单拖到这里，或点击选择',
    types: '.xlsx 或 .csv，不超过 20 MB、3000 行。标题行、合并单元格、合计行和常见表头用语都能识别。',
    reading: '正在检查“{name}”…',
    preview: '核对结果',
    previewNote: '现在什么都没有保存。身份证号是否已在其他地方建档，导入时才核对。',
    commit: '导入 {n} 人',
    nothing: '没有可导入的人员',
    other: '换一个文件',
    again: '再导入一个名单',
    running: '正在导入，请不要关闭页面。中断后再次导入同一文件即可继续，不会重复建档。',
    done: '导入完成',
    doneText: '生成草稿 {good} 份，已有档案 {known} 人（未改动），未导入 {bad} 行。',
    returned: '下载未导入的行',
    returnedToCheck: '下载未通过的行',
    returnedNote: '每一行都写明了原因，改好后可直接重新导入这个文件。文件含个人信息，用后请删除。',
    drafts: '查看草稿',
    outcome: '结果',
    file: '档案',
    open: '打开',
  },
  {
    title: 'Import a list',
    sub: 'Each row that passes becomes a draft, to be handed in, verified and confirmed as usual',
    kind: 'The people in the list are',
    kindNote: 'A column of kinds in the list counts instead.',
    template: 'An empty list',
    drop: 'Drop the list here, or choose it',
    types: '.xlsx or .csv, up to 20 MB and 3,000 rows. Titles, merged cells, totals and the usual headings are understood.',
    reading: 'Checking “{name}”…',
    preview: 'What was found',
    previewNote: 'Nothing has been stored. Whether a number has a file elsewhere is found only when importing.',
    commit: 'Import {n} {n|person|people}',
    nothing: 'Nobody to import',
    other: 'Another file',
    again: 'Import another list',
    running: 'Importing; keep this page open. If it stops, import the same file again: it continues, and nobody is entered twice.',
    done: 'Imported',
    doneText: '{good} {good|draft|drafts} written, {known} with a file (not changed), {bad} {bad|row|rows} not imported.',
    returned: 'Rows not imported',
    returnedToCheck: 'Rows refused',
    returnedNote: 'Each row says why; correct them and import that file. It holds personal data: delete it afterwards.',
    drafts: 'See the drafts',
    outcome: 'Result',
    file: 'File',
    open: 'Open',
  },
)

const send = (kind: Kind, file: File, dry: boolean, signal: AbortSignal): Promise<Report> =>
  take(importClient.POST('/beneficiaries/import', { params: { query: { kind, dry_run: dry } }, ...asForm(file), signal }))

interface Stage {
  file?: File
  dry?: Report
  result?: Report
  problem?: Problem
  busy?: 'reading' | 'importing'
}

/** The import of a list of people: checked first, then written as drafts. */
export function Component() {
  const [kind, setKind] = useState<Kind>('left_behind_child')
  const [s, setS] = useState<Stage>({})
  const stop = useRef<AbortController>(undefined)
  useEffect(() => () => stop.current?.abort(), [])

  const call = async (file: File, dry: boolean, before: Stage) => {
    stop.current = new AbortController()
    const { signal } = stop.current
    setS({ file, ...(before.dry ? { dry: before.dry } : {}), busy: dry ? 'reading' : 'importing' })
    try {
      const report = await again(() => send(kind, file, dry, signal))
      setS({ file, ...(dry ? { dry: report } : { result: report }) })
    } catch (err) {
      if (!signal.aborted) setS({ ...before, file, problem: asProblem(err) })
    }
  }
  const step = s.result ? 3 : s.busy === 'importing' ? 2 : s.dry ? 1 : 0
  const retry = s.file && (() => void call(s.file!, !s.dry, s.dry ? { dry: s.dry } : {}))
  const report = s.result ?? s.dry
  return (
    <Page title={t.title} sub={t.sub} back="/beneficiaries">
      <ImportSteps step={step} />
      <Refusal problem={s.problem} {...(retry ? { retry } : {})} />
      {step === 0 && (
        <Choose kind={kind} setKind={setKind} name={s.busy ? (s.file?.name ?? '') : ''} read={(f) => void call(f, true, {})} />
      )}
      {s.busy === 'importing' && (
        <Card>
          <p role="status">{t.running}</p>
        </Card>
      )}
      {s.dry && s.busy !== 'importing' && (
        <>
          <Understood sheets={s.dry.sheets} columns={(sheet) => sheet.columns.map((c) => [c.wording, c.name])} />
          <section className="tx-stack">
            <div className="tx-page-head">
              <div>
                <h2>{t.preview}</h2>
                <p className="tx-muted">{t.previewNote}</p>
              </div>
              <div className="tx-row">
                <Button onClick={() => setS({})}>{t.other}</Button>
                <Button type="primary" disabled={s.dry.good === 0} onClick={() => void call(s.file!, false, { dry: s.dry! })}>
                  {s.dry.good ? t.commit({ n: s.dry.good }) : t.nothing}
                </Button>
              </div>
            </div>
          </section>
        </>
      )}
      {s.result && (
        <Alert
          className="tx-refusal"
          role="status"
          type={s.result.refused ? 'warning' : 'success'}
          showIcon
          title={t.done}
          description={t.doneText({ good: s.result.good, known: s.result.known, bad: s.result.refused })}
        />
      )}
      {report?.returned && s.busy !== 'importing' && (
        <Card>
          <div className="tx-row">
            <Button icon={<DownloadOutlined />} onClick={() => saveFile(report.returned!)}>
              {s.result ? t.returned : t.returnedToCheck}
            </Button>
            <span className="tx-muted">{t.returnedNote}</span>
          </div>
        </Card>
      )}
      {s.result && (
        <p className="tx-gap-below">
          <span className="tx-row">
            <Button onClick={() => setS({})}>{t.again}</Button>
            <Link to="/beneficiaries?status=draft">{t.drafts}</Link>
          </span>
        </p>
      )}
      {report && s.busy !== 'importing' && (
        <>
          {!s.result && <Counts report={report} />}
          <ImportRows
            key={report.dry_run ? 'dry' : 'done'}
            name="file-import"
            rows={report.rows}
            outcome={{ title: t.outcome, options: choices(fileImportOutcome), tag: outcomeTag }}
            more={[{ key: 'file', title: t.file, width: 80, render: draftOf }]}
          />
        </>
      )}
    </Page>
  )
}

function Choose({ kind, setKind, name, read }: { kind: Kind; setKind: (k: Kind) => void; name: string; read: (f: File) => void }) {
  return (
    <Card>
      <div className="tx-row tx-gap-below">
        <label htmlFor="import-kind">{t.kind}</label>
        <Select<Kind>
          id="import-kind"
          value={kind}
          onChange={setKind}
          disabled={name !== ''}
          style={{ width: 220 }}
          options={choices(beneficiaryKind) as { value: Kind; label: string }[]}
        />
        <Button icon={<DownloadOutlined />} href={`/api/v1/beneficiaries/import/template?kind=${kind}`} download>
          {t.template}
        </Button>
        <span className="tx-muted">{t.kindNote}</span>
      </div>
      <DropSheet status={name ? t.reading({ name }) : t.drop} types={t.types} busy={name !== ''} read={read} />
    </Card>
  )
}

function Counts({ report: r }: { report: Report }) {
  return (
    <ul className="tx-counts">
      {(['good', 'known', 'refused'] as const).map((key) => (
        <li key={key}>
          <strong className="tx-figure">{r[key]}</strong>
          {outcomeTag(key)}
        </li>
      ))}
    </ul>
  )
}

const outcomeTag = (outcome: string) => (
  <StateTag tone={tones.fileImport[outcome] ?? 'neutral'}>{word(fileImportOutcome, outcome)}</StateTag>
)

const draftOf = (r: Row) => (r.file_id ? <Link to={`/beneficiaries/${r.file_id}`}>{t.open}</Link> : '')
