import { api, format, Problem, take, type components } from '@tongxing/shared'
import { attendanceAct, attendanceMethod, attendanceStatus } from '@tongxing/shared/words'
import { Form, Input, type ButtonProps } from 'antd'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { ActButton, type Column, Deadline, idem, InstantInput, isOpen, Offer, seen, StateTag, tagOf } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { Name } from '../../domain/names.tsx'
import { tones, word } from '../../domain/words.ts'
import { t } from './texts.ts'

export type Stay = components['schemas']['attendance.attendanceView']

export const StayState = ({ of }: { of: string }) => <StateTag tone={tones.stay[of] ?? 'neutral'}>{word(attendanceStatus, of)}</StateTag>

/** How a stay was recorded: one word when both ends are alike. */
export const methodOf = (s: Stay): string =>
  s.out_by && s.out_by !== s.in_by
    ? `${word(attendanceMethod, s.in_by)} / ${word(attendanceMethod, s.out_by)}`
    : word(attendanceMethod, s.in_by)

/** The columns of a list of stays. */
export function stayColumns({
  again,
  activity,
  settle = true,
}: {
  again: () => void
  activity: boolean
  settle?: boolean
}): Column<Stay>[] {
  return [
    { key: 'who', title: t.volunteer, width: 210, render: (s) => <Name id={s.volunteer_id} no /> },
    ...(activity
      ? [
          {
            key: 'activity',
            title: t.activity,
            render: (s: Stay) => <Link to={`/hours/${s.id}`}>{s.title}</Link>,
            sort: (s: Stay) => s.title ?? '',
          },
        ]
      : []),
    {
      key: 'when',
      title: t.when,
      width: 210,
      render: (s) => <span className="tx-figure">{s.out_at ? format.span(s.in_at, s.out_at) : format.instant(s.in_at)}</span>,
      sort: (s) => s.in_at,
    },
    {
      key: 'minutes',
      title: t.minutes,
      width: 96,
      align: 'right',
      render: (s) => <span className="tx-figure">{format.minutes(s.minutes)}</span>,
      sort: (s) => s.minutes,
    },
    { key: 'how', title: t.how, width: 100, render: (s) => methodOf(s) },
    {
      key: 'status',
      title: t.state,
      width: 118,
      render: (s) => <StayState of={s.status} />,
      sort: (s) => word(attendanceStatus, s.status),
    },
    {
      key: 'until',
      title: t.until,
      width: 190,
      extra: !activity,
      render: (s) => (s.confirm_by ? <Deadline at={s.confirm_by} /> : '—'),
      sort: (s) => s.confirm_by ?? '9',
    },
    { key: 'org', title: t.org, width: 200, extra: true, render: (s) => s.org_name ?? '' },
    ...(settle
      ? [
          {
            key: 'acts',
            title: '',
            width: 110,
            align: 'right' as const,
            render: (s: Stay) => isOpen(s.acts, 'settle') && <Settle of={s} done={again} size="small" />,
          },
        ]
      : []),
  ]
}

interface ActProps extends Pick<ButtonProps, 'size' | 'type'> {
  of: Stay
  done: () => void
}

/** Settle enters the check-out of a volunteer who left without one. */
function Settle({ of: s, done, ...button }: ActProps) {
  return (
    <FormAct<{ out: string; reason: string; note?: string }, unknown>
      {...button}
      name={`settle:${s.id}`}
      said={t.settled}
      note={t.settleNote}
      done={done}
      initial={{ out: s.out_at ?? s.in_at }}
      send={(v, key) =>
        take(
          api.POST('/attendance/{id}/out', {
            params: { path: { id: s.id }, header: seen(tagOf(s), key) },
            body: { ...v, note: v.note ?? '' },
          }),
        )
      }
      fields={
        <>
          <Form.Item name="out" label={t.outTime} required>
            <InstantInput />
          </Form.Item>
          <Reasons />
        </>
      }
    >
      {attendanceAct.settle}
    </FormAct>
  )
}

function Reasons() {
  return (
    <>
      <Form.Item name="reason" label={t.why} rules={[{ required: true }]}>
        <Input.TextArea rows={3} maxLength={200} showCount />
      </Form.Item>
      <Form.Item name="note" label={t.whyLong}>
        <Input maxLength={200} />
      </Form.Item>
    </>
  )
}

/** The acts on one stay that the API offers. */
export function StayActs({ of: s, done }: ActProps) {
  const path = { params: { path: { id: s.id } } }
  const offer = (act: keyof typeof attendanceAct, button: ReactNode) => (
    <Offer acts={s.acts} act={act} label={attendanceAct[act]}>
      {button}
    </Offer>
  )
  return (
    <>
      {offer(
        'void',
        <ActButton
          danger
          reason={t.voidReason}
          confirm={t.voidNote}
          said={t.voided}
          done={done}
          reload={done}
          act={(key, reason) => take(api.POST('/attendance/{id}/void', { ...path, body: { reason }, headers: idem(key) }))}
        >
          {attendanceAct.void}
        </ActButton>,
      )}
      {offer(
        'correct',
        <FormAct<{ in: string; out: string; reason: string; note?: string }, unknown>
          name={`correct:${s.id}`}
          said={t.corrected}
          note={t.correctNote}
          done={done}
          initial={{ in: s.in_at, ...(s.out_at ? { out: s.out_at } : {}) }}
          send={(v, key) =>
            take(
              api.POST('/attendance/{id}/correct', {
                params: { ...path.params, header: seen(tagOf(s), key) },
                body: { ...v, note: v.note ?? '' },
              }),
            )
          }
          fields={
            <>
              <div className="tx-form-two">
                <Form.Item name="in" label={t.inTime} required>
                  <InstantInput />
                </Form.Item>
                <Form.Item name="out" label={t.outTime} required>
                  <InstantInput />
                </Form.Item>
              </div>
              <Reasons />
            </>
          }
        >
          {attendanceAct.correct}
        </FormAct>,
      )}
      {offer(
        'uphold',
        <ActButton
          reason={t.upholdReason}
          said={t.upheld}
          done={done}
          reload={done}
          act={(key, reason) => take(api.POST('/attendance/{id}/uphold', { ...path, body: { reason }, headers: idem(key) }))}
        >
          {attendanceAct.uphold}
        </ActButton>,
      )}
      {offer(
        'ask_agreement',
        <ActButton
          said={t.codeSent}
          done={done}
          reload={done}
          act={(key) => take(api.POST('/attendance/{id}/agreement/code', { ...path, headers: idem(key) }))}
        >
          {attendanceAct.ask_agreement}
        </ActButton>,
      )}
      {offer(
        'agree_by_code',
        <FormAct<{ code: string }, unknown>
          name={`agree:${s.id}`}
          said={t.agreedNow}
          note={t.codeNote}
          done={done}
          initial={{ code: '' }}
          send={(v, key) => take(api.POST('/attendance/{id}/agreement', { ...path, body: v, headers: idem(key) }))}
          fields={
            <Form.Item name="code" label={t.code} rules={[{ required: true }]}>
              <Input maxLength={6} inputMode="numeric" autoComplete="off" />
            </Form.Item>
          }
        >
          {attendanceAct.agree_by_code}
        </FormAct>,
      )}
      {offer(
        'confirm_over',
        <ActButton
          type="primary"
          reason={t.overReason}
          confirm={t.overNote}
          said={t.confirmed}
          done={done}
          reload={done}
          act={(key, reason) => take(api.POST('/attendance/{id}/confirm-over', { ...path, body: { reason }, headers: idem(key) }))}
        >
          {attendanceAct.confirm_over}
        </ActButton>,
      )}
      {offer('settle', <Settle of={s} done={done} type={isOpen(s.acts, 'confirm') ? 'default' : 'primary'} />)}
      {offer(
        'reject',
        <ActButton
          hotkey="r"
          reason={t.rejectReason}
          said={t.rejected}
          done={done}
          reload={done}
          act={(key, reason) => take(api.POST('/attendance/{id}/reject', { ...path, body: { reason }, headers: idem(key) }))}
        >
          {attendanceAct.reject}
        </ActButton>,
      )}
      {offer(
        'confirm',
        <ActButton type="primary" hotkey="a" said={t.confirmed} done={done} reload={done} act={(key) => confirmOne(s.id, key)}>
          {attendanceAct.confirm}
        </ActButton>,
      )}
    </>
  )
}

/** confirmOne confirms a single stay; its row's refusal is a Problem like any other. */
async function confirmOne(id: string, key: string): Promise<unknown> {
  const answer = await take(api.POST('/attendance/confirm', { body: { ids: [id] }, headers: idem(key) }))
  const row = answer.items[0]
  if (row && !row.ok) throw new Problem({ status: 409, code: row.code ?? '', title: attendanceAct.confirm, detail: row.text ?? '' })
  return answer
}
