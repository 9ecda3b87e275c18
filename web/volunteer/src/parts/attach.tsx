// Papers attached from the phone's camera or its files, over a network that may break.
import { api, callOf, format, isOpen, Problem, take, texts, type components } from '@tongxing/shared'
import { acceptedFiles, reasonOf, startUpload, type FileView, type Upload, type UploadProgress } from '@tongxing/shared/upload'
import { fileState } from '@tongxing/shared/words'
import { useEffect, useRef, useState } from 'preact/hooks'
import { useData } from '../data/data.ts'
import { word } from '../domain/words.ts'
import { Icon } from './icons.tsx'
import { Dialog, Notice, useSubmit, Trouble } from './forms.tsx'
import { Button, say, Show, Tag } from './parts.tsx'

export const t = texts(
  {
    photo: '拍照上传',
    choose: '选择文件',
    hint: 'PDF、图片、Word 或 Excel，不超过 20 MB。网络中断会自动续传；中途退出的，重新选择同一文件可接着上传。',
    private: '加密保存，每次查看都会记录。',
    empty: '还没有文件',
    most: '已达数量上限',
    done: '已上传',
    see: '查看',
    remove: '删除',
    forget: '放弃',
    dismiss: '知道了',
    cancel: '取消上传',
    retry: '重新上传',
    sure: '删除后不能恢复。',
    removed: '已删除',
    stopped: '上次传到 {share}，重新选择同一文件可接着上传。',
    steps: {
      preparing: '正在准备',
      sending: '正在上传',
      waiting: '网络中断，恢复后自动继续',
      checking: '已传完，正在检查',
    },
  },
  {
    photo: 'Take a photo',
    choose: 'Choose a file',
    hint:
      'PDF, picture, Word or Excel, up to 20 MB. After a broken connection it goes on by itself; ' +
      'after you left, choose the same file again to go on.',
    private: 'Kept encrypted; every opening is recorded.',
    empty: 'No file yet',
    most: 'There are as many as there may be',
    done: 'Uploaded',
    see: 'View',
    remove: 'Remove',
    forget: 'Give up',
    dismiss: 'Understood',
    cancel: 'Cancel the upload',
    retry: 'Upload again',
    sure: 'This cannot be undone.',
    removed: 'Removed',
    stopped: 'It stopped at {share}. Choose the same file again to go on.',
    steps: {
      preparing: 'Preparing',
      sending: 'Uploading',
      waiting: 'No connection; it goes on by itself',
      checking: 'All sent, being checked',
    },
  },
)

type Choice = components['schemas']['files.choiceView']

/** The one upload of a purpose: under way, or refused. */
interface Running {
  file: File
  upload: Upload
  at: UploadProgress
  problem?: Problem
}

/** Attach shows the papers of one purpose of a record, and takes more as the API allows it. */
export function Attach({ record, purpose, title }: { record: string; purpose: string; title: string }) {
  const read = useData(callOf('get', '/files', { params: { query: { record } } }))
  const [running, setRunning] = useState<Running>()
  const current = useRef<Upload | null>(null)
  useEffect(() => () => current.current?.stop(), [record])

  const start = (file: File) => {
    const upload = startUpload({
      record,
      purpose,
      file,
      progress: (at) => setRunning((r) => (r?.upload === upload ? { ...r, at } : r)),
    })
    current.current = upload
    setRunning({ file, upload, at: { id: '', step: 'preparing', sent: 0, total: file.size } })
    upload.done.then(
      (kept) => {
        if (kept) say(t.done)
        setRunning((r) => (r?.upload === upload ? undefined : r))
        read.reload()
      },
      (err: unknown) => {
        if (!(err instanceof Problem)) throw err
        setRunning((r) => (r?.upload === upload ? { ...r, problem: err } : r))
        read.reload()
      },
    )
  }
  const drop = async (r: Running) => {
    setRunning(undefined)
    await r.upload.cancel().catch(() => undefined) // what is left of it is listed, and can be given up there
    read.reload()
  }

  return (
    <Show read={read} lines={1}>
      {(all) => {
        const choice = all.choices.find((c) => c.purpose === purpose)
        const files = all.items.filter((f) => f.purpose === purpose && f.id !== running?.at.id)
        if (!choice && files.length === 0) return null
        return (
          <div class="card form">
            <h2>{title}</h2>
            {files.length === 0 && !running && <p class="note">{t.empty}</p>}
            {files.map((f) => (
              <Item key={f.id} of={f} reload={read.reload} />
            ))}
            {running ? (
              <Under way={running} drop={() => void drop(running)} retry={() => start(running.file)} />
            ) : (
              choice && <Add choice={choice} start={start} />
            )}
          </div>
        )
      }}
    </Show>
  )
}

function Add({ choice, start }: { choice: Choice; start: (file: File) => void }) {
  const camera = useRef<HTMLInputElement>(null)
  const files = useRef<HTMLInputElement>(null)
  if (choice.left <= 0) return <p class="note">{t.most}</p>
  const chosen = (e: Event) => {
    const input = e.currentTarget as HTMLInputElement
    const file = input.files?.[0]
    input.value = '' // so that the same file can be chosen again
    if (file) start(file)
  }
  return (
    <>
      <div class="actions">
        <Button icon="scan" onClick={() => camera.current?.click()}>
          {t.photo}
        </Button>
        <Button icon="paper" onClick={() => files.current?.click()}>
          {t.choose}
        </Button>
      </div>
      <input ref={camera} type="file" hidden accept="image/*" capture="environment" onChange={chosen} />
      <input ref={files} type="file" hidden accept={acceptedFiles} onChange={chosen} />
      <p class="note">
        {t.hint}
        {choice.personal && t.private}
      </p>
    </>
  )
}

/** Item is one file that the server has. */
function Item({ of: f, reload }: { of: FileView; reload: () => void }) {
  const [asking, setAsking] = useState(false)
  const form = useSubmit()
  const kept = f.state === 'kept' || f.state === 'quarantined'
  const remove = () =>
    form.run(async () => {
      await take(api.DELETE('/files/{id}', { params: { path: { id: f.id } } }))
      setAsking(false)
      if (kept) say(t.removed)
      reload()
    })
  return (
    <div class="attached">
      <p class="line">
        <span class="grow">{f.name}</span>
        {f.state !== 'kept' && <Tag tone={f.state === 'refused' ? 'late' : 'wait'}>{word(fileState, f.state)}</Tag>}
      </p>
      <p class="note">
        {format.bytes(f.size)} · {format.instant(f.at)}
      </p>
      {f.upload && <p class="note">{t.stopped({ share: format.percent(f.upload.offset / f.size) })}</p>}
      {f.refusal_text && <Notice tone="late">{f.refusal_text}</Notice>}
      {!asking && <Trouble problem={form.problem} />}
      <div class="actions">
        {isOpen(f.acts, 'open') && (
          <a class="button plain" href={`/api/v1/files/${f.id}/content?show=true`} target="_blank" rel="noopener">
            {t.see}
          </a>
        )}
        {isOpen(f.acts, 'remove') && (
          <Button kind="quiet" busy={form.busy} onClick={() => (kept ? setAsking(true) : void remove())}>
            {kept ? t.remove : f.state === 'refused' ? t.dismiss : t.forget}
          </Button>
        )}
      </div>
      {asking && (
        <Dialog title={`${t.remove} ${f.name}`} close={() => setAsking(false)}>
          <p>{t.sure}</p>
          <Trouble problem={form.problem} />
          <Button kind="danger" busy={form.busy} onClick={remove}>
            {t.remove}
          </Button>
        </Dialog>
      )}
    </div>
  )
}

/** Under is the upload under way, or its refusal. */
function Under({ way: r, drop, retry }: { way: Running; drop: () => void; retry: () => void }) {
  const { step, sent, total } = r.at
  return (
    <div class="attached">
      <p>{r.file.name}</p>
      {r.problem ? (
        <Notice tone="late" icon="warn">
          <p role="alert">{reasonOf(r.problem)}</p>
        </Notice>
      ) : (
        <>
          <progress value={sent} max={total} aria-label={r.file.name} />
          <p class="line note" role="status">
            <span>
              {step === 'waiting' && <Icon name="sync" size={16} />} {t.steps[step]}
            </span>
            <span class="figure">
              {format.percent(total ? sent / total : 0)} · {format.bytes(total)}
            </span>
          </p>
        </>
      )}
      <div class="actions">
        {r.problem?.status === 0 || r.problem?.code === 'login_required' ? <Button onClick={retry}>{t.retry}</Button> : null}
        <Button kind="quiet" onClick={drop}>
          {r.problem ? t.dismiss : t.cancel}
        </Button>
      </div>
    </div>
  )
}
