/**
 * Gaps that authors left without a sign of their own: `{reason}`, `patroni-XX-db`, `_name_`, `name_here`, `[OLD,NEW]`
 * behind a rake task, and `...` for what they left out. Each of these is syntax somewhere else (brace expansion, awk,
 * jq, ranges of git, `./...` of Go), so each is looked for only where that is ruled out.
 */
import type { Parameter } from '../page.ts'
import { linesInDocuments } from './fence/here-documents.ts'

/** A placeholder by its place in a text. */
export interface Hit {
  name: string
  text: string
  notation: Parameter['notation']
  start: number
}

/** What stands for things the page leaves out and has no name to ask for: the command is not complete. */
export const LEFT_OUT = '...'

/** Shell text, and text that says nothing about its language. */
const SHELLS = new Set(['', ...'bash sh shell zsh console terminal text txt plaintext'.split(' ')])

const BRACE = /(?<![\w$%#@^{\\)\]}'])\{([A-Za-z][A-Za-z0-9]*(?:[_-][A-Za-z0-9]+)*)\}(?![}*+?])/g
const HERE = /(?<![\w$/{.-])[A-Za-z][A-Za-z0-9]*(?:[_-][A-Za-z0-9]+)*[_-](?:here|HERE)(?![\w-])/g
const UNDERLINED = /(?<![\w./$-])_[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*_(?![\w(])/g
const REPLACED = /(?<![\w$])TO_?BE_?(?:REPLACED|FILLED|DEFINED|CHANGED|DETERMINED|SET)(?!\w)/g
/** `XX`, and one capital X or N for the number in a name: `db-N.example.org`. `-XX:+UseG1GC` is an option of Java. */
const NUMBERED = /(?<![A-Za-z0-9]|(?:^|[\s"'=])-)XX(?![A-Za-z0-9:])|(?<=[a-z]{2}-)[XN](?=-[a-z]|\.[a-z]|\s|$)/gm
const RAKE_LIST = /(?<=\w\\?)\[([A-Za-z_][\w ]*(?:, ?[A-Za-z_][\w ]*)*)\\?\]/g
const CHOICE =
  /(?<=(?:^|[\s="'/:])\\?)\[([A-Za-z]{3,}(?:[ _-][A-Za-z]+)*(?:\|[A-Za-z]{3,}(?:[ _-][A-Za-z]+)*)+)\](?![*+?({])/g
const ASSIGNED_DOTS = /(?<![\w$-])-{0,2}([A-Za-z_][\w-]*)=(["']?)(\.{3}|…)\2(?=$|[\s;|&)])/gm
const LONE_DOTS = /(?<=^|[\s;|&(])(?:\.{3}|…)(?=$|[\s;|&)])|(?<=\{\s?)(?:\.{3}|…)(?=\s?\})/gm

/** Programs and options whose arguments own braces and brackets. */
const OWNS_BRACES =
  /\b(?:[gmn]?awk|jq|yq|perl|python[\d.]*|ruby|sed|node|php|xargs|parallel|find|promql|promtool|logcli|jsonnet|jsonpath|custom-columns|template|format|fmt|printf|strftime)\b|(?:^|\s)-w\s/
const OWNS_BRACKETS = /\b(?:[efrz]?grep|rg|ag|sed|[gmn]?awk|jq|yq|perl|python[\d.]*|ruby|find|expr|tr|case)\b/
const MAY_HOLD = /\{[A-Za-z]|XX|[a-z]-[XN]|here|HERE|_(?![\w])|TO_?BE|\.{3}|…|\[[^\]\n]*[,|]|rake|rails/

/** Finds them, in no order. */
export function wordHits(text: string, language: string): Hit[] {
  if (!SHELLS.has(language) || !MAY_HOLD.test(text)) return []
  const hits = [
    ...braceHits(text),
    ...plain(text, HERE, 'your'),
    ...plain(text, UNDERLINED, 'your'),
    ...plain(text, REPLACED, 'your'),
    ...plain(text, NUMBERED, 'letters'),
    ...listHits(text),
    ...choiceHits(text),
    ...dotHits(text),
  ]
  return hits.length > 0 && text.includes('<<') ? outsideDocuments(text, hits) : hits
}

const plain = (text: string, pattern: RegExp, notation: Hit['notation']): Hit[] =>
  Array.from(text.matchAll(pattern), ({ 0: found, index }) => ({ name: found, text: found, notation, start: index }))

/** `{end}` closes a loop of a template. */
function braceHits(text: string): Hit[] {
  if (!text.includes('{')) return []
  return Array.from(text.matchAll(BRACE)).flatMap((match) =>
    match[1] === 'end' || OWNS_BRACES.test(lineBefore(text, match.index))
      ? []
      : [{ name: match[1] as string, text: match[0], notation: 'brace' as const, start: match.index }],
  )
}

/** The arguments of a rake task: the brackets are rake's, the names in them the reader's. */
function listHits(text: string): Hit[] {
  const hits: Hit[] = []
  for (const match of text.matchAll(RAKE_LIST)) {
    if (!/\b(?:rake|rails)\s/.test(lineBefore(text, match.index))) continue
    const names = (match[1] as string).split(',')
    if (!names.some((name) => /^\s*(?:[A-Z]{3,}|[A-Z]+(?:_[A-Z]+)+|[a-z]+(?:_[a-z]+)+)$/.test(name))) continue
    let start = match.index + 1
    for (const name of names) {
      const own = name.trim()
      const isValue = own.startsWith('_')
      if (!isValue) hits.push({ name: own, text: own, notation: 'list', start: start + name.indexOf(own) })
      start += name.length + 1
    }
  }
  return hits
}

/** `[user|group]`: one of them. */
function choiceHits(text: string): Hit[] {
  if (!text.includes('|')) return []
  return Array.from(text.matchAll(CHOICE)).flatMap((match) =>
    OWNS_BRACKETS.test(lineBefore(text, match.index))
      ? []
      : [{ name: match[1] as string, text: match[0], notation: 'list' as const, start: match.index }],
  )
}

/** Dots for a value have the name of what they are given to; dots among arguments have none. */
function dotHits(text: string): Hit[] {
  if (!/\.{3}|…/.test(text)) return []
  const assigned = Array.from(text.matchAll(ASSIGNED_DOTS), (match): Hit => {
    const dots = match[3] as string
    const start = match.index + match[0].lastIndexOf(dots)
    return { name: match[1] as string, text: dots, notation: 'dots', start }
  })
  const lone = [...text.matchAll(LONE_DOTS)]
  if (lone.length === 0) return assigned
  const quoted = quotedAt(text)
  const left = lone.flatMap((match): Hit[] =>
    // `{...}` stands for the rest of some JSON in quotation marks too.
    quoted(match.index) && text[match.index - 1] !== '{'
      ? []
      : [{ name: LEFT_OUT, text: match[0], notation: 'dots', start: match.index }],
  )
  return [...assigned, ...left]
}

/** Tells ascending offsets inside quotation marks or a comment from those outside. */
function quotedAt(text: string): (offset: number) => boolean {
  let at = 0
  let quote = ''
  return (offset) => {
    for (; at < offset; at++) {
      const char = text[at] as string
      if (quote === '#') quote = char === '\n' ? '' : quote
      else if (quote !== '') {
        if (char === '\\' && quote === '"') at++
        else if (char === quote) quote = ''
      } else if (char === '\\') at++
      else if (char === '"' || char === "'") quote = char
      else if (char === '#' && /^$|\s/.test(text[at - 1] ?? '')) quote = '#'
    }
    return quote !== ''
  }
}

/** A document a command writes may be a program: braces and dots are its own. */
function outsideDocuments(text: string, hits: readonly Hit[]): Hit[] {
  const lines = text.split('\n')
  const inside = linesInDocuments(lines)
  let line = 0
  let end = lines[0]?.length ?? 0
  return [...hits]
    .sort((a, b) => a.start - b.start)
    .filter(({ start, notation }) => {
      while (start > end && line + 1 < lines.length) end += 1 + (lines[++line] as string).length
      return !inside[line] || notation === 'your'
    })
}

function lineBefore(text: string, offset: number): string {
  const near = text.slice(Math.max(0, offset - 200), offset)
  return near.slice(near.lastIndexOf('\n') + 1)
}
