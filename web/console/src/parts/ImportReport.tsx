import { InboxOutlined } from '@ant-design/icons'
import { format, newClient, texts } from '@tongxing/shared'
import { Button, Modal, Steps, Upload } from 'antd'
import { useMemo, useState, type ReactNode } from 'react'
import { DataTable, type Column } from './DataTable.tsx'
import { Card } from './Page.tsx'
import { StateTag } from './StateTag.tsx'

export const t = texts(
  {
    steps: { file: '选择文件', check: '核对', commit: '导入', result: '结果' },
    understood: '识别结果',
    sheet: '工作表',
    named: '工作表“{name}”',
    header: '表头在第 {n} 行',
    rows: '{n} 行人员',
    skipped: '跳过 {n} 行（合计、说明、重复表头）',
    columns: '识别的列',
    unknown: '没有识别的列，不会导入',
    notRead: '没有读取',
    preview: '核对结果',
    row: '行号',
    problems: '问题',
    doubts: '请留意',
    fine: '没有问题',
    whole: '第 {n} 行',
  },
  {
    steps: { file: 'File', check: 'Check', commit: 'Import', result: 'Result' },
    understood: 'What was understood',
    sheet: 'Sheet',
    named: 'Sheet “{name}”',
    header: 'header in row {n}',
    rows: '{n} {n|person|people}',
    skipped: '{n} {n|row|rows} skipped (totals, notes, repeated headers)',
    columns: 'Columns understood',
    unknown: 'Columns not understood, and not imported',
    notRead: 'Not read',
    preview: 'What was found',
    row: 'Row',
    problems: 'Problems',
    doubts: 'Look at',
    fine: 'Fine',
    whole: 'Row {n}',
  },
)

/** A list of thousands takes longer than other calls may. */
export const importClient = newClient({ timeout: 150_000 })

/** How a spreadsheet goes into a call whose body is a form, with the password of one that is locked. */
export const asForm = (file: File, password = '') => ({
  body: { file: file as unknown as string },
  bodySerializer: () => {
    const form = new FormData()
    form.set('file', file)
    if (password) form.set('password', password)
    return form
  },
})

/** Where one is: 0 choosing the file, 1 checking, 2 importing, 3 done. */
export const ImportSteps = ({ step }: { step: number }) => (
  <Card>
    <Steps
      size="small"
      responsive={false}
      titlePlacement="vertical"
      current={step}
      items={[t.steps.file, t.steps.check, t.steps.commit, t.steps.result].map((title) => ({ title }))}
    />
  </Card>
)

/** Takes one spreadsheet, dropped or chosen. `status` says what it waits for, or what it is doing. */
export function DropSheet({ status, types, busy, read }: { status: string; types: string; busy: boolean; read: (f: File) => void }) {
  return (
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
        {status}
      </p>
      <p className="tx-muted">{types}</p>
    </Upload.Dragger>
  )
}

export interface ReadSheet {
  name: string
  header_row: number
  rows: number
  skipped: number
  unknown: string[]
  message?: string
}

/** What was read of each sheet. `columns` gives each column's wording in the sheet, and its name here. */
export function Understood<S extends ReadSheet>({ sheets, columns }: { sheets: S[]; columns: (s: S) => [string, string][] }) {
  return (
    <Card title={t.understood}>
      {sheets.map((s) => (
        <div key={s.name} className="tx-gap-below">
          {(s.name || s.message) && (
            <h3>
              {s.name ? t.named({ name: s.name }) : t.sheet} {s.message && <StateTag tone="late">{t.notRead}</StateTag>}
            </h3>
          )}
          {s.message ? <p>{s.message}</p> : <Columns of={s} columns={columns(s)} />}
        </div>
      ))}
    </Card>
  )
}

const Columns = ({ of: s, columns }: { of: ReadSheet; columns: [string, string][] }) => (
  <>
    <p className="tx-muted">
      {t.header({ n: s.header_row })} · {t.rows({ n: s.rows })}
      {s.skipped > 0 && ` · ${t.skipped({ n: s.skipped })}`}
    </p>
    <p>
      {t.columns}
      {format.colon()}
      {columns.map(([wording, name]) => (
        <span key={wording} className="tx-chip">
          {wording}
          {name !== wording && <span className="tx-muted"> → {name}</span>}
        </span>
      ))}
    </p>
    {s.unknown.length > 0 && (
      <p className="tx-warn">
        {t.unknown}
        {format.colon()}
        {s.unknown.join(format.comma())}
      </p>
    )}
  </>
)

export interface ReadRow {
  sheet: string
  row: number
  outcome: string
  problems: Note[]
  doubts: Note[]
}

interface Note {
  wording: string
  message: string
}

interface RowsProps<R extends ReadRow> {
  name: string
  rows: R[]
  /** The heading of the outcome, its choices and how one looks. */
  outcome: { title: string; options: { value: string; label: string }[]; tag: (outcome: string) => ReactNode }
  more?: Column<R>[]
}

/** The rows of the list, those with problems first. A row's notes are shown in full when it is pressed. */
export function ImportRows<R extends ReadRow>({ name, rows, outcome, more = [] }: RowsProps<R>) {
  const [whole, setWhole] = useState<R>()
  const sorted = useMemo(() => {
    const weight = (r: R) => (r.problems.length ? 0 : r.doubts.length ? 1 : 2)
    return [...rows].sort((a, b) => weight(a) - weight(b))
  }, [rows])
  const notes = (r: R, of: Note[], empty: string, bad: boolean) =>
    of.length === 0 ? (
      <span className="tx-muted">{empty}</span>
    ) : (
      <Button type="link" size="small" className={bad ? 'tx-warn' : ''} onClick={() => setWhole(r)}>
        {say(of).join(' ')}
      </Button>
    )
  const columns: Column<R>[] = [
    ...(rows.some((r) => r.sheet) ? [{ key: 'sheet', title: t.sheet, width: 130, render: (r: R) => r.sheet }] : []),
    { key: 'row', title: t.row, width: 80, align: 'right', render: (r) => r.row, sort: (r) => r.row },
    { key: 'outcome', title: outcome.title, width: 130, render: (r) => outcome.tag(r.outcome), sort: (r) => r.outcome },
    { key: 'problems', title: t.problems, render: (r) => notes(r, r.problems, r.doubts.length ? '' : t.fine, true) },
    ...(rows.some((r) => r.doubts.length) ? [{ key: 'doubts', title: t.doubts, render: (r: R) => notes(r, r.doubts, '', false) }] : []),
    ...more,
  ]
  return (
    <>
      <DataTable<R>
        name={name}
        label={t.preview}
        rowKey={(r) => `${r.sheet} ${r.row}`}
        filters={[{ key: 'outcome', kind: 'choice', label: outcome.title, options: outcome.options }]}
        load={(query, page) => {
          const fit = query.outcome ? sorted.filter((r) => r.outcome === query.outcome) : sorted
          const from = Number(page.after ?? 0)
          const next = from + page.limit
          return Promise.resolve({ items: fit.slice(from, next), ...(next < fit.length ? { next: String(next) } : {}) })
        }}
        columns={columns}
      />
      <Modal open={!!whole} title={whole && t.whole({ n: whole.row })} footer={null} onCancel={() => setWhole(undefined)}>
        {whole && (
          <>
            <Notes title={t.problems} of={whole.problems} />
            <Notes title={t.doubts} of={whole.doubts} />
          </>
        )}
      </Modal>
    </>
  )
}

const say = (of: Note[]) => of.map((n) => (n.wording ? `${n.wording}${format.colon()}${n.message}` : n.message))

const Notes = ({ title, of }: { title: string; of: Note[] }) =>
  of.length > 0 && (
    <>
      <h3>{title}</h3>
      <ul>
        {say(of).map((line, i) => (
          <li key={i}>{line}</li>
        ))}
      </ul>
    </>
  )

/** Saves a file that came with an answer, in base64. */
export function saveFile(file: { filename: string; content_type: string; data: string }): void {
  const bytes = Uint8Array.from(atob(file.data), (c) => c.charCodeAt(0))
  const url = URL.createObjectURL(new Blob([bytes], { type: file.content_type }))
  const a = document.createElement('a')
  a.href = url
  a.download = file.filename
  a.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
