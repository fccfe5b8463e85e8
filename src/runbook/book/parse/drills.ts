import { readCadence, readDuration, readTimeBudget } from '../../../kit/duration.ts'
import type { Block, Document, List, Section } from '../document.ts'
import type { Drill } from '../drill.ts'
import { firstLineOf, itemTexts, keyOf, labelledParts, outlineOf, tidySpaces } from './outline.ts'

const DRILL = /\bdrills?\b|\bsimulations?\b|\bgame ?days?\b|\btable-?top\b|\bexercises?\b|\bdry[ -]run\b/i
/** `T+0m`, `T+1..5m`, `T+10-20 min`, `T-5m`: minutes unless a unit says otherwise. */
const MOMENT =
  /\bT\s?\+\s?(\d{1,4})(?:\s?(?:\.\.|-|–|to)\s?(?:T\s?\+\s?)?(\d{1,4}))?\s?(s|sec|seconds|m|min|minutes|h|hours?)?\b/i

/**
 * Timed exercises: a page that plays through phases from T+0 on, and lists of drill types with their lengths. A page
 * that merely mentions drills has none.
 */
export function readDrills(document: Document): readonly Drill[] {
  const played = fromPage(document)
  return [...(played ? [played] : []), ...outlineOf(document).sections.flatMap(fromTypes)].sort(
    (a, b) => a.line - b.line,
  )
}

function fromPage(document: Document): Drill | undefined {
  const phases = document.sections.flatMap((section) => phaseOf(section))
  const title = document.sections[0]
  if (phases.length < 2 || !title) return undefined
  const about = [title.title, document.file, ...document.headings.slice(0, 6).map(({ text }) => text)].join(' ')
  if (!DRILL.test(about.replaceAll('_', ' '))) return undefined
  const labels = [document.root, ...document.sections.slice(0, 3)].flatMap((section) => labelledParts(section.blocks))
  const declared = labels.find(({ key }) =>
    /^(?:duration|total (?:time|duration)|estimated (?:time|duration))$/.test(key),
  )
  const duration = declared ? readDuration(declared.value) : undefined
  return {
    title: title.title,
    line: title.line,
    ...(duration ? { durationSeconds: duration.maxSeconds } : {}),
    phases,
    criteria: document.sections.filter(({ title: name }) => CRITERIA.test(keyOf(name))).flatMap(itemsOf),
    variations: document.sections.filter(({ title: name }) => VARIATIONS.test(keyOf(name))).flatMap(variationsOf),
  }
}

const CRITERIA = /^(?:success|pass|exit|acceptance) criteria$/
const VARIATIONS = /^(?:variations?|variants?|alternative scenarios?)$/

function phaseOf(section: Section): Drill['phases'] {
  const title = tidySpaces(section.title)
  const [, from, to, unit] = MOMENT.exec(title) ?? []
  if (!from) return []
  const scale = /^s/i.test(unit ?? '') ? 1 : /^h/i.test(unit ?? '') ? 3600 : 60
  return [
    {
      title: title.replace(/^[^\p{L}\p{N}]+/u, '').replace(/\s*\([^()]*\)\s*$/, ''),
      startSeconds: Number(from) * scale,
      ...(to === undefined ? {} : { endSeconds: Number(to) * scale }),
      line: section.line,
    },
  ]
}

const itemsOf = (section: Section) => itemTexts(section.blocks)

function variationsOf(section: Section): readonly string[] {
  return section.children.length > 0 ? section.children.map((child) => child.title) : itemsOf(section)
}

/** `1. **Partial Recovery** (4 hours, semi-annually)` below a heading or label about drills. */
function fromTypes(section: Section): readonly Drill[] {
  const labels = labelledParts(section.blocks).filter(({ key }) => DRILL.test(key))
  const blocks: readonly Block[] = DRILL.test(section.title) ? section.blocks : labels.flatMap((part) => part.blocks)
  return blocks
    .filter((block): block is List => block.kind === 'list')
    .flatMap((list) =>
      list.items.flatMap((item) => {
        const head = firstLineOf(item)
        const length = readTimeBudget(head) ?? lengthBesideRhythm(head)
        if (!length) return []
        const title = titleOf(head, item.inline.strong[0])
        return [
          {
            title,
            line: item.line,
            durationSeconds: length.maxSeconds,
            phases: [],
            criteria: itemTexts(item.blocks),
            variations: [],
          },
        ]
      }),
    )
}

/** The bold name of a drill; where the bold word is its rhythm, what stands behind it. */
function titleOf(head: string, strong: string | undefined): string {
  const plain = head.replace(/\s*\([^()]*\).*$/, '')
  const name = strong === undefined || readCadence(strong) ? plain.replace(/^[^:]{1,20}:\s+/, '') : strong
  return name.replace(/:$/, '').trim()
}

/** `(4 hours, semi-annually)`: a length and a rhythm in the same parentheses. */
function lengthBesideRhythm(head: string) {
  const inside = /\(([^()]{3,80})\)/.exec(head)?.[1]
  return inside && readCadence(inside) ? readDuration(inside) : undefined
}
