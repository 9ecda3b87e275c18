// Organisations that ask the person to join: they answer here, or not at all.
import { callOf, findAct, format, texts } from '@tongxing/shared'
import { useState } from 'preact/hooks'
import { changes, request, useData } from '../data/data.ts'
import { me, refresh } from '../data/session.ts'
import type { Invitation } from '../domain/types.ts'
import { Dialog, Notice, Tick, Trouble, useSubmit } from '../parts/forms.tsx'
import { Button, say } from '../parts/parts.tsx'

export const t = texts(
  {
    title: '{name}邀请您加入',
    by: '{who}于{day}提出，{until}前有效。',
    how: '加入与否由您决定。不答复就不会加入，对方看不到您的资料。',
    accept: '同意加入',
    joined: '已加入{name}',
    decline: '不加入',
    declineTitle: '不加入“{name}”？',
    declineText: '该机构不会再次向您提出邀请；以后想加入，可在“我的组织”里申请。',
    tell: '告诉该机构我不加入（不勾选的，对方只看到没有答复）',
    declined: '已记录，不会加入',
  },
  {
    title: '{name} asks you to join',
    by: 'Asked by {who} on {day}; answer by {until}.',
    how: 'You decide. Without your answer you do not join, and they see nothing of you.',
    accept: 'Join',
    joined: 'You belong to {name}',
    decline: 'Do not join',
    declineTitle: 'Do not join “{name}”?',
    declineText: 'This organisation cannot ask you again; if you change your mind, ask it under “My organisations”.',
    tell: 'Tell them that I do not join (otherwise they only see no answer)',
    declined: 'Noted: you do not join',
  },
)

/** Invitations are the cards of the invitations that wait for an answer; nothing when there are none. */
export function Invitations() {
  const read = useData(me.value ? callOf('get', '/volunteers/me/invitations') : null)
  return (
    <>
      {read.data?.items.map((i) => (
        <Asked key={i.id} i={i} />
      ))}
    </>
  )
}

function Asked({ i }: { i: Invitation }) {
  const [declining, setDeclining] = useState(false)
  const form = useSubmit()
  const name = { name: i.org_name }
  const accept = findAct(i.acts, 'accept')
  const path = { params: { path: { id: i.id } } }
  const answer = (send: () => Promise<unknown>, done: string) =>
    form.run(async () => {
      await send()
      say(done)
      changes.value++
      await refresh()
    })
  const join = () => answer(() => request(callOf('post', '/volunteers/me/invitations/{id}/accept', path)), t.joined(name))
  const decline = (tell: boolean) =>
    answer(() => request(callOf('post', '/volunteers/me/invitations/{id}/decline', { ...path, body: { tell } })), t.declined)
  return (
    <div class="card form">
      <h2>{t.title(name)}</h2>
      <p class="note">{t.by({ who: i.asked_by || i.org_name, day: format.day(i.asked_at), until: format.day(i.expires_at) })}</p>
      <p>{t.how}</p>
      {accept?.why && (
        <Notice tone="wait" icon="me">
          <p>{accept.why.text}</p>
        </Notice>
      )}
      {!declining && <Trouble problem={form.problem} />}
      <div class="actions">
        {accept && !accept.why && (
          <Button kind="main" busy={form.busy} onClick={() => void join()}>
            {t.accept}
          </Button>
        )}
        <Button kind="quiet" onClick={() => setDeclining(true)}>
          {t.decline}
        </Button>
      </div>
      {declining && <Declining i={i} form={form} close={() => setDeclining(false)} decline={decline} />}
    </div>
  )
}

function Declining({
  i,
  form,
  close,
  decline,
}: {
  i: Invitation
  form: ReturnType<typeof useSubmit>
  close: () => void
  decline: (tell: boolean) => Promise<void>
}) {
  const [tell, setTell] = useState(false)
  return (
    <Dialog title={t.declineTitle({ name: i.org_name })} close={close}>
      <p>{t.declineText}</p>
      <Tick label={t.tell} checked={tell} set={setTell} />
      <Trouble problem={form.problem} />
      <div class="actions">
        <Button kind="main" busy={form.busy} onClick={() => void decline(tell)}>
          {t.decline}
        </Button>
      </div>
    </Dialog>
  )
}
