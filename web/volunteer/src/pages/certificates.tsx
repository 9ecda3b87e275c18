// Certificates: ask for one, see how far it is, show it, print it, let others verify it.
import { callOf, format, texts } from '@tongxing/shared'
import { activityType, certificateStatus } from '@tongxing/shared/words'
import { useEffect, useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { useData, useList } from '../data/data.ts'
import { addDays } from '../domain/days.ts'
import { Icon } from '../parts/icons.tsx'
import { Dialog, Input, Notice, Pending, Private, sayQueued, Select, share, Trouble, useDraft, useSubmit } from '../parts/forms.tsx'
import { Button, Empty, Page, say, Show, ShowList, State } from '../parts/parts.tsx'
import { pendingFor, write } from '../data/queue.ts'
import { profile } from '../data/session.ts'
import { word } from '../domain/words.ts'

export const t = texts(
  {
    title: '服务记录证明',
    ask: '申请证明',
    empty: '还没有证明',
    emptyText: '有已确认的时长就可以申请，免费，可在线查验。',
    period: '{from} 至 {to}',
    issuer: '出具单位',
    county: '县级民政（全部组织的时长）',
    from: '开始日期',
    to: '结束日期',
    send: '提交申请',
    sent: '已提交，出具后会通知您',
    no: '编号 {no}',
    asked: '{day} 申请',
    view: '查看与打印',
    hoursChanged: '时长有更正，请重新申请。',
    print: '打印',
    shareIt: '分享查验链接',
    paperTitle: '志愿服务记录证明',
    text: '兹证明 {name}（志愿者编号 {no}）于 {from} 至 {to} 参加志愿服务，经确认服务时长共计 {hours}。',
    day: '日期',
    content: '服务内容',
    org: '记录单位',
    time: '时长',
    verify: '扫码或访问以下地址查验真伪',
    issuedBy: '出具单位：{issuer}',
    issuedOn: '出具日期：{day}',
    number: '证明编号：{no}',
    printed: '打印时间：{when}',
    total: '合计',
    seal: '（单位盖章处）',
    revoked: '此证明已撤销，不能使用。',
    printHelp: '打印时可选择“另存为 PDF”。',
    oneOrg: '由记录时长的机构出具；跨多个机构请选县级民政。',
  },
  {
    title: 'Certificates',
    ask: 'Ask for one',
    empty: 'No certificates yet',
    emptyText: 'Once you have confirmed hours you can ask for one. It is free and can be verified online.',
    period: '{from} to {to}',
    issuer: 'Issued by',
    county: 'The county (hours of all organisations)',
    from: 'First day',
    to: 'Last day',
    send: 'Ask for it',
    sent: 'Sent; you will be told',
    no: 'Number {no}',
    asked: 'Asked on {day}',
    view: 'See and print',
    hoursChanged: 'Hours in it were corrected; ask for a new one.',
    print: 'Print',
    shareIt: 'Share the link to verify',
    paperTitle: 'Record of volunteer service',
    text: 'This is to certify that {name} (volunteer number {no}) gave voluntary service from {from} to {to}, confirmed at {hours} in all.',
    day: 'Day',
    content: 'Service',
    org: 'Recorded by',
    time: 'Time',
    verify: 'Verify by the code or at',
    issuedBy: 'Issued by: {issuer}',
    issuedOn: 'Issued on: {day}',
    number: 'Number: {no}',
    printed: 'Printed: {when}',
    total: 'In all',
    seal: '(seal)',
    revoked: 'This certificate was revoked and must not be used.',
    printHelp: 'When printing you may choose “Save as PDF”.',
    oneOrg: 'By the organisation that recorded the hours; for several choose the county.',
  },
)

export function Certificates() {
  return (
    <Page title={t.title} back="/me">
      <Private volunteer>{() => <Mine />}</Private>
    </Page>
  )
}

function Mine() {
  const read = useList(callOf('get', '/me/certificates', { params: { query: { limit: 30 } } }))
  const [asking, setAsking] = useState(false)
  const [, go] = useLocation()
  return (
    <>
      <div class="actions">
        <Button kind="main" icon="paper" onClick={() => setAsking(true)}>
          {t.ask}
        </Button>
        {pendingFor('certificate', 'certificate') && <Pending />}
      </div>
      <ShowList
        read={read}
        empty={
          <Empty icon="paper" title={t.empty}>
            <p>{t.emptyText}</p>
          </Empty>
        }
      >
        {(c) => (
          <li key={c.id} class="card">
            <div class="line">
              <h2>{t.period({ from: dated(c.from), to: dated(c.to) })}</h2>
              <State code={c.status} text={word(certificateStatus, c.status)} />
            </div>
            <p class="note numbers">{c.no ? t.no({ no: c.no }) : t.asked({ day: format.day(c.requested_at) })}</p>
            {c.issuer && (
              <p class="note">
                {c.issuer} · {format.minutes(c.minutes)}
              </p>
            )}
            {c.reason && <p class="note">{c.reason === 'hours_changed' ? t.hoursChanged : c.reason}</p>}
            {c.status === 'issued' && (
              <div class="actions">
                <Button icon="paper" onClick={() => go(`/me/certificates/${c.id}`)}>
                  {t.view}
                </Button>
                <Button icon="share" onClick={() => share(t.paperTitle, `/verify/${c.code}`)}>
                  {t.shareIt}
                </Button>
              </div>
            )}
          </li>
        )}
      </ShowList>
      {asking && <Ask close={() => setAsking(false)} />}
    </>
  )
}

function Ask({ close }: { close: () => void }) {
  const today = format.dayKey(Date.now())
  const ids = profile.value?.org_ids ?? []
  const [draft, set, drop] = useDraft('certificate', { org: ids[0] ?? '', from: `${today.slice(0, 4)}-01-01`, to: today })
  const names = useOrgNames(ids)
  const form = useSubmit()
  const send = () =>
    form.run(async () => {
      const sent = await write({
        kind: 'certificate',
        name: t.period(draft),
        about: 'certificate',
        ...callOf('post', '/me/certificates', { body: { org_id: draft.org, from: draft.from, to: draft.to } }),
      })
      drop()
      close()
      if (sent.queued) sayQueued()
      else say(t.sent)
    })
  return (
    <Dialog title={t.ask} close={close}>
      <form
        class="form"
        onSubmit={(e) => {
          e.preventDefault()
          void send()
        }}
      >
        <Select
          label={t.issuer}
          name="org_id"
          hint={t.oneOrg}
          value={draft.org}
          set={(org) => set({ org })}
          problems={form.problem?.fields}
          options={[...ids.map((id) => [id, names.get(id) ?? ''] as const), ['', t.county] as const]}
        />
        <div class="pair">
          <Input
            label={t.from}
            name="from"
            type="date"
            max={today}
            value={draft.from}
            set={(from) => set({ from })}
            problems={form.problem?.fields}
          />
          <Input
            label={t.to}
            name="to"
            type="date"
            max={today}
            min={addDays(draft.from || today, 0)}
            value={draft.to}
            set={(to) => set({ to })}
            problems={form.problem?.fields}
          />
        </div>
        <Trouble problem={form.problem} shown={['org_id', 'from', 'to']} />
        <div class="actions">
          <Button kind="main" type="submit" busy={form.busy}>
            {t.send}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** useOrgNames reads the public names of a few organisations. */
export function useOrgNames(ids: string[]): Map<string, string> {
  // Hooks are called in a fixed number; nobody belongs to more organisations than this and reads them on one screen.
  const reads = [0, 1, 2, 3, 4, 5].map((i) =>
    useData(ids[i] ? callOf('get', '/public/orgs/{id}', { params: { path: { id: ids[i] } } }) : null),
  )
  return new Map(reads.flatMap((r) => (r.data ? [[r.data.id, r.data.name] as const] : [])))
}

/** A paper outlives its year, so its days always name it. */
const dated = (at: string | number) => format.shortDay(at, 0)

export function PaperPage({ id }: { id: string }) {
  return (
    <Page title={t.title} back="/me/certificates">
      <Private volunteer>{() => <Sheet id={id} />}</Private>
    </Page>
  )
}

function Sheet({ id }: { id: string }) {
  const read = useData(callOf('get', '/certificates/{id}', { params: { path: { id } } }))
  return (
    <Show read={read}>
      {(p) => {
        const link = `${location.origin}/verify/${p.code}`
        return (
          <>
            {p.status !== 'issued' && (
              <Notice tone="late" icon="cross">
                <p>{t.revoked}</p>
              </Notice>
            )}
            <div class="actions no-print">
              <Button kind="main" icon="print" disabled={p.status !== 'issued'} onClick={() => print()}>
                {t.print}
              </Button>
              <Button icon="share" onClick={() => share(t.paperTitle, `/verify/${p.code}`)}>
                {t.shareIt}
              </Button>
            </div>
            <p class="note no-print">{t.printHelp}</p>
            <article class="sheet">
              <h2>{t.paperTitle}</h2>
              <p>
                {t.text({
                  name: p.name,
                  no: p.volunteer_no,
                  from: dated(p.from),
                  to: dated(p.to),
                  hours: `${format.hours(p.minutes)}${format.paren(format.minutes(p.minutes))}`,
                })}
              </p>
              <table>
                <thead>
                  <tr>
                    <th>{t.day}</th>
                    <th>{t.content}</th>
                    <th>{t.org}</th>
                    <th>{t.time}</th>
                  </tr>
                </thead>
                <tbody>
                  {p.items.map((i) => (
                    <tr key={i.from}>
                      <td class="numbers">
                        {dated(i.day)}
                        <br />
                        {format.clock(i.from)}–{format.clock(i.to)}
                      </td>
                      <td>
                        {i.title}
                        {format.paren(word(activityType, i.type))}
                      </td>
                      <td>{i.org}</td>
                      <td class="numbers">{format.minutes(i.minutes)}</td>
                    </tr>
                  ))}
                  <tr>
                    <th colSpan={3}>{t.total}</th>
                    <td class="numbers">{format.minutes(p.minutes)}</td>
                  </tr>
                </tbody>
              </table>
              <div class="sheet-foot">
                <div>
                  <p>{t.number({ no: p.no ?? '' })}</p>
                  <p>{t.issuedBy({ issuer: p.issuer ?? '' })}</p>
                  {p.issued_at && <p>{t.issuedOn({ day: dated(p.issued_at) })}</p>}
                  <p>{t.seal}</p>
                </div>
                <Code text={link} />
              </div>
              <p class="small">
                {t.verify}
                {format.colon()}
                <a href={`/verify/${p.code}`}>{link}</a>
              </p>
              <p class="small">{t.printed({ when: `${dated(Date.now())} ${format.clock(Date.now())}` })}</p>
            </article>
          </>
        )
      }}
    </Show>
  )
}

/** Code is the link as a QR code; its maker is fetched for this page alone. */
function Code({ text }: { text: string }) {
  const [path, setPath] = useState<{ d: string; size: number } | null>(null)
  useEffect(() => {
    void import('uqr').then(({ encode }) => {
      const { data, size } = encode(text, { border: 1 })
      const d = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : []))).join('')
      setPath({ d, size })
    })
  }, [text])
  if (!path) return <Icon name="scan" size={40} />
  return (
    <svg viewBox={`0 0 ${path.size} ${path.size}`} role="img" aria-label={text}>
      <path d={path.d} />
    </svg>
  )
}
