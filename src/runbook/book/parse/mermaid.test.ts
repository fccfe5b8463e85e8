import { expect, test } from 'vitest'
import { readFlowchart } from './mermaid.ts'

const read = (text: string) => readFlowchart(text.split('\n').map((line, at) => ({ text: line, line: at + 1 })))
const check = (text: string, nodes: string[], edges: string[]) => {
  const chart = read(`graph TD\n${text}`)
  expect(chart?.nodes.map(({ id, text: words, question }) => `${id}=${words}${question ? ' ?' : ''}`)).toEqual(nodes)
  expect(chart?.edges.map(({ from, to, label }) => `${from}>${to}${label ? `:${label}` : ''}`)).toEqual(edges)
}

test('nodes, questions, labelled links and chains', () => {
  check(
    '  A[Start] --> B{Well?}\n  B -->|Yes| C(End)\n  B -- no --> D((Again)) --> A',
    ['A=Start', 'B=Well? ?', 'C=End', 'D=Again'],
    ['A>B', 'B>C:Yes', 'B>D:no', 'D>A'],
  )
})

test('quoted texts, line breaks, text after use', () => {
  check('A --> B\nA["One<br/>two (x)"]\nB{"Why?"}', ['A=One two (x)', 'B=Why? ?'], ['A>B'])
})

test('every shape and link', () => {
  check(
    'A([a]) --- B[[b]]\nB -.-> C[(c)]\nC ==> D{{d}}\nD --x E>e]\nE <--> F[/f/]\nF ~~~ G',
    ['A=a', 'B=b', 'C=c', 'D=d', 'E=e', 'F=f', 'G=G'],
    ['A>B', 'B>C', 'C>D', 'D>E', 'E>F', 'F>G'],
  )
})

test('several nodes, statements on one line, classes, names with dashes and colons', () => {
  check(
    'A & B --> C:::hot; C --> x-y-1(z); a::b -.peer.-> C',
    ['A=A', 'B=B', 'C=C', 'x-y-1=z', 'a::b=a::b'],
    ['A>C', 'B>C', 'C>x-y-1', 'a::b>C:peer'],
  )
})

test('sub-graphs, styles and comments are passed over', () => {
  check(
    'subgraph one["One"]\nA --> B\nend\nstyle A fill:#fff\nclassDef x fill:#000\n%% note\nlinkStyle 0 stroke:#f00',
    ['A=A', 'B=B'],
    ['A>B'],
  )
})

test('other diagrams are none, broken ones do not throw', () => {
  expect(read('sequenceDiagram\nA->>B: hi')).toBeUndefined()
  expect(read('')).toBeUndefined()
  expect(read('graph LR\nA[open --> B\n-->\n{x}\nA -- ')?.nodes.length).toBeGreaterThan(0)
})

test('hostile text takes linear time', () => {
  const start = performance.now()
  for (const text of [
    'A-'.repeat(50_000),
    'A["'.repeat(50_000),
    '-- x '.repeat(20_000),
    ';"'.repeat(50_000),
    'A --> '.repeat(20_000),
    'A&'.repeat(50_000),
  ]) {
    read(`graph TD\n${text}`)
  }
  expect(performance.now() - start).toBeLessThan(3000)
})
