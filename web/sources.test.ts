// What holds for every source file of the web: no circle of imports between files or between folders, no long line.
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'

const packages = ['shared', 'console', 'volunteer', 'tests']
const sources = packages
  .flatMap((name) => readdirSync(name, { recursive: true, encoding: 'utf8' }).map((file) => join(name, file)))
  .filter((path) => !path.includes('node_modules') && /\.(ts|tsx|css|mjs|js)$/.test(path) && !path.endsWith('schema.d.ts'))

type Graph = Map<string, Set<string>>

/** importsOf lists the files of this tree that a file imports, types too. */
function importsOf(path: string): string[] {
  const text = readFileSync(path, 'utf8')
  const found = text.matchAll(/(?:\bfrom |\bimport\(|\bimport )'(\.{1,2}\/[^']+)'/g)
  return [...found].map((match) => normalize(join(dirname(path), match[1]!)))
}

/** graphOf has an edge from each file, or its folder, to what it imports. */
function graphOf(node: (path: string) => string): Graph {
  const graph: Graph = new Map()
  for (const path of sources) {
    const edges = graph.get(node(path)) ?? new Set()
    for (const target of importsOf(path)) if (node(target) !== node(path)) edges.add(node(target))
    graph.set(node(path), edges)
  }
  return graph
}

/** circleIn returns the nodes of one circle in order, or undefined when there is none. */
function circleIn(graph: Graph): string[] | undefined {
  const done = new Set<string>()
  const visit = (node: string, trail: string[]): string[] | undefined => {
    if (trail.includes(node)) return [...trail.slice(trail.indexOf(node)), node]
    if (done.has(node)) return undefined
    for (const next of graph.get(node) ?? []) {
      const circle = visit(next, [...trail, node])
      if (circle) return circle
    }
    done.add(node)
    return undefined
  }
  for (const node of graph.keys()) {
    const circle = visit(node, [])
    if (circle) return circle
  }
  return undefined
}

test('no circle of imports between files', () => {
  expect(sources.length).toBeGreaterThan(150)
  expect(circleIn(graphOf((path) => path))).toBeUndefined()
})

test('no circle of imports between folders', () => {
  expect(circleIn(graphOf(dirname))).toBeUndefined()
})

test('no line over 160 characters', () => {
  const long = [...sources, 'pages/style.css', 'build.mjs', 'sources.test.ts'].flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .flatMap((line, i) => ([...line].length > 160 ? [`${path}:${i + 1}`] : [])),
  )
  expect(long).toEqual([])
})

test('the search finds a circle', () => {
  expect(
    circleIn(
      new Map([
        ['a', new Set(['b'])],
        ['b', new Set(['c'])],
        ['c', new Set(['b'])],
      ]),
    ),
  ).toEqual(['b', 'c', 'b'])
})

test('no error of a field only repeats its label: it says what to do', () => {
  const repeats = /label=\{([\w.]+)\}[^<]*?message: \1[ ,}]/
  expect(sources.filter((path) => path.endsWith('.tsx') && repeats.test(readFileSync(path, 'utf8')))).toEqual([])
})
