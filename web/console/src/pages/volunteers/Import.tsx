import { DownloadOutlined } from '@ant-design/icons'
import { type Problem, take, texts, type components } from '@tongxing/shared'
import { importOutcome } from '@tongxing/shared/words'
import { Alert, Button, Progress } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'react-router'
import { useSession } from '../../session/session.tsx'
import {
  again,
  asForm,
  asProblem,
  Card,
  DropSheet,
  Empty,
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

type Report = components['schemas']['volunteers.importView']

export const t = texts(
  {
    title: '名册导入',
    sub: '导入到 {org}',
    noOrg: '请先在页面上方选择要导入到的机构。',
    drop: '把名册文件拖到这里，或点击选择',
    types: '支持 .xlsx 和 .csv（UTF-8 或 GB18030），单个文件不超过 20 MB。表头用语、日期写法、标题行、合计行都能识别。',
    template: '下载空白模板',
    reading: '正在识别“{name}”…',
    preview: '预览',
    previewNote: '现在什么都没有写入。确认后执行的结果与预览完全一致。',
    outcome: '处理',
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
    drop: 'Drop the roster here, or choose it',
    types: '.xlsx and .csv (UTF-8 or GB18030), up to 20 MB. Headers in many wordings, dates, titles and totals are understood.',
    template: 'An empty roster',
    reading: 'Reading “{name}”…',
    preview: 'Preview',
    previewNote: 'Nothing has been written. What you see is exactly what will be done.',
    outcome: 'What happens',
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

const send = (orgId: string, file: File, dry: boolean, signal?: AbortSignal): Promise<Report> =>
  take(
    importClient.POST('/volunteers/import', {
      params: { query: { org_id: orgId, dry_run: dry } },
      ...asForm(file),
      ...(signal ? { signal } : {}),
    }),
  )

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
      <ImportSteps step={step} />
      <Refusal problem={s.problem} retry={() => void (s.dry ? commit() : s.file && read(s.file))} />
      {s.stopped && <Alert className="tx-refusal" type="warning" showIcon title={t.stopped} />}
      {step === 0 && <Choose busy={s.busy === 'reading'} name={s.file?.name ?? ''} read={(f) => void read(f)} />}
      {s.busy === 'importing' && <Running rows={s.dry?.rows.length ?? 0} took={s.took ?? 0} cancel={() => stop.current?.abort()} />}
      {s.dry && s.busy !== 'importing' && (
        <>
          <Understood sheets={s.dry.sheets} columns={columnsOf} />
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
                <Button type="primary" icon={<DownloadOutlined />} onClick={() => saveFile(s.result!.returned!)}>
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
      <DropSheet status={busy ? t.reading({ name }) : t.drop} types={t.types} busy={busy} read={read} />
      <p className="tx-gap-above">
        <Button icon={<DownloadOutlined />} href="/api/v1/volunteers/import/template" download>
          {t.template}
        </Button>
      </p>
    </Card>
  )
}

const columnsOf = (sheet: Report['sheets'][number]) =>
  Object.entries(sheet.columns).map(([key, wording]): [string, string] => [
    wording,
    (columnNames as Record<string, string>)[key] ?? wording,
  ])

const outcomeTag = (outcome: string) => <StateTag tone={tones.outcome[outcome] ?? 'neutral'}>{word(importOutcome, outcome)}</StateTag>

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
          {outcomeTag(key)}
        </li>
      ))}
    </ul>
  )
}

const Rows = ({ report }: { report: Report }) => (
  <ImportRows name="import" rows={report.rows} outcome={{ title: t.outcome, options: choices(importOutcome), tag: outcomeTag }} />
)

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
