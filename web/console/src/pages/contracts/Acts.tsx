import { DownOutlined } from '@ant-design/icons'
import { api, take } from '@tongxing/shared'
import { Button, Form, Input, Popover } from 'antd'
import { Link } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { ActButton, DayInput, idem, MoneyInput, partTexts } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { OrgPick } from '../../domain/pick.tsx'
import type { Contract } from './contract.tsx'
import { t } from './texts.ts'

type Simple = 'budget' | 'procure' | 'publish' | 'begin' | 'final' | 'close'
type Reasoned = 'return' | 'rectified' | 'cancel' | 'suspend' | 'resume'

interface ActProps {
  c: Contract
  tag: string
  changed: () => void
}

const running = ['published', 'performing', 'mid_passed', 'final_evaluating', 'accepting', 'rectifying']

/** The acts of the life of a contract that its state and one's roles allow; the one that leads on is the primary one. */
export function Acts({ c, changed }: ActProps) {
  const { may } = useSession()
  const clerk = may('contract.draft')
  const approver = may('contract.approve')
  const path = { params: { path: { id: c.id } } }
  const simple = (to: Simple, label: string, note: string, primary = true) => (
    <ActButton
      type={primary ? 'primary' : 'default'}
      confirm={note}
      said={t.said}
      reload={changed}
      done={changed}
      act={(key) => take(api.POST(`/contracts/{id}/${to}`, { ...path, headers: idem(key) }))}
    >
      {label}
    </ActButton>
  )
  const reasoned = (to: Reasoned, label: string, note?: string, danger = false, primary = false) => (
    <ActButton
      type={primary ? 'primary' : 'default'}
      danger={danger}
      block={danger}
      reason={t.reason}
      confirm={note}
      said={t.said}
      reload={changed}
      done={changed}
      act={(key, reason) => take(api.POST(`/contracts/{id}/${to}`, { ...path, body: { reason }, headers: idem(key) }))}
    >
      {label}
    </ActButton>
  )
  const s = c.status as string
  const grave = approver
    ? [
        ['draft', 'budget_confirmed', 'procuring', 'awarded'].includes(s) && reasoned('cancel', t.cancel, t.cancelNote, true),
        running.includes(s) && reasoned('suspend', t.suspend, t.suspendNote, true),
        [...running, 'signed', 'suspended'].includes(s) && <Terminate key="t" c={c} changed={changed} />,
      ].filter(Boolean)
    : []
  return (
    <>
      {grave.length > 0 && (
        <Popover
          trigger="click"
          placement="bottomRight"
          content={
            <div className="tx-stack tw-grave">
              {grave.map((g, i) => (
                <div key={i}>{g}</div>
              ))}
            </div>
          }
        >
          <Button aria-haspopup="true">
            {partTexts.more} <DownOutlined />
          </Button>
        </Popover>
      )}
      {s === 'draft' && clerk && (
        <Link to={`/contracts/${c.id}/edit`}>
          <Button type={approver ? 'default' : 'primary'}>{t.edit}</Button>
        </Link>
      )}
      {s === 'draft' && approver && simple('budget', t.budget, t.budgetNote)}
      {s === 'budget_confirmed' && approver && reasoned('return', t.giveBack)}
      {s === 'budget_confirmed' && clerk && simple('procure', t.procure, t.procureNote)}
      {s === 'procuring' && clerk && <Award c={c} changed={changed} />}
      {s === 'awarded' && approver && (
        <WithDay c={c} to="sign" label={t.sign} day={t.signedDay} how={t.signDue} changed={changed} primary />
      )}
      {s === 'signed' && approver && simple('publish', t.publish, t.publishNote)}
      {c.signed_day && !c.filed_day && clerk && !['terminated', 'closed'].includes(s) && (
        <WithDay c={c} to="file" label={t.file} day={t.filedDay} changed={changed} primary={false} />
      )}
      {s === 'published' && clerk && simple('begin', t.begin, t.beginNote)}
      {(s === 'performing' || s === 'mid_passed') && clerk && simple('final', t.final, t.finalNote, false)}
      {s === 'rectifying' && approver && reasoned('rectified', t.rectified, undefined, false, true)}
      {s === 'suspended' && approver && reasoned('resume', t.resume, undefined, false, true)}
      {s === 'accepting' && approver && <Accept c={c} changed={changed} />}
      {s === 'settling' && clerk && simple('close', t.close, t.closeNote)}
    </>
  )
}

type FormProps = Omit<ActProps, 'tag'>

function Award({ c, changed }: FormProps) {
  return (
    <FormAct<{ provider_id: string; amount_fen: number; notice_day: string; award_day: string; notice_url?: string }, unknown>
      type="primary"
      name={`award:${c.id}`}
      said={t.said}
      done={changed}
      send={(v, key) =>
        take(
          api.POST('/contracts/{id}/award', {
            params: { path: { id: c.id } },
            body: { ...v, ...(v.notice_url ? {} : { notice_url: '' }) },
            headers: idem(key),
          }),
        )
      }
      fields={
        <>
          <Form.Item name="provider_id" label={t.provider} rules={[{ required: true, message: t.provider }]}>
            <OrgPick />
          </Form.Item>
          <Form.Item name="amount_fen" label={t.awardAmount} required>
            <MoneyInput />
          </Form.Item>
          <div className="tx-form-two">
            <Form.Item name="notice_day" label={t.noticeDay} required>
              <DayInput />
            </Form.Item>
            <Form.Item name="award_day" label={t.awardDay} required>
              <DayInput />
            </Form.Item>
          </div>
          <Form.Item name="notice_url" label={t.noticeURL}>
            <Input maxLength={300} inputMode="url" />
          </Form.Item>
        </>
      }
    >
      {t.award}
    </FormAct>
  )
}

function WithDay({
  c,
  to,
  label,
  day,
  how,
  primary,
  changed,
}: FormProps & { to: 'sign' | 'file'; label: string; day: string; how?: string; primary: boolean }) {
  return (
    <FormAct<{ day: string }, unknown>
      type={primary ? 'primary' : 'default'}
      name={`${to}:${c.id}`}
      said={t.said}
      done={changed}
      send={(v, key) => take(api.POST(`/contracts/{id}/${to}`, { params: { path: { id: c.id } }, body: v, headers: idem(key) }))}
      fields={
        <Form.Item name="day" label={day} extra={how} rules={[{ required: true, message: day }]}>
          <DayInput />
        </Form.Item>
      }
    >
      {label}
    </FormAct>
  )
}

function Accept({ c, changed }: FormProps) {
  return (
    <FormAct<{ report: string; user_opinion: string }, unknown>
      type="primary"
      name={`accept:${c.id}`}
      said={t.said}
      done={changed}
      send={(v, key) => take(api.POST('/contracts/{id}/accept', { params: { path: { id: c.id } }, body: v, headers: idem(key) }))}
      fields={
        <>
          <Form.Item name="report" label={t.report} required>
            <Input.TextArea rows={5} maxLength={4000} showCount />
          </Form.Item>
          <Form.Item name="user_opinion" label={t.userOpinion} required>
            <Input.TextArea rows={3} maxLength={2000} showCount />
          </Form.Item>
        </>
      }
    >
      {t.accept}
    </FormAct>
  )
}

function Terminate({ c, changed }: FormProps) {
  return (
    <FormAct<{ reason: string; settlement: string }, unknown>
      danger
      block
      name={`terminate:${c.id}`}
      said={t.said}
      note={t.terminateNote}
      done={changed}
      send={(v, key) => take(api.POST('/contracts/{id}/terminate', { params: { path: { id: c.id } }, body: v, headers: idem(key) }))}
      fields={
        <>
          <Form.Item name="reason" label={t.reason} required>
            <Input.TextArea rows={3} maxLength={1000} />
          </Form.Item>
          <Form.Item name="settlement" label={t.settlement} required>
            <Input.TextArea rows={3} maxLength={2000} />
          </Form.Item>
        </>
      }
    >
      {t.terminate}
    </FormAct>
  )
}
