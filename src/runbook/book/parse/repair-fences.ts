import type { FenceRepair } from '../document.ts'

/** A line that opens or closes a fence, or might have been meant to. */
interface Mark {
  line: number
  /** Everything before the run of backticks or tildes: indentation, quote signs, a list marker. */
  lead: string
  sign: '`' | '~'
  length: number
  info: string
}

interface OpenFence extends Mark {
  /** Shorter openers seen inside a longer fence: an example that shows fences. */
  nested: number
  /** What was already looked for behind the opener, so that a page of openers takes linear time. */
  seen: { proseUntil: number; gap?: number; closer?: number; example?: boolean }
}

const opened = (mark: Mark): OpenFence => ({ ...mark, nested: 0, seen: { proseUntil: mark.line + 1 } })

const MARK = /^([ \t]*(?:>[ \t]?)*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(`{3,}|~{3,})(.*)$/
const SHORT_RUN = /^[ \t]*(?:>[ \t]?)*(`{1,2})[ \t]*$/
const GLUED = /^(.*[^`\s])(`{3,})[ \t]*$/
const HEADING = /^#{1,6}[ \t]+\S/
const BLANK = /^[ \t>]*$/

/** The fences of a page as its author meant them. `lines` has the same number of lines as the input. */
export interface RepairedFences {
  lines: string[]
  repairs: FenceRepair[]
}

/**
 * Finds fences that are closed wrongly or not at all, and mends those that have one good reading, so that what
 * follows is read as text again. The result has as many lines as the input: line numbers stay true.
 *
 * A CommonMark parser takes any of these for content and swallows the rest of the page:
 * a closer with an info string, with too few signs, or glued to the last command; and no closer at all.
 */
export function repairFences(source: readonly string[]): RepairedFences {
  const lines = source.slice()
  const repairs: FenceRepair[] = []
  let open: OpenFence | undefined
  for (let index = 0; index < lines.length; index++) {
    const text = lines[index]!
    const mark = readMark(text, index)
    if (!open) {
      if (mark && opens(mark)) open = opened(mark)
      continue
    }
    if (mark && mark.sign === open.sign) {
      const step = insideMark(lines, open, mark)
      if (step.repair) repairs.push(step.repair)
      open = step.open
      continue
    }
    const repair = looseCloser(lines, open, index)
    if (!repair) continue
    repairs.push(repair)
    // A glued closer moved to the next line, which then closes the fence by itself.
    if (!(repair.kind === 'closer-glued' && repair.repaired)) open = undefined
  }
  if (open) repairs.push(unclosed(lines, open, lines.length))
  return { lines, repairs }
}

function readMark(text: string, line: number): Mark | undefined {
  if (!text.includes('```') && !text.includes('~~~')) return undefined
  const match = MARK.exec(text)
  if (!match) return undefined
  const run = match[2]!
  return { line, lead: match[1]!, sign: run[0] as '`' | '~', length: run.length, info: match[3]!.trim() }
}

/** Backticks in the info string mean inline code such as ```` ```x``` ````, not a fence. */
const opens = (mark: Mark) => mark.sign === '~' || !mark.info.includes('`')

/** A fence mark inside an open fence: its closer, a closer gone wrong, the next opener, or an example. */
function insideMark(
  lines: string[],
  open: OpenFence,
  mark: Mark,
): { open: OpenFence | undefined; repair?: FenceRepair } {
  if (mark.length < open.length) return shorterMark(lines, open, mark)
  if (mark.info === '') {
    const lead = mark.lead.length
    // Four spaces deeper than its opener a run of backticks is content.
    if (lead > open.lead.length + 3) return { open }
    return { open: undefined }
  }
  if (!opens(mark)) return { open }
  const nestedEnd = showsMarkdown(open) ? endOfNested(lines, open, mark.line) : undefined
  if (nestedEnd !== undefined)
    return { open: { ...open, length: open.length + 1 }, repair: lengthen(lines, open, nestedEnd) }
  const before = lines[mark.line - 1] ?? ''
  const after = lines[mark.line + 1] ?? ''
  const sameInfo = firstWord(mark.info) === firstWord(open.info) || /^text$/i.test(mark.info)
  if (sameInfo && !BLANK.test(before) && (BLANK.test(after) || HEADING.test(after))) {
    return { open: undefined, repair: replaceLine(lines, open, mark) }
  }
  if (gapInside(lines, open, mark.line) !== undefined && !BLANK.test(after)) {
    // The earlier fence was never closed: this line opens the next one.
    return { open: opened(mark), repair: unclosed(lines, open, mark.line) }
  }
  return { open }
}

const showsMarkdown = (open: OpenFence) => !open.seen.example && /^(?:markdown|md)$/i.test(firstWord(open.info))

/**
 * An example page inside a fence of the same length: its own fences close the outer one. Finds the line that closes
 * the example by counting its fences: a bare mark with code right below it opens, any other closes.
 */
function endOfNested(lines: readonly string[], open: OpenFence, from: number): number | undefined {
  open.seen.example = true
  let depth = 0
  for (let at = from; at < lines.length; at++) {
    const mark = readMark(lines[at]!, at)
    if (!mark || mark.sign !== open.sign || mark.length !== open.length) continue
    const codeBelow = !BLANK.test(lines[at + 1] ?? '') && readMark(lines[at + 1] ?? '', at + 1) === undefined
    if (mark.info !== '') depth++
    else if (depth > 0) depth--
    else if (codeBelow) depth++
    else return at
  }
  return undefined
}

/** Reads the outer fence as one sign longer than its example's fences. */
function lengthen(lines: string[], open: OpenFence, end: number): FenceRepair {
  const text = lines[open.line]!
  const longer = (line: string) => line.replace(/(`{3,}|~{3,})/, `$1${open.sign}`)
  lines[open.line] = longer(text)
  lines[end] = longer(lines[end]!)
  return place('nested-same-length', open, open.line, text, { replacement: lines[open.line]!, repaired: true })
}

function shorterMark(
  lines: string[],
  open: OpenFence,
  mark: Mark,
): { open: OpenFence | undefined; repair?: FenceRepair } {
  if (mark.info !== '') return { open: opens(mark) ? { ...open, nested: open.nested + 1 } : open }
  if (open.nested > 0) return { open: { ...open, nested: open.nested - 1 } }
  if (closedLater(lines, open, mark.line)) return { open }
  const text = lines[mark.line]!
  const replacement = text.replace(/(`+|~+)/, open.sign.repeat(open.length))
  lines[mark.line] = replacement
  const repair = place('closer-wrong-length', open, mark.line, text, { replacement, repaired: true })
  return { open: undefined, repair }
}

/** A run of one or two backticks alone on its line, or backticks glued to the end of the last command. */
function looseCloser(lines: string[], open: OpenFence, index: number): FenceRepair | undefined {
  const text = lines[index]!
  if (open.sign !== '`' || !text.includes('`')) return undefined
  if (SHORT_RUN.test(text)) {
    if (!textFollows(lines, index)) return undefined
    const replacement = text.replace(/`+/, '`'.repeat(open.length))
    lines[index] = replacement
    return place('closer-wrong-length', open, index, text, { replacement, repaired: true })
  }
  const glued = GLUED.exec(text)
  if (!glued || glued[1]!.includes('```') || !textFollows(lines, index)) return undefined
  const next = lines[index + 1]
  const repaired = next === undefined || BLANK.test(next)
  if (repaired) {
    lines[index] = glued[1]!
    if (next !== undefined) lines[index + 1] = open.lead.replace(/[^ \t>]/g, ' ') + '`'.repeat(open.length)
  }
  const indent = /^[ \t]*/.exec(text)![0]
  const replacement = `${glued[1]}\n${indent}${'`'.repeat(open.length)}`
  return place('closer-glued', open, index, text, { replacement, repaired })
}

function replaceLine(lines: string[], open: OpenFence, mark: Mark): FenceRepair {
  const text = lines[mark.line]!
  const replacement = mark.lead + mark.sign.repeat(mark.length)
  lines[mark.line] = replacement
  return place('closer-with-info', open, mark.line, text, { replacement, repaired: true })
}

/**
 * A fence that nothing closes before `end`. Where prose follows the code after a blank line, that blank line is read
 * as the closer; the reading is a guess, so findings below it stay suppressed.
 */
function unclosed(lines: string[], open: OpenFence, end: number): FenceRepair {
  const gap = gapInside(lines, open, end)
  const lead = open.lead.replace(/[^ \t>]/g, ' ')
  if (gap !== undefined) lines[gap] = lead + open.sign.repeat(open.length)
  const text = lines[open.line]!
  const found = place('unclosed', open, open.line, text, { repaired: gap !== undefined })
  return { ...found, swallows: gap !== undefined }
}

function place(
  kind: FenceRepair['kind'],
  open: OpenFence,
  index: number,
  text: string,
  outcome: { replacement?: string; repaired: boolean },
): FenceRepair {
  return {
    kind,
    line: index + 1,
    column: 1,
    endColumn: text.length + 1,
    opener: open.line + 1,
    ...(outcome.replacement === undefined ? {} : { replacement: outcome.replacement }),
    repaired: outcome.repaired,
    swallows: !outcome.repaired,
  }
}

/** True when what follows a suspected closer reads as text: the next fence mark opens, or a heading or a list is next. */
function textFollows(lines: readonly string[], index: number): boolean {
  if (nextMarkOpens(lines, index)) return true
  if (!BLANK.test(lines[index + 1] ?? '')) return false
  let at = index + 1
  while (at < lines.length && BLANK.test(lines[at]!)) at++
  return at >= lines.length || /^(?:#{1,6} +\S|\d{1,3}\. +[A-Z*`]|[-*] +[A-Z*`])/.test(lines[at]!)
}

/** True when the next line with three or more signs opens a fence, or when there is none: so a closer is missing here. */
function nextMarkOpens(lines: readonly string[], index: number): boolean {
  const furthest = Math.min(lines.length, index + LOOK_AHEAD)
  for (let at = index + 1; at < furthest; at++) {
    const mark = readMark(lines[at]!, at)
    if (mark) return mark.info !== '' && opens(mark)
  }
  return furthest === lines.length
}

/** How many lines a suspicion may look ahead; a fence of this length has no closer that was mistyped here. */
const LOOK_AHEAD = 500

/** A real closer of the fence stands further down. */
function closedLater(lines: readonly string[], open: OpenFence, index: number): boolean {
  const known = open.seen.closer
  if (known !== undefined && known > index) return known < lines.length
  let at = index + 1
  for (; at < lines.length; at++) {
    const mark = readMark(lines[at]!, at)
    if (mark && mark.sign === open.sign && mark.length >= open.length && mark.info === '') break
  }
  open.seen.closer = at
  return at < lines.length
}

const firstWord = (info: string) => /^[^\s{,]*/.exec(info)![0].toLowerCase()

/** Line of the first blank below the opener that a heading or a sentence follows, which no shell comment looks like. */
function gapInside(lines: readonly string[], open: OpenFence, to: number): number | undefined {
  const { seen } = open
  for (; seen.gap === undefined && seen.proseUntil < to - 1; seen.proseUntil++) {
    if (isGap(lines, seen.proseUntil, to)) seen.gap = seen.proseUntil
  }
  return seen.gap
}

function isGap(lines: readonly string[], at: number, to: number): boolean {
  if (!BLANK.test(lines[at]!)) return false
  const next = lines[at + 1]!
  if (/^#{2,6}[ \t]+[A-Z0-9]/.test(next)) return at + 2 >= to || BLANK.test(lines[at + 2]!)
  return /^[A-Z][a-z]*( [\w`'"(),-]+){4,}[.:]?$/.test(next.slice(0, 300))
}
