import type { Span } from '../../../kit/diagnostic.ts'
import type { Document } from '../document.ts'

/** A comment that switches rules off for a line, a stretch or a page: `<!-- ops-disable-next-line RB301 -- why -->`. */
export interface Directive {
  /** The word as written, for messages. */
  word: string
  reason: string
  span: Span
  /** One entry a rule it names. */
  covers: Cover[]
}

interface Cover {
  id: string
  /** How many findings it speaks of, where it says so: `RB301x2`. */
  count?: number
  /** First and last line it covers. */
  from: number
  to: number
  /** True for a block of several lines. */
  block: boolean
}

const DIRECTIVE = /^ops-(disable-next-line|disable-file|disable|enable)(?![\w-])([\s\S]*)$/

/**
 * Reads the directives of a page in document order. A comment covers the next line that is not blank; where a fence or a
 * table starts there, all of it, because no comment can stand inside. `ops-disable` holds until `ops-enable` names the
 * same rule, or names none. A rule
 * may carry a count, `RB301x2`: the comment then speaks of two findings.
 */
export function readDirectives(document: Document): Directive[] {
  const directives: Directive[] = []
  const last = document.lines.length
  for (const comment of document.comments) {
    const match = DIRECTIVE.exec(comment.text)
    if (!match || isQuoted(document, comment.line)) continue
    const { ids, reason } = readRest(match[2]!)
    const verb = match[1]!
    if (verb === 'enable') {
      endStretches(directives, ids, comment.line)
      continue
    }
    const next = nextBlock(document, comment.endLine)
    const reach = {
      'disable-next-line': next,
      'disable-file': { from: 1, to: last, block: false },
      disable: { from: comment.endLine, to: Number.POSITIVE_INFINITY, block: false },
    }[verb]!
    const covers = ids.map((id) => ({ ...withCount(id), ...reach }))
    directives.push({ word: `ops-${verb}`, reason, span: spanOf(document, comment), covers })
  }
  return directives
}

function readRest(rest: string): { ids: string[]; reason: string } {
  const dash = /(?:^|\s)--(?=\s|$)/.exec(rest)
  const names = dash ? rest.slice(0, dash.index) : rest
  return {
    ids: names.split(/[\s,]+/).filter((id) => id !== ''),
    reason: dash ? rest.slice(dash.index + dash[0].length).trim() : '',
  }
}

function withCount(written: string): Pick<Cover, 'id' | 'count'> {
  const match = /^(RB\d+)x([1-9]\d{0,3})$/.exec(written)
  return match ? { id: match[1]!, count: Number(match[2]) } : { id: written }
}

function endStretches(directives: readonly Directive[], ids: readonly string[], line: number): void {
  for (const { covers } of directives) {
    for (const entry of covers) {
      if (entry.to === Number.POSITIVE_INFINITY && (ids.length === 0 || ids.includes(entry.id))) entry.to = line
    }
  }
}

function nextBlock(document: Document, after: number): Pick<Cover, 'from' | 'to' | 'block'> {
  let line = after + 1
  while (line < document.lines.length && document.lines[line - 1]!.trim() === '') line++
  const block = document.blocks.find(
    ({ line: start, kind }) => start === line && (kind === 'fence' || kind === 'table'),
  )
  return { from: line, to: block?.endLine ?? line, block: block !== undefined }
}

/** A directive shown as inline code is an example of one, as in a guide to this very syntax. */
const isQuoted = (document: Document, line: number): boolean =>
  document.inlines.some((inline) => inline.codes.some((code) => code.line === line && code.text.includes('<!--')))

function spanOf(document: Document, comment: { line: number; endLine: number }): Span {
  const column = document.lines[comment.line - 1]!.indexOf('<!--') + 1
  const end = document.lines[comment.endLine - 1]!.indexOf('-->', comment.line === comment.endLine ? column : 0)
  return { line: comment.line, column, endLine: comment.endLine, endColumn: end + 4 }
}
