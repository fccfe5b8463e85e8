import type { Assignment, Case, Command, HereDoc, Pipeline, Redirection, SyntaxNode } from 'unbash'
import { forEachChild, parse } from 'unbash'
import { OPEN } from '../book/parse/placeholders.ts'
import { shellWord } from '../book/shell/shell-word.ts'
import { type CallRules, callRules, inLanguage } from './argument-rule.ts'
import { type Around, forbidden, GapLedger, OUTSIDE, within } from './gap-ledger.ts'
import { type Gap, referenceTo, type ShellPlace } from './shell-place.ts'
import { ANY_VALUE, stricter, type ValueRule } from './value-rule.ts'
import { visitArithmetic, visitPart, visitTest, visitWord, type Walk } from './word-places.ts'

const PLAIN: ValueRule = { ...ANY_VALUE, signs: 'plain' }

/**
 * Finds the place of every gap of a shell text in its syntax tree: how it is quoted there, who reads the value, and what
 * text puts the value in safely. Gaps in comments have no place and are left out; a gap may need several edits and then
 * has several entries.
 *
 * @param text the author's text
 */
export function findShellPlaces(text: string, gaps: readonly Gap[]): readonly ShellPlace[] {
  const masked = maskGaps(text, gaps)
  const ledger = new GapLedger(text, gaps)
  // `declare -i` makes every later assignment arithmetic.
  const integers = /\b(?:declare|typeset|local|export|readonly)\s+-[A-Za-z]*i/.test(text)
  const walk: CommandWalk = { ledger, masked, text, integers, visit: (node, around) => visit(walk, node, around) }
  visit(walk, parse(masked), OUTSIDE)
  return ledger.places
}

/** The text with every placeholder replaced by signs that mean nothing to a shell; offsets stay what they were. */
export function maskGaps(text: string, gaps: readonly Gap[]): string {
  let masked = ''
  let from = 0
  for (const { start, end, kind } of gaps) {
    if (kind !== 'placeholder' || start < from) continue
    masked += text.slice(from, start) + OPEN.repeat(end - start)
    from = end
  }
  return masked + text.slice(from)
}

interface CommandWalk extends Walk {
  text: string
  integers: boolean
}

function visit(walk: CommandWalk, node: SyntaxNode, around: Around): void {
  if (!walk.ledger.touches(node)) return
  switch (node.type) {
    case 'Command':
      visitCommand(walk, node, around)
      break
    case 'Pipeline':
      visitPipeline(walk, node, around)
      break
    case 'Word':
      visitWord(walk, node, around)
      break
    case 'Assignment':
      visitAssignment(walk, node, around)
      break
    case 'Redirect':
    case 'HereString':
    case 'HereDoc':
      visitRedirection(walk, node, around)
      break
    case 'For':
    case 'Select':
      walk.ledger.refuseAll(node.name, 'is the name of a variable')
      for (const word of node.wordlist ?? []) visitWord(walk, word, { ...around, list: true })
      visit(walk, node.body, around)
      break
    case 'Function':
    case 'Coproc':
      if (node.name) walk.ledger.refuseAll(node.name, 'is the name of a function')
      visit(walk, node.body, around)
      break
    case 'Case':
      visitCase(walk, node, around)
      break
    case 'TestCommand':
      visitTest(walk, node.expression, around)
      break
    case 'ArithmeticCommand':
      if (node.expression) visitArithmetic(walk, node.expression, around)
      break
    case 'ArithmeticFor':
      for (const part of [node.initialize, node.test, node.update]) if (part) visitArithmetic(walk, part, around)
      visit(walk, node.body, around)
      break
    default:
      forEachChild(node, (child) => visit(walk, child, around))
  }
}

function visitCase(walk: CommandWalk, node: Case, around: Around): void {
  visitWord(walk, node.word, { ...around, splits: false })
  for (const item of node.items) {
    for (const pattern of item.pattern) visitWord(walk, pattern, { ...around, splits: false })
    visit(walk, item.body, around)
  }
}

/** What is printed into an interpreter further down the pipeline is a program. */
function visitPipeline(walk: CommandWalk, node: Pipeline, around: Around): void {
  let flowsInto = around.flowsInto
  for (const command of [...node.commands].reverse()) {
    visit(walk, command, flowsInto === undefined ? around : { ...around, flowsInto })
    if (command.type === 'Command') flowsInto = rulesOf(walk, command).consumes ?? flowsInto
  }
}

function rulesOf(walk: CommandWalk, node: Command, flowsInto?: string): CallRules {
  const words = [...(node.name ? [node.name] : []), ...node.args].map((word) => shellWord(word, walk.masked))
  return callRules(words, flowsInto)
}

function visitCommand(walk: CommandWalk, node: Command, around: Around): void {
  const { flowsInto, ...rest } = around
  const written = writesProgram(node.redirects, walk.masked) ? 'shell' : undefined
  const rules = rulesOf(walk, node, flowsInto ?? written)
  const nodes = [...(node.name ? [node.name] : []), ...node.args]
  for (const [index, word] of nodes.entries()) visit(walk, word, within(rest, rules.words[index]!))
  for (const part of node.prefix) if (part.type === 'Assignment') visitAssignment(walk, part, rest)
  const reads = rules.consumes ?? written ?? flowsInto
  for (const redirect of node.redirects) visitRedirection(walk, redirect, rest, reads)
}

function visitAssignment(walk: CommandWalk, node: Assignment, around: Around): void {
  if (!walk.ledger.touches(node)) return
  if (node.index) visitWord(walk, node.index, { ...around, rule: stricter(around.rule, PLAIN), splits: false })
  const evaluated = walk.integers || EVALUATED_VARIABLE.test(node.name)
  const rule = stricter({ ...around.rule, noDash: false }, evaluated ? PLAIN : ANY_VALUE)
  if (node.value.type === 'Word') visitWord(walk, node.value, { ...around, rule, splits: false })
  else for (const element of node.value.elements) visitWord(walk, element, { ...around, rule, list: true })
}

/** @param reads language that the command reads on its standard input */
function visitRedirection(walk: CommandWalk, node: Redirection, around: Around, reads?: string): void {
  if (!walk.ledger.touches(node)) return
  const rule = { ...around.rule, noDash: false }
  const inside = reads === undefined ? { ...around, rule } : within({ ...around, rule }, inLanguage(reads))
  if (node.type === 'HereDoc') visitHereDoc(walk, node, { ...inside, quoting: 'double', splits: false })
  else if (node.type === 'HereString') {
    if (node.target) visitWord(walk, node.target, { ...inside, splits: false })
  } else if (node.target) visitWord(walk, node.target, { ...around, rule })
}

function visitHereDoc(walk: CommandWalk, node: HereDoc, around: Around): void {
  const { ledger } = walk
  if (node.delimiter) ledger.refuseAll(node.delimiter, 'is the end mark of a here-document')
  if (node.delimiter?.quoted) {
    visitQuotedHereDoc(walk, node, around)
    return
  }
  for (const part of node.body.parts ?? []) visitPart(walk, part, around)
  ledger.placeAll(node.body, around)
}

/** `<<'EOF'`: the delimiter loses its quotes, and everything the shell would now expand is escaped. */
function visitQuotedHereDoc({ ledger, text }: CommandWalk, { body, delimiter }: HereDoc, around: Around): void {
  const gaps = ledger.open(body, 'placeholder')
  if (gaps.length === 0 || !delimiter) return
  const unusual = /^\w+$/.test(delimiter.value) ? around : forbidden(around, 'stands behind an unusual end mark')
  if (unusual.refusal) {
    ledger.placeAll(body, unusual, 'placeholder')
    return
  }
  let written = ''
  let from = body.pos
  for (const gap of gaps) {
    written += escapeHereDoc(text.slice(from, gap.start)) + referenceTo(gap.variable, 'double')
    from = gap.end
    ledger.settle({ gap, rule: around.rule })
  }
  written += escapeHereDoc(text.slice(from, body.end))
  ledger.addEdit(gaps[0]!, around.rule, { start: delimiter.pos, end: delimiter.end, text: delimiter.value })
  ledger.addEdit(gaps[0]!, around.rule, { start: body.pos, end: body.end, text: written })
}

const escapeHereDoc = (text: string): string => text.replace(/[\\$`]/g, '\\$&')

/** Variables whose value the shell or the loader evaluates. */
const EVALUATED_VARIABLE =
  /^(?:PROMPT_COMMAND|PS[0-4]|BASH_ENV|ENV|IFS|PATH|SHELLOPTS|LD_\w+|EDITOR|VISUAL|PAGER|GIT_\w+|NODE_OPTIONS)$/

/** Files that somebody executes or sources later: a shell reads what is written there. */
const EXECUTED_FILE =
  /\.(?:sh|bash|zsh|py|rb|pl|js|sql|service|timer|env|rules)$|(?:^|\/)(?:\.env|\.\w*rc|\.\w*profile|profile|crontab|sudoers)$|\/(?:cron\.\w+|sudoers\.d|init\.d|profile\.d|default|sysconfig)\//

function writesProgram(redirects: readonly Redirection[], source: string): boolean {
  return redirects.some((redirect) => {
    if (redirect.type === 'HereDoc') return redirect.body.text.startsWith('#!')
    if (redirect.type !== 'Redirect' || !redirect.operator.includes('>') || !redirect.target) return false
    return EXECUTED_FILE.test(shellWord(redirect.target, source).value)
  })
}
