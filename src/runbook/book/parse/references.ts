import type { Inline } from '../document.ts'
import type { Procedure, Reference } from '../page.ts'

const DOCUMENT = /^[\w./-]+\.(?:md|markdown)(?:#[\w.-]+)?$/
const POINTER = /\b(?:see|follow|as|per|use)\b[^.;\n]{0,60}\b(?:below|above)\b/i
const FOLLOW_STEP = /\bfollow(?:ing)? step (\d{1,2})\b(?: (?:above|below))?/i

/** Mentions of other pages and procedures in running text: links to pages, paths of pages in code, "see below". */
export function findReferences(inline: Inline): Reference[] {
  const references: Reference[] = []
  for (const link of inline.links) {
    if (link.kind === 'image' || /^[a-z][a-z0-9+.-]*:/i.test(link.href)) continue
    references.push({ text: link.text, target: link.href, line: link.line })
  }
  for (const code of inline.codes) {
    if (DOCUMENT.test(code.text)) references.push({ text: code.text, target: code.text, line: code.line })
  }
  references.push(...pointersIn(inline.text, inline.line))
  return references
}

/** "see below", "Follow Step 1 above" in a sentence or a comment; the target is settled by `settlePointers`. */
export function pointersIn(text: string, line: number): Reference[] {
  const step = FOLLOW_STEP.exec(text)
  if (step) return [{ text: step[0], target: `step:${step[1]}`, line }]
  const pointer = POINTER.exec(text)
  if (!pointer) return []
  return [{ text, target: /\babove\b/i.test(pointer[0]) ? 'above' : 'below', line }]
}

/** A pointer means something near: further procedures than this are not looked at. */
const NEAR = 100

/**
 * Finds the procedure a "see below" means: the nearest one in that direction that shares telling words with the
 * sentence. Without one the reference is kept as it was written.
 *
 * @param procedures all procedures of the page, in order
 * @param index the one that holds the reference
 */
export function settlePointer(reference: Reference, procedures: readonly Procedure[], index: number): Reference {
  const below = reference.target === 'below'
  if (!below && reference.target !== 'above') return reference
  const near = below
    ? procedures.slice(index + 1, index + 1 + NEAR)
    : procedures.slice(Math.max(0, index - NEAR), index).reverse()
  const words = tellingWords(reference.text)
  const shared = (each: Procedure) => tellingWords(each.title).filter((word) => words.includes(word)).length
  const match = near.find((each) => shared(each) >= 2) ?? near.find((each) => shared(each) >= 1)
  return match ? { ...reference, target: `#${match.id}` } : reference
}

const COMMON = new Set([
  'the',
  'and',
  'see',
  'below',
  'above',
  'first',
  'for',
  'with',
  'from',
  'steps',
  'step',
  'procedure',
  'follow',
  'this',
])

const tellingWords = (text: string): string[] =>
  (text.toLowerCase().match(/[a-z][a-z0-9-]{2,}/g) ?? []).filter((word) => !COMMON.has(word))
