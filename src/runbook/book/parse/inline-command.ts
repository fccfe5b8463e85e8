import type { Inline } from '../document.ts'
import type { Command } from '../page.ts'
import { commandFacts } from '../shell/command-facts.ts'
import { foreignRun } from './foreign-line.ts'
import { readCommand, SHELL } from './read-command.ts'

const SCRIPT_PATH = /^\.{0,2}\/?(?:[\w.-]+\/)+[\w.-]+(?:\.(?:sh|py|rb|pl|js|ts))?(?:\s|$)/
const SCRIPT_FILE = /^(?:\.\/)?[\w.-]+\.sh(?:\s|$)/
const SHELL_FILE = /\.(?:sh|bash)$/
/** Words that forbid what comes next, with no other code and no end of a sentence in between. */
const FORBIDDEN =
  /\b(?:do(?:es)? not|don['’]t|never|must not|should not|shouldn['’]t|cannot|instead of|rather than|avoid)\b[^`.;]*$/i
const PLAIN_WORD = /^[a-z][a-z0-9_.+-]*$/
/** "run", "Execute the command:": whatever comes next is to be carried out, be it a mere name. */
const RUN =
  /\b(?:(?:re-?)?run(?:s|ning)?|execut(?:e|es|ing)|invok(?:e|es|ing)|issu(?:e|es|ing)|call(?:s|ing)?)(?:\s+(?:the|our|this|a))?(?:\s+(?:following\s+)?(?:command|script)s?)?:?\s*$/i
/** The same as an order and not as a description: "it is configured to run" tells nobody to. */
const ORDER =
  /(?:^|[.;:,(!]\s*|\b(?:then|and|please|e\.g\.|now|next|also|just|or)\s+)\W*(?:(?:re-?)?run|execute|invoke|issue|call)\b(?:\s+the)?(?:\s+(?:command|script)s?)?:?\s*$/i
/** "using the `x` script", "via `x`": enough for a script by its path. */
const USE =
  /\b(?:us(?:e|es|ing)|with|via|through|start(?:s|ing)?|launch(?:es|ing)?|by)(?:\s+(?:the|our|this|a))?(?:\s+(?:command|script))?:?\s*$/i
/** A label of something to look at: "Check the load:". */
const CHECK =
  /(?:^|[.;]\s+)\W*(?:check|verify|confirm|inspect|look at|show|list|monitor|see|get|find)\b[^`.;:]{0,60}:\s*$/i
/** A file that is spoken of: "in `x.sh`", "edit `x.sh`", "the `x.sh`". */
const MENTIONS =
  /\b(?:edit(?:ing)?|open|see|read|review|check|in|inside|of|from|into|to|add|update|change|modify|copy|move|rename|create|delete|remove|replace|save|write|files?|called|named|like|at|as|and|the|an?|your|our|this|is|are)\s*$/i

/** What stands around a piece of code in its sentence, without the backticks. */
interface Around {
  before: string
  after: string
}

/** Commands that authors wrote in the running text of a step: `` **Stop Router**: `scripts/router_stop.sh` ``. */
export function inlineCommands(inline: Inline): { command: Command; alternative: boolean }[] {
  const found: { command: Command; alternative: boolean }[] = []
  for (const code of inline.codes) {
    const around = aroundOf(inline, code)
    if (!isMeantToRun(code.text, around)) continue
    const item = { text: code.text, line: code.line, endLine: code.line, column: code.column, language: SHELL }
    const alternative = found.length > 0 && /(?:^|[`(,\s])or\s*$/i.test(around.before)
    found.push({ command: readCommand(item), alternative })
  }
  return found
}

/** True for text that holds a command to carry out. */
export const hasInlineCommand = (inline: Inline): boolean =>
  inline.codes.some((code) => isMeantToRun(code.text, aroundOf(inline, code)))

/**
 * True for inline code that is meant to be run: a program we know with arguments behind it, a script by its path. A
 * name alone (`etcd`, `config/routes.rb`) is one only where the words around it say so; names of metrics, settings and
 * functions never are, nor is "Never run `rm -rf /data`".
 */
function isMeantToRun(text: string, around: Around): boolean {
  if (text.length > 500 || /^[<{[("'$#@%*]/.test(text) || /[…→]/.test(text)) return false
  if (FORBIDDEN.test(around.before)) return false
  const name = !/\s/.test(text.trim())
  if (SCRIPT_FILE.test(text) || SCRIPT_PATH.test(text)) return isScriptToRun(text, name, around)
  const first = text.split(/\s/, 1)[0]!
  if (/[:(=]/.test(first) || !PLAIN_WORD.test(first)) return false
  const facts = commandFacts(text)
  if (facts.problem) return false
  // `psql -h db shop` is a command although nobody knows what will be typed into it.
  const opens = !name && facts.traits.some((trait) => trait !== 'privileged')
  if (facts.effect === 'unknown' && !opens) return false
  if (name) return isNameToRun(around, facts.effect === 'read-only')
  return foreignRun([text], 0) === undefined && !isSubject(around)
}

function isScriptToRun(text: string, name: boolean, { before }: Around): boolean {
  const path = text.split(/\s/, 1)[0]!
  const said = RUN.test(before) || USE.test(before)
  // `crt.sh ID` may be the name of a column: a file that no path leads to needs to be told of.
  if (!path.includes('/')) return said
  if (!SHELL_FILE.test(path)) return name ? RUN.test(before) : text.startsWith('./') || /\.(?:py|rb|pl)$/.test(path)
  return !name || said || !MENTIONS.test(before)
}

function isNameToRun({ before, after }: Around, reads: boolean): boolean {
  // "Run `chef-client` on the nodes: `knife ssh …`" says what the command behind the colon does.
  if (/^[^`]*:\s*`/.test(after)) return false
  if (ORDER.test(before) || (reads && CHECK.test(before))) return true
  return /^\s+command\b(?!\s+line)/.test(after) && USE.test(before)
}

/** "The `oc describe` command prints a lot": the sentence is about it. */
const isSubject = ({ before, after }: Around): boolean =>
  /(?:^|[.!?:]\s+)\W*the\s*$/i.test(before) && /^\s+(?:command|program|tool)\b/.test(after)

/**
 * The sentence around a piece of code. Columns count what containers take away at the start of further lines, so the
 * code is looked for from there to the left.
 */
function aroundOf(inline: Inline, code: Inline['codes'][number]): Around {
  const lines = inline.raw.split('\n')
  const index = code.line - inline.line
  const line = lines[index] ?? ''
  const column = index === 0 ? code.column - inline.column : code.column - 1
  const found = line.lastIndexOf(code.text, column)
  const at = found < 0 ? Math.min(column, line.length) : found
  const above = at < 100 && index > 0 ? `${(lines[index - 1] ?? '').slice(-100)} ` : ''
  return {
    before: `${above}${line.slice(Math.max(0, at - 100), at)}`.replace(/`+$/, ''),
    after: line.slice(at + code.text.length, at + code.text.length + 80).replace(/^`+/, ''),
  }
}
