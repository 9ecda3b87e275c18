// The first steps: what is done, what comes next, who acts and by when, and whether this is "not yet" or "stopped".
import { callOf, format, texts } from '@tongxing/shared'
import { firstStep, firstStepState } from '@tongxing/shared/words'
import { useSearch } from 'wouter-preact'
import { useData } from '../data/data.ts'
import type { FirstStep, FirstSteps } from '../domain/types.ts'
import { word, type Tone } from '../domain/words.ts'
import { Go, Notice, Private } from '../parts/forms.tsx'
import type { IconName } from '../parts/icons.tsx'
import { Page, Row, Show, Tag } from '../parts/parts.tsx'
import { Invitations } from './invitations.tsx'

export const t = texts(
  {
    title: '入门步骤',
    ready: '可以报名了',
    readyText: '报名需要的步骤都已完成。',
    waiting: '登记已完成，还不能报名',
    waitingText: '下面写明还差哪一步、由谁办理、什么时候办结。有进展会通知您。',
    stopped: '服务已停止',
    stoppedText: '这不是等待办理；解除之前不能报名。',
    reason: '原因：{reason}',
    yours: '轮到您',
    optional: '选办',
    person: '由您办理',
    guardian: '由监护人办理',
    organisation: '由{who}办理',
    office: '由{who}民政部门办理',
    authority: '由公安、检察机关办理',
    ask: '解除或有异议，请联系{who}',
    askOffice: '解除或有异议，请联系{who}民政部门',
    days: '办理时限 {n} 个工作日',
    due: '办理时限 {n} 个工作日，最迟{day}办结',
    late: '办理时限 {n} 个工作日，已于{day}超过，可以联系对方催办',
    list: '步骤',
    how: {
      agree: '阅读个人信息说明的最新版本并同意后，才能报名。',
      guardian: '监护人阅读同意书，输入其手机收到的验证码；在此之前不能参加接触儿童或有危险的服务。',
      join: '加入后由组织核实身份、安排活动；不加入的，由民政部门核实。',
      clearance: '只有服务未成年人才需要。您同意后，由机构或民政部门提交查询。',
    },
    back: '回到刚才的活动',
    find: '去看活动',
  },
  {
    title: 'First steps',
    ready: 'You can sign up',
    readyText: 'All that is needed to sign up is done.',
    waiting: 'Registered; you cannot sign up yet',
    waitingText: 'Below is what is missing, who acts, and by when. You will be told when something moves.',
    stopped: 'Your service is stopped',
    stoppedText: 'You are not waiting for a step: until this is lifted you cannot sign up.',
    reason: 'Reason: {reason}',
    yours: 'Your turn',
    optional: 'If you like',
    person: 'You act',
    guardian: 'Your guardian acts',
    organisation: '{who} acts',
    office: 'The civil-affairs office of {who} acts',
    authority: 'The police or procuratorate acts',
    ask: 'To have it lifted, or to object, ask {who}',
    askOffice: 'To have it lifted, or to object, ask the civil-affairs office of {who}',
    days: 'within {n} working days',
    due: 'within {n} working days, by {day}',
    late: 'within {n} working days; that ended on {day}, and you may ask them',
    list: 'Steps',
    how: {
      agree: 'Read the present text about your data and agree; until then you cannot sign up.',
      guardian:
        'Your guardian reads the text and enters the code from their phone. Until then nothing with children or danger is open to you.',
      join: 'An organisation verifies you and plans with you; without one, the civil-affairs office verifies you.',
      clearance: 'Needed only to serve minors. Once you agree, your organisation or civil affairs asks.',
    },
    back: 'Back to the activity',
    find: 'See activities',
  },
)

/** Where the person acts, or sees more about a step. */
const pages: Partial<Record<FirstStep['code'], string>> = {
  agree: '/me/profile',
  guardian: '/me/profile',
  join: '/me/orgs',
  clearance: '/me/clearance',
}

const looks: Record<FirstStep['state'], [tone: Tone, icon: IconName]> = {
  done: ['done', 'check'],
  open: ['wait', 'clock'],
  later: ['plain', 'list'],
  stopped: ['late', 'cross'],
}

export function Steps() {
  const back = new URLSearchParams(useSearch()).get('back') ?? ''
  return (
    <Page title={t.title} back="/me">
      <Private volunteer>{() => <Body back={back.startsWith('/a/') ? back : ''} />}</Private>
    </Page>
  )
}

function Body({ back }: { back: string }) {
  const read = useData(callOf('get', '/volunteers/me/steps'))
  return (
    <Show read={read}>
      {(s) => (
        <>
          <Now s={s} />
          <Invitations />
          <ol class="list" aria-label={t.list}>
            {s.items.map((step) => (
              <li key={step.code}>
                <Line step={step} />
              </li>
            ))}
          </ol>
          <div class="actions">{back ? <Go to={back}>{t.back}</Go> : <Go to="/">{t.find}</Go>}</div>
        </>
      )}
    </Show>
  )
}

/** Now is the sum of it: may sign up, not yet, or stopped. */
function Now({ s }: { s: FirstSteps }) {
  if (s.items.some((step) => step.state === 'stopped'))
    return (
      <Notice tone="late" icon="cross" title={t.stopped}>
        <p>{t.stoppedText}</p>
        {s.reason && <p>{t.reason({ reason: s.reason })}</p>}
      </Notice>
    )
  const ready = s.items.every((step) => step.optional || step.state === 'done')
  return (
    <Notice tone={ready ? 'done' : 'wait'} icon={ready ? 'check' : 'clock'} title={ready ? t.ready : t.waiting}>
      <p>{ready ? t.readyText : t.waitingText}</p>
    </Notice>
  )
}

function Line({ step }: { step: FirstStep }) {
  const [tone, icon] = looks[step.state]
  const to = step.state === 'open' ? pages[step.code] : undefined
  const mine = step.state === 'open' && step.by === 'person'
  const end = (
    <Tag tone={mine ? 'jade' : tone} icon={mine ? 'me' : icon}>
      {mine ? (step.optional ? t.optional : t.yours) : word(firstStepState, step.state)}
    </Tag>
  )
  const notes = [who(step), term(step), step.state === 'open' && word(t.how, step.code)].filter(Boolean)
  const note = notes.length
    ? notes.map((n) => (
        <span class="note" key={n}>
          {n}
        </span>
      ))
    : undefined
  if (to) return <Row to={to} title={word(firstStep, step.code)} note={note} end={end} />
  return (
    <div class="row">
      <span class="grow">
        <span class="row-title">{word(firstStep, step.code)}</span>
        {note && <span class="note">{note}</span>}
      </span>
      {end}
    </div>
  )
}

function who(step: FirstStep): string {
  if (!step.by || step.state === 'done') return ''
  const names = { who: step.names.join(format.comma()) }
  if (step.state === 'stopped') return step.by === 'office' ? t.askOffice(names) : t.ask(names)
  switch (step.by) {
    case 'organisation':
      return t.organisation(names)
    case 'office':
      return t.office(names)
    default:
      return t[step.by]
  }
}

function term(step: FirstStep): string {
  if (!step.days) return ''
  if (!step.due) return t.days({ n: step.days })
  const of = { n: step.days, day: format.day(step.due) }
  return step.late ? t.late(of) : t.due(of)
}
