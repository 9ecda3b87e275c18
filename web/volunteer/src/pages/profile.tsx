// My profile: what is kept of me, masked, and what I may change.
import { callOf, format, isOpen, texts } from '@tongxing/shared'
import { gender } from '@tongxing/shared/words'
import { useState } from 'preact/hooks'
import { changes, request, useData } from '../data/data.ts'
import { Area, Dialog, Input, MobileInput, Notice, Pending, Private, sayQueued, Trouble, useDraft, useSubmit } from '../parts/forms.tsx'
import { Button, Page, say, Show } from '../parts/parts.tsx'
import { pendingFor, write } from '../data/queue.ts'
import { profile, refresh } from '../data/session.ts'
import type { Volunteer } from '../domain/types.ts'
import { tone, word } from '../domain/words.ts'
import { lazily } from '../parts/lazy.tsx'
import type { Place } from './regions.tsx'
import { words } from './register.tsx'

export const t = texts(
  {
    title: '个人资料',
    name: '姓名',
    no: '志愿者编号',
    id: '身份证号码',
    mobile: '手机号',
    gender: '性别',
    age: '年龄',
    ageText: '{n} 周岁',
    guardian: '监护人',
    guardianPaper: '监护人签字的同意书',
    kept: '姓名、身份证号码有误时，请联系所在机构或民政部门更正。',
    edit: '可以修改的资料',
    region: '居住地区',
    pick: '更改地区',
    skills: '技能特长',
    skillsHint: '用顿号或逗号分开',
    unverified: '未核验',
    skillUntil: '已核验，有效期至 {day}',
    skillOver: '证书已于 {day} 到期',
    skillsHow: '需要技能的活动只认已核验的证书：请向所在机构出示证书原件，由工作人员登记。从资料中删去的技能须重新核验。',
    services: '愿意参加的服务',
    available: '可服务时间',
    availableHint: '如：周末、工作日晚上',
    emergency: '紧急联系人',
    eHint: '现为 {name} {mobile}；不改可以留空',
    eName: '联系人姓名',
    eRelation: '关系',
    eMobile: '联系人手机号',
    save: '保存',
    saved: '已保存',
    trainings: '培训记录',
    awards: '表彰记录',
    hoursOf: '{hours} · {organiser}',
    reason: '原因：{reason}',
    states: {
      registered: '已登记，等待机构或民政部门核实身份。加入一个组织可以更快核实。',
      verified: '身份已核实，等待机构启用。',
      active: '可以报名参加活动。',
      frozen: '服务已暂停，如有疑问请联系所在机构。',
      cancelled: '档案已注销。',
    },
    end: '不再做志愿者',
    endTitle: '注销志愿者档案？',
    endText: '注销后不能再报名，也不能恢复；已确认的服务记录依法保留。',
    endYes: '确认注销',
    ended: '已注销',
  },
  {
    title: 'Profile',
    name: 'Name',
    no: 'Volunteer number',
    id: 'ID number',
    mobile: 'Mobile',
    gender: 'Sex',
    age: 'Age',
    ageText: '{n} years',
    guardian: 'Guardian',
    guardianPaper: 'The consent that your guardian signed',
    kept: 'If name or ID number are wrong, ask your organisation or civil affairs to correct them.',
    edit: 'What you may change',
    region: 'Where you live',
    pick: 'Change',
    skills: 'Skills',
    skillsHint: 'With commas between',
    unverified: 'Not verified',
    skillUntil: 'Verified, valid until {day}',
    skillOver: 'The certificate ended on {day}',
    skillsHow:
      'Activities that need a skill count only verified certificates: show the original to your organisation, ' +
      'which records it. A skill taken off the profile has to be verified again.',
    services: 'Service you would like to give',
    available: 'When you can help',
    availableHint: 'Such as: weekends, weekday evenings',
    emergency: 'Emergency contact',
    eHint: 'Now {name} {mobile}; leave empty to keep it',
    eName: 'Their name',
    eRelation: 'Who they are to you',
    eMobile: 'Their mobile',
    save: 'Save',
    saved: 'Saved',
    trainings: 'Trainings',
    awards: 'Awards',
    hoursOf: '{hours} · {organiser}',
    reason: 'Reason: {reason}',
    states: {
      registered: 'Registered; the organisation or civil affairs will verify you. Joining an organisation makes it quicker.',
      verified: 'Verified; the organisation will activate you.',
      active: 'You can sign up for activities.',
      frozen: 'Paused. Ask your organisation if you have questions.',
      cancelled: 'This profile has ended.',
    },
    end: 'Stop being a volunteer',
    endTitle: 'End your profile?',
    endText: 'You can no longer sign up and it cannot be undone; confirmed records are kept as the law asks.',
    endYes: 'End it',
    ended: 'Your profile has ended',
  },
)

const RegionDialog = lazily(() => import('./regions.tsx').then((m) => m.RegionDialog), true)

export function Profile() {
  return (
    <Page title={t.title} back="/me">
      <Private volunteer>{() => <Body />}</Private>
    </Page>
  )
}

const OwnConsent = lazily(() => import('./consent.tsx').then((m) => m.OwnConsent))

const Guardian = lazily(() => import('./guardian.tsx').then((m) => m.Guardian))

const Attach = lazily(() => import('../parts/attach.tsx').then((m) => m.Attach), true)

function Body() {
  const read = useData(callOf('get', '/volunteers/me'))
  return (
    <Show read={read}>
      {(v) => (
        <>
          <Notice tone={tone(v.status)} icon="me">
            <p>{word(t.states, v.status)}</p>
            {v.reason && <p>{t.reason({ reason: v.reason })}</p>}
          </Notice>
          <OwnConsent v={v} />
          <div class="card">
            <dl class="terms numbers">
              <Term name={t.name} value={v.name} />
              <Term name={t.no} value={v.no} />
              <Term name={t.id} value={v.id_number} />
              <Term name={t.mobile} value={v.mobile} />
              <Term name={t.gender} value={word(gender, v.gender)} />
              <Term name={t.age} value={t.ageText({ n: v.age })} />
              {v.guardian && <Term name={t.guardian} value={`${v.guardian.name} ${v.guardian.mobile}`} />}
            </dl>
            <p class="note">{t.kept}</p>
          </div>
          {v.guardian && <Guardian v={v} />}
          {v.guardian && <Attach record={v.id} purpose="guardian_consent" title={t.guardianPaper} />}
          {v.skills.length > 0 && <Skills v={v} />}
          {isOpen(v.acts, 'edit') && <Edit v={v} key={v.version} />}
          {v.trainings.length > 0 && (
            <Entries
              title={t.trainings}
              entries={v.trainings.map((x) => [
                x.id,
                x.name,
                t.hoursOf({ hours: format.minutes(x.minutes), organiser: x.organiser }),
                x.day,
              ])}
            />
          )}
          {v.awards.length > 0 && <Entries title={t.awards} entries={v.awards.map((x) => [x.id, x.name, x.grantor, x.day])} />}
          {isOpen(v.acts, 'cancel') && <End />}
        </>
      )}
    </Show>
  )
}

const Term = ({ name, value }: { name: string; value: string }) => (
  <div class="line">
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
)

/** Which skills staff have verified, and until when; an activity that needs a skill counts only these. */
function Skills({ v }: { v: Volunteer }) {
  const today = format.dayKey(Date.now())
  return (
    <div class="card">
      <h2>{t.skills}</h2>
      <ul class="list">
        {v.skills.map((skill) => {
          const seen = v.skill_checks.find((c) => c.skill === skill)
          const day = seen && format.day(seen.valid_to)
          return (
            <li key={skill}>
              <p>{skill}</p>
              <p class="note">{!day ? t.unverified : seen.valid_to < today ? t.skillOver({ day }) : t.skillUntil({ day })}</p>
            </li>
          )
        })}
      </ul>
      <p class="note">{t.skillsHow}</p>
    </div>
  )
}

function Entries({ title, entries }: { title: string; entries: [string, string, string, string][] }) {
  return (
    <div class="card">
      <h2>{title}</h2>
      <ul class="list">
        {entries.map(([id, name, note, day]) => (
          <li key={id}>
            <p>{name}</p>
            <p class="note">
              {note} · {format.day(day)}
            </p>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Edit({ v }: { v: Volunteer }) {
  const code = v.region.split('/').filter(Boolean).slice(-1)[0] ?? ''
  const region = useData(callOf('get', '/regions/{code}', { params: { path: { code } } }))
  const [d, set, drop] = useDraft(
    'profile',
    {
      skills: v.skills.join(format.comma()),
      services: v.services.join(format.comma()),
      available: v.available ?? '',
      name: '',
      relation: '',
      mobile: '',
      place: undefined as Place | undefined,
    },
    true,
  )
  const [choosing, setChoosing] = useState(false)
  const form = useSubmit()
  const pending = pendingFor(v.id, 'profile')
  const problems = form.problem?.fields
  const save = () =>
    form.run(async () => {
      const emergency = d.name || d.mobile ? { name: d.name, relation: d.relation, mobile: d.mobile } : {}
      const sent = await write({
        kind: 'profile',
        name: t.title,
        about: v.id,
        ...callOf('put', '/volunteers/me', {
          params: { header: { 'If-Match': `"${v.version}"` } },
          body: {
            region: d.place?.path ?? v.region,
            skills: words(d.skills),
            services: words(d.services),
            available: d.available,
            emergency,
          },
        }),
      })
      drop()
      if (sent.queued) return sayQueued()
      say(t.saved)
      await refresh()
    })
  return (
    <form
      class="card form"
      onSubmit={(e) => {
        e.preventDefault()
        void save()
      }}
    >
      <div class="line">
        <h2>{t.edit}</h2>
        {pending && <Pending />}
      </div>
      <div class="field">
        <strong>{t.region}</strong>
        <p>{d.place?.name ?? region.data?.full_name}</p>
        <Button icon="place" onClick={() => setChoosing(true)}>
          {t.pick}
        </Button>
      </div>
      <Input
        label={t.skills}
        name="skills"
        optional
        hint={t.skillsHint}
        value={d.skills}
        set={(skills) => set({ skills })}
        problems={problems}
      />
      <Input
        label={t.services}
        name="services"
        optional
        hint={t.skillsHint}
        value={d.services}
        set={(services) => set({ services })}
        problems={problems}
      />
      <Area
        label={t.available}
        name="available"
        optional
        hint={t.availableHint}
        rows={2}
        maxLength={200}
        value={d.available}
        set={(available) => set({ available })}
        problems={problems}
      />
      <h3>{t.emergency}</h3>
      {v.emergency && <p class="note">{t.eHint({ name: v.emergency.name, mobile: v.emergency.mobile })}</p>}
      <Input label={t.eName} name="emergency.name" optional value={d.name} set={(name) => set({ name })} problems={problems} />
      <div class="pair">
        <Input
          label={t.eRelation}
          name="emergency.relation"
          optional
          value={d.relation}
          set={(relation) => set({ relation })}
          problems={problems}
        />
        <MobileInput
          label={t.eMobile}
          name="emergency.mobile"
          optional
          value={d.mobile}
          set={(mobile) => set({ mobile })}
          problems={problems}
        />
      </div>
      <Trouble
        problem={form.problem}
        shown={['skills', 'services', 'available', 'emergency.name', 'emergency.relation', 'emergency.mobile']}
      />
      <div class="actions">
        <Button kind="main" type="submit" busy={form.busy} disabled={!!pending}>
          {t.save}
        </Button>
      </div>
      {choosing && (
        <RegionDialog
          chosen={{ path: v.region, name: '' }}
          least={3}
          close={() => setChoosing(false)}
          choose={(place) => {
            setChoosing(false)
            if (place) set({ place })
          }}
        />
      )}
    </form>
  )
}

function End() {
  const [asking, setAsking] = useState(false)
  const form = useSubmit()
  const end = () =>
    form.run(async () => {
      profile.value = await request(callOf('post', '/volunteers/me/cancel'))
      changes.value++
      setAsking(false)
      say(t.ended)
    })
  return (
    <>
      <Button kind="quiet" onClick={() => setAsking(true)}>
        {t.end}
      </Button>
      {asking && (
        <Dialog title={t.endTitle} close={() => setAsking(false)}>
          <p>{t.endText}</p>
          <Trouble problem={form.problem} />
          <div class="actions">
            <Button kind="danger" busy={form.busy} onClick={end}>
              {t.endYes}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  )
}
