// The files of a record: by purpose, with upload, a viewer on the page, download and removal, each as the API allows it.
import {
  DeleteOutlined,
  DownloadOutlined,
  EyeOutlined,
  FileExcelOutlined,
  FileImageOutlined,
  FilePdfOutlined,
  FileWordOutlined,
  UploadOutlined,
} from '@ant-design/icons'
import { api, format, Problem, take, texts, type components } from '@tongxing/shared'
import { acceptedFiles, reasonOf, startUpload, type FileView, type Upload, type UploadProgress } from '@tongxing/shared/upload'
import { fileState } from '@tongxing/shared/words'
import { Alert, Button, Modal, Progress } from 'antd'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import {
  ActButton,
  again,
  asProblem,
  Instant,
  isOpen,
  Offer,
  offers,
  Refusal,
  StateTag,
  useLoad,
  Waiting,
  type Tone,
} from '../parts/index.ts'
import { Name } from './names.tsx'
import { word } from './words.ts'

export const t = texts(
  {
    add: '上传{name}',
    empty: '还没有文件',
    most: '已达数量上限',
    hint: '支持 PDF、图片（JPEG、PNG、HEIC）、Word、Excel，每个文件不超过 20 MB。网络中断会自动续传；中途离开的，重新选择同一文件可接着上传。',
    noAccess: '您的角色不能查看这些文件。',
    personal: '含个人信息，每次查看都会记录。',
    see: '查看',
    download: '下载',
    remove: '删除',
    removeSure: '删除后不能恢复。确定删除“{name}”吗？',
    removed: '已删除',
    kept: '“{name}”已上传',
    cancel: '取消上传',
    forget: '放弃',
    forgotten: '已放弃',
    dismiss: '知道了',
    retry: '重新上传',
    goOn: '继续上传',
    stopped: '上次传到 {share}，请选择同一文件继续。',
    other: '选择的不是“{name}”，请重新选择。',
    noPreview: '此类文件不能在页面内查看，请下载后打开。',
    broken: '没有加载成功。文件可能仍在检查，或登录已过期，请关闭后重试。',
    steps: {
      preparing: '正在准备',
      sending: '正在上传',
      waiting: '网络中断，恢复后自动继续',
      checking: '已传完，正在检查',
    },
  },
  {
    add: 'Upload: {name}',
    empty: 'No file yet',
    most: 'There are as many as there may be',
    hint:
      'PDF, pictures (JPEG, PNG, HEIC), Word and Excel, up to 20 MB each. After a broken connection the upload goes on by itself; ' +
      'after you left, choose the same file again to go on.',
    noAccess: 'Your role may not see these files.',
    personal: 'Personal data: every opening is recorded.',
    see: 'View',
    download: 'Download',
    remove: 'Remove',
    removeSure: 'This cannot be undone. Remove “{name}”?',
    removed: 'Removed',
    kept: '“{name}” was uploaded',
    cancel: 'Cancel the upload',
    forget: 'Give up',
    forgotten: 'Given up',
    dismiss: 'Understood',
    retry: 'Upload again',
    goOn: 'Go on',
    stopped: 'It stopped at {share}. Choose the same file to go on.',
    other: 'This is not “{name}”. Choose again.',
    noPreview: 'This kind of file is not shown on the page. Download it to open it.',
    broken: 'This could not be loaded. The file may still be checked, or your session has ended; close and try again.',
    steps: {
      preparing: 'Preparing',
      sending: 'Uploading',
      waiting: 'No connection; it goes on by itself',
      checking: 'All sent, being checked',
    },
  },
)

type Choice = components['schemas']['files.choiceView']

const tones: Record<FileView['state'] & string, Tone> = {
  uploading: 'waiting',
  quarantined: 'waiting',
  kept: 'done',
  refused: 'late',
  removed: 'neutral',
}

/** One upload of this page: under way, or refused. */
interface Running {
  key: number
  purpose: string
  file: File
  upload: Upload
  at: UploadProgress
  problem?: Problem
}

interface FilesProps {
  /** Id of the record. */
  record: string
  /** Shows these purposes only; all of the record unless told. */
  purposes?: string[]
  /** The files are read again whenever this changes: the record's state. */
  state?: string | number | undefined
  /** Shown instead of the empty list to those who may not add. */
  empty?: ReactNode
  /** Told when a file was added or removed. */
  changed?: () => void
}

/** Files shows what is attached to a record. What may be done comes from the API alone. */
export function Files({ record, purposes, state, empty, changed }: FilesProps) {
  const files = useLoad(() => take(api.GET('/files', { params: { query: { record } } })), [record, state])
  const { reload: read } = files
  const reload = async () => {
    await read()
    changed?.()
  }
  const { running, start, drop } = useUploads(record, reload)
  const [shown, setShown] = useState<FileView>()
  const scanning = files.data?.items.some((f) => f.state === 'quarantined')
  useEffect(() => {
    if (!scanning) return undefined
    const timer = setInterval(() => void read(), 10_000)
    return () => clearInterval(timer)
  }, [scanning, read])

  if (files.problem && [403, 404].includes(files.problem.status)) return <p className="tx-muted">{t.noAccess}</p>
  if (!files.data) return <Waiting of={files} rows={2} />
  const wanted = (x: { purpose: string }) => !purposes || purposes.includes(x.purpose)
  const choices = files.data.choices.filter(wanted)
  const items = files.data.items.filter(wanted).filter((f) => !running.some((r) => r.at.id === f.id))
  const groups = new Map<string, string>()
  for (const c of choices) groups.set(c.purpose, c.name)
  for (const f of items) groups.set(f.purpose, f.purpose_name)
  if (groups.size === 0) return <p className="tx-muted">{empty ?? t.empty}</p>
  return (
    <div className="tx-files">
      {[...groups].map(([purpose, name]) => (
        <section key={purpose} aria-label={name}>
          <div className="tx-files-head">
            <h3 className="tx-sub">{name}</h3>
            <Add choice={choices.find((c) => c.purpose === purpose)} start={(file) => start(purpose, file)} />
          </div>
          <ul>
            {items
              .filter((f) => f.purpose === purpose)
              .map((f) => (
                <Item key={f.id} of={f} open={() => setShown(f)} reload={reload} start={(file) => start(purpose, file)} />
              ))}
            {running
              .filter((r) => r.purpose === purpose)
              .map((r) => (
                <Under key={r.key} way={r} drop={() => drop(r)} retry={() => (drop(r), start(purpose, r.file))} />
              ))}
          </ul>
        </section>
      ))}
      {choices.length > 0 && <p className="tx-muted tx-small">{t.hint}</p>}
      {shown && <Viewer of={shown} close={() => setShown(undefined)} />}
    </div>
  )
}

/** FilesFold is Files that are read when somebody unfolds them, for lists of records. */
export function FilesFold({ label, ...files }: FilesProps & { label: string }) {
  const [open, setOpen] = useState(false)
  return (
    <details className="tx-files-fold" onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>{label}</summary>
      {open && <Files {...files} />}
    </details>
  )
}

/** useUploads runs the uploads of a page. They stop with it; what has arrived stays for a day. */
function useUploads(record: string, reload: () => Promise<void>) {
  const [running, setRunning] = useState<Running[]>([])
  const next = useRef(0)
  const open = useRef(new Set<Upload>())
  useEffect(() => {
    const uploads = open.current
    return () => uploads.forEach((u) => u.stop())
  }, [record])
  const change = (key: number, part: Partial<Running>) => setRunning((all) => all.map((r) => (r.key === key ? { ...r, ...part } : r)))
  const start = (purpose: string, file: File) => {
    const key = next.current++
    const upload = startUpload({ record, purpose, file, again, progress: (at) => change(key, { at }) })
    open.current.add(upload)
    setRunning((all) => [...all, { key, purpose, file, upload, at: { id: '', step: 'preparing', sent: 0, total: file.size } }])
    void upload.done
      .then(
        async () => {
          await reload()
          setRunning((all) => all.filter((r) => r.key !== key))
        },
        (err: unknown) => change(key, { problem: asProblem(err) }),
      )
      .finally(() => open.current.delete(upload))
  }
  /** Takes one off the list; what the server has of it is given up. */
  const drop = (r: Running) => {
    setRunning((all) => all.filter((x) => x.key !== r.key))
    // What is left of it is listed as unfinished or refused, where it can be given up again.
    void r.upload.cancel().then(reload, reload)
  }
  return { running, start, drop }
}

/** Choose is a button that opens the browser's choice of a file. */
function Choose({
  label,
  children,
  chosen,
  icon,
}: {
  label?: string
  children: ReactNode
  chosen: (file: File) => void
  icon?: ReactNode
}) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button size="small" icon={icon} aria-label={label} onClick={() => input.current?.click()}>
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept={acceptedFiles}
        onChange={(e) => {
          const file = e.target.files?.[0]
          e.target.value = '' // so that the same file can be chosen again
          if (file) chosen(file)
        }}
      />
    </>
  )
}

function Add({ choice, start }: { choice: Choice | undefined; start: (file: File) => void }) {
  if (!choice) return null
  if (choice.left <= 0) return <span className="tx-muted tx-small">{t.most}</span>
  return (
    <Choose icon={<UploadOutlined />} chosen={start}>
      {t.add({ name: choice.name })}
    </Choose>
  )
}

/** Item is one file that the server has. */
function Item({
  of: f,
  open,
  reload,
  start,
}: {
  of: FileView
  open: () => void
  reload: () => Promise<void>
  start: (file: File) => void
}) {
  const [other, setOther] = useState(false)
  const again = (file: File) => {
    if (file.size !== f.size || file.name !== f.name) return setOther(true)
    setOther(false)
    start(file)
  }
  const opens = isOpen(f.acts, 'open')
  return (
    <li className="tx-file">
      <Picture of={f} />
      <div className="tx-file-what">
        <p>
          {opens ? (
            <button type="button" className="tx-link" onClick={open}>
              {f.name}
            </button>
          ) : (
            <strong>{f.name}</strong>
          )}{' '}
          {f.state !== 'kept' && <StateTag tone={tones[f.state]}>{word(fileState, f.state)}</StateTag>}
        </p>
        <p className="tx-muted tx-small">
          {format.bytes(f.size)} · <Name id={f.by} /> · <Instant at={f.at} />
          {f.personal && f.state === 'kept' && ` · ${t.personal}`}
        </p>
        {f.upload && (
          <p className="tx-small">{other ? t.other({ name: f.name }) : t.stopped({ share: format.percent(f.upload.offset / f.size) })}</p>
        )}
        {f.refusal_text && <p className="tx-warn tx-small">{f.refusal_text}</p>}
      </div>
      <div className="tx-row">
        {opens && (
          <>
            <Button size="small" icon={<EyeOutlined />} aria-label={`${t.see} ${f.name}`} onClick={open}>
              {t.see}
            </Button>
            <Button size="small" icon={<DownloadOutlined />} href={addressOf(f)} download aria-label={`${t.download} ${f.name}`}>
              {t.download}
            </Button>
          </>
        )}
        {isOpen(f.acts, 'resume') && (
          <Choose label={`${t.goOn} ${f.name}`} chosen={again}>
            {t.goOn}
          </Choose>
        )}
        {offers(f.acts, 'remove') && (
          <Offer acts={f.acts} act="remove" label={t.remove}>
            <Removal of={f} reload={reload} />
          </Offer>
        )}
      </div>
    </li>
  )
}

function Removal({ of: f, reload }: { of: FileView; reload: () => Promise<void> }) {
  const kept = f.state === 'kept' || f.state === 'quarantined'
  return (
    <ActButton
      size="small"
      danger
      icon={<DeleteOutlined />}
      {...(kept ? { confirm: t.removeSure({ name: f.name }) } : {})}
      said={kept ? t.removed : t.forgotten}
      act={() => take(api.DELETE('/files/{id}', { params: { path: { id: f.id } } })).then(() => true)}
      done={() => void reload()}
    >
      {kept ? t.remove : f.state === 'refused' ? t.dismiss : t.forget}
    </ActButton>
  )
}

/** Under is an upload under way, or one that was refused. */
function Under({ way: r, drop, retry }: { way: Running; drop: () => void; retry: () => void }) {
  const { step, sent, total } = r.at
  return (
    <li className="tx-file">
      <span className="tx-file-picture" aria-hidden="true">
        <UploadOutlined />
      </span>
      <div className="tx-file-what">
        <p>
          <strong>{r.file.name}</strong>
        </p>
        {r.problem ? (
          <Refusal problem={new Problem({ ...r.problem, detail: reasonOf(r.problem) })} />
        ) : (
          <>
            <Progress
              aria-label={r.file.name}
              percent={total ? Math.floor((sent / total) * 100) : 0}
              size="small"
              status={step === 'waiting' ? 'exception' : 'active'}
            />
            <p className={step === 'waiting' ? 'tx-warn tx-small' : 'tx-muted tx-small'} role="status">
              {t.steps[step]} · {format.bytes(total)}
            </p>
          </>
        )}
      </div>
      <div className="tx-row">
        {r.problem && r.problem.status === 0 && (
          <Button size="small" onClick={retry}>
            {t.retry}
          </Button>
        )}
        <Button size="small" onClick={drop}>
          {r.problem ? t.dismiss : t.cancel}
        </Button>
      </div>
    </li>
  )
}

const addressOf = (f: FileView, query = '') => `/api/v1/files/${f.id}/content${query}`

/** Picture is the thumbnail; of a personal file a sign only, since every opening is recorded. */
function Picture({ of: f }: { of: FileView }) {
  const [broken, setBroken] = useState(false)
  const thumbnail = f.thumbnail && !f.personal && f.state === 'kept' && !broken
  return (
    <span className="tx-file-picture" aria-hidden="true">
      {thumbnail ? <img src={`/api/v1/files/${f.id}/thumbnail`} alt="" loading="lazy" onError={() => setBroken(true)} /> : icon(f)}
    </span>
  )
}

function icon(f: FileView): ReactNode {
  if (/\.docx?$/i.test(f.name)) return <FileWordOutlined />
  if (/\.xlsx?$/i.test(f.name)) return <FileExcelOutlined />
  if (/\.pdf$/i.test(f.name)) return <FilePdfOutlined />
  return <FileImageOutlined />
}

/** Viewer shows a picture or a PDF on the page. */
function Viewer({ of: f, close }: { of: FileView; close: () => void }) {
  const [broken, setBroken] = useState(false)
  const at = addressOf(f, '?show=true')
  return (
    <Modal
      open
      title={f.name}
      width="min(1000px, 94vw)"
      onCancel={close}
      footer={
        <Button icon={<DownloadOutlined />} href={addressOf(f)} download>
          {t.download}
        </Button>
      }
    >
      {f.personal && <p className="tx-muted">{t.personal}</p>}
      {broken ? (
        <Alert type="warning" showIcon title={t.broken} />
      ) : f.media === 'application/pdf' ? (
        <iframe className="tx-file-pdf" src={`${at}#navpanes=0`} title={f.name} />
      ) : f.media === 'image/jpeg' || f.media === 'image/png' ? (
        <img className="tx-file-shown" src={at} alt={f.name} onError={() => setBroken(true)} />
      ) : (
        <p>{t.noPreview}</p>
      )}
    </Modal>
  )
}
