// The criminal-record query that work with children needs: where it stands, and my consent.
import { callOf, format, isOpen, texts } from '@tongxing/shared'
import { clearanceAuthority, clearanceStatus } from '@tongxing/shared/words'
import { useState } from 'preact/hooks'
import { useData } from '../data/data.ts'
import { Notice, Pending, Private, sayQueued, Tick, Trouble, useSubmit } from '../parts/forms.tsx'
import { Button, Page, say, Show, State } from '../parts/parts.tsx'
import { lazily } from '../parts/lazy.tsx'
import { pendingFor, write } from '../data/queue.ts'
import { refresh } from '../data/session.ts'
import type { Volunteer } from '../domain/types.ts'
import { word } from '../domain/words.ts'

export const t = texts(
  {
    title: '从业查询',
    what: '服务未成年人的志愿者须先查询性侵害、虐待、拐卖、暴力伤害等违法犯罪记录（未成年人保护法第六十二条），每年一次。平台只登记“通过”或“未通过”、日期和查询机关，不登记任何细节；上传的证明加密保存。',
    valid: '有效期至',
    consentAt: '同意时间',
    paper: '纸质同意书存放在机构',
    queried: '查询日期',
    result: '结果日期',
    authority: '查询机关',
    consentTitle: '同意书',
    consentText:
      '本人同意所在机构和民政部门为安排服务未成年人的活动，向公安机关、人民检察院查询本人是否有性侵害、虐待、拐卖、暴力伤害等违法犯罪记录；查询结果只用于判断本人能否参加此类活动。查询前可随时撤回同意。',
    papers: '查询材料（如公安机关出具的证明）',
    read: '我已阅读并同意',
    agree: '同意查询',
    agreed: '已同意，等待机构查询',
    withdraw: '撤回同意',
    withdrawn: '已撤回同意',
    renew: '再次同意（每年更新）',
    next: {
      none: '尚未办理。同意后由所在机构提交查询。',
      consented: '已同意，等待机构提交查询。',
      queried: '机构已提交查询，等待结果。',
      answered: '结果已登记，等待另一名工作人员复核。',
      clear: '可以参加服务未成年人的活动。',
      expired: '已超过十二个月，需要重新查询。',
      barred: '目前不能参加服务。如有异议请联系所在地民政部门复核。',
    },
  },
  {
    title: 'Clearance',
    what:
      'Who works with minors is first checked for records of sexual offences, abuse, trafficking and violence ' +
      '(Law on the Protection of Minors, article 62), every year. ' +
      'Only passed or not, the day and the authority are recorded, no details; papers that you attach are kept encrypted.',
    valid: 'Valid until',
    consentAt: 'You agreed',
    paper: 'A signed consent is with the organisation',
    queried: 'Asked on',
    result: 'Answered on',
    authority: 'Authority',
    consentTitle: 'Consent',
    consentText:
      'I agree that my organisation and civil affairs ask the police and the procuratorate ' +
      'whether I have a record of sexual offences, abuse, trafficking or violence, ' +
      'in order to arrange activities with minors; the answer is used only to decide whether I may take part in them. ' +
      'Until the question is asked I may take this back.',
    papers: 'Papers of the query, such as a certificate of the police',
    read: 'I have read this and agree',
    agree: 'Agree',
    agreed: 'You have agreed; the organisation will ask',
    withdraw: 'Take it back',
    withdrawn: 'Taken back',
    renew: 'Agree again (every year)',
    next: {
      none: 'Not made yet. Once you agree, your organisation asks.',
      consented: 'You have agreed; the organisation will ask.',
      queried: 'The organisation has asked; the answer is awaited.',
      answered: 'The answer is recorded; another person confirms it.',
      clear: 'You may take part in activities with minors.',
      expired: 'Older than twelve months; it has to be made again.',
      barred: 'You cannot serve at present. If you object, ask civil affairs for a review.',
    },
  },
)

const Attach = lazily(() => import('../parts/attach.tsx').then((m) => m.Attach), true)

/** The version of the consent that the text above is. */
const version = 'clearance-2026-01'

export function Clearance() {
  return (
    <Page title={t.title} back="/me">
      <Private volunteer>{() => <Body />}</Private>
    </Page>
  )
}

function Body() {
  const read = useData(callOf('get', '/volunteers/me'))
  return (
    <>
      <p class="note">{t.what}</p>
      <Show read={read} lines={1}>
        {(v) => {
          const q = v.clearance_query
          const rows: [string, string | undefined][] = [
            [t.valid, v.clearance_valid_to && format.day(Date.parse(v.clearance_valid_to) - 1)],
            [t.consentAt, q.consent_at && format.day(q.consent_at)],
            [t.queried, q.queried_day && format.day(q.queried_day)],
            [t.result, q.result_day && format.day(q.result_day)],
            [t.authority, word(clearanceAuthority, q.authority) || undefined],
          ]
          return (
            <>
              <div class="card">
                <div class="line">
                  <h2>{t.title}</h2>
                  {pendingFor(v.id, 'consent', 'unconsent') ? (
                    <Pending />
                  ) : (
                    <State code={v.clearance} text={word(clearanceStatus, v.clearance)} />
                  )}
                </div>
                <p>{word(t.next, v.clearance)}</p>
                <dl class="terms numbers">
                  {rows.map(
                    ([name, value]) =>
                      value && (
                        <div class="line" key={name}>
                          <dt>{name}</dt>
                          <dd>{value}</dd>
                        </div>
                      ),
                  )}
                </dl>
                {q.on_paper && <p class="note">{t.paper}</p>}
              </div>
              <Consent v={v} />
              <Attach record={v.id} purpose="clearance" title={t.papers} />
            </>
          )
        }}
      </Show>
    </>
  )
}

function Consent({ v }: { v: Volunteer }) {
  const [read, setRead] = useState(false)
  const form = useSubmit()
  if (pendingFor(v.id, 'consent', 'unconsent')) return null
  const send = (kind: 'consent' | 'unconsent') =>
    form.run(async () => {
      const sent = await write({
        kind,
        name: t.title,
        about: v.id,
        ...(kind === 'consent'
          ? callOf('post', '/volunteers/me/clearance/consent', { body: { version } })
          : callOf('delete', '/volunteers/me/clearance/consent')),
      })
      setRead(false)
      if (sent.queued) return sayQueued()
      say(kind === 'consent' ? t.agreed : t.withdrawn)
      await refresh()
    })
  const acts = v.clearance_query.acts
  if (isOpen(acts, 'withdraw')) {
    return (
      <>
        <Trouble problem={form.problem} />
        <Button busy={form.busy} onClick={() => send('unconsent')}>
          {t.withdraw}
        </Button>
      </>
    )
  }
  if (!isOpen(acts, 'consent')) return null
  return (
    <div class="card form">
      <h2>{t.consentTitle}</h2>
      <Notice tone="plain" icon="shield">
        <p>{t.consentText}</p>
      </Notice>
      <Tick label={t.read} checked={read} set={setRead} />
      <Trouble problem={form.problem} />
      <div class="actions">
        <Button kind="main" busy={form.busy} disabled={!read} onClick={() => send('consent')}>
          {v.clearance_valid_to ? t.renew : t.agree}
        </Button>
      </div>
    </div>
  )
}
