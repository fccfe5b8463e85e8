import { isKnownProgram } from '../../shell/risk-table.ts'
import type { ForeignRun } from '../foreign-line.ts'

const TIMESTAMPED =
  /^(?:\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d|[A-Z][a-z]{2}\s+\d{1,2}\s+\d\d:\d\d:\d\d\s|[IWEFD]\d{4}\s\d\d:\d\d:\d\d|[IWEFD], \[\d{4}-|\d\d:\d\d:\d\d[.,]\d+\s|<\d+>\w{3}\s)/
const LEVEL =
  /^\[?(?:ERROR|ERRO|WARN(?:ING)?|INFO|FATAL|DEBUG|CRITICAL|PANIC|Error|Warning|Fatal|Traceback|Exception)\b\]?(?::|\[|\s\(|\s+\[)/
const MESSAGE =
  /^[a-z][\w./-]*: (?:.*\b(?:not found|denied|failed|refused|cannot|can't|No such|unable|invalid|timed out|error|unreachable|closed)\b|\(\d+\)|line \d+:)/i
const PANIC = /^(?:thread '[^']*' panicked|goroutine \d+ \[|panic: |Caused by:|\s+at [\w$.]+\()/
const HTTP = /^(?:[<>*] )?HTTP\/[\d.]+ \d{3}\b/
const HEADER_LINE = /^(?:[<>*] )?[A-Za-z][A-Za-z-]*: \S/
const RULE = /^\s*(?:[-=_*]{5,}|[-=]+(?:\+[-=]+)+|[-=]{3,}(?:\s+[-=]{3,})+|\+[-=+]{4,}\+?)\s*$/
const BOX = /^\s*[\u2500-\u257f]/
const ROWS = /^\(\d+ rows?\)$/
const ELLIPSIS = /^\s*(?:\.{3,}|…+|\[\.\.\.\]|\[…\]|<snip>|<truncated>|\[snip\]|\(\.\.\.\))\s*$/
const LISTING = /^(?:total \d+|[-dlbcps][-rwxsStT]{9}[.@+]?\s+\d+\s)/
const URL = /^https?:\/\/\S+$/
const CAPITAL_FIELD = /^[A-Z][A-Za-z ]{1,30}:\s{2,}\S/
const PROGRESS =
  /^(?:remote|Cloning into|Counting objects|Resolving deltas|Receiving objects|Enumerating objects)\b.*[:.]/
/** What `curl -v` prints around a request, and a prompt behind which nothing was typed. */
const VERBOSE = /^(?:\*\s+\S|[<>] (?:[A-Z]+ \S+ HTTP\/|[A-Za-z-]+: )|[<>]\s*$)/
const BARE_PROMPT =
  /^(?:\[?[\w.-]+@[\w.-]+[^\s]{0,80}(?:\s\S{1,80}\])?|I have no name!@\S{1,80}|(?:sh|bash|ash)-\d[\d.]*)[$#]\s*$/
/** A source file with its line, as loggers write it; fields of a structured log. */
const LOGGER =
  /^(?:\d+\s)?[\w-]+\.(?:go|py|rb|java|rs|c|cc):\d+\]|^(?:t|ts|time|level|lvl|msg|caller)=\S.*\s(?:level|msg|caller|err|error|component|source)=/
/** A row that begins with a bare number: no program is called so. */
const NUMBER_ROW = /^\s*\d+(?:\.\d+)*\s+\S/
const KEYS = /^(?:Ctrl|Cmd|Alt|\^)[-+]?[A-Z]\b.*$/

/** Pasted output: logs, messages, tables, HTTP heads, listings. */
export function outputRun(lines: readonly string[], from: number): ForeignRun | undefined {
  const line = lines[from] ?? ''
  if (HTTP.test(line)) return { language: 'output', end: runWhile(lines, from + 1, (next) => HEADER_LINE.test(next)) }
  if (isTableHead(line) && /\S\s{2,}\S/.test(lines[from + 1] ?? ''))
    return { language: 'output', end: endOfParagraph(lines, from) }
  if (isPrinted(line)) return { language: 'output', end: from + 1 }
  if (RULE.test(line) || ROWS.test(line.trim())) return { language: 'output', end: from + 1 }
  // The head of a table of a database client: names apart by bars, a rule of dashes below.
  if (/\s\|\s/.test(line) && /^-+(?:\+-+)+-*\s*$/.test((lines[from + 1] ?? '').trim()))
    return { language: 'output', end: endOfParagraph(lines, from) }
  if (URL.test(line.trim())) return { language: 'text', end: from + 1 }
  if (KEYS.test(line) && !/[|;&]/.test(line)) return { language: 'text', end: from + 1 }
  return undefined
}

/** `NAME   READY   STATUS`: three names or more in capitals, far apart. */
function isTableHead(line: string): boolean {
  const names = line.trim().split(/\s{2,}/)
  return names.length > 2 && names.every((name) => /^[A-Z][A-Z0-9()%/_. -]*$/.test(name))
}

const PRINTED_ANYHOW = [BOX, ELLIPSIS, VERBOSE, NUMBER_ROW, TIMESTAMPED, LEVEL, CAPITAL_FIELD]
const PRINTED_WITH_SIGN = [MESSAGE, PANIC, PROGRESS, BARE_PROMPT, LOGGER]

/** Most commands begin with a small letter and have no colon: nothing more is looked for in them. */
function isPrinted(line: string): boolean {
  if (LISTING.test(line)) return true
  if (!/^[a-z/]/.test(line) && PRINTED_ANYHOW.some((pattern) => pattern.test(line))) return true
  return /[:\]$#=]/.test(line) && PRINTED_WITH_SIGN.some((pattern) => pattern.test(line))
}

const ASIDE =
  /^\((?:see|if|or|and|the|this|these|wait|note|for|when|use|you|only|optional|should|will|then|repeat|e\.g\.|i\.e\.|replace|where|as|it|from|on|in|with|without|after|before|press|type|continues?|requires?|default|same|again|[A-Z][a-z]+)\b[^()|;&<>$`=]*\)\.?$/
const SENTENCE = /^[A-Z][a-z']*(?:,? [\w'"`./:-]+,?){3,}[.:!?]$/
/** An option without its program: the line above lost its backslash, or the page explains the option. */
const OPTION = /^\s*-{1,2}[A-Za-z]/
/** A message to a bot of the chat: programs are not installed in the root folder. */
const CHAT = /^\/[a-z][\w-]*\s+[~A-Za-z]/
const MARK = /^\s*(?:`{3}|~{3})/
/** No command begins with a dash or a number and a full stop. */
const LIST_LINE = /^\s*(?:[-•–]|\d{1,3}[.)])\s+\S/
/** `Enter password`, `Saved successfully`: a capital letter alone at the start of a word begins a sentence. */
const CAPITALISED = /^\s*([A-Z][a-z]+)(?:-[a-z]+)*(?:[:!]|\s+[\w("'])/
const CODE_COMMENT_PROSE = /^\{\{[<%]|^<%|^<\/?(?:details|summary|br|p|div|pre|code)\b/

/** Sentences and asides that stand among commands without a comment sign. */
export function proseLine(lines: readonly string[], from: number): ForeignRun | undefined {
  const line = lines[from] ?? ''
  const trimmed = line.trim()
  if (CODE_COMMENT_PROSE.test(trimmed)) return { language: 'text', end: from + 1 }
  if (ASIDE.test(trimmed) && !/\s-{1,2}\w/.test(trimmed)) return { language: 'text', end: from + 1 }
  if (OPTION.test(line)) return { language: 'text', end: endOfJoined(lines, from) }
  if (CHAT.test(trimmed) || MARK.test(line)) return { language: 'text', end: from + 1 }
  if (LIST_LINE.test(line) || /^--\s+\S/.test(trimmed)) return { language: 'text', end: from + 1 }
  const capitalised = CAPITALISED.exec(line)?.[1]
  if (capitalised !== undefined && !isKnownProgram(capitalised)) return { language: 'text', end: from + 1 }
  const isSentence = SENTENCE.test(trimmed) && !/(?:^|\s)-{1,2}[A-Za-z]|[|;&<>$`=\\]/.test(trimmed)
  return isSentence ? { language: 'text', end: from + 1 } : undefined
}

/** A backslash at the end carries a line on. */
function endOfJoined(lines: readonly string[], from: number): number {
  let end = from + 1
  while (end < lines.length && (lines[end - 1] ?? '').endsWith('\\')) end++
  return end
}

function endOfParagraph(lines: readonly string[], from: number): number {
  return runWhile(lines, from + 1, (next) => next.trim() !== '')
}

function runWhile(lines: readonly string[], from: number, belongs: (line: string) => boolean): number {
  let end = from
  while (end < lines.length && belongs(lines[end] ?? '')) end++
  return end
}
