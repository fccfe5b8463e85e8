import { isKnownProgram } from '../../shell/risk-table.ts'
import type { ForeignRun } from '../foreign-line.ts'

/** Printed whatever the first word is: no shell would do anything sensible with one of these. */
const PRINTED: readonly RegExp[] = [
  // What is left of a message that another program handed on: the command `:` with a sentence behind it.
  /^:\s+[a-z][\w'-]*(?:\s+[\w'./-]+)*[.:]?$/,
  /^exit (?:status|code)[ :]+-?\d+\b|^signal: [a-z]+/,
  // `notAfter=Aug  6 13:11:20 2025 GMT`: a value, then a bare number where the program would stand.
  /^[A-Za-z_][\w.]*=[^\s"'$`(]*\s+\d[\d:.,]*(?:\s|$)/,
  /^\[\s*\d+\.\d+\]\s/,
  /^\d\d:\d\d:\d\d\s/,
  /^[●○✓✔✅❌✗✘✖⚠▶►⚡]/u,
  /^File "[^"]+", line \d+/,
  /^at \S.*[(:/]\S*:\d+(?::\d+)?\)?$/,
  /^(?:from )?[\w./-]+:\d+:in [`'"]/,
  /^\/?[\w.@/-]+\.\w+:\d+(?:\s\+0x[\da-f]+)$/,
  /^(?:[\w$]+\.)*[A-Z]\w*(?:Error|Exception|Interrupt)\b(?::|$)/,
  /^\.\.\. \d+ (?:more|common frames)\b/,
  // Keys of a structured log in quotes: `"msg"="trying to connect" "database"="orders"`.
  /^"\w[\w.]*"="/,
]
const TRACE = /^Traceback \(most recent call last\)/
const FAILS =
  /\b(?:fail(?:ed|ure)?|unexpected|error|denied|refused|unable|cannot|can't|invalid|timed? ?out|lost|missing|expired|not|no such|unreachable|panic)\b/i
/** Words, a colon, more words: a message, when nothing in front of the colon is an option or a sign of the shell. */
const MESSAGE = /^[a-z][\w'-]*(?:\s[\w'-]+){0,12}:\s\S/
const FIELD = /^[A-Za-z][\w./[\]-]*(?:\s[\w./[\]-]+){0,3}\s*\s:\s+\S/
const SHELL_SIGNS = /[|;&<>$`'"\\{}]|(?:^|\s)-{1,2}[A-Za-z]/

/** A longer table is read in pieces, so that no line is looked at too often. */
const LONGEST_TABLE = 200

/** What programs print without a time, a level or a prompt: messages, traces, tables, fields. */
export function printedRun(lines: readonly string[], from: number): ForeignRun | undefined {
  const line = lines[from] ?? ''
  const text = line.trim()
  if (TRACE.test(text)) return { language: 'output', end: endOfTrace(lines, from) }
  if (PRINTED.some((pattern) => pattern.test(text))) return { language: 'output', end: from + 1 }
  if (SHELL_SIGNS.test(text.replace(/"[^"]*"/g, ''))) return undefined
  const first = /^\S+/.exec(text)?.[0] ?? ''
  const field = text.includes(' : ') && first !== 'expr' && first !== 'test' && FIELD.test(text)
  if (field) return { language: 'output', end: from + 1 }
  if (isKnownProgram(first) || /^[.~]?\//.test(first)) return undefined
  if (text.includes(': ') && MESSAGE.test(text) && FAILS.test(text)) return { language: 'output', end: from + 1 }
  const end = endOfTable(lines, from)
  return end > from ? { language: 'output', end } : undefined
}

/** A trace of Python: indented lines, and the exception below them. */
function endOfTrace(lines: readonly string[], from: number): number {
  let end = from + 1
  while (end < lines.length && /^\s+\S/.test(lines[end] ?? '')) end++
  return end < lines.length && (lines[end] ?? '').trim() !== '' ? end + 1 : end
}

/**
 * The line behind a table that begins at `from`; `from` where there is none. Four cells far apart, or three behind
 * tabulators, are a row by themselves. Three need a neighbour whose cells begin in the same columns, and a first cell
 * that is not always the same word: commands below each other repeat their program.
 */
function endOfTable(lines: readonly string[], from: number): number {
  let end = from
  while (end < lines.length && isRow(lines[end] ?? '')) end++
  if (end > from) return end
  const columns = startsOf(lines[from] ?? '')
  if (columns.length < 3) return from
  const firsts = new Set<string>()
  let apart = false
  for (end = from; end < Math.min(lines.length, from + LONGEST_TABLE); end++) {
    const line = lines[end] ?? ''
    const own = startsOf(line)
    if (!columns.every((column, index) => own[index] === column) || !isBare(line)) break
    firsts.add(/\S+/.exec(line)?.[0] ?? '')
    apart ||= /\S\s{2,}\S/.test(line)
  }
  return end > from + 1 && apart && firsts.size > 1 ? end : from
}

const isRow = (line: string): boolean =>
  (/^\s*\S+(?:\s{2,}\S+(?:\s\S+)*){3,}\s*$/.test(line) || /\S\t+\S.*\t+\S/.test(line)) && isBare(line)

/** A row of words: nothing of the shell in it and no program at its head. */
const isBare = (line: string): boolean =>
  !SHELL_SIGNS.test(line) && !isKnownProgram(/\S+/.exec(line)?.[0] ?? '') && !/^\s*[.~]?\//.test(line)

const startsOf = (line: string): number[] => Array.from(line.matchAll(/(?<!\S)\S+/g), ({ index }) => index)
