import { DownloadOutlined } from '@ant-design/icons'
import { api, take, texts, type components, type Problem } from '@tongxing/shared'
import { policeAnswerColumn, policeAnswerOutcome, policeResult } from '@tongxing/shared/words'
import { Alert, Button, Input } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { Link, useParams } from 'react-router'
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
  RegionName,
  saveFile,
  StateTag,
  Understood,
  useLoad,
  Waiting,
} from '../../parts/index.ts'
import { choices, tones, word } from '../../domain/words.ts'

type Report = components['schemas']['surveys.answersView']
type Row = components['schemas']['surveys.answersRowView']

export const t = texts(
  {
    title: '上传公安核实结果',
    how: '上传派出所填好“核实结果”和“备注”的原名单。按身份证号码在本批次内查找，已经录入的结果不会被改动。',
    of: '本批次 {n} 人，已有结果 {done} 人',
    drop: '把填好的名单拖到这里，或点击选择',
    types: '.xlsx 或 .csv，不超过 10 MB。核实结果填“属实”“查无此人”或“信息不符”，信息不符的在备注中写明。',
    reading: '正在检查“{name}”…',
    locked: '文件密码',
    lockedHow: '文件设有打开密码。请填写导出名单时显示的密码，或派出所另设的密码。',
    unlock: '打开文件',
    preview: '核对结果',
    previewNote: '现在什么都没有保存。信息不符的，录入后通知村（社区）处理。',
    commit: '录入 {n} 人的结果',
    nothing: '没有可录入的结果',
    other: '换一个文件',
    again: '再上传一个文件',
    running: '正在录入，请不要关闭页面。',
    done: '录入完成',
    doneText: '录入 {n} 人，其中信息不符共 {mismatch} 人；未录入 {back} 行。本批次还有 {left} 人没有结果。',
    returned: '下载未录入的行',
    returnedToCheck: '下载未通过的行',
    returnedNote: '每一行都写明了原因，改好后可直接上传这个文件。文件含个人信息，用后请删除。',
    outcome: '处理',
    result: '核实结果',
    file: '档案',
    open: '打开',
    lines: '查看本批次',
  },
  {
    title: 'Upload the answers of the police',
    how: 'Upload the list that was taken out, filled in. People are found by ID number within the batch; entered answers are not changed.',
    of: '{n} {n|person|people} in the batch, {done} with an answer',
    drop: 'Drop the filled-in list here, or choose it',
    types: '.xlsx or .csv, up to 10 MB. Results are confirmed, not found or mismatch; a mismatch says in the note what does not match.',
    reading: 'Checking “{name}”…',
    locked: 'Password of the file',
    lockedHow: 'The file is locked. Give the password that was shown when the list was taken out, or the one that the police set.',
    unlock: 'Open the file',
    preview: 'What was found',
    previewNote: 'Nothing has been stored. Villages are told of mismatches once they are entered.',
    commit: 'Enter {n} {n|answer|answers}',
    nothing: 'No answers to enter',
    other: 'Another file',
    again: 'Upload another file',
    running: 'Entering; keep this page open.',
    done: 'Entered',
    doneText:
      '{n} entered; {mismatch} {mismatch|mismatch|mismatches} in the batch; {back} {back|row|rows} not entered. {left} in the batch without an answer.',
    returned: 'Rows not entered',
    returnedToCheck: 'Rows refused',
    returnedNote: 'Each row says why; correct them and upload that file. It holds personal data: delete it afterwards.',
    outcome: 'What happens',
    result: 'Result',
    file: 'File',
    open: 'Open',
    lines: 'See the batch',
  },
)

const send = (id: string, file: File, password: string, dry: boolean, signal: AbortSignal): Promise<Report> =>
  take(
    importClient.POST('/police-batches/{id}/answers', {
      params: { path: { id }, query: { dry_run: dry } },
      ...asForm(file, password),
      signal,
    }),
  )

interface Stage {
  file?: File
  dry?: Report
  result?: Report
  problem?: Problem
  busy?: 'reading' | 'entering'
}

const needsPassword = (p: Problem | undefined) => p?.code === 'sheet_encrypted' || p?.code === 'sheet_password'

/** The answered list of a batch: tried first, then entered. */
export function Component() {
  const { id = '' } = useParams()
  const batch = useLoad(() => take(api.GET('/police-batches/{id}', { params: { path: { id } } })), [id])
  const [s, setS] = useState<Stage>({})
  const [password, setPassword] = useState('')
  const stop = useRef<AbortController>(undefined)
  useEffect(() => () => stop.current?.abort(), [])

  const call = async (file: File, dry: boolean, before: Stage) => {
    stop.current = new AbortController()
    const { signal } = stop.current
    setS({ file, ...(before.dry ? { dry: before.dry } : {}), busy: dry ? 'reading' : 'entering' })
    try {
      const report = await again(() => send(id, file, password, dry, signal))
      setS({ file, ...(dry ? { dry: report } : { result: report }) })
    } catch (err) {
      if (!signal.aborted) setS({ ...before, file, problem: asProblem(err) })
    }
  }
  const over = () => {
    setPassword('')
    setS({})
  }
  if (!batch.data) return <Waiting of={batch} />
  const b = s.result?.batch ?? batch.data
  const done = b.confirmed + b.not_found + b.mismatch
  const step = s.result ? 3 : s.busy === 'entering' ? 2 : s.dry ? 1 : 0
  const report = s.busy === 'entering' ? undefined : (s.result ?? s.dry)
  const retry = s.file && !needsPassword(s.problem) && (() => void call(s.file!, !s.dry, s.dry ? { dry: s.dry } : {}))
  return (
    <Page title={t.title} sub={<RegionName path={b.area} />} back={`/surveys/${b.survey_id}`}>
      <ImportSteps step={step} />
      {s.problem?.code !== 'sheet_encrypted' && <Refusal problem={s.problem} {...(retry ? { retry } : {})} />}
      {step === 0 && (
        <Card>
          <p>{t.how}</p>
          <p className="tx-muted">{t.of({ n: b.total, done })}</p>
          {needsPassword(s.problem) && (
            <form
              className="tx-gap-above tx-gap-below"
              onSubmit={(e) => {
                e.preventDefault()
                void call(s.file!, true, {})
              }}
            >
              <p className="tx-muted" id="file-password-how">
                {t.lockedHow}
              </p>
              <label htmlFor="file-password">{t.locked}</label>
              <span className="tx-row">
                <Input
                  id="file-password"
                  aria-describedby="file-password-how"
                  autoComplete="off"
                  autoFocus
                  style={{ width: 260 }}
                  value={password}
                  onChange={(e) => setPassword(e.target.value.trim())}
                />
                <Button type="primary" htmlType="submit" disabled={!password} loading={!!s.busy}>
                  {t.unlock}
                </Button>
              </span>
            </form>
          )}
          <DropSheet
            status={s.busy ? t.reading({ name: s.file?.name ?? '' }) : t.drop}
            types={t.types}
            busy={!!s.busy}
            read={(f) => void call(f, true, {})}
          />
        </Card>
      )}
      {s.busy === 'entering' && (
        <Card>
          <p role="status">{t.running}</p>
        </Card>
      )}
      {s.dry && s.busy !== 'entering' && (
        <>
          <Understood sheets={s.dry.sheets} columns={(of) => of.columns.map((c) => [c.wording, word(policeAnswerColumn, c.column)])} />
          <section className="tx-stack">
            <div className="tx-page-head">
              <div>
                <h2>{t.preview}</h2>
                <p className="tx-muted">{t.previewNote}</p>
              </div>
              <div className="tx-row">
                <Button onClick={over}>{t.other}</Button>
                <Button type="primary" disabled={s.dry.entered === 0} onClick={() => void call(s.file!, false, { dry: s.dry! })}>
                  {s.dry.entered ? t.commit({ n: s.dry.entered }) : t.nothing}
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
          type={s.result.refused + s.result.kept ? 'warning' : 'success'}
          showIcon
          title={t.done}
          description={t.doneText({
            n: s.result.entered,
            mismatch: b.mismatch,
            back: s.result.refused + s.result.kept,
            left: b.total - done,
          })}
        />
      )}
      {report?.returned && (
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
            <Button onClick={over}>{t.again}</Button>
            <Link to={`/police-lines?batch_id=${id}`}>{t.lines}</Link>
          </span>
        </p>
      )}
      {report && (
        <>
          {!s.result && <Counts report={report} />}
          <ImportRows
            key={report.dry_run ? 'dry' : 'done'}
            name="police-answers"
            rows={report.rows.map((r) => ({ ...r, doubts: [] }))}
            outcome={{ title: t.outcome, options: choices(policeAnswerOutcome), tag: outcomeTag }}
            more={[
              { key: 'result', title: t.result, width: 110, render: (r) => (r.result ? word(policeResult, r.result) : '—') },
              { key: 'file', title: t.file, width: 80, render: fileOf },
            ]}
          />
        </>
      )}
    </Page>
  )
}

function Counts({ report: r }: { report: Report }) {
  return (
    <ul className="tx-counts">
      {(
        [
          ['entered', r.entered],
          ['same', r.same],
          ['blank', r.empty],
          ['kept', r.kept],
          ['refused', r.refused],
        ] as const
      ).map(([key, n]) => (
        <li key={key}>
          <strong className="tx-figure">{n}</strong>
          {outcomeTag(key)}
        </li>
      ))}
    </ul>
  )
}

const outcomeTag = (outcome: string) => (
  <StateTag tone={tones.policeAnswer[outcome] ?? 'neutral'}>{word(policeAnswerOutcome, outcome)}</StateTag>
)

const fileOf = (r: Row) => (r.file_id ? <Link to={`/beneficiaries/${r.file_id}`}>{t.open}</Link> : '')
