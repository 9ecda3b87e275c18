// One service as a worker writes it down on the phone: contract, time, persons, what was done, photos.
import { callOf, texts } from '@tongxing/shared'
import { serviceKind } from '@tongxing/shared/words'
import { useEffect, useRef, useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { useData } from '../data/data.ts'
import { dropLog, keepLog, logs, sendLogs, type Body, type Log } from '../data/logs.ts'
import { me } from '../data/session.ts'
import { word } from '../domain/words.ts'
import { Area, Dialog, Input, Notice, sayQueued, Select, Tick } from '../parts/forms.tsx'
import { Icon } from '../parts/icons.tsx'
import { Button, Choice, say } from '../parts/parts.tsx'

export const t = texts(
  {
    refused: '未被接受',
    contract: '合同',
    contractNone: '请选择合同',
    kind: '服务类型',
    day: '日期',
    from: '开始',
    to: '结束',
    place: '地点',
    placeHint: '如：家中、学校、村委会；不写门牌号',
    people: '服务对象',
    peopleHint: '本机构负责的对象，按代称选择',
    find: '按代称查找',
    nobody: '没有分派给本机构的对象，或还没有加载；可先填人数。',
    others: '未建档人数',
    othersHint: '不在名册里的人，按性别、年龄段填写',
    add: '添加一行',
    n: '人数',
    gender: '性别',
    band: '年龄段',
    male: '男',
    female: '女',
    content: '做了什么',
    contentHint: '不少于 20 字；不写姓名、住址和电话',
    result: '成效',
    next: '下一步',
    workers: '一起服务的同事',
    satisfaction: '现场满意度',
    notAsked: '未询问',
    photos: '现场照片',
    photosHint: '最多 9 张；一般不拍儿童正脸，定位信息会自动去掉',
    photo: '拍照',
    choose: '从相册选择',
    remove: '移除',
    submit: '提交审核',
    keep: '存为草稿',
    kept: '已存在手机里',
    sent: '已提交，等待审核',
    drop: '删除',
    dropSure: '只删除这部手机上的内容，删除后不能恢复。',
    full: '手机存储空间不足，请先提交或删除其他草稿。',
  },
  {
    refused: 'Not accepted',
    contract: 'Contract',
    contractNone: 'Choose the contract',
    kind: 'Kind of service',
    day: 'Day',
    from: 'From',
    to: 'To',
    place: 'Place',
    placeHint: 'Such as: at home, school, village office; no house number',
    people: 'Persons served',
    peopleHint: 'Those assigned to your organisation, by pseudonym',
    find: 'Find by pseudonym',
    nobody: 'Nobody is assigned to your organisation, or the list is not loaded yet; give numbers instead.',
    others: 'Persons without a file',
    othersHint: 'Who is not in the register, by sex and age group',
    add: 'Add a line',
    n: 'Number',
    gender: 'Sex',
    band: 'Age group',
    male: 'Male',
    female: 'Female',
    content: 'What was done',
    contentHint: 'At least 20 characters; no names, addresses or numbers',
    result: 'Result',
    next: 'Next step',
    workers: 'Colleagues who were there',
    satisfaction: 'Satisfaction on the spot',
    notAsked: 'Not asked',
    photos: 'Photos',
    photosHint: 'Up to 9; no child’s face unless agreed; positions are removed',
    photo: 'Take a photo',
    choose: 'From the album',
    remove: 'Remove',
    submit: 'Hand in',
    keep: 'Keep as draft',
    kept: 'Kept on this phone',
    sent: 'Handed in; a colleague approves it',
    drop: 'Delete',
    dropSure: 'This deletes what is on this phone. It cannot be undone.',
    full: 'The phone has no room. Hand in or delete other drafts first.',
  },
)

const bands = ['0-5', '6-13', '14-15', '16-17', '18-59', '60-69', '70-79', '80+']
const working = ['performing', 'mid_passed', 'rectifying', 'final_evaluating']
const mostPhotos = 9

/** titleOf is what an entry is called on this phone. */
export const titleOf = (kind: string | undefined, people: string[]) =>
  [word(serviceKind, kind), people.slice(0, 2).join('、')].filter(Boolean).join(' · ')

const zone = 8 * 3_600_000
const clock = (at: string | undefined) => (at ? new Date(Date.parse(at) + zone).toISOString().slice(11, 16) : '')
const dayOf = (at: string | undefined) => (at ? new Date(Date.parse(at) + zone).toISOString().slice(0, 10) : '')
const instant = (day: string, time: string) => new Date(`${day}T${time}:00+08:00`).toISOString()

/** hours is the last full hour before now, of today, as a first guess. */
export function hours(now: number): { from: string; to: string } {
  const to = Math.floor(now / 900_000) * 900_000
  const morning = Math.floor((now + zone) / 86_400_000) * 86_400_000 - zone
  return { from: new Date(Math.max(to - 3_600_000, morning)).toISOString(), to: new Date(to).toISOString() }
}

/** Form is an entry as it is written; every change is kept on the phone at once. */
export function Form({ first }: { first: Log }) {
  const [, go] = useLocation()
  const [log, setLog] = useState(first)
  const latest = useRef(first)
  const [asking, setAsking] = useState(false)
  const contracts = useData(callOf('get', '/contracts', { params: { query: { limit: 50 } } }))
  const b = log.body
  const problems = log.state === 'refused' ? (log.problem?.fields ?? []) : []
  const open = contracts.data?.items.filter((c) => working.includes(c.status)) ?? []

  const change = (next: Partial<Log>) => {
    latest.current = { ...latest.current, ...next, at: Date.now() }
    setLog(latest.current)
    return keepLog(latest.current).catch(() => say(t.full, 'late'))
  }
  const set = (next: Partial<Body>) => void change({ body: { ...latest.current.body, ...next }, changed: true })
  useEffect(() => {
    if (!b.contract_id && open.length === 1) set({ contract_id: open[0]!.id })
  }, [open.length])
  const times = (day: string, from: string, to: string) => day && from && to && set({ from: instant(day, from), to: instant(day, to) })

  const submit = async () => {
    const { problem: _, ...rest } = latest.current
    latest.current = { ...rest, state: 'ready' }
    setLog(latest.current)
    await keepLog(latest.current).catch(() => say(t.full, 'late'))
    await sendLogs()
    const left = logs.value.find((l) => l.key === log.key)
    if (!left) {
      say(t.sent)
      return go('/me/services')
    }
    if (left.state === 'ready') {
      sayQueued()
      return go('/me/services')
    }
    latest.current = left
    setLog(left)
    if (left.state === 'theirs') go(`/me/services/${left.key}`)
  }
  const drop = async () => {
    await dropLog(log.key)
    go('/me/services')
  }

  return (
    <form
      class="form"
      onSubmit={(e) => {
        e.preventDefault()
        void submit()
      }}
    >
      {log.state === 'refused' && log.problem && (
        <Notice tone="late" icon="warn" title={t.refused}>
          <p role="alert">{log.problem.detail}</p>
          {log.problem.fields
            .filter((f) => !shownFields.includes(f.field))
            .map((f) => (
              <p key={f.field}>{f.message}</p>
            ))}
        </Notice>
      )}
      <div class="card form">
        <Select
          label={t.contract}
          name="contract_id"
          problems={problems}
          value={b.contract_id}
          options={[['', t.contractNone] as const, ...open.map((c) => [c.id, c.name] as const)]}
          set={(contract_id) => set({ contract_id, people: [] })}
        />
        <Select
          label={t.kind}
          name="kind"
          problems={problems}
          value={b.kind}
          options={Object.entries(serviceKind).filter(([k]) => k !== 'activity' && k !== 'pairing') as unknown as [Body['kind'], string][]}
          set={(kind) => set({ kind })}
        />
        <Input
          label={t.day}
          name="from"
          type="date"
          problems={problems}
          value={dayOf(b.from)}
          max={dayOf(new Date().toISOString())}
          set={(day) => times(day, clock(b.from), clock(b.to))}
        />
        <div class="pair">
          <Input
            label={t.from}
            name="from_time"
            type="time"
            value={clock(b.from)}
            set={(from) => times(dayOf(b.from), from, clock(b.to))}
          />
          <Input
            label={t.to}
            name="to"
            type="time"
            problems={problems}
            value={clock(b.to)}
            set={(to) => times(dayOf(b.from), clock(b.from), to)}
          />
        </div>
        <Input
          label={t.place}
          name="place"
          hint={t.placeHint}
          maxLength={60}
          problems={problems}
          value={b.place ?? ''}
          set={(place) => set({ place })}
        />
      </div>
      <People
        chosen={b.people ?? []}
        problems={problems}
        set={(people, names) => void change({ body: { ...latest.current.body, people }, changed: true, title: titleOf(b.kind, names) })}
      />
      <Others counts={b.counts ?? []} set={(counts) => set({ counts })} />
      <div class="card form">
        <Area
          label={t.content}
          name="content"
          hint={t.contentHint}
          rows={6}
          maxLength={2000}
          problems={problems}
          value={b.content ?? ''}
          set={(content) => set({ content })}
        />
        <Area label={t.result} name="result" optional rows={2} maxLength={1000} value={b.result ?? ''} set={(result) => set({ result })} />
        <Area label={t.next} name="next" optional rows={2} maxLength={1000} value={b.next ?? ''} set={(next) => set({ next })} />
        <div>
          <strong>{t.satisfaction}</strong>
          <Choice
            label={t.satisfaction}
            value={String(b.satisfaction ?? 0)}
            options={[['0', t.notAsked] as const, ...['1', '2', '3', '4', '5'].map((n) => [n, n] as const)]}
            set={(n) => set({ satisfaction: Number(n) })}
          />
        </div>
      </div>
      {b.contract_id && <Colleagues contract={b.contract_id} chosen={b.workers ?? []} set={(workers) => set({ workers })} />}
      <Photos log={log} change={change} />
      <div class="actions">
        <Button kind="main" type="submit">
          {t.submit}
        </Button>
        <Button
          onClick={() => {
            void change({}).then(() => {
              say(t.kept)
              go('/me/services')
            })
          }}
        >
          {t.keep}
        </Button>
        <Button kind="quiet" onClick={() => setAsking(true)}>
          {t.drop}
        </Button>
      </div>
      {asking && (
        <Dialog title={t.drop} close={() => setAsking(false)}>
          <p>{t.dropSure}</p>
          <Button kind="danger" onClick={() => void drop()}>
            {t.drop}
          </Button>
        </Dialog>
      )}
    </form>
  )
}

const shownFields = ['contract_id', 'kind', 'from', 'to', 'place', 'people', 'content']

/** People are chosen among those assigned to the organisation, as the phone last saw them. */
function People({
  chosen,
  problems,
  set,
}: {
  chosen: string[]
  problems: { field: string; message: string }[]
  set: (ids: string[], names: string[]) => void
}) {
  const read = useData(callOf('get', '/beneficiaries', { params: { query: { limit: 100, status: 'registered' } } }))
  const [text, setText] = useState('')
  const all = read.data?.items ?? []
  const problem = problems.find((p) => p.field.startsWith('people'))
  const shown = all.filter((p) => chosen.includes(p.id) || p.pseudonym.includes(text.trim()))
  const pick = (id: string, on: boolean) => {
    const ids = on ? [...chosen, id] : chosen.filter((c) => c !== id)
    set(
      ids,
      all.filter((p) => ids.includes(p.id)).map((p) => p.pseudonym),
    )
  }
  return (
    <fieldset class="card form">
      <legend>{t.people}</legend>
      <p class="note">{t.peopleHint}</p>
      {all.length > 8 && <Input label={t.find} name="find" value={text} set={setText} />}
      {all.length === 0 && <p class="note">{t.nobody}</p>}
      <div class="ticks">
        {shown.slice(0, 40).map((p) => (
          <Tick key={p.id} label={p.pseudonym} checked={chosen.includes(p.id)} set={(on) => pick(p.id, on)} />
        ))}
      </div>
      {problem && (
        <p class="field-bad" role="alert">
          {problem.message}
        </p>
      )}
    </fieldset>
  )
}

type Counts = NonNullable<Body['counts']>

function Others({ counts, set }: { counts: Counts; set: (counts: Counts) => void }) {
  const at = (i: number, change: Partial<Counts[number]>) => set(counts.map((c, k) => (k === i ? { ...c, ...change } : c)))
  return (
    <fieldset class="card form">
      <legend>{t.others}</legend>
      <p class="note">{t.othersHint}</p>
      {counts.map((c, i) => (
        <div class="triple" key={i}>
          <Select
            label={t.gender}
            name={`counts[${i}].gender`}
            value={c.gender}
            options={[['male', t.male] as const, ['female', t.female] as const]}
            set={(gender) => at(i, { gender })}
          />
          <Select
            label={t.band}
            name={`counts[${i}].band`}
            value={c.band}
            options={bands.map((v) => [v, v] as const)}
            set={(band) => at(i, { band })}
          />
          <Input
            label={t.n}
            name={`counts[${i}].n`}
            inputMode="numeric"
            maxLength={4}
            value={String(c.n)}
            set={(n) => at(i, { n: Number(n.replace(/\D/g, '')) || 1 })}
          />
          <Button kind="quiet" onClick={() => set(counts.filter((_, k) => k !== i))}>
            {t.remove}
          </Button>
        </div>
      ))}
      <Button kind="quiet" onClick={() => set([...counts, { gender: 'female', band: '60-69', n: 1 }])}>
        {t.add}
      </Button>
    </fieldset>
  )
}

/** Colleagues are asked for when the network is there; without it the entry names the writer. */
function Colleagues({ contract, chosen, set }: { contract: string; chosen: string[]; set: (ids: string[]) => void }) {
  const read = useData(callOf('get', '/contracts/{id}/service-workers', { params: { path: { id: contract } } }))
  const others = read.data?.items.filter((w) => w.id !== me.value!.id) ?? []
  if (others.length === 0) return null
  return (
    <fieldset class="card form">
      <legend>{t.workers}</legend>
      <div class="ticks">
        {others.map((w) => (
          <Tick
            key={w.id}
            label={w.name}
            checked={chosen.includes(w.id)}
            set={(on) => set(on ? [...chosen, w.id] : chosen.filter((c) => c !== w.id))}
          />
        ))}
      </div>
    </fieldset>
  )
}

/** Photos are kept with the entry until they are sent. */
function Photos({ log, change }: { log: Log; change: (next: Partial<Log>) => Promise<unknown> }) {
  const camera = useRef<HTMLInputElement>(null)
  const album = useRef<HTMLInputElement>(null)
  const add = (e: Event) => {
    const input = e.currentTarget as HTMLInputElement
    const files = [...(input.files ?? [])].slice(0, mostPhotos - log.photos.length)
    input.value = ''
    const more = files.map((f) => ({ key: crypto.randomUUID(), name: f.name, data: f.slice(0, f.size, f.type) }))
    void change({ photos: [...log.photos, ...more] })
  }
  return (
    <fieldset class="card form">
      <legend>{t.photos}</legend>
      <p class="note">{t.photosHint}</p>
      <ul class="photos">
        {log.photos.map((p) => (
          <li key={p.key}>
            <Shown blob={p.data} name={p.name} />
            <Button kind="quiet" onClick={() => void change({ photos: log.photos.filter((o) => o.key !== p.key) })}>
              {t.remove}
            </Button>
          </li>
        ))}
      </ul>
      {log.photos.length < mostPhotos && (
        <div class="actions">
          <Button icon="scan" onClick={() => camera.current?.click()}>
            {t.photo}
          </Button>
          <Button icon="paper" onClick={() => album.current?.click()}>
            {t.choose}
          </Button>
        </div>
      )}
      <input ref={camera} type="file" hidden accept="image/*" capture="environment" onChange={add} />
      <input ref={album} type="file" hidden accept="image/*" multiple onChange={add} />
    </fieldset>
  )
}

function Shown({ blob, name }: { blob: Blob; name: string }) {
  const [src, setSrc] = useState('')
  useEffect(() => {
    const url = URL.createObjectURL(blob)
    setSrc(url)
    return () => URL.revokeObjectURL(url)
  }, [blob])
  return src ? <img src={src} alt={name} /> : <Icon name="paper" />
}
