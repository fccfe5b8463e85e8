import type { TermGroup, TermPiece } from './printed-term.ts'

/** How many comparisons are left; a pattern that asks for more cannot be decided in reasonable time. */
export interface Effort {
  left: number
}

type Pieces = readonly TermPiece[]

/** `_` and `_Name`: any one element. */
const isAnyElement = (pieces: Pieces): boolean =>
  pieces.length === 1 && typeof pieces[0] === 'string' && /^_[\p{L}\p{N}_]*$/u.test(pieces[0])
/** `...`: any number of elements. */
const isAnyElements = (pieces: Pieces): boolean =>
  pieces.length === 1 && typeof pieces[0] === 'string' && /^(?:\.{3,}|…)$/.test(pieces[0])

/** True when a printed term fits a pattern in which `_` stands for one element and `...` for any number of them. */
export function matchTerm(pattern: Pieces, value: Pieces, effort: Effort): boolean {
  if (effort.left-- <= 0) return false
  if (isAnyElement(pattern)) return value.length > 0
  if (pattern.length !== value.length) return false
  return pattern.every((piece, index) => matchPiece(piece, value[index]!, effort))
}

function matchPiece(pattern: TermPiece, value: TermPiece, effort: Effort): boolean {
  if (typeof pattern === 'string') return pattern === value || (pattern === '_' && typeof value === 'object')
  return typeof value === 'object' && matchGroup(pattern, value, effort)
}

/** True when a bracketed term fits a bracketed pattern. Pairs (`key => value`) may stand in any order. */
export function matchGroup(pattern: TermGroup, value: TermGroup, effort: Effort): boolean {
  effort.left -= 1 + pattern.elements.length
  if (pattern.open !== value.open || effort.left <= 0) return false
  const named = pattern.elements.filter((element) => !isAnyElements(element))
  if (named.length > 0 && named.every(isPair) && value.elements.every(isPair)) {
    return matchPairs(named, value.elements, { open: named.length < pattern.elements.length, effort })
  }
  return matchElements(pattern.elements, value.elements, effort)
}

const isPair = (pieces: Pieces): boolean =>
  pieces.length >= 3 && typeof pieces[0] === 'string' && (pieces[1] === '=>' || pieces[1] === ':' || pieces[1] === '=')

function matchPairs(
  pattern: readonly Pieces[],
  value: readonly Pieces[],
  { open, effort }: { open: boolean; effort: Effort },
): boolean {
  if (open ? value.length < pattern.length : value.length !== pattern.length) return false
  const byKey = new Map(value.map((pair) => [String(pair[0]), pair]))
  return pattern.every((pair) => {
    const found = byKey.get(String(pair[0]))
    return found !== undefined && matchTerm(pair.slice(2), found.slice(2), effort)
  })
}

/** Stretches between `...` are taken at their first place, as in a glob. */
function matchElements(pattern: readonly Pieces[], value: readonly Pieces[], effort: Effort): boolean {
  const stretches: Pieces[][] = [[]]
  for (const element of pattern) {
    if (isAnyElements(element)) stretches.push([])
    else stretches.at(-1)!.push(element)
  }
  const fitsAt = (stretch: readonly Pieces[], at: number) =>
    at >= 0 &&
    at + stretch.length <= value.length &&
    stretch.every((element, index) => matchTerm(element, value[at + index]!, effort))
  const first = stretches[0]!
  if (!fitsAt(first, 0)) return false
  if (stretches.length === 1) return first.length === value.length
  let at = first.length
  for (const stretch of stretches.slice(1, -1)) {
    while (at + stretch.length <= value.length && effort.left > 0 && !fitsAt(stretch, at)) at++
    if (at + stretch.length > value.length || effort.left <= 0) return false
    at += stretch.length
  }
  const last = stretches.at(-1)!
  return value.length - last.length >= at && fitsAt(last, value.length - last.length)
}
