import { DownOutlined } from '@ant-design/icons'
import { api, take } from '@tongxing/shared'
import { contractAct as words } from '@tongxing/shared/words'
import { Button, Form, Input, Popover } from 'antd'
import { Link } from 'react-router'
import { ActButton, DayInput, idem, MoneyInput, Offer, offers, partTexts, seen, tagOf } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { OrgPick } from '../../domain/pick.tsx'
import type { Contract } from './contract.tsx'
import { t } from './texts.ts'

type Simple = 'budget' | 'procure' | 'publish' | 'begin' | 'final' | 'close'
type Reasoned = 'return' | 'rectified' | 'cancel' | 'suspend' | 'resume'

interface ActProps {
  c: Contract
  changed: () => void
}

/** Acts that end or stop a contract: they lie behind a menu. */
const grave = ['cancel', 'suspend', 'terminate'] as const

/** The acts of the life of a contract that the API offers; the one that leads on is the primary one. */
export function Acts({ c, changed }: ActProps) {
  const path = { params: { path: { id: c.id } } }
  const simple = (to: Simple, label: string, note: string, primary = true) => (
    <ActButton
      type={primary ? 'primary' : 'default'}
      confirm={note}
      said={t.said}
      reload={changed}
      done={changed}
      act={(key) => take(api.POST(`/contracts/{id}/${to}`, { params: { ...path.params, header: seen(tagOf(c), key) } }))}
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
  const buttons = {
    edit: (
      <Link to={`/contracts/${c.id}/edit`}>
        <Button type={offers(c.acts, 'confirm_budget') ? 'default' : 'primary'}>{words.edit}</Button>
      </Link>
    ),
    confirm_budget: simple('budget', words.confirm_budget, t.budgetNote),
    return: reasoned('return', words.return),
    procure: simple('procure', words.procure, t.procureNote),
    award: <Award c={c} changed={changed} />,
    sign: <WithDay c={c} to="sign" day={t.signedDay} how={t.signDue} changed={changed} primary />,
    publish: simple('publish', words.publish, t.publishNote),
    file: <WithDay c={c} to="file" day={t.filedDay} changed={changed} primary={false} />,
    begin: simple('begin', words.begin, t.beginNote),
    start_final: simple('final', words.start_final, t.finalNote, false),
    rectified: reasoned('rectified', words.rectified, undefined, false, true),
    resume: reasoned('resume', words.resume, undefined, false, true),
    accept: <Accept c={c} changed={changed} />,
    close: simple('close', words.close, t.closeNote),
    cancel: reasoned('cancel', words.cancel, t.cancelNote, true),
    suspend: reasoned('suspend', words.suspend, t.suspendNote, true),
    terminate: <Terminate c={c} changed={changed} />,
  }
  const offer = (act: keyof typeof buttons) => (
    <Offer key={act} acts={c.acts} act={act} label={words[act]}>
      {buttons[act]}
    </Offer>
  )
  const graveNow = grave.filter((act) => offers(c.acts, act))
  return (
    <>
      {graveNow.length > 0 && (
        <Popover
          trigger="click"
          placement="bottomRight"
          content={
            <div className="tx-stack tw-grave">
              {graveNow.map((act) => (
                <div key={act}>{offer(act)}</div>
              ))}
            </div>
          }
        >
          <Button aria-haspopup="true">
            {partTexts.more} <DownOutlined />
          </Button>
        </Popover>
      )}
      {(Object.keys(buttons) as (keyof typeof buttons)[]).filter((act) => !(grave as readonly string[]).includes(act)).map(offer)}
    </>
  )
}

function Award({ c, changed }: ActProps) {
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
          <Form.Item name="provider_id" label={t.provider} rules={[{ required: true }]}>
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
      {words.award}
    </FormAct>
  )
}

function WithDay({ c, to, day, how, primary, changed }: ActProps & { to: 'sign' | 'file'; day: string; how?: string; primary: boolean }) {
  return (
    <FormAct<{ day: string }, unknown>
      type={primary ? 'primary' : 'default'}
      name={`${to}:${c.id}`}
      said={t.said}
      done={changed}
      send={(v, key) => take(api.POST(`/contracts/{id}/${to}`, { params: { path: { id: c.id } }, body: v, headers: idem(key) }))}
      fields={
        <Form.Item name="day" label={day} extra={how} rules={[{ required: true }]}>
          <DayInput />
        </Form.Item>
      }
    >
      {words[to]}
    </FormAct>
  )
}

function Accept({ c, changed }: ActProps) {
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
      {words.accept}
    </FormAct>
  )
}

function Terminate({ c, changed }: ActProps) {
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
      {words.terminate}
    </FormAct>
  )
}
