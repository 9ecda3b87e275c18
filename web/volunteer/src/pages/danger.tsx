// A child in danger: 110 first, then who helps. It needs no account, no network and no reading.
import { texts } from '@tongxing/shared'
import { Icon } from '../parts/icons.tsx'
import { Notice } from '../parts/forms.tsx'
import { Page } from '../parts/parts.tsx'

export const t = texts(
  {
    title: '儿童受侵害、遇危险',
    first: '报警',
    firstNote: '孩子正受到伤害、独自一人、走失或被遗弃：立即拨打',
    lines: '其他求助电话',
    l12345: '政务服务热线',
    l12345n: '反映情况，转办民政、教育等部门',
    l12355: '青少年服务热线',
    l12355n: '心理支持、法律咨询',
    l12338: '妇女儿童维权热线',
    l12338n: '家庭暴力、侵害权益',
    l12349: '民政服务热线',
    l12349n: '留守和困境儿童求助',
    say: '打电话时说清楚',
    s1: '在哪里：乡镇、村、门牌或显眼的标志',
    s2: '发生了什么，孩子现在是否安全、有没有受伤',
    s3: '您是谁、怎么联系您。报告人信息依法保密',
    then: '等待时',
    t1: '留在孩子身边，直到有人接手；不要让孩子独自面对可能的侵害人。',
    t2: '不要反复追问细节，不要拍照、录像或转发。',
    t3: '保留衣物等物证，不要清洗。',
    duty: '志愿者、社工发现儿童受到侵害或疑似受到侵害，应当立即报告。报告出于善意的，不因情况最终不成立而承担责任。',
  },
  {
    title: 'A child harmed or in danger',
    first: 'Police',
    firstNote: 'A child is being hurt, alone, lost or abandoned: call at once',
    lines: 'Other lines',
    l12345: 'Government hotline',
    l12345n: 'Passes it on to civil affairs, education and others',
    l12355: 'Youth line',
    l12355n: 'Someone to talk to, legal advice',
    l12338: 'Women’s and children’s rights',
    l12338n: 'Violence at home, rights violated',
    l12349: 'Civil affairs line',
    l12349n: 'Left-behind children and children in need',
    say: 'Say on the phone',
    s1: 'Where: town, village, number or a landmark',
    s2: 'What happened, whether the child is safe now, whether hurt',
    s3: 'Who you are and how to reach you. The law keeps reporters confidential',
    then: 'Until help comes',
    t1: 'Stay with the child until somebody takes over; never leave them alone with whoever may have done it.',
    t2: 'Do not ask for details again and again; no photos, no videos, no forwarding.',
    t3: 'Keep clothes and other traces as they are; nothing is washed.',
    duty:
      'Volunteers and social workers who find or suspect that a child is harmed report it at once. ' +
      'Who reports in good faith is not liable when it turns out otherwise.',
  },
)

const lines = [
  ['12345', 'l12345', 'l12345n'],
  ['12355', 'l12355', 'l12355n'],
  ['12338', 'l12338', 'l12338n'],
  ['12349', 'l12349', 'l12349n'],
] as const

export function Danger() {
  return (
    <Page title={t.title} back="/">
      <a class="call first" href="tel:110">
        <Icon name="phone" size={36} />
        <span class="grow">
          <span class="note">{t.firstNote}</span>
          <b> 110</b>
        </span>
      </a>
      <h2 class="section">{t.lines}</h2>
      <ul class="list">
        {lines.map(([number, name, note]) => (
          <li key={number}>
            <a class="call" href={`tel:${number}`}>
              <Icon name="phone" />
              <span class="grow">
                <b>{number}</b> {t[name]}
                <br />
                <span class="note">{t[note]}</span>
              </span>
            </a>
          </li>
        ))}
      </ul>
      <h2 class="section">{t.say}</h2>
      <ol class="steps card">
        {[t.s1, t.s2, t.s3].map((s) => (
          <li key={s}>
            <span>{s}</span>
          </li>
        ))}
      </ol>
      <h2 class="section">{t.then}</h2>
      <ol class="steps card">
        {[t.t1, t.t2, t.t3].map((s) => (
          <li key={s}>
            <span>{s}</span>
          </li>
        ))}
      </ol>
      <Notice tone="plain" icon="shield">
        <p>{t.duty}</p>
      </Notice>
    </Page>
  )
}
