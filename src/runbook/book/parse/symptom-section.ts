import type { Block, Section } from '../document.ts'
import type { Symptom } from '../page.ts'
import { codesOf, itemTexts, keyOf, type LabelledPart, labelledParts, textOf } from './outline.ts'
import { type SymptomRole, symptomRole } from './symptom-words.ts'

/** A label or a sub-heading of a section, with the role its name gives it. */
interface Piece {
  role: SymptomRole | undefined
  name: string
  value: string
  line: number
  blocks: readonly Block[]
}

/**
 * The symptoms of one section: `Symptoms` and `Cause`, `Solution`, `Actions` as labels or as headings below it.
 * Several symptom labels in one section are several records; a symptom without any remedy is kept for the search.
 */
export function readSymptomSection(section: Section): readonly Symptom[] {
  const pieces = piecesOf(section)
  const remedied = pieces.some(({ role }) => role === 'remedy' || role === 'cause')
  const starts = pieces.flatMap(({ role }, at) => (role === 'symptom' || (role === 'issue' && remedied) ? [at] : []))
  const found = starts.flatMap((start, n) => {
    const symptom = readOne(section, pieces.slice(start, starts[n + 1] ?? pieces.length))
    return symptom ? [symptom] : []
  })
  return starts.length > 0 && found.length > 0
    ? [...found, ...readErrors(section, pieces)]
    : readErrors(section, pieces)
}

function piecesOf(section: Section): readonly Piece[] {
  const labels = labelledParts(section.blocks).map((part) => pieceOf(part))
  const headings = section.children.map((child) => {
    const role = symptomRole(keyOf(child.title))
    return { role, name: child.title, value: '', line: child.line, blocks: role === undefined ? [] : bodyOf(child) }
  })
  return [...labels, ...headings]
}

const pieceOf = ({ key, name, value, line, blocks }: LabelledPart): Piece => ({
  role: symptomRole(key),
  name,
  value,
  line,
  blocks,
})

/** Everything below a heading, its sub-headings as the headings they are. */
const bodyOf = (section: Section): readonly Block[] => [
  ...section.blocks,
  ...section.children.flatMap((child) => (child.heading ? [child.heading] : [])),
]

function readOne(section: Section, pieces: readonly Piece[]): Symptom | undefined {
  const first = pieces[0]!
  const symptom = wordsOf(first)
  if (!symptom) return undefined
  const causes: string[] = []
  const remedies: Piece[] = []
  pieces.slice(1).forEach((piece, at) => {
    if (piece.role === 'remedy') remedies.push(piece)
    else if (piece.role === 'cause') {
      const own = causesOf(piece)
      causes.push(...own)
      // "Common Causes & Solutions:" stands alone; the lettered labels or headings behind it are the causes.
      if (own.length > 0) return
      for (const next of pieces.slice(at + 2)) {
        if (next.role !== undefined) break
        causes.push(keyless(next.name))
        if (next.blocks.length > 0) remedies.push(next)
      }
    }
  })
  const severity = pieces.find(({ role }) => role === 'severity')?.value
  return {
    symptom,
    cause: causes.join('\n'),
    action: remedies.map(wordsOf).filter(Boolean).join('; '),
    line: first.line,
    source: first.blocks.some((block) => block.kind === 'fence') && !first.value ? 'error' : 'section',
    section: section.title || 'Symptoms',
    ...(severity ? { severity } : {}),
    repaired: false,
    codes: codesOf([...first.blocks, ...remedies.flatMap((remedy) => remedy.blocks)]).slice(0, 40),
  }
}

/** Quoted error messages. A heading below a section with symptoms names the cause, any other one the problem. */
function readErrors(section: Section, pieces: readonly Piece[]): readonly Symptom[] {
  const below = labelledParts(section.parent?.blocks ?? []).some(({ key }) => symptomRole(key) === 'symptom')
  return pieces.flatMap((piece, at) => {
    if (piece.role !== 'error') return []
    const symptom = wordsOf(piece)
    const remedy = pieces.slice(at + 1).find(({ role }) => role === 'remedy' || role === 'cause')
    if (!symptom || !remedy) return []
    return [
      {
        symptom,
        cause: below ? keyless(section.title) : '',
        action: wordsOf(remedy),
        line: piece.line,
        source: 'error' as const,
        section: below ? section.parent!.title : section.title,
        repaired: false,
        codes: codesOf([...piece.blocks, ...remedy.blocks]).slice(0, 40),
      },
    ]
  })
}

const causesOf = ({ value, blocks }: Piece): readonly string[] => {
  const listed = itemTexts(blocks)
  if (value) return [value, ...listed]
  return listed.length > 0 ? listed : [textOf(blocks)].filter((text) => text !== '')
}

/** `A. No candidates registered` → `No candidates registered`. */
const keyless = (name: string) => name.replace(/^(?:[A-Z]|\d{1,2})[.):]\s+/, '')

/** The words of a piece; error output loses its prompts, so that the message itself is what a search finds. */
function wordsOf({ value, blocks }: Piece): string {
  const text = textOf(blocks)
    .split('; ')
    .filter((line) => !/^\s*\$ /.test(line))
    .join('; ')
  return [value, text].filter((part) => part !== '').join('; ')
}
