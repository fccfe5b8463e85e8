import type { FenceItem, FenceKind } from '../../fence-reading.ts'
import { isKnownProgram } from '../../shell/risk-table.ts'
import { readsLikeProse } from './prompt.ts'

const KIND_OF_LANGUAGE: Readonly<Record<string, FenceKind>> = {
  tree: 'tree',
  promql: 'query',
  logql: 'query',
  sql: 'query',
  psql: 'query',
  erlang: 'script',
  elixir: 'script',
  mongo: 'script',
  javascript: 'script',
  code: 'text',
  text: 'text',
  output: 'output',
}

/** The kind of a fence by what is in it; `usual` where commands make up the fence, or nothing says otherwise. */
export function kindOf(items: readonly FenceItem[], usual: FenceKind): FenceKind {
  const counted = items.filter((item) => item.kind !== 'blank' && item.kind !== 'comment')
  const boxes = counted.filter((item) => item.kind === 'box').length
  if (boxes > 0 && boxes * 2 >= counted.length) return 'checklist'
  if (counted.length === 0 || counted.some((item) => item.kind === 'command') || usual === 'template') return usual
  const foreign = mostOf(counted.map((item) => (item.kind === 'foreign' ? item.language : item.kind)))
  return foreign === undefined ? usual : (KIND_OF_LANGUAGE[foreign] ?? 'data')
}

/** The language of most items that have one. */
export function languageOf(items: readonly FenceItem[], usual: string): string {
  const languages = items.flatMap((item) => (item.kind === 'command' || item.kind === 'foreign' ? [item.language] : []))
  if (languages.length > 0) return mostOf(languages) ?? usual
  const counted = items.filter((item) => item.kind !== 'blank' && item.kind !== 'comment')
  return counted.length > 0 && counted.every((item) => item.kind === 'output') ? 'output' : usual
}

/**
 * True for items of a fence without a language that can hardly be anything but shell: every line is a command, most
 * begin with a program that is known or with a path, and none reads like a sentence.
 *
 * @param flawed a line of it is not valid shell: then every line must begin with a known program
 */
export function looksLikeShell(items: readonly FenceItem[], flawed = false): boolean {
  let commands = 0
  let known = 0
  for (const item of items) {
    if (item.kind === 'output' || item.kind === 'foreign' || item.kind === 'box') return false
    if (item.kind !== 'command') continue
    const word = firstWord(item.text)
    if (word === undefined || readsLikeProse(item.text)) return false
    commands++
    if (
      word === '' ||
      isKnownProgram(word) ||
      /^(?:\.{1,2}|~|\$\{?[A-Z_]+\}?)?\/[\w.-]+\/?[\w./-]*$|^(?:if|for|while|case|until|function|do)$/.test(word)
    )
      known++
  }
  return known > 0 && (flawed ? known === commands : known * 2 > commands)
}

/** The program of a command, `''` for a mere assignment, nothing when the line does not begin as commands do. */
function firstWord(text: string): string | undefined {
  let rest = text.trimStart()
  if (/^[A-Za-z_]\w*=(?:\S*|"[^"]*"|'[^']*'|\$\([^)]*\))\s*$/.test(rest))
    return /[$"']|^[A-Z_]+=/.test(rest) ? '' : undefined
  rest = rest.replace(/^(?:[A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|[^\s"'$]*|\$\([^)]*\))\s+)+/, '')
  return /^[a-z0-9._~/$[{(!-][^\s:;,]*(?=$|[\s;|&])/.exec(rest)?.[0]
}

function mostOf(names: readonly string[]): string | undefined {
  const counts = new Map<string, number>()
  let best: string | undefined
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  for (const [name, count] of counts) if (best === undefined || count > (counts.get(best) ?? 0)) best = name
  return best
}
