// Registering as a volunteer. The ID number decides sex and age; under 18 a guardian agrees.
import { callOf, Problem, texts } from '@tongxing/shared'
import { useState } from 'preact/hooks'
import { useLocation, useSearch } from 'wouter-preact'
import { request, useData } from '../data/data.ts'
import { Icon } from '../parts/icons.tsx'
import { Input, MobileInput, Notice, Private, Tick, Trouble, useDraft, useSubmit } from '../parts/forms.tsx'
import { Button, Page } from '../parts/parts.tsx'
import { me, refresh } from '../data/session.ts'
import { lazily } from '../parts/lazy.tsx'
import { Invitations } from './invitations.tsx'
import type { Place } from './regions.tsx'

export const t = texts(
  {
    title: '登记成为志愿者',
    why: '志愿服务记录需要真实身份。姓名和身份证号码加密保存，页面上只显示一部分；志愿者编号与身份证号码无关。',
    name: '姓名',
    id: '身份证号码',
    idHint: '18 位。已满 14 周岁可以登记',
    region: '居住地区',
    regionHint: '至少选择到县（区）',
    pick: '选择地区',
    regionBad: '请选择居住地区。',
    minor: '您未满 18 周岁，需要监护人同意',
    minorHow: '登记后，请监护人在“我的—个人资料”阅读同意书，并输入其手机收到的验证码；在此之前不能参加接触儿童或有危险的服务。',
    gName: '监护人姓名',
    gRelation: '与您的关系',
    gMobile: '监护人手机号',
    skills: '技能特长',
    skillsHint: '用顿号或逗号分开，如：课业辅导、医护',
    privacy: '隐私说明',
    send: '提交登记',
    agree: '请先阅读并勾选同意。',
    agreeTitle: '还差一步',
    already: '您已有志愿者档案',
    taken: '如果您以前由机构登记过，请用当时的手机号登录，时长会自动归到您名下。',
  },
  {
    title: 'Register as a volunteer',
    why: 'Records of service need a real identity. Name and ID number are kept encrypted and shown in part only; your volunteer number says nothing about you.',
    name: 'Name',
    id: 'ID number',
    idHint: '18 characters. From 14 years of age',
    region: 'Where you live',
    regionHint: 'At least the county',
    pick: 'Choose a region',
    regionBad: 'Choose where you live.',
    minor: 'You are under 18: a guardian has to agree',
    minorHow:
      'Once you are registered, your guardian reads the text under “Me, Profile” and enters the code from their own phone. ' +
      'Until then nothing with children or danger is open to you.',
    gName: 'Guardian’s name',
    gRelation: 'Who they are to you',
    gMobile: 'Guardian’s mobile',
    skills: 'Skills',
    skillsHint: 'With commas between, such as: tutoring, nursing',
    privacy: 'Privacy',
    send: 'Register',
    agree: 'Please read and tick your agreement first.',
    agreeTitle: 'One step left',
    already: 'You have a profile already',
    taken: 'If an organisation has registered you before, log in with the mobile you gave then: your hours become yours by themselves.',
  },
)

const RegionDialog = lazily(() => import('./regions.tsx').then((m) => m.RegionDialog), true)

interface Draft {
  name: string
  id: string
  place?: Place
  gName: string
  gRelation: string
  gMobile: string
  skills: string
  consent: boolean
}

const empty: Draft = { name: '', id: '', gName: '', gRelation: '', gMobile: '', skills: '', consent: false }

/** age is the full years of an ID number's birth date, or undefined for one that is not complete. */
function age(id: string): number | undefined {
  const m = /^\d{6}(\d{4})(\d{2})(\d{2})/.exec(id.trim())
  if (!m || id.trim().length !== 18) return undefined
  const [, y, mo, d] = m
  const now = new Date()
  const had = now.getMonth() + 1 > Number(mo) || (now.getMonth() + 1 === Number(mo) && now.getDate() >= Number(d))
  return now.getFullYear() - Number(y) - (had ? 0 : 1)
}

/** words splits what a person lists. */
export const words = (text: string) => text.split(/[、,，;；\s]+/).filter(Boolean)

export function Register() {
  return (
    <Page title={t.title} back="/me">
      <Private>
        {() =>
          me.value?.volunteer_id ? (
            <Notice tone="done" icon="check">
              <p>{t.already}</p>
            </Notice>
          ) : (
            <>
              <Invitations />
              <Form />
            </>
          )
        }
      </Private>
    </Page>
  )
}

const needed = (title: string, field: string, message: string) =>
  new Problem({ status: 400, code: 'needed', title, detail: message, fields: [{ field, code: 'needed', message }] })

function Form() {
  const back = new URLSearchParams(useSearch()).get('back') ?? '/me'
  const [, go] = useLocation()
  const [d, set, drop] = useDraft<Draft>('register', empty, true)
  const [choosing, setChoosing] = useState(false)
  const form = useSubmit()
  const text = useData(callOf('get', '/volunteers/consents')).data?.items.find((x) => x.code === 'volunteer')
  const young = (age(d.id) ?? 18) < 18
  const send = () =>
    form.run(async () => {
      if (!d.place) throw needed(t.agreeTitle, 'region', t.regionBad)
      if (!d.consent || !text) throw needed(t.agreeTitle, 'consent', t.agree)
      await request(
        callOf('post', '/volunteers/me', {
          body: {
            consent: { version: text.version, hash: text.hash },
            name: d.name,
            id_number: d.id,
            region: d.place.path,
            skills: words(d.skills),
            services: [],
            available: '',
            emergency: {},
            ...(young ? { guardian: { name: d.gName, relation: d.gRelation, mobile: d.gMobile } } : {}),
          },
        }),
      )
      drop()
      await refresh()
      go(back.startsWith('/a/') ? `/me/steps?back=${encodeURIComponent(back)}` : '/me/steps', { replace: true })
    })
  const problems = form.problem?.fields
  const regionBad = problems?.find((p) => p.field === 'region')
  return (
    <form
      class="form"
      noValidate
      onSubmit={(e) => {
        e.preventDefault()
        void send()
      }}
    >
      <p class="note">{t.why}</p>
      <Input
        label={t.name}
        name="name"
        autocomplete="name"
        maxLength={50}
        value={d.name}
        set={(name) => set({ name })}
        problems={problems}
      />
      <Input
        label={t.id}
        name="id_number"
        hint={t.idHint}
        autocomplete="off"
        maxLength={18}
        value={d.id}
        set={(id) => set({ id: id.toUpperCase() })}
        problems={problems}
      />
      <div class={regionBad ? 'field bad' : 'field'}>
        <strong>{t.region}</strong>
        <Button icon="place" aria-invalid={!!regionBad} onClick={() => setChoosing(true)}>
          {d.place?.name ?? t.pick}
        </Button>
        <p class={regionBad ? 'field-bad' : 'note'}>{regionBad?.message ?? t.regionHint}</p>
      </div>
      {young && (
        <>
          <Notice tone="wait" icon="people" title={t.minor}>
            <p>{t.minorHow}</p>
          </Notice>
          <Input label={t.gName} name="guardian.name" maxLength={50} value={d.gName} set={(gName) => set({ gName })} problems={problems} />
          <Input
            label={t.gRelation}
            name="guardian.relation"
            maxLength={20}
            value={d.gRelation}
            set={(gRelation) => set({ gRelation })}
            problems={problems}
          />
          <MobileInput label={t.gMobile} name="guardian.mobile" value={d.gMobile} set={(gMobile) => set({ gMobile })} problems={problems} />
        </>
      )}
      <Input
        label={t.skills}
        name="skills"
        optional
        hint={t.skillsHint}
        maxLength={200}
        value={d.skills}
        set={(skills) => set({ skills })}
        problems={problems}
      />
      <Tick
        label={
          <>
            {text?.text}{' '}
            <a href="/privacy" target="_blank">
              {t.privacy}
            </a>
          </>
        }
        checked={d.consent}
        set={(consent) => set({ consent })}
      />
      <Trouble
        problem={form.problem}
        shown={['name', 'id_number', 'region', 'guardian.name', 'guardian.relation', 'guardian.mobile', 'skills', 'consent']}
      />
      {form.problem?.code === 'volunteer_taken' && (
        <Notice tone="plain" icon="list">
          <p>{t.taken}</p>
        </Notice>
      )}
      <div class="actions">
        <Button kind="main" type="submit" busy={form.busy}>
          <Icon name="check" size={20} />
          {t.send}
        </Button>
      </div>
      {choosing && (
        <RegionDialog
          chosen={d.place}
          least={3}
          close={() => setChoosing(false)}
          choose={(p) => {
            setChoosing(false)
            if (p) set({ place: p })
          }}
        />
      )}
    </form>
  )
}
