import type { Fence, Section } from '../document.ts'
import { outlineOf } from '../parse/outline.ts'
import { type LineFinding, onLines } from './line-findings.ts'
import { page } from './place.ts'
import type { Rule } from './rule.ts'
import { stemsOf } from './word-stems.ts'

const DIAGRAM = (...phases: readonly string[]) => [
  '```mermaid',
  'graph LR',
  ...phases.flatMap((phase, at) => [
    `    subgraph "Phase ${at + 1}: ${phase}"`,
    `        n${at}["${phase}"]`,
    '    end',
  ]),
  '```',
]

/** A diagram and the text below it describe the same phases. */
export const flowMismatch: Rule = {
  id: 'RB611',
  name: 'flow-mismatch',
  summary: 'The numbered phases of a diagram are those of the headings beside it.',
  why:
    'In an incident people follow the picture. A phase that only the text has ("verify before you close") is skipped ' +
    'by everyone who does.',
  severity: 'warning',
  kinds: { template: 'off' },
  examples: [
    {
      title: 'A phase is missing from the diagram',
      bad: page(
        '# Incidents',
        '',
        '## Process',
        '',
        `${DIAGRAM('Diagnose', 'Resolve')[0]} ⟵`,
        ...DIAGRAM('Diagnose', 'Resolve').slice(1),
        '',
        '### Phase 1: Diagnose',
        '',
        'Look.',
        '',
        '### Phase 2: Resolve',
        '',
        'Mend.',
        '',
        '### Phase 3: Verify',
        '',
        'Check.',
      ),
      good: page(
        '# Incidents',
        '',
        '## Process',
        '',
        ...DIAGRAM('Diagnose', 'Resolve', 'Verify'),
        '',
        '### Phase 1: Diagnose',
        '',
        'Look.',
        '',
        '### Phase 2: Resolve',
        '',
        'Mend.',
        '',
        '### Phase 3: Verify',
        '',
        'Check.',
      ),
    },
  ],
  *page({ file, document }, { repository }) {
    if (!document.text.includes('mermaid')) return
    for (const { fence, section } of outlineOf(document).fences) {
      if (fence.language !== 'mermaid') continue
      const drawn = drawnPhases(fence)
      const written = drawn.length < 2 ? [] : writtenPhases(section, drawn[0]!.word)
      const finding = written.length < 2 ? undefined : difference(fence, drawn, written)
      if (finding) yield* onLines(repository, [finding], file)
    }
  },
}

interface PhaseName {
  word: string
  number: number
  title: string
  line: number
}

const PHASE = /\b(phase|stage|step|level)\s+(\d{1,2})\s*[:.–-]\s*(.+)/i

function readPhase(text: string, line: number): PhaseName | undefined {
  const match = PHASE.exec(text)
  if (!match) return undefined
  const title = match[3]!.replace(/\([^()]*\)|<br\s*\/?>.*|["\])}].*/gi, ' ').trim()
  return { word: match[1]!.toLowerCase(), number: Number(match[2]), title, line }
}

/** Named groups of the diagram; where it has none, nodes. */
function drawnPhases({ lines }: Fence): PhaseName[] {
  const phases = new Map<number, PhaseName>()
  const groups = lines.filter(({ text }) => /^\s*subgraph\b/.test(text))
  for (const { text, line } of groups.length > 0 ? groups : lines) {
    const phase = readPhase(text, line)
    if (phase && !phases.has(phase.number)) phases.set(phase.number, phase)
  }
  return [...phases.values()]
}

/** Headings of the same word below the section of the diagram, or beside it. */
function writtenPhases(section: Section, word: string): PhaseName[] {
  for (const place of [section, section.parent]) {
    const phases = (place?.children ?? [])
      .flatMap(({ title, line }) => readPhase(title, line) ?? [])
      .filter((phase) => phase.word === word)
    if (phases.length > 1) return phases
  }
  return []
}

function difference(fence: Fence, drawn: readonly PhaseName[], written: readonly PhaseName[]): LineFinding | undefined {
  const parts: string[] = []
  const word = drawn[0]!.word
  for (const phase of written) {
    const same = drawn.find(({ number }) => number === phase.number)
    if (!same) parts.push(`${word} ${phase.number} "${phase.title}" (line ${phase.line}) is not in the diagram`)
    else if (!alike(same.title, phase.title))
      parts.push(
        `${word} ${phase.number} is "${same.title}" in the diagram and "${phase.title}" in the text (line ${phase.line})`,
      )
  }
  for (const phase of drawn) {
    if (!written.some(({ number }) => number === phase.number))
      parts.push(`${word} ${phase.number} "${phase.title}" is only in the diagram`)
  }
  if (parts.length === 0) return undefined
  return {
    line: fence.line,
    message: `The diagram has ${drawn.length} ${word}s, the text ${written.length}: ${parts.join('; ')}`,
    hint: 'Bring the diagram up to date with the text, or the other way round',
  }
}

function alike(a: string, b: string): boolean {
  const [left, right] = [stemsOf(a), stemsOf(b)]
  return left.length === 0 || right.length === 0 || left.some((word) => right.includes(word))
}
