import type { Block, Document, ListItem, Section } from '../document.ts'
import { stem, stemsOf } from './word-stems.ts'

/** A topic that an index names below a link, and what the linked page lacks of it. */
export interface PromisedTopic {
  text: string
  line: number
  column: number
  /** The words of the topic that the page does not treat. */
  missing: readonly string[]
}

/** Words that many topics share and that a page on the subject need not repeat. */
const GENERIC = new Set(
  (
    'procedure process strategy management problem issue setup configuration practice path handling step guide detail ' +
    'definition integration impact overview reference response check checking verification validation creation policy ' +
    'plan planning schedule template pre built prebuilt custom manual automated service production review example ' +
    'method technique tuning optimization operation documentation information instruction requirement consideration ' +
    'recommendation pattern best quick advanced standard full complete list task error failure post rolling workflow'
  )
    .split(' ')
    .map(stem),
)
/** Words for the same thing: either is enough. */
const SAME: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  [
    ['mortem', 'postmortem', 'incident review', 'post incident', 'retrospective'],
    ['shutdown', 'shut', 'stop'],
    ['startup', 'start'],
    ['rollback', 'roll', 'revert', 'undo'],
    ['backup', 'back', 'dump', 'snapshot'],
    ['contact', 'escalation', 'call'],
    ['monitoring', 'metric', 'alert', 'dashboard'],
    ['auth', 'authentication', 'login', 'credential'],
    ['authorization', 'permission', 'role', 'rbac'],
    ['database', 'db', 'postgres', 'postgresql', 'mysql', 'sql'],
    ['log', 'logging', 'journalctl'],
    ['kubernetes', 'kubectl', 'k8s'],
  ].map(([word, ...others]) => [stem(word!), others.map((other) => other.split(' ').map(stem).join(' '))]),
)

/** How often a page speaks of a word, and whether a heading or label does. */
interface Vocabulary {
  count(stem: string): number
  headed(stem: string): boolean
}

const vocabularies = new WeakMap<Document, Vocabulary>()

/** The topics nested below a list item that the page it links to does not treat. */
export function untreatedTopics(item: ListItem, target: Document): PromisedTopic[] {
  const vocabulary = vocabularyOf(target)
  return item.blocks
    .flatMap((block) => (block.kind === 'list' ? block.items : []))
    .flatMap((topic) => {
      const { text, line, column, links } = topic.inline
      if (text === '' || text.length > 80 || links.length > 0 || /[=<>{}]|->/.test(text)) return []
      const missing = missingWords(text, vocabulary)
      return missing.length > 0 ? [{ text, line, column, missing }] : []
    })
}

/** The subject words of a topic that the page mentions at most in passing. A compound counts by any of its parts. */
function missingWords(text: string, vocabulary: Vocabulary): string[] {
  const plain = text.replace(/\([^()]*\)/g, ' ')
  return (plain.match(/[\p{L}\p{N}]+(?:[-/][\p{L}\p{N}]+)*/gu) ?? []).filter((compound) => {
    const parts = stemsOf(compound.replace(/[-/]/g, ' ')).filter((part) => !GENERIC.has(part) && part.length > 2)
    return parts.length > 0 && parts.every((part) => !isTreated(part, vocabulary))
  })
}

function isTreated(word: string, vocabulary: Vocabulary): boolean {
  return [word, ...(SAME[word] ?? [])].some((each) => vocabulary.headed(each) || vocabulary.count(each) >= 2)
}

function vocabularyOf(document: Document): Vocabulary {
  const known = vocabularies.get(document)
  if (known) return known
  const units: string[] = []
  const heads: string[] = []
  const add = (list: string[], text: string) => list.push(` ${stemsOf(text).join(' ')} `)
  const collect = (blocks: readonly Block[]) => {
    for (const block of blocks) {
      if (block.kind === 'paragraph') {
        add(units, block.inline.text)
        for (const { name } of block.labels) add(heads, name)
      } else if (block.kind === 'list') for (const each of block.items) collect(each.blocks)
      else if (block.kind === 'quote') collect(block.blocks)
      else if (block.kind === 'fence') add(units, block.text)
      else if (block.kind === 'table')
        for (const row of block.rows) add(units, row.cells.map(({ text }) => text).join(' '))
    }
  }
  const walk = (section: Section) => {
    if (section.heading) add(heads, section.title)
    collect(section.blocks)
    for (const child of section.children) walk(child)
  }
  walk(document.root)
  const vocabulary = {
    count: (word: string) => units.filter((unit) => unit.includes(` ${word} `)).length,
    headed: (word: string) => heads.some((head) => head.includes(` ${word} `)),
  }
  vocabularies.set(document, vocabulary)
  return vocabulary
}
