import { newKey, type Problem } from '@tongxing/shared'
import { Button, Input, Modal, Progress } from 'antd'
import { useState, type ReactNode } from 'react'
import { again, asProblem } from './hooks.ts'
import { t } from './texts.ts'

/** An act on many rows: each row is sent on its own and has a result of its own. */
export interface BulkAct<T> {
  key: string
  label: string
  run(row: T, key: string, reason: string): Promise<unknown>
  /** Sends all rows in one call instead; answers what became of each by its key. */
  runAll?: (rows: T[], key: string, reason: string) => Promise<Map<string, RowResult>>
  /** Rows it does not apply to are left out. */
  applies?: (row: T) => boolean
  reason?: boolean
  confirm?: (n: number) => ReactNode
  danger?: boolean
}

export interface RowResult {
  problem?: Pick<Problem, 'detail'>
}

interface BulkBarProps<T> {
  rows: T[]
  acts: BulkAct<T>[]
  rowKey: (row: T) => string
  results: ReadonlyMap<string, RowResult>
  finish: (results: Map<string, RowResult>) => void
  clear: () => void
}

const atOnce = 3

export function BulkBar<T>({ rows, acts, rowKey, results, finish, clear }: BulkBarProps<T>) {
  const [asking, setAsking] = useState<BulkAct<T>>()
  const [reason, setReason] = useState('')
  const [count, setCount] = useState<{ done: number; of: number }>()

  const go = async (act: BulkAct<T>) => {
    const mine = rows.filter((r) => act.applies?.(r) ?? true)
    setAsking(undefined)
    setCount({ done: 0, of: mine.length })
    const found = act.runAll
      ? await wholly(act.runAll, mine, rowKey, reason.trim())
      : await singly(act, mine, rowKey, reason.trim(), (done) => setCount({ done, of: mine.length }))
    setCount(undefined)
    setReason('')
    finish(found)
  }
  const bad = [...results.values()].filter((r) => r.problem).length
  return (
    <div className="tx-bulk" role="status">
      {rows.length > 0 && <strong>{t.table.selected({ n: rows.length })}</strong>}
      {rows.length > 0 &&
        acts.map((a) => {
          const n = rows.filter((r) => a.applies?.(r) ?? true).length
          return (
            <Button
              key={a.key}
              danger={!!a.danger}
              disabled={n === 0 || !!count}
              onClick={() => (a.reason || a.confirm ? setAsking(a) : void go(a))}
            >
              {a.label} ({n})
            </Button>
          )
        })}
      {count && (
        <Progress
          percent={Math.round((count.done / Math.max(1, count.of)) * 100)}
          size="small"
          className="tx-bulk-progress"
          aria-label={t.loading}
        />
      )}
      {results.size > 0 && !count && (
        <span className={bad ? 'tx-warn' : ''}>
          {bad ? t.table.doneSome({ ok: results.size - bad, bad }) : t.table.doneAll({ n: results.size })}
          {bad > 0 && ` · ${[...new Set([...results.values()].flatMap((r) => (r.problem ? [r.problem.detail] : [])))].join(' ')}`}
        </span>
      )}
      <Button type="link" onClick={clear}>
        {t.table.unselect}
      </Button>
      <Modal
        open={!!asking}
        title={asking?.label}
        okText={asking?.label}
        okButtonProps={{ danger: !!asking?.danger, disabled: !!asking?.reason && !reason.trim() }}
        onOk={() => asking && void go(asking)}
        onCancel={() => setAsking(undefined)}
        destroyOnHidden
      >
        {asking?.confirm && <p>{asking.confirm(rows.length)}</p>}
        {asking?.reason && (
          <>
            <label htmlFor="tx-bulk-reason">{t.reason}</label>
            <Input.TextArea
              id="tx-bulk-reason"
              autoFocus
              rows={4}
              maxLength={500}
              showCount
              value={reason}
              onChange={(e) => setReason(e.target.value)}
            />
          </>
        )}
      </Modal>
    </div>
  )
}

async function singly<T>(
  act: BulkAct<T>,
  rows: T[],
  rowKey: (r: T) => string,
  reason: string,
  tell: (done: number) => void,
): Promise<Map<string, RowResult>> {
  const found = new Map<string, RowResult>()
  const queue = [...rows]
  const work = async () => {
    for (let row = queue.shift(); row !== undefined; row = queue.shift()) {
      const mine = row
      const key = newKey()
      const result = await again(() => act.run(mine, key, reason)).then(
        (): RowResult => ({}),
        (err: unknown): RowResult => ({ problem: asProblem(err) }),
      )
      found.set(rowKey(mine), result)
      tell(found.size)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return found
}

async function wholly<T>(
  run: NonNullable<BulkAct<T>['runAll']>,
  rows: T[],
  rowKey: (r: T) => string,
  reason: string,
): Promise<Map<string, RowResult>> {
  const key = newKey()
  return again(() => run(rows, key, reason)).catch((err: unknown) => {
    const problem = asProblem(err)
    return new Map(rows.map((r) => [rowKey(r), { problem }]))
  })
}
