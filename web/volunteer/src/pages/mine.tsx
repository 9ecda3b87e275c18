// Me: hours and stars first, then everything that is mine.
import { callOf, format, texts } from '@tongxing/shared'
import { clearanceStatus, volunteerStatus } from '@tongxing/shared/words'
import { useData } from '../data/data.ts'
import { Mark } from '../parts/icons.tsx'
import { Go } from '../parts/forms.tsx'
import { Bones, Page, Row, State, Tag } from '../parts/parts.tsx'
import { items } from '../data/queue.ts'
import { chooseLanguage, language, me, profile } from '../data/session.ts'
import { word } from '../domain/words.ts'
import { Invitations } from './invitations.tsx'
import { Stars } from './stars.tsx'

export const t = texts(
  {
    title: '我的',
    guest: '登录后可以看时长、证明和消息',
    login: '登录',
    register: '登记成为志愿者',
    registerWhy: '登记后可以报名活动、记录时长、出具证明。',
    no: '志愿者编号 {no}',
    steps: '入门步骤',
    stepsNote: '还差哪一步、由谁办理',
    hours: '服务时长',
    hoursNote: '累计、按月、每一笔的依据',
    certificates: '服务记录证明',
    pairings: '我的结对',
    clearance: '从业查询',
    orgs: '我的组织',
    profile: '个人资料',
    outbox: '待同步',
    outboxNote: '{n} 项',
    services: '服务记录',
    servicesNote: '没有网络也能写',
    preferences: '语言与通知',
    mobile: '更换手机号',
    sessions: '登录的设备',
    danger: '举报儿童受侵害',
    dangerNote: '先拨 110',
    console: '机构与工作人员入口',
    total: '累计服务',
    language: 'English',
    privacy: '隐私说明',
  },
  {
    title: 'Me',
    guest: 'Log in to see hours, certificates and messages',
    login: 'Log in',
    register: 'Register as a volunteer',
    registerWhy: 'Once registered you can sign up, have your hours kept and get certificates.',
    no: 'Volunteer number {no}',
    steps: 'First steps',
    stepsNote: 'What is missing, and who acts',
    hours: 'My hours',
    hoursNote: 'In all, by month, and what each rests on',
    certificates: 'Certificates',
    pairings: 'My pairings',
    clearance: 'Clearance',
    orgs: 'My organisations',
    profile: 'Profile',
    outbox: 'To be sent',
    outboxNote: '{n}',
    services: 'Service log',
    servicesNote: 'Also without a network',
    preferences: 'Language and messages',
    mobile: 'Change the mobile',
    sessions: 'Where I am logged in',
    danger: 'A child in danger',
    dangerNote: '110 first',
    console: 'For organisations and staff',
    total: 'Given in all',
    language: '中文',
    privacy: 'Privacy',
  },
)

export function Mine() {
  return (
    <Page
      title={t.title}
      actions={
        <button
          class="link"
          lang={language.value === 'en' ? 'zh-CN' : 'en'}
          onClick={() => chooseLanguage(language.value === 'en' ? 'zh-CN' : 'en')}
        >
          {t.language}
        </button>
      }
    >
      <Who />
      <Invitations />
      {me.value?.volunteer_id && (
        <div class="rows">
          <FirstSteps />
          <Row to="/me/hours" icon="clock" title={t.hours} note={t.hoursNote} />
          <Row to="/me/certificates" icon="paper" title={t.certificates} />
          <Row to="/me/pairings" icon="heart" title={t.pairings} />
          <Row
            to="/me/clearance"
            icon="shield"
            title={t.clearance}
            end={profile.value && <State code={profile.value.clearance} text={word(clearanceStatus, profile.value.clearance)} />}
          />
          <Row to="/me/orgs" icon="people" title={t.orgs} />
          <Row
            to="/me/profile"
            icon="me"
            title={t.profile}
            end={profile.value && <State code={profile.value.status} text={word(volunteerStatus, profile.value.status)} />}
          />
        </div>
      )}
      {me.value?.permissions.includes('service.write') && (
        <div class="rows">
          <Row to="/me/services" icon="paper" title={t.services} note={t.servicesNote} />
        </div>
      )}
      <div class="rows">
        <Row
          to="/danger"
          icon="warn"
          title={t.danger}
          end={
            <Tag tone="late" icon="phone">
              {t.dangerNote}
            </Tag>
          }
        />
      </div>
      {me.value && (
        <div class="rows">
          {items.value.length > 0 && (
            <Row to="/me/outbox" icon="sync" title={t.outbox} end={<Tag tone="wait">{t.outboxNote({ n: items.value.length })}</Tag>} />
          )}
          <Row to="/me/preferences" icon="gear" title={t.preferences} />
          <Row to="/me/mobile" icon="phone" title={t.mobile} />
          <Row to="/me/sessions" icon="out" title={t.sessions} />
        </div>
      )}
      <p class="note">
        <a href="/privacy">{t.privacy}</a> · <a href="/console/">{t.console}</a>
      </p>
    </Page>
  )
}

function Who() {
  if (me.value === undefined) return <Bones lines={1} />
  if (me.value === null) {
    return (
      <div class="card">
        <div class="hello">
          <Mark size={44} />
          <p class="grow">{t.guest}</p>
        </div>
        <div class="actions">
          <Go to="/login?back=/me" kind="main">
            {t.login}
          </Go>
        </div>
      </div>
    )
  }
  if (!me.value.volunteer_id) {
    return (
      <div class="card">
        <div class="hello">
          <Mark size={44} />
          <p class="grow">{t.registerWhy}</p>
        </div>
        <div class="actions">
          <Go to="/register?back=/me" kind="main">
            {t.register}
          </Go>
        </div>
      </div>
    )
  }
  return <Total />
}

/** FirstSteps leads to the page of the first steps while one is open. */
function FirstSteps() {
  const read = useData(callOf('get', '/volunteers/me/steps'))
  return read.data?.open ? <Row to="/me/steps" icon="list" title={t.steps} note={t.stepsNote} /> : null
}

function Total() {
  const read = useData(callOf('get', '/me/hours'))
  const v = profile.value
  return (
    <div class="card">
      <div class="line">
        <h2>{v?.name}</h2>
        {read.data && <Stars n={read.data.stars} />}
      </div>
      {v && <p class="note numbers">{t.no({ no: v.no })}</p>}
      {read.data && (
        <p class="line">
          <span class="note">{t.total}</span>
          <span class="figure">{format.minutes(read.data.minutes)}</span>
        </p>
      )}
    </div>
  )
}
