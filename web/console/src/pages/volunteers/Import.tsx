import { DownloadOutlined, InboxOutlined } from '@ant-design/icons'
import { format, newClient, Problem, take, texts, type components } from '@tongxing/shared'
import { importOutcome } from '@tongxing/shared/words'
import { Alert, Button, Progress, Steps, Upload } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import { Link } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { again, asProblem, Card, DataTable, Empty, Page, Refusal, StateTag, type Column } from '../../parts/index.ts'
import { choices, tones, word } from '../../domain/words.ts'

type Report = components['schemas']['volunteers.importView']
type Row = components['schemas']['volunteers.rowView']

export const t = texts(
  {
    title: '名册导入',
    sub: '导入到 {org}',
    noOrg: '请先在页面上方选择要导入到的机构。',
    steps: {
      file: '选择文件',
      preview: '核对',
      commit: '导入',
      result: '结果',
    },
    drop: '把名册文件拖到这里，或点击选择',
    types: '支持 .xlsx 和 .csv（UTF-8 或 GB18030），单个文件不超过 20 MB。表头用语、日期写法、标题行、合计行都能识别。',
    template: '下载空白模板',
    reading: '正在识别“{name}”…',
    understood: '识别结果',
    sheet: '工作表',
    header: '表头在第 {n} 行',
    rows: '{n} 行人员',
    skippedRows: '跳过 {n} 行（合计、说明、重复表头）',
    columns: '识别的列',
    unknown: '没有识别的列',
    unknownNote: '这些列不会导入。',
    notRead: '没有读取',
    preview: '预览',
    previewNote: '现在什么都没有写入。确认后执行的结果与预览完全一致。',
    rowNo: '行号',
    outcome: '处理',
    problems: '问题',
    doubts: '请留意',
    fine: '没有问题',
    commit: '确认导入 {n} 人',
    asking:
      '不是本机构成员的人，不论平台上有没有档案，一律向本人提出邀请；本人在手机上同意后才成为成员。每人每天最多发出 20 份邀请，其余的依次在以后几天发出。',
    invited: '查看邀请',
    nothing: '没有可导入的人员',
    other: '换一个文件',
    again: '再导入一个文件',
    running: '正在导入…',
    rate: '约每秒 {n} 行',
    left: '预计还需 {s} 秒',
    almost: '即将完成',
    cancel: '停止等待',
    stopped: '已停止等待，服务器可能仍在处理。再次导入同一文件是安全的，不会重复登记。',
    done: '导入完成',
    doneText: '已受理：待本人确认 {asked} 人，补充 {updated} 人，无变化 {unchanged} 人，未导入 {bad} 人。',
    returned: '下载未导入的行',
    returnedNote: '文件里每一行都写明了原因，改好后可直接重新导入。',
    blank: '空行 {n}',
    all: '全部',
  },
  {
    title: 'Roster import',
    sub: 'Into {org}',
    noOrg: 'Choose the organisation at the top first.',
    steps: {
      file: 'File',
      preview: 'Check',
      commit: 'Import',
      result: 'Result',
    },
    drop: 'Drop the roster here, or choose it',
    types: '.xlsx and .csv (UTF-8 or GB18030), up to 20 MB. Headers in many wordings, dates, titles and totals are understood.',
    template: 'An empty roster',
    reading: 'Reading “{name}”…',
    understood: 'What was understood',
    sheet: 'Sheet',
    header: 'header in row {n}',
    rows: '{n} {n|person|people}',
    skippedRows: '{n} {n|row|rows} skipped (totals, notes, repeated headers)',
    columns: 'Columns understood',
    unknown: 'Columns not understood',
    unknownNote: 'They are not imported.',
    notRead: 'Not read',
    preview: 'Preview',
    previewNote: 'Nothing has been written. What you see is exactly what will be done.',
    rowNo: 'Row',
    outcome: 'What happens',
    problems: 'Problems',
    doubts: 'Look at',
    fine: 'Fine',
    commit: 'Import {n} {n|person|people}',
    asking:
      'People who are not members are asked, whether the platform knows them or not; they become members when they agree on their own phone. ' +
      'You can send 20 requests a day; the rest follow on the next days.',
    invited: 'See the requests',
    nothing: 'Nobody to import',
    other: 'Another file',
    again: 'Import another file',
    running: 'Importing…',
    rate: 'about {n} {n|row|rows} a second',
    left: 'about {s} s left',
    almost: 'nearly done',
    cancel: 'Stop waiting',
    stopped: 'You stopped waiting; the server may still be at work. Importing the same file again is safe: nobody is entered twice.',
    done: 'Imported',
    doneText: '{asked} asked, {updated} completed, {unchanged} unchanged, {bad} not imported.',
    returned: 'Rows not imported',
    returnedNote: 'Each row says why; correct them and import the file again.',
    blank: '{n} blank',
    all: 'All',
  },
)

export const columnNames = texts(
  {
    name: '姓名',
    gender: '性别',
    birth: '出生日期',
    id_number: '身份证号码',
    mobile: '手机号',
    region: '居住区域',
    skills: '技能',
    services: '服务类别',
    joined: '加入日期',
    emergency_name: '紧急联系人',
    emergency_mobile: '紧急联系电话',
    guardian_name: '监护人',
    guardian_mobile: '监护人手机',
    guardian_relation: '监护关系',
    consent: '监护人同意',
    note: '备注',
    no: '序号',
    available: '可服务时间',
  },
  {
    name: 'Name',
    gender: 'Sex',
    birth: 'Birth',
    id_number: 'ID number',
    mobile: 'Mobile',
    region: 'Area',
    skills: 'Skills',
    services: 'Services',
    joined: 'Joined',
    emergency_name: 'Emergency contact',
    emergency_mobile: 'Emergency mobile',
    guardian_name: 'Guardian',
    guardian_mobile: 'Guardian’s mobile',
    guardian_relation: 'Relation',
    consent: 'Consent',
    note: 'Note',
    no: 'No.',
    available: 'Available',
  },
)

/** A roster of thousands takes longer than other calls may. */
const slow = newClient({ timeout: 150_000 })

function send(orgId: string, file: File, dry: boolean, signal?: AbortSignal): Promise<Report> {
  return take(
    slow.POST('/volunteers/import', {
      params: { query: { org_id: orgId, dry_run: dry } },
      body: { file: file as unknown as string },
      bodySerializer: () => {
        const form = new FormData()
        form.set('file', file)
        return form
      },
      ...(signal ? { signal } : {}),
    }),
  )
}

interface Stage {
  file?: File
  dry?: Report
  /** Milliseconds that the dry run took: the import takes about as long. */
  took?: number
  result?: Report
  problem?: Problem
  busy?: 'reading' | 'importing'
  stopped?: boolean
}

export function Component() {
  const { orgId, place } = useSession()
  const [s, setS] = useState<Stage>({})
  const stop = useRef<AbortController>(undefined)
  useEffect(() => () => stop.current?.abort(), [])
  if (!orgId) return <Empty title={t.noOrg} />

  const read = async (file: File) => {
    setS({ file, busy: 'reading' })
    const begun = performance.now()
    try {
      const dry = await again(() => send(orgId, file, true))
      setS({ file, dry, took: performance.now() - begun })
    } catch (err) {
      setS({ problem: asProblem(err) })
    }
  }
  const commit = async () => {
    const { file } = s
    if (!file) return
    stop.current = new AbortController()
    const { signal } = stop.current
    setS({ ...s, busy: 'importing' })
    try {
      const result = await again(() => send(orgId, file, false, signal))
      setS({ file, result })
    } catch (err) {
      if (signal.aborted) setS({ ...s, stopped: true })
      else setS({ ...s, problem: asProblem(err) })
    }
  }
  const step = s.result ? 3 : s.busy === 'importing' ? 2 : s.dry ? 1 : 0
  const good = s.dry ? s.dry.asked + s.dry.updated : 0
  return (
    <Page title={t.title} sub={t.sub({ org: place?.name ?? '' })}>
      <Card>
        <Steps
          size="small"
          current={step}
          items={[t.steps.file, t.steps.preview, t.steps.commit, t.steps.result].map((title) => ({ title }))}
        />
      </Card>
      <Refusal problem={s.problem} retry={() => void (s.dry ? commit() : s.file && read(s.file))} />
      {s.stopped && <Alert className="tx-refusal" type="warning" showIcon title={t.stopped} />}
      {step === 0 && <Choose busy={s.busy === 'reading'} name={s.file?.name ?? ''} read={(f) => void read(f)} />}
      {s.busy === 'importing' && <Running rows={s.dry?.rows.length ?? 0} took={s.took ?? 0} cancel={() => stop.current?.abort()} />}
      {s.dry && s.busy !== 'importing' && (
        <>
          <Understood report={s.dry} />
          <section className="tx-stack">
            <div className="tx-page-head">
              <div>
                <h2>{t.preview}</h2>
                <p className="tx-muted">{t.previewNote}</p>
                <p className="tx-muted">{t.asking}</p>
              </div>
              <div className="tx-row">
                <Button onClick={() => setS({})}>{t.other}</Button>
                <Button type="primary" disabled={good === 0} onClick={() => void commit()}>
                  {good ? t.commit({ n: good }) : t.nothing}
                </Button>
              </div>
            </div>
          </section>
          <Counts report={s.dry} />
          <Rows report={s.dry} />
        </>
      )}
      {s.result && (
        <>
          <Alert
            className="tx-refusal"
            role="status"
            type={s.result.refused + s.result.conflicts ? 'warning' : 'success'}
            showIcon
            title={t.done}
            description={t.doneText({
              asked: s.result.asked,
              updated: s.result.updated,
              unchanged: s.result.unchanged,
              bad: s.result.refused + s.result.conflicts,
            })}
          />
          {s.result.returned && (
            <Card>
              <div className="tx-row">
                <Button type="primary" icon={<DownloadOutlined />} onClick={() => save(s.result!.returned!)}>
                  {t.returned}
                </Button>
                <span className="tx-muted">{t.returnedNote}</span>
              </div>
            </Card>
          )}
          <p className="tx-gap-below">
            <span className="tx-row">
              <Button onClick={() => setS({})}>{t.again}</Button>
              <Link to="/volunteers/invited">{t.invited}</Link>
            </span>
          </p>
          <Rows report={s.result} />
        </>
      )}
    </Page>
  )
}

function Choose({ busy, name, read }: { busy: boolean; name: string; read: (f: File) => void }) {
  return (
    <Card>
      <Upload.Dragger
        accept=".xlsx,.csv"
        showUploadList={false}
        disabled={busy}
        beforeUpload={(file) => {
          read(file)
          return false
        }}
      >
        <p className="tx-drop-icon">
          <InboxOutlined />
        </p>
        <p className="tx-empty-title" role="status">
          {busy ? t.reading({ name }) : t.drop}
        </p>
        <p className="tx-muted">{t.types}</p>
      </Upload.Dragger>
      <p className="tx-gap-above">
        <Button icon={<DownloadOutlined />} href="/api/v1/volunteers/import/template" download>
          {t.template}
        </Button>
      </p>
    </Card>
  )
}

function Understood({ report }: { report: Report }) {
  return (
    <Card title={t.understood}>
      {report.sheets.map((s) => (
        <div key={s.name} className="tx-gap-below">
          <h3>
            {t.sheet}“{s.name}” {s.message && <StateTag tone="late">{t.notRead}</StateTag>}
          </h3>
          {s.message ? (
            <p>{s.message}</p>
          ) : (
            <>
              <p className="tx-muted">
                {t.header({ n: s.header_row })} · {t.rows({ n: s.rows })}
                {s.skipped > 0 && ` · ${t.skippedRows({ n: s.skipped })}`}
              </p>
              <p>
                {t.columns}
                {format.colon()}
                {Object.entries(s.columns).map(([key, wording]) => {
                  const name = (columnNames as Record<string, string>)[key] ?? wording
                  return (
                    <span key={key} className="tx-chip">
                      {wording}
                      {name !== wording && <span className="tx-muted"> → {name}</span>}
                    </span>
                  )
                })}
              </p>
              {s.unknown.length > 0 && (
                <p className="tx-warn">
                  {t.unknown}
                  {format.colon()}
                  {s.unknown.join(format.comma())} · {t.unknownNote}
                </p>
              )}
            </>
          )}
        </div>
      ))}
    </Card>
  )
}

function Counts({ report: r }: { report: Report }) {
  const of: [keyof typeof importOutcome, number][] = [
    ['asked', r.asked],
    ['updated', r.updated],
    ['unchanged', r.unchanged],
    ['conflict', r.conflicts],
    ['refused', r.refused],
  ]
  return (
    <ul className="tx-counts">
      {of.map(([key, n]) => (
        <li key={key}>
          <strong className="tx-figure">{n}</strong>
          <StateTag tone={tones.outcome[key] ?? 'neutral'}>{word(importOutcome, key)}</StateTag>
        </li>
      ))}
    </ul>
  )
}

function Rows({ report }: { report: Report }) {
  const rows = useMemo(
    () =>
      [...report.rows].sort(
        (a, b) =>
          Number(b.problems.length > 0) - Number(a.problems.length > 0) || Number(b.doubts.length > 0) - Number(a.doubts.length > 0),
      ),
    [report],
  )
  const columns: Column<Row>[] = [
    { key: 'sheet', title: t.sheet, width: 140, render: (r) => r.sheet },
    { key: 'row', title: t.rowNo, width: 90, align: 'right', render: (r) => r.row, sort: (r) => r.row },
    {
      key: 'outcome',
      title: t.outcome,
      width: 130,
      render: (r) => <StateTag tone={tones.outcome[r.outcome] ?? 'neutral'}>{word(importOutcome, r.outcome)}</StateTag>,
      sort: (r) => r.outcome,
    },
    { key: 'problems', title: t.problems, render: (r) => <Cells of={r.problems} empty={r.doubts.length ? '' : t.fine} bad /> },
    { key: 'doubts', title: t.doubts, render: (r) => <Cells of={r.doubts} empty="" /> },
  ]
  return (
    <DataTable<Row>
      name="import"
      label={t.preview}
      rowKey={(r) => `${r.sheet} ${r.row}`}
      filters={[{ key: 'outcome', kind: 'choice', label: t.outcome, options: choices(importOutcome) }]}
      load={(query, page) => {
        const fit = query.outcome ? rows.filter((r) => r.outcome === query.outcome) : rows
        const from = Number(page.after ?? 0)
        const next = from + page.limit
        return Promise.resolve({ items: fit.slice(from, next), ...(next < fit.length ? { next: String(next) } : {}) })
      }}
      columns={columns}
    />
  )
}

function Cells({ of, empty, bad = false }: { of: Row['problems']; empty: string; bad?: boolean }) {
  if (of.length === 0) return <span className="tx-muted">{empty}</span>
  const text = of.map((c) => (c.wording ? `${c.wording}${format.colon()}${c.message}` : c.message)).join(' ')
  return (
    <span className={bad ? 'tx-warn' : ''} title={text}>
      {text}
    </span>
  )
}

/** Running shows how far the import has come, reckoned by how long the dry run took: both do the same work. */
function Running({ rows, took, cancel }: { rows: number; took: number; cancel: () => void }) {
  const [spent, setSpent] = useState(0)
  useEffect(() => {
    const begun = performance.now()
    const timer = setInterval(() => setSpent(performance.now() - begun), 250)
    return () => clearInterval(timer)
  }, [])
  const share = Math.min(0.95, spent / Math.max(400, took))
  const left = Math.ceil((took - spent) / 1000)
  return (
    <Card>
      <div role="status">
        <p className="tx-empty-title">{t.running}</p>
        <Progress percent={Math.round(share * 100)} showInfo={false} aria-label={t.running} />
        <p className="tx-muted">
          {took > 0 && t.rate({ n: Math.max(1, Math.round((rows / took) * 1000)) })} · {left > 0 ? t.left({ s: left }) : t.almost}
        </p>
      </div>
      <Button onClick={cancel}>{t.cancel}</Button>
    </Card>
  )
}

function save(file: components['schemas']['volunteers.fileView']): void {
  const bytes = Uint8Array.from(atob(file.data), (c) => c.charCodeAt(0))
  const url = URL.createObjectURL(new Blob([bytes], { type: file.content_type }))
  const a = document.createElement('a')
  a.href = url
  a.download = file.filename
  a.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
