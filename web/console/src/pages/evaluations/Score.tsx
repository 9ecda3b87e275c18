import { api, findAct, isOpen, offers, take } from '@tongxing/shared'
import { evaluationAct } from '@tongxing/shared/words'
import { App, Button, Checkbox, Input } from 'antd'
import { useEffect, useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import { ActButton, Card, idem, Page, Refusal, useAct, useLoad, Waiting } from '../../parts/index.ts'
import { dropDraft, keepDraft, readDraft } from '../../session/draft.ts'
import { EvaluationState } from './List.tsx'
import { Marks, Running } from './Marks.tsx'
import { automatic, itemsOf, pointsOf, type Evaluation, type Figures, type Mark } from './score.ts'
import { t } from './texts.ts'
import '../../theme/work.css'

interface Kept {
  marks: Mark[]
  vetoes: { code: string; reason: string }[]
}

/** A rater's own card: kept as one scores, saved when asked, submitted for good. */
export function Component() {
  const { id = '' } = useParams()
  const path = { params: { path: { id } } }
  const all = useLoad(
    () =>
      Promise.all([
        take(api.GET('/evaluations/{id}', path)),
        take(api.GET('/evaluations/{id}/card', path)),
        take(api.GET('/evaluations/{id}/figures', path)),
      ]),
    [id],
  )
  if (!all.data) return <Waiting of={all} />
  const [e, card, figures] = all.data
  return <Card1 e={e} card={card} figures={figures} reload={() => void all.reload()} />
}

function Card1({
  e,
  card,
  figures,
  reload,
}: {
  e: Evaluation
  card: { marks: Mark[]; vetoes: Kept['vetoes']; submitted: boolean }
  figures: Figures
  reload: () => void
}) {
  const name = `card:${e.id}`
  const { message } = App.useApp()
  const go = useNavigate()
  const [kept, setKept] = useState<Kept>(() =>
    card.submitted ? card : (readDraft<Kept>(name) ?? { marks: card.marks, vetoes: card.vetoes }),
  )
  const score = findAct(e.acts, 'score')
  const open = isOpen(e.acts, 'score')
  useEffect(() => {
    if (open) keepDraft(name, kept)
  }, [kept, name, open])
  const missing = itemsOf(e.sheet).filter(
    (it) =>
      !automatic(it) &&
      e.mine.includes(it.code) &&
      pointsOf(
        it,
        kept.marks.find((m) => m.item === it.code),
      ) === undefined,
  ).length
  // A deduction of nothing is a score too, once it is entered.
  const marks = () => {
    const list = kept.marks.map((m) => Object.fromEntries(Object.entries(m).filter(([, v]) => v !== '' && v !== undefined)) as Mark)
    return list.filter((m) => {
      const it = itemsOf(e.sheet).find((x) => x.code === m.item)
      return it && pointsOf(it, m) !== undefined
    })
  }
  const put = (submit: boolean, key: string) =>
    take(
      api.PUT('/evaluations/{id}/card', {
        params: { path: { id: e.id } },
        body: { marks: marks(), vetoes: kept.vetoes, submit },
        headers: idem(key),
      }),
    )
  const save = useAct((key: string) => put(false, key))
  return (
    <Page
      title={t.scoreTitle({ name: e.contract_name })}
      back={`/evaluations/${e.id}`}
      state={<EvaluationState of={e.status} />}
      sub={
        card.submitted
          ? t.mineDone
          : !open
            ? (score?.why?.text ?? t.closed)
            : !offers(e.acts, 'submit_score')
              ? t.onlyOnsite
              : missing > 0
                ? t.missing({ n: missing })
                : undefined
      }
      acts={
        open && (
          <>
            <Button loading={save.busy} onClick={() => void save.run().then((a) => a && (dropDraft(name), void message.success(t.saved)))}>
              {t.save}
            </Button>
            <ActButton
              type="primary"
              disabled={!isOpen(e.acts, 'submit_score') || missing > 0}
              confirm={t.submitNote}
              said={t.submittedSaid}
              reload={reload}
              act={(key) => put(true, key)}
              done={() => {
                dropDraft(name)
                void go(`/evaluations/${e.id}`)
              }}
            >
              {evaluationAct.submit_score}
            </ActButton>
          </>
        )
      }
    >
      <Refusal problem={save.problem} retry={() => void save.retry()} />
      <Running sheet={e.sheet} figures={figures} mine={e.mine} value={kept.marks} />
      <Marks
        sheet={e.sheet}
        figures={figures}
        mine={e.mine}
        value={kept.marks}
        readOnly={!open}
        onChange={(m) => setKept((k) => ({ ...k, marks: m }))}
      />
      <Card title={t.vetoes}>
        <Vetoes sheet={e.sheet} value={kept.vetoes} readOnly={!open} onChange={(v) => setKept((k) => ({ ...k, vetoes: v }))} />
      </Card>
    </Page>
  )
}

/** Vetoes found, each with its grounds. */
export function Vetoes({
  sheet,
  value = [],
  onChange,
  readOnly = false,
}: {
  sheet: Evaluation['sheet']
  value?: Kept['vetoes']
  onChange?: (v: Kept['vetoes']) => void
  readOnly?: boolean
}) {
  return (
    <div className="tx-stack">
      {(sheet.vetoes ?? []).map((veto) => {
        const found = value.find((v) => v.code === veto.code)
        return (
          <div key={veto.code}>
            <Checkbox
              disabled={readOnly}
              checked={!!found}
              onChange={(ev) =>
                onChange?.(ev.target.checked ? [...value, { code: veto.code, reason: '' }] : value.filter((v) => v.code !== veto.code))
              }
            >
              {veto.name}
            </Checkbox>
            {found && (
              <Input.TextArea
                disabled={readOnly}
                aria-label={`${veto.name} ${t.vetoReason}`}
                placeholder={t.vetoReason}
                rows={2}
                maxLength={1000}
                value={found.reason}
                onChange={(ev) => onChange?.(value.map((v) => (v.code === veto.code ? { ...v, reason: ev.target.value } : v)))}
              />
            )}
          </div>
        )
      })}
    </div>
  )
}
