// Population copied from a spreadsheet: lines of name, children, elders and women, divided by tabs.

export interface PeopleRow {
  region: string
  children?: number | undefined
  elders?: number | undefined
  women?: number | undefined
}

export interface Pasted {
  rows: PeopleRow[]
  /** Names of no area. */
  unknown: string[]
  /** Names of areas with something that is no number. */
  unread: string[]
}

const bare = (name: string) => name.replace(/\s/g, '').toLowerCase()
/** The name without its kind: 青岩 of 青岩镇. */
const stem = (name: string) => bare(name).replace(/(街道办事处|街道|镇|乡|办)$/, '')

/** numberIn reads 1,234 and full-width digits; undefined for an empty cell, NaN for what is no number of people. */
function numberIn(cell: string): number | undefined {
  const text = cell.normalize('NFKC').replace(/[\s,]/g, '')
  if (text === '' || text === '-' || text === '—') return undefined
  return /^\d{1,9}$/.test(text) ? Number(text) : NaN
}

/** readPasted finds the areas by name, by the name without its kind where that is of one area only. Lines without any figure are headings. */
export function readPasted(text: string, areas: { region: string; name: string }[]): Pasted {
  const out: Pasted = { rows: [], unknown: [], unread: [] }
  for (const line of text.split(/\r?\n/)) {
    const [first = '', ...cells] = line.split('\t').map((c) => c.trim())
    if (!first || !cells.some((c) => /\d/.test(c.normalize('NFKC')))) continue
    const same = areas.filter((a) => bare(a.name) === bare(first))
    const found = same.length ? same : areas.filter((a) => stem(a.name) === stem(first))
    if (found.length !== 1) {
      out.unknown.push(first)
      continue
    }
    const [children, elders, women] = [0, 1, 2].map((i) => numberIn(cells[i] ?? ''))
    if ([children, elders, women].some(Number.isNaN)) out.unread.push(first)
    else out.rows.push({ region: found[0]!.region, children, elders, women })
  }
  return out
}
