import type { Inline } from '../document.ts'
import type { Command } from '../page.ts'
import { commandFacts } from '../shell/command-facts.ts'
import { readCommand, SHELL } from './read-command.ts'

const SCRIPT_PATH = /^\.{0,2}\/?(?:[\w.-]+\/)+[\w.-]+(?:\.(?:sh|py|rb|pl|js|ts))?(?:\s|$)/
const SCRIPT_FILE = /^(?:\.\/)?[\w.-]+\.sh(?:\s|$)/
/** Words that forbid what comes next, with no other code and no end of a sentence in between. */
const FORBIDDEN =
  /\b(?:do(?:es)? not|don['’]t|never|must not|should not|shouldn['’]t|cannot|instead of|rather than|avoid)\b[^`.;]*`+$/i
const PLAIN_WORD = /^[a-z][a-z0-9_.+-]*$/

/** Commands that authors wrote in the running text of a step: `` **Stop Router**: `scripts/router_stop.sh` ``. */
export function inlineCommands(inline: Inline): { command: Command; alternative: boolean }[] {
  const found: { command: Command; alternative: boolean }[] = []
  for (const code of inline.codes) {
    if (!looksLikeCommand(code.text) || isForbidden(inline, code)) continue
    const item = { text: code.text, line: code.line, endLine: code.line, column: code.column, language: SHELL }
    found.push({ command: readCommand(item), alternative: found.length > 0 && followsOr(inline, code) })
  }
  return found
}

/**
 * True for inline code that is meant to be run: a script by its path, or a program we know with arguments behind it.
 * Names of metrics, files, settings and functions are not.
 */
export function looksLikeCommand(text: string): boolean {
  if (text.length > 500 || /^[<{[("'$#@%*]/.test(text) || text.includes('…')) return false
  const first = text.split(/\s/, 1)[0]!
  const spaced = /\s/.test(text.trim())
  if (SCRIPT_FILE.test(text)) return true
  if (SCRIPT_PATH.test(text)) return /\.(?:sh|py|rb|pl)$/.test(first) || (spaced && text.startsWith('./'))
  if (/[:(=]/.test(first) || !PLAIN_WORD.test(first)) return false
  const facts = commandFacts(text)
  if (facts.problem) return false
  // `psql -h db shop` is a command although nobody knows what will be typed into it.
  if (facts.effect === 'unknown') return spaced && facts.traits.some((trait) => trait !== 'privileged')
  return spaced || facts.traits.length > 0
}

/** "Never run `rm -rf /data`", "instead of `kubectl delete`": a command that is named in order not to be used. */
function isForbidden(inline: Inline, code: { line: number; column: number }): boolean {
  return FORBIDDEN.test(textBefore(inline, code))
}

/** What stands before a piece of code on its line. */
function textBefore(inline: Inline, code: { line: number; column: number }): string {
  const line = inline.raw.split('\n')[code.line - inline.line] ?? ''
  const offset = code.line === inline.line ? code.column - inline.column : code.column - 1
  return line.slice(Math.max(0, offset - 80), Math.max(0, offset))
}

/** The word "or" stands between the previous code and this one. */
function followsOr(inline: Inline, code: { line: number; column: number }): boolean {
  const line = inline.raw.split('\n')[code.line - inline.line] ?? ''
  const offset = code.line === inline.line ? code.column - inline.column : code.column - 1
  const before = line.slice(Math.max(0, offset - 40), Math.max(0, offset)).replace(/`+$/, '')
  return /[`(,\s]or\s*$/i.test(before)
}
