/**
 * Values an author left open: `<pod-name>`, `YOUR_API_KEY`, `/path/to/backup`, `X.X.X.X`, `YYYY-MM-DD`, `____`.
 * Variables (`$NAME`) are not looked for here: whether one is open depends on the rest of the page.
 */
import type { Parameter } from '../page.ts'
import { type Hit, wordHits } from './placeholder-words.ts'

/** Stands for every character of a masked placeholder; the shell reader treats a word with it as not fixed. */
export const OPEN = '\uFFFC'

/** Languages whose `<word>` is syntax of the language and never a gap. */
const MARKUP = new Set(['xml', 'html', 'jsx', 'tsx', 'vue', 'svelte', 'mermaid', 'erb', 'diff', 'apache', 'plantuml'])
/** Languages with generics: `List<Item>` is a type there. */
const GENERICS = new Set(
  'java kotlin scala swift typescript ts rust rs go golang c cpp c++ csharp cs dart elixir protobuf graphql'.split(' '),
)
/** Languages that own `{{ name }}`: what fills it is a program, not the reader. */
const TEMPLATED = new Set('yaml yml jinja jinja2 gotemplate go-template helm liquid erb ansible'.split(' '))
const SHELLS = new Set(['', ...'bash sh shell zsh console terminal text txt plaintext markdown md'.split(' ')])

/** Tags that are tags wherever they stand; the others may be names: `<table>`, `<label>`, `<source>`. */
const PLAIN_TAGS = new Set('br hr wbr div span strong em sub sup html head body li ul ol td tr th kbd tt'.split(' '))
const PROSE = new Set(['', 'text', 'txt', 'plaintext', 'markdown', 'md'])
const HTML_TAGS = new Set(
  (
    'a abbr b base blockquote body br button caption center code col dd del details div dl dt em figure font footer form ' +
    'h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label li link main meta nav ol option p pre q s ' +
    'script section select small span strike strong style sub summary sup svg table tbody td textarea tfoot th thead ' +
    'title tr tt u ul var video'
  ).split(' '),
)
/** Words that programs print in angle brackets; nobody is asked to replace them. */
const PRINTED = new Set(
  'none nil null unknown unset pending snip redacted truncated omitted stdin stdout stderr eof anonymous invalid error'.split(
    ' ',
  ),
)
const LOG_LEVELS = new Set(
  'ERROR WARN WARNING INFO DEBUG FATAL CRITICAL TRACE NOTICE OK FAIL FAILED PASS PASSED'.split(' '),
)
const USAGE_WORDS = new Set('OPTION OPTIONS FLAG FLAGS ARG ARGS ARGUMENTS COMMAND SUBCOMMAND Y N YES NO'.split(' '))

const ANGLE = /<(\p{L}[^<>\n`"$\\;&]{0,79})>/gu
const YOUR =
  /(?<![\w$]|\$\{)(?:(?:YOUR|your|Your)[_-][A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)*|CHANGE_?ME|REPLACE_?ME|(?:REPLACE|INSERT)_[A-Z0-9_]+)(?!\w)/g
const BRACKET =
  /(?<![\w$\]).}[!-])\[([A-Z][A-Za-z]+(?:[ _/-][A-Za-z]+){0,5})\](?![([:\w])|(?<=[\s="']|%2[fF])\[([a-z]{2,}(?:[ _-][A-Za-z]{2,}){1,5})\](?=[\s"'/:,;]|$)/g
const TEMPLATE = /(?<!\$)\{\{ ?([A-Za-z_][\w-]*(?:\.[\w-]+)*) ?\}\}/g
const DATE =
  /(?<![A-Za-z])(?:YYYY(?:[-/_.]?MM(?:[-/_.]?DD)?)?(?:[-_T ]?HH(?::?MM(?::?SS)?)?)?|DD[-/.]MM[-/.]YYYY|HH:MM(?::SS)?)(?![A-Za-z])/g
const PATH = /(?<![\w/.-])(?:\.{0,2}\/|~\/)?path\/to(?:\/[\w.*+@%-]+)*\/?/g
const LETTERS =
  /(?<![\w.-])(?:[A-Za-z]{1,3}-)?[A-Z]{0,2}?(?:X{3,}|x{3,})(?:[-.](?:X{2,}|x{2,}))*(?![\w])|(?<![\w.])[Xx]\.[Xx]\.[Xx]\.[Xx](?![\w.])/g
const BLANK = /(?<![\w])_{4,}(?![\w])/g

/** Most texts hold nothing of the kind: looked for first. */
const MAY_HOLD =
  /[<[{_…]|[Xx]{3}|XX|[Xx]\.[Xx]|[a-z]-[XN]|\.{3}|here|YYYY|HH:MM|your|path\/to|CHANGE|REPLACE|INSERT|TO_?BE/i

/** True for a name an author would put in angle brackets for the reader to replace. */
export function isPlaceholderName(name: string): boolean {
  const lower = name.toLowerCase()
  if (name !== name.trimEnd() || PLAIN_TAGS.has(lower) || PRINTED.has(lower)) return false
  if (name.endsWith('/') || name.includes('://') || name.includes('@') || name.includes('=') || name.includes('('))
    return false
  return !/\s(?:and|or)\s.*[\d=]/i.test(name)
}

/**
 * Finds the placeholders of a piece of text, in the order they stand.
 *
 * @param text One line or several joined by `\n`.
 * @param at Where the text starts in its file; all its lines are taken to start in the same column, as in a fence.
 * @param language Language of the text: decides which notations are syntax there (`<T>` in Java, `<<"x">>` in Erlang).
 */
export function findPlaceholders(text: string, at: { line: number; column: number }, language: string): Parameter[] {
  if (!MAY_HOLD.test(text)) return []
  const hits = withoutOverlaps([
    ...angleHits(text, language),
    ...templateHits(text, language),
    ...yourHits(text),
    ...bracketHits(text, language),
    ...dateHits(text),
    ...plainHits(text, PATH, 'path'),
    ...letterHits(text),
    ...plainHits(text, BLANK, 'blank'),
    ...wordHits(text, language),
  ])
  const place = placer(text, at)
  return hits.map((hit) => ({ name: hit.name, text: hit.text, notation: hit.notation, ...place(hit.start) }))
}

/**
 * The text with every `<placeholder>` replaced by as many {@link OPEN} characters, so that a shell parser sees a word
 * where it would have seen a redirection. Offsets stay what they were.
 */
export function maskPlaceholders(text: string): string {
  if (!text.includes('<')) return text
  let masked = ''
  let from = 0
  for (const hit of angleHits(text, 'bash')) {
    masked += text.slice(from, hit.start) + OPEN.repeat(hit.text.length)
    from = hit.start + hit.text.length
  }
  return masked + text.slice(from)
}

function angleHits(text: string, language: string): Hit[] {
  if (MARKUP.has(language) || !text.includes('<')) return []
  const hits: Hit[] = []
  const closed = text.includes('</')
    ? new Set(Array.from(text.matchAll(/<\/([\w:-]{1,79})>/g), ([, tag]) => tag))
    : undefined
  for (const match of text.matchAll(ANGLE)) {
    const start = match.index
    const name = match[1] as string
    if (!isPlaceholderName(name) || isSyntax(text, start, match[0].length, language)) continue
    if (closed?.has(name) || (PROSE.has(language) && HTML_TAGS.has(name.toLowerCase()))) continue
    hits.push({ name, text: match[0], notation: 'angle', start })
  }
  return hits
}

/** `<<EOF`, `<<"binary">>`, `(?P<group>…)`, `List<Item>`, `#include <file>`, `a <b and c> d`. */
function isSyntax(text: string, start: number, length: number, language: string): boolean {
  const before = text[start - 1] ?? ''
  const after = text[start + length] ?? ''
  if (before === '<' || after === '>' || before === '&') return true
  if (before === 'P' && text.slice(start - 3, start) === '(?P') return true
  if (before === '?' && text[start - 2] === '(') return true
  if (GENERICS.has(language) && /[\w:]/.test(before)) return true
  const line = lineBefore(text, start)
  if (/^\s*#include\s*$/.test(line)) return true
  // In a query `a <b and c> d` compares; a gap there follows an operator, a bracket or a quotation mark.
  const compares = language === 'sql' || language === 'promql' || language === 'logql'
  return (
    compares &&
    text.slice(start, start + length).includes(' ') &&
    /[\w)]\s*$/.test(line) &&
    !/\b(?:where|and|or|by|from|in|like)\s*$/i.test(line)
  )
}

function templateHits(text: string, language: string): Hit[] {
  if (TEMPLATED.has(language) || !text.includes('{{')) return []
  const hits: Hit[] = []
  for (const match of text.matchAll(TEMPLATE)) {
    const name = match[1] as string
    if (/^(?:end|else|json|range|if|with|define|template|block|println?)$/.test(name)) continue
    hits.push({ name, text: match[0], notation: 'template', start: match.index })
  }
  return hits
}

function yourHits(text: string): Hit[] {
  const hits: Hit[] = []
  for (const match of text.matchAll(YOUR)) {
    const end = match.index + match[0].length
    // `YOUR_KEY=abc` gives the value itself: the name is a variable there.
    if (text[end] === '=' && /^(?:\s*export\s+|\s*)$/.test(lineBefore(text, match.index))) continue
    hits.push({ name: match[0], text: match[0], notation: 'your', start: match.index })
  }
  return hits
}

function bracketHits(text: string, language: string): Hit[] {
  const quoted = language === 'sql' || language === 'json'
  if (!quoted && !SHELLS.has(language)) return []
  const hits: Hit[] = []
  for (const match of text.matchAll(BRACKET)) {
    const name = match[1] ?? match[2] ?? ''
    const before = text[match.index - 1] ?? ''
    const after = text[match.index + match[0].length] ?? ''
    if (quoted && !(/['"]/.test(before) && before === after)) continue
    if (
      name.length < 3 ||
      LOG_LEVELS.has(name.toUpperCase()) ||
      USAGE_WORDS.has(name) ||
      PRINTED.has(name.toLowerCase())
    )
      continue
    if (standsAloneOnLine(text, match.index, match[0].length) && !/[ _/-]/.test(name)) continue
    hits.push({ name, text: match[0], notation: 'bracket', start: match.index })
  }
  return hits
}

/** `[Service]` on a line of its own is the head of an INI section. */
function standsAloneOnLine(text: string, start: number, length: number): boolean {
  return (
    lineBefore(text, start).trim() === '' && /^[ \t]*(?:\n|$)/.test(text.slice(start + length, start + length + 80))
  )
}

/** The text on the same line before an offset; of a very long line its last part, so that no line is read again and again. */
function lineBefore(text: string, offset: number): string {
  const near = text.slice(Math.max(0, offset - 200), offset)
  return near.slice(near.lastIndexOf('\n') + 1)
}

function dateHits(text: string): Hit[] {
  const hits: Hit[] = []
  for (const match of text.matchAll(DATE)) {
    // The pattern of a formatting function is not a gap.
    if (/\b(?:to_char|to_date|to_timestamp|date_format|strftime|format)\b/i.test(lineBefore(text, match.index)))
      continue
    hits.push({ name: match[0], text: match[0], notation: 'date', start: match.index })
  }
  return hits
}

function letterHits(text: string): Hit[] {
  // `mktemp /tmp/x.XXXXXX` fills the letters itself.
  if (/\bmktemp\b/.test(text)) return []
  return plainHits(text, LETTERS, 'letters')
}

function plainHits(text: string, pattern: RegExp, notation: Hit['notation']): Hit[] {
  return Array.from(text.matchAll(pattern), (match) => ({
    name: notation === 'blank' ? 'blank' : match[0],
    text: match[0],
    notation,
    start: match.index,
  }))
}

/** Where two notations claim the same characters, the one that starts first (then the longer one) keeps them. */
function withoutOverlaps(hits: Hit[]): Hit[] {
  const kept: Hit[] = []
  let end = -1
  for (const hit of hits.sort((a, b) => a.start - b.start || b.text.length - a.text.length)) {
    if (hit.start < end) continue
    kept.push(hit)
    end = hit.start + hit.text.length
  }
  return kept
}

/** Turns ascending offsets into lines and columns without reading the text twice. */
function placer(
  text: string,
  at: { line: number; column: number },
): (offset: number) => { line: number; column: number } {
  let line = at.line
  let lineStart = 0
  let next = text.indexOf('\n')
  return (offset) => {
    while (next >= 0 && next < offset) {
      line++
      lineStart = next + 1
      next = text.indexOf('\n', lineStart)
    }
    return { line, column: at.column + offset - lineStart }
  }
}
