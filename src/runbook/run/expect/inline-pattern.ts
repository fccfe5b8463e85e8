import { findLiteral } from './find-literal.ts'

/** One piece of a pattern within a line. `any` stands for any text, `one` for one character. */
export type PatternPiece = string | { wild: 'any' } | { wild: 'one' } | { wild: 'capture'; name: string }

/** Which wildcards may stand within a line: all of them in pages, trycmd's `[..]` and `[CWD]`, byexample's `<...>`. */
export type InlineNotation = 'page' | 'trycmd' | 'byexample'

/** The first group of each is the name of a value to keep. */
const WILD: Readonly<Record<InlineNotation, RegExp>> = {
  page: /\.{3,}|…|\[\.\.\]|\[(?:CWD|EXE|ROOT)\]|<\.\.\.>|<(\p{L}[\p{L}\p{N} _-]{0,60})>/gu,
  trycmd: /\[\.\.\]|\[(?:CWD|EXE|ROOT)\]/gu,
  byexample: /<\.\.\.>|<(\p{L}[\p{L}\p{N} _-]{0,60})>/gu,
}

/** Reads a line of expected output with the wildcards that may stand anywhere in it. */
export function readInlinePattern(line: string, notation: InlineNotation = 'page'): readonly PatternPiece[] {
  const pieces: PatternPiece[] = []
  let from = 0
  for (const match of line.matchAll(WILD[notation])) {
    if (match.index > from) pieces.push(line.slice(from, match.index))
    pieces.push(match[1] ? { wild: 'capture', name: match[1].trim() } : { wild: 'any' })
    from = match.index + match[0].length
  }
  if (from < line.length) pieces.push(line.slice(from))
  return pieces
}

/** Reads a glob as cram and scrut write it: `*`, `?`, a backslash takes away their meaning. */
export function readGlob(text: string): readonly PatternPiece[] {
  const pieces: PatternPiece[] = []
  let literal = ''
  const flush = () => {
    if (literal !== '') pieces.push(literal)
    literal = ''
  }
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!
    if (sign === '\\' && /[*?\\]/.test(text[at + 1] ?? '')) literal += text[++at]!
    else if (sign === '*' || sign === '?') {
      flush()
      pieces.push({ wild: sign === '*' ? 'any' : 'one' })
    } else literal += sign
  }
  flush()
  return pieces
}

export const hasWildcard = (pieces: readonly PatternPiece[]): boolean =>
  pieces.some((piece) => typeof piece !== 'string')

/** Text between two wildcards of open length; `one` is a sign that matches anything. */
interface Segment {
  signs: readonly (string | undefined)[]
  /** The same as one string, where it holds no `one`. */
  literal?: string
}

/**
 * Matches a pattern against a text: each stretch of literal text is taken at its first place behind the one before it,
 * which decides patterns of this kind without going back. Linear in the text for a given pattern.
 *
 * @param floating the pattern may start and end anywhere within the text
 * @returns the captured values, or undefined where it does not match
 */
export function matchInline(
  pieces: readonly PatternPiece[],
  text: string,
  floating = false,
): Readonly<Record<string, string>> | undefined {
  const { segments, gaps, least: shortest } = prepare(pieces, floating)
  if (text.length < shortest) return undefined
  const captures: Record<string, string> = {}
  let at = 0
  for (const [index, segment] of segments.entries()) {
    const gap = gaps[index]!
    const last = index === segments.length - 1
    const least = at + (gap.captures.length > 0 ? 1 : 0)
    const length = segment.signs.length
    const toEnd = last && (!floating || length === 0)
    const start = !gap.open
      ? fits(segment, text, at)
      : toEnd
        ? endsAt(segment, text, least)
        : find(segment, text, least)
    if (start < least) return undefined
    if (last && !floating && start + length !== text.length) return undefined
    for (const [order, name] of gap.captures.entries()) {
      if (!Object.hasOwn(captures, name)) captures[name] = order === 0 ? text.slice(at, start).trim() : ''
    }
    at = start + length
  }
  return captures
}

interface Gap {
  /** False where the segment behind it must follow at once. */
  open: boolean
  captures: readonly string[]
}

interface Prepared {
  segments: readonly Segment[]
  gaps: readonly Gap[]
  /** No shorter text fits. */
  least: number
}

/** A pattern is cut once, however many lines it is matched against. */
const anchored = new WeakMap<readonly PatternPiece[], Prepared>()
const free = new WeakMap<readonly PatternPiece[], Prepared>()

function prepare(pieces: readonly PatternPiece[], floating: boolean): Prepared {
  const known = floating ? free : anchored
  const found = known.get(pieces)
  if (found) return found
  const cut = split(pieces, floating)
  const least = cut.segments.reduce((sum, segment) => sum + segment.signs.length, 0)
  const prepared = { ...cut, least }
  known.set(pieces, prepared)
  return prepared
}

/** Segments with the gap in front of each; the last segment may be empty. */
function split(pieces: readonly PatternPiece[], floating: boolean): { segments: Segment[]; gaps: Gap[] } {
  const segments: Segment[] = []
  const gaps: Gap[] = []
  let signs: (string | undefined)[] = []
  let gap: { open: boolean; captures: string[] } = { open: floating, captures: [] }
  const close = () => {
    const plain = signs.every((sign) => sign !== undefined)
    segments.push(plain ? { signs, literal: signs.join('') } : { signs })
    gaps.push(gap)
    signs = []
  }
  for (const [index, piece] of pieces.entries()) {
    if (typeof piece === 'string') signs.push(...piece.split(''))
    else if (piece.wild === 'one') signs.push(undefined)
    else {
      const previous = pieces[index - 1]
      const continues = typeof previous === 'object' && previous.wild !== 'one'
      if (!continues && (signs.length > 0 || index > 0)) close()
      if (!continues) gap = { open: true, captures: [] }
      if (piece.wild === 'capture') gap.captures.push(piece.name)
    }
  }
  close()
  return { segments, gaps }
}

function fits(segment: Segment, text: string, at: number): number {
  const { signs, literal } = segment
  if (literal !== undefined) return text.startsWith(literal, at) ? at : -1
  if (at + signs.length > text.length) return -1
  return signs.every((sign, index) => sign === undefined || sign === text[at + index]) ? at : -1
}

const endsAt = (segment: Segment, text: string, least: number): number => {
  const start = text.length - segment.signs.length
  return start < least ? -1 : fits(segment, text, start)
}

function find(segment: Segment, text: string, from: number): number {
  return segment.literal === undefined ? shiftAnd(segment.signs, text, from) : findLiteral(text, segment.literal, from)
}

/**
 * Bit-parallel search (Shift-And, Baeza-Yates and Gonnet) for a segment in which some signs match anything:
 * 32 positions of the pattern advance at once.
 */
function shiftAnd(signs: readonly (string | undefined)[], text: string, from: number): number {
  const words = Math.ceil(signs.length / 32)
  const always = new Uint32Array(words)
  const masks = new Map<string, Uint32Array>()
  for (const [index, sign] of signs.entries()) {
    if (sign === undefined) always[index >> 5]! |= 1 << (index & 31)
    else if (!masks.has(sign)) masks.set(sign, new Uint32Array(words))
  }
  for (const [index, sign] of signs.entries()) {
    if (sign !== undefined) masks.get(sign)![index >> 5]! |= 1 << (index & 31)
  }
  for (const mask of masks.values()) for (let word = 0; word < words; word++) mask[word]! |= always[word]!
  const state = new Uint32Array(words)
  const end = signs.length - 1
  for (let at = from; at < text.length; at++) {
    const mask = masks.get(text[at]!) ?? always
    let carry = 1
    for (let word = 0; word < words; word++) {
      const before = state[word]!
      state[word] = ((before << 1) | carry) & mask[word]!
      carry = before >>> 31
    }
    if ((state[end >> 5]! >>> (end & 31)) & 1) return at - end
  }
  return -1
}
