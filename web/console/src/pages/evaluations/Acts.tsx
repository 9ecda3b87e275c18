import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { api, format, take } from '@tongxing/shared'
import { evaluationAct as words } from '@tongxing/shared/words'
import { App, Button, Form, Input, InputNumber, Modal, Select } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { ActButton, Facts, idem, Offer, Refusal, useAct, useLoad } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { useNames } from '../../domain/names.tsx'
import { search, useRaters } from '../../domain/pick.tsx'
import { points, PointsInput } from '../../domain/units.tsx'
import { Marks } from './Marks.tsx'
import { Vetoes } from './Score.tsx'
import { itemsOf, vetoName, type Evaluation, type Mark } from './score.ts'
import { t } from './texts.ts'

interface ActsProps {
  e: Evaluation
  provider: boolean
  done: (e: Evaluation) => void
  reload: () => void
}

type Finding = { code: string; reason: string }
type Adjust = { item?: string; points?: number; lifts?: string; reason: string }

/** The acts on an evaluation that the API offers; with them the proof of its result, and one's own card once it is in. */
export function Acts({ e, provider, done, reload }: ActsProps) {
  const session = useSession()
  const rater = e.raters?.find((r) => r.user_id === session.me.id)
  const path = { params: { path: { id: e.id } } }
  const card = (
    <Link to={`/evaluations/${e.id}/score`}>
      <Button type={rater?.submitted ? 'default' : 'primary'}>{rater?.submitted ? t.ownCard : words.score}</Button>
    </Link>
  )
  const buttons = {
    declare: <Declare e={e} conflict={false} done={done} />,
    recuse: <Declare e={e} conflict done={done} />,
    ...(rater?.submitted ? {} : { score: card }),
    open: (
      <ActButton
        type="primary"
        said={t.said}
        done={done}
        reload={reload}
        act={(key) => take(api.POST('/evaluations/{id}/open', { ...path, headers: idem(key) }))}
      >
        {words.open}
      </ActButton>
    ),
    self_submit: <SelfReport e={e} done={done} />,
    desk: <TextAct e={e} to="desk" field="note" label={words.desk} ask={t.note} optional done={done} />,
    onsite: <TextAct e={e} to="onsite" field="note" label={words.onsite} ask={t.noteLong} done={done} />,
    merge: (
      <FormAct<{ vetoes?: Finding[] }, Evaluation>
        type="primary"
        name={`merge:${e.id}`}
        said={t.said}
        note={t.mergeNote}
        done={done}
        send={(v, key) => take(api.POST('/evaluations/{id}/merge', { ...path, body: { vetoes: v.vetoes ?? [] }, headers: idem(key) }))}
        fields={
          <Form.Item name="vetoes" label={t.mergeVeto}>
            <Vetoes sheet={e.sheet} />
          </Form.Item>
        }
      >
        {words.merge}
      </FormAct>
    ),
    lift: (
      <FormAct<{ veto: string; reason: string }, Evaluation>
        name={`lift:${e.id}`}
        said={t.said}
        note={t.adjustNote}
        done={done}
        send={(v, key) => take(api.POST('/evaluations/{id}/lift', { ...path, body: v, headers: idem(key) }))}
        fields={
          <>
            <Form.Item name="veto" label={t.whichVeto} required>
              <Select options={(e.result?.vetoes ?? []).map((c) => ({ value: c, label: vetoName(e.sheet, c) }))} />
            </Form.Item>
            <Form.Item name="reason" label={t.liftReason} required>
              <Input.TextArea rows={3} maxLength={1000} />
            </Form.Item>
          </>
        }
      >
        {words.lift}
      </FormAct>
    ),
    publicise: (
      <FormAct<{ working_days: number }, Evaluation>
        type="primary"
        name={`publicise:${e.id}`}
        said={t.publiciseSaid}
        initial={{ working_days: 5 }}
        done={done}
        send={(v, key) => take(api.POST('/evaluations/{id}/publicise', { ...path, body: v, headers: idem(key) }))}
        fields={
          <Form.Item name="working_days" label={t.days} extra={t.daysHow} required>
            <InputNumber className="tx-wide" min={1} max={60} precision={0} />
          </Form.Item>
        }
      >
        {words.publicise}
      </FormAct>
    ),
    object: <TextAct e={e} to="objections" field="text" label={words.object} ask={t.objectText} done={done} plain />,
    review: <Review e={e} to="review" ask={t.decision} done={done} />,
    rectified: <TextAct e={e} to="rectification" field="text" label={words.rectified} ask={t.rectifyText} done={done} />,
    recheck: <Review e={e} to="recheck" ask={t.recheckText} done={done} />,
    final2: (
      <ActButton
        type="primary"
        confirm={t.finalNote}
        said={t.said}
        done={done}
        reload={reload}
        act={(key) => take(api.POST('/evaluations/{id}/final', { ...path, headers: idem(key) }))}
      >
        {words.final2}
      </ActButton>
    ),
    archive: (
      <ActButton
        confirm={t.archiveNote}
        said={t.said}
        done={done}
        reload={reload}
        act={(key) => take(api.POST('/evaluations/{id}/archive', { ...path, headers: idem(key) }))}
      >
        {words.archive}
      </ActButton>
    ),
  }
  return (
    <>
      {session.may('evaluation.manage') && !provider && <Proof e={e} />}
      {rater?.submitted && card}
      {(Object.keys(buttons) as (keyof typeof buttons)[]).map((act) => (
        <Offer key={act} acts={e.acts} act={act} label={words[act]}>
          {buttons[act]}
        </Offer>
      ))}
    </>
  )
}

interface TextActProps {
  e: Evaluation
  to: 'desk' | 'onsite' | 'objections' | 'rectification'
  field: 'note' | 'text'
  label: string
  ask: string
  optional?: boolean
  plain?: boolean
  done: (e: Evaluation) => void
}

function TextAct({ e, to, field, label, ask, optional = false, plain = false, done }: TextActProps) {
  return (
    <FormAct<Record<string, string>, Evaluation>
      type={plain ? 'default' : 'primary'}
      name={`${to}:${e.id}`}
      said={t.said}
      done={done}
      send={(v, key) =>
        take(
          api.POST(`/evaluations/{id}/${to}`, {
            params: { path: { id: e.id } },
            body: { [field]: v[field] ?? '' },
            headers: idem(key),
          }),
        )
      }
      fields={
        <Form.Item name={field} label={ask} required={!optional}>
          <Input.TextArea rows={6} maxLength={4000} showCount />
        </Form.Item>
      }
    >
      {label}
    </FormAct>
  )
}

function SelfReport({ e, done }: { e: Evaluation; done: (e: Evaluation) => void }) {
  const figures = useLoad(() => take(api.GET('/evaluations/{id}/figures', { params: { path: { id: e.id } } })), [e.id])
  return (
    <FormAct<{ text: string; marks?: Mark[] }, Evaluation>
      type="primary"
      width={860}
      name={`self:${e.id}`}
      said={t.selfSaid}
      done={done}
      send={(v, key) =>
        take(
          api.POST('/evaluations/{id}/self', {
            params: { path: { id: e.id } },
            body: { text: v.text ?? '', marks: v.marks ?? [] },
            headers: idem(key),
          }),
        )
      }
      fields={
        <>
          <Form.Item name="text" label={t.selfText} required>
            <Input.TextArea rows={6} maxLength={4000} showCount />
          </Form.Item>
          {e.mine.length > 0 && (
            <Form.Item name="marks" label={t.selfCard} required>
              <Marks sheet={e.sheet} figures={figures.data} mine={e.mine} />
            </Form.Item>
          )}
        </>
      }
    >
      {words.self_submit}
    </FormAct>
  )
}

/** Declare asks a rater for the declaration that there is no interest, or for that of an interest. */
function Declare({ e, conflict, done }: { e: Evaluation; conflict: boolean; done: (e: Evaluation) => void }) {
  return (
    <FormAct<{ text: string }, Evaluation>
      type={conflict ? 'default' : 'primary'}
      name={`${conflict ? 'recuse' : 'declare'}:${e.id}`}
      said={t.declareSaid}
      note={conflict ? t.conflict : t.noConflict}
      done={done}
      send={(v, key) =>
        take(
          api.POST('/evaluations/{id}/declaration', {
            params: { path: { id: e.id } },
            body: { text: v.text, conflict },
            headers: idem(key),
          }),
        )
      }
      fields={
        <Form.Item name="text" label={t.declareText} extra={t.declareHow} required>
          <Input.TextArea rows={3} maxLength={1000} />
        </Form.Item>
      }
    >
      {conflict ? words.recuse : words.declare}
    </FormAct>
  )
}

/** A decision that may put items' points, or vetoes, right: of an objection, or of a re-check. */
function Review({ e, to, ask, done }: { e: Evaluation; to: 'review' | 'recheck'; ask: string; done: (e: Evaluation) => void }) {
  const items = itemsOf(e.sheet)
  const targets = [
    ...items.map((i) => ({ value: `item:${i.code}`, label: `${i.code} ${i.name}` })),
    ...(e.result?.vetoes ?? []).map((c) => ({ value: `veto:${c}`, label: `${words.lift}${format.colon()}${vetoName(e.sheet, c)}` })),
  ]
  return (
    <FormAct<{ text: string; adjustments?: { target: string; points?: number; reason: string }[] }, Evaluation>
      type="primary"
      width={720}
      name={`${to}:${e.id}`}
      said={t.reviewSaid}
      note={t.adjustNote}
      done={done}
      send={(v, key) => {
        const adjustments = (v.adjustments ?? []).map((a): Adjust =>
          a.target.startsWith('veto:')
            ? { lifts: a.target.slice(5), points: 0, reason: a.reason }
            : { item: a.target.slice(5), points: a.points ?? 0, reason: a.reason },
        )
        return take(
          api.POST(`/evaluations/{id}/${to}`, {
            params: { path: { id: e.id } },
            body: { text: v.text ?? '', adjustments },
            headers: idem(key),
          }),
        )
      }}
      fields={(v) => (
        <>
          <Form.Item name="text" label={ask} required>
            <Input.TextArea rows={5} maxLength={4000} showCount />
          </Form.Item>
          <Form.List name="adjustments">
            {(fields, { add, remove }) => (
              <Form.Item label={t.adjust}>
                {fields.map((f) => (
                  <fieldset key={f.key} className="tw-item" aria-label={`${t.adjust} ${f.name + 1}`}>
                    <div className="tw-item-grid">
                      <Form.Item name={[f.name, 'target']} label={t.adjustItem} required>
                        <Select options={targets} popupMatchSelectWidth={false} />
                      </Form.Item>
                      {!v.adjustments?.[f.name]?.target?.startsWith('veto:') && (
                        <Form.Item name={[f.name, 'points']} label={t.adjustPoints} required>
                          <PointsInput />
                        </Form.Item>
                      )}
                      <Form.Item name={[f.name, 'reason']} label={t.adjustReason} required>
                        <Input maxLength={1000} />
                      </Form.Item>
                    </div>
                    <Button icon={<DeleteOutlined />} aria-label={t.remove({ n: f.name + 1 })} onClick={() => remove(f.name)} />
                  </fieldset>
                ))}
                <Button icon={<PlusOutlined />} onClick={() => add({})}>
                  {t.addAdjust}
                </Button>
              </Form.Item>
            )}
          </Form.List>
        </>
      )}
    >
      {words[to]}
    </FormAct>
  )
}

/** Proof recomputes the result from its frozen inputs and says whether it is the same. */
function Proof({ e }: { e: Evaluation }) {
  const { modal } = App.useApp()
  const act = useAct(() => take(api.GET('/evaluations/{id}/recompute', { params: { path: { id: e.id } } })))
  if (!e.result) return null
  const go = async () => {
    const p = await act.run()
    if (!p) return
    const fine = p.equal && p.published_equal
    const show = fine ? modal.success : modal.error
    show({
      title: fine ? t.equal : t.differs,
      width: 720,
      content: (
        <>
          <Facts
            of={[
              [t.published, p.published ? `${points(p.published.total)} ${p.published.grade}` : undefined],
              [t.storedResult, `${points(p.stored.total)} ${p.stored.grade}`],
              [t.computedResult, `${points(p.computed.total)} ${p.computed.grade}`],
            ]}
          />
          {p.published && p.published_hash !== p.stored_hash && <p className="tx-muted">{t.adjustedSince}</p>}
          <ul>
            {p.ways.map((w) => (
              <li key={w.item}>
                <strong>
                  {w.name} {points(w.points)} / {points(w.max)}
                </strong>
                <br />
                <span className="tx-muted">{w.text}</span>
              </li>
            ))}
          </ul>
          <p>
            {t.storedHash} <code>{p.stored_hash.slice(0, 16)}</code>
          </p>
          <p>
            {t.newHash} <code>{p.hash.slice(0, 16)}</code>
          </p>
        </>
      ),
    })
  }
  return (
    <>
      <Button loading={act.busy} onClick={() => void go()}>
        {t.recompute}
      </Button>
      <Refusal problem={act.problem} />
    </>
  )
}

/** Replace names another rater in one's place. */
export function Replace({ e, old, done }: { e: Evaluation; old: string; done: (e: Evaluation) => void }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {words.replace_rater}
      </Button>
      {open && <ReplaceForm e={e} old={old} done={done} close={() => setOpen(false)} />}
    </>
  )
}

function ReplaceForm({ e, old, done, close }: { e: Evaluation; old: string; done: (e: Evaluation) => void; close: () => void }) {
  const [chosen, setChosen] = useState<string>()
  const people = useRaters(e.contract_id)
  const free = (people.data ?? []).filter((id) => !e.raters?.some((r) => r.user_id === id))
  const names = useNames(free)
  const act = useAct((key: string, to: string) =>
    take(
      api.POST('/evaluations/{id}/raters/replace', {
        params: { path: { id: e.id } },
        body: { old_user: old, new_user: to },
        headers: idem(key),
      }),
    ),
  )
  const go = async () => {
    if (!chosen) return
    const answer = await act.run(chosen)
    if (!answer) return
    close()
    done(answer)
  }
  return (
    <Modal
      open
      title={words.replace_rater}
      okText={words.replace_rater}
      okButtonProps={{ disabled: !chosen, loading: act.busy }}
      onOk={() => void go()}
      onCancel={close}
    >
      <Select
        aria-label={t.rater}
        className="tx-wide"
        showSearch={search}
        value={chosen ?? null}
        options={free.map((id) => ({ value: id, label: names[id]?.name ?? '…' }))}
        onChange={setChosen}
      />
      <Refusal problem={act.problem} retry={() => void go()} />
    </Modal>
  )
}
