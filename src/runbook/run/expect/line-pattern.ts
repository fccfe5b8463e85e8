import type { RegexMatcher } from '../../plan/regex-matcher.ts'
import type { DialectRules } from './dialect.ts'
import { hasWildcard, matchInline, type PatternPiece, readGlob, readInlinePattern } from './inline-pattern.ts'

/** One line of expected output. */
export interface LinePattern {
  /** As written; compared literally before anything else. */
  text: string
  /** How often it occurs: `many` is zero or more. */
  times: 'once' | 'optional' | 'many' | 'some'
  test:
    | { by: 'literal' }
    | { by: 'any' }
    | { by: 'pieces'; pieces: readonly PatternPiece[] }
    | { by: 'text'; text: string }
    | { by: 'regex'; pattern: string }
}

const SUFFIX =
  /^(?<text>.*) \((?:(?<no>no-eol)|(?<escaped>esc(?:aped)?)|(?<equal>eq(?:ual)?)|(?<glob>gl(?:ob)?)|(?<re>re(?:gex)?))?(?<times>[?*+])?\)$/su

/** Reads a line of expected output in a dialect; text that carries no mark stands for itself. */
export function readLinePattern(line: string, rules: DialectRules): LinePattern {
  if (rules.anyLines && /^\s*(?:\.\.\.|…)\s*$/u.test(line)) return { text: line, times: 'many', test: { by: 'any' } }
  const suffixed = rules.suffixes ? readSuffix(line, rules) : undefined
  if (suffixed) return suffixed
  return { text: line, times: 'once', test: readWithin(line, rules) }
}

const TIMES: Readonly<Record<string, LinePattern['times']>> = { '?': 'optional', '*': 'many', '+': 'some' }

function readSuffix(line: string, rules: DialectRules): LinePattern | undefined {
  if (!line.endsWith(')')) return undefined
  const groups = SUFFIX.exec(line)?.groups
  if (!groups) return undefined
  const { text = '', no, escaped, equal, glob, re, times } = groups
  const named = no ?? escaped ?? equal ?? glob ?? re
  if (times !== undefined && !rules.quantifiers) return undefined
  if (named === undefined && times === undefined) return undefined
  if (!rules.quantifiers && (equal !== undefined || /^(?:escaped|gl|regex)$/.test(named ?? ''))) return undefined
  const often = TIMES[times ?? ''] ?? 'once'
  if (escaped !== undefined) return { text: line, times: often, test: { by: 'text', text: withoutEscapes(text) } }
  if (glob !== undefined) {
    // scrut allows both: `\x1b[1m* (escaped) (glob)`.
    const inner = / \(esc(?:aped)?\)$/.exec(text)
    const plain = inner && rules.quantifiers ? withoutEscapes(text.slice(0, inner.index)) : text
    return { text: line, times: often, test: { by: 'pieces', pieces: readGlob(plain) } }
  }
  if (re !== undefined) return { text: line, times: often, test: { by: 'regex', pattern: text } }
  if (equal !== undefined || no !== undefined) return { text: line, times: often, test: { by: 'text', text } }
  const within = readWithin(text, rules)
  return { text: line, times: often, test: within.by === 'literal' ? { by: 'text', text } : within }
}

function readWithin(line: string, rules: DialectRules): LinePattern['test'] {
  if (rules.within === 'none') {
    if (!rules.openEnd || !line.endsWith('...')) return { by: 'literal' }
    return { by: 'pieces', pieces: [line.slice(0, -3), { wild: 'any' }] }
  }
  const pieces = readInlinePattern(line, rules.within)
  return hasWildcard(pieces) ? { by: 'pieces', pieces } : { by: 'literal' }
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
  '0': '\0',
}

/** `\t`, `\x1b`, `\\` as cram writes characters that cannot be shown. */
function withoutEscapes(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-fA-F]{2})|([ntrabfv0])|(\\))/g,
    (all, hex?: string, letter?: string, slash?: string) =>
      hex !== undefined
        ? String.fromCharCode(Number.parseInt(hex, 16))
        : letter !== undefined
          ? ESCAPES[letter]!
          : (slash ?? all),
  )
}

/** True, or the values it captured, where the line fits; `unknown` where that cannot be found out here. */
export function matchLine(
  pattern: LinePattern,
  line: string,
  matches: RegexMatcher | undefined,
): Readonly<Record<string, string>> | boolean | 'unknown' {
  if (line === pattern.text) return true
  const { test } = pattern
  switch (test.by) {
    case 'any':
      return true
    case 'literal':
      return trimmedEnd(line) === trimmedEnd(pattern.text)
    case 'text':
      return line === test.text
    case 'pieces':
      return matchInline(test.pieces, line) ?? false
    case 'regex':
      return matches?.(test.pattern, line) ?? 'unknown'
  }
}

/** Trailing blanks cannot be seen in a document. */
const trimmedEnd = (line: string) => line.trimEnd()
