/** What two messages have to share to read the same. */
export interface SameNote {
  subject: string
  body?: string
  at: string
  read_at?: string
}

/** The day of an instant on the clock in China. */
const dayOf = (at: string) => new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 10)

const same = (a: SameNote, b: SameNote) =>
  a.subject === b.subject && a.body === b.body && !a.read_at === !b.read_at && dayOf(a.at) === dayOf(b.at)

/**
 * foldNotes puts messages that read the same, follow each other and are of one day into one group, unless there are only two. Read and
 * unread ones stay apart. The order is kept.
 */
export function foldNotes<N extends SameNote>(notes: N[]): N[][] {
  const runs: N[][] = []
  for (const n of notes) {
    const last = runs[runs.length - 1]
    if (last && same(last[0]!, n)) last.push(n)
    else runs.push([n])
  }
  return runs.flatMap((run) => (run.length > 2 ? [run] : run.map((n) => [n])))
}
