import type { Command, CompoundList, ParsedScript, Pipeline, Redirection, SyntaxNode, While } from 'unbash'
import { forEachChild } from 'unbash'
import type { Trait } from '../page.ts'
import type { Carried, Input } from './carried.ts'
import { foreignEffect } from './foreign-effect.ts'
import { judgeCall } from './judge-call.ts'
import type { Judgement } from './judgement.ts'
import { addVerdict, emptyJudgement, includeJudgement } from './judgement.ts'
import { parseShell } from './parse-shell.ts'
import type { HereDocument, WrittenFile } from './redirects.ts'
import { hereDocuments, redirectedInput, writeVerdict, writtenFiles } from './redirects.ts'
import { readsAs, unsure } from './risk-rule.ts'
import { ruleFor } from './risk-table.ts'
import type { ShellWord } from './shell-word.ts'
import { asWritten, shellWord } from './shell-word.ts'
import { steeringVariable } from './steering-variable.ts'

/** One program call, the programs inside `sudo`, `xargs`, `ssh` and the like each on their own. */
export interface Invocation {
  /** The program as written, quotes removed; absent when the text does not fix it. */
  program?: string
  /** The program and its arguments. */
  words: readonly ShellWord[]
  /** Offset, in the text as a whole, of the command that stands there; inner commands share their outer one's. */
  pos: number
  /** True for a command that another one carries: `sudo …`, `ssh host '…'`. */
  nested: boolean
}

export interface ScriptJudgement {
  judgement: Judgement
  invocations: Invocation[]
  written: WrittenFile[]
  documents: HereDocument[]
}

interface Place {
  input: Input
  /** In the background: what never ends does not hold up the reader. */
  background: boolean
}

interface Walk extends ScriptJudgement {
  /** Text the offsets of the nodes index. */
  source: string
  /** Functions the script defines for sure, with the place where: calling one behind it is no call of a program. */
  functions: ReadonlyMap<string, number>
  /** Inside the body of a function, which runs when all of them are defined. */
  inFunction: boolean
  /** Set inside text that another command carries: all its calls count as standing there. */
  carrier?: number
  depth: number
}

const NO_INPUT: Input = { given: false }
const NOTHING: ReadonlySet<Trait> = new Set()
/** `bash -c "bash -c …"` deeper than this is not followed: it counts as unknown. */
const DEEPEST = 6
/** `sudo env nice time …`: nobody writes more in front of a command. */
const DEEPEST_WORDS = 12

/** Judges everything a parsed text would run; nothing is run. */
export function judgeScript(script: ParsedScript, source: string): ScriptJudgement {
  const walk: Walk = {
    judgement: emptyJudgement(),
    invocations: [],
    written: [],
    documents: [],
    source,
    functions: definedFunctions(script, source),
    inFunction: false,
    depth: 0,
  }
  visit(walk, script, { input: NO_INPUT, background: false })
  return walk
}

function visit(walk: Walk, node: SyntaxNode, place: Place): void {
  switch (node.type) {
    case 'Command':
      judgeCommand(walk, node, place)
      return
    case 'Pipeline':
      visitPipeline(walk, node, place)
      return
    case 'Statement':
      visit(walk, node.command, { ...place, background: place.background || node.background === true })
      return
    case 'Redirected': {
      noteRedirects(walk, node.redirects, false)
      const input = redirectedInput(node.redirects, walk.source, place.input)
      visit(walk, node.command, { ...place, input })
      for (const redirect of node.redirects) forEachChild(redirect, (child) => visit(walk, child, fresh(place)))
      return
    }
    case 'Script':
      // The text of a script in escaped backticks is its own.
      visitChildren(node.source === undefined ? walk : { ...walk, source: node.source }, node, place)
      return
    case 'While':
      if (isEndless(node)) addTrait(walk, place, 'the loop')
      break
    case 'ArithmeticFor':
      if (!node.test && !leaves(node.body)) addTrait(walk, place, 'the loop')
      break
    case 'Select':
      addVerdict(walk.judgement, 'select', readsAs('waits for somebody to choose', 'interactive'))
      break
    case 'Function':
      visitChildren({ ...walk, inFunction: true }, node, place)
      return
    case 'CommandExpansion':
    case 'ProcessSubstitution':
      visitChildren(walk, node, fresh(place))
      return
  }
  visitChildren(walk, node, place)
}

const visitChildren = (walk: Walk, node: SyntaxNode, place: Place) =>
  forEachChild(node, (child) => visit(walk, child, place))
const fresh = (place: Place): Place => ({ ...place, input: NO_INPUT })

function visitPipeline(walk: Walk, node: Pipeline, place: Place): void {
  let input = place.input
  for (const command of node.commands) {
    visit(walk, command, { ...place, input })
    const text = command.type === 'Command' ? printedText(command, walk.source) : undefined
    input = text === undefined ? { given: true } : { given: true, text }
  }
}

/** What `echo '…'` and `printf '…'` print, when the text fixes it: not with escapes, formats or the shell's own values. */
function printedText(command: Command, source: string): string | undefined {
  const program = command.name?.value
  if (program !== 'echo' && program !== 'printf') return undefined
  const words = command.args
    .map((argument) => shellWord(argument, source))
    .filter((word) => !/^-[nE]+$/.test(word.value))
  const open = words.some(({ value, dynamic }) => dynamic || value.includes('\\') || /^-\w*e\w*$/.test(value))
  if (open || (program === 'printf' && words[0]?.value.includes('%'))) return undefined
  return words.map((word) => word.inner).join(' ')
}

function judgeCommand(walk: Walk, node: Command, place: Place): void {
  const input = redirectedInput(node.redirects, walk.source, place.input)
  const words = [...(node.name ? [node.name] : []), ...node.args].map((word) => shellWord(word, walk.source))
  const program = words[0]?.value
  const empties = program === undefined || program === ':' || program === 'true' || isNullCopy(words)
  noteRedirects(walk, node.redirects, empties)
  for (const part of node.prefix) if (part.type === 'Assignment') noteSteering(walk, shellWord(part, walk.source))
  if (program !== undefined && SETS_VARIABLES.has(program)) for (const word of words.slice(1)) noteSteering(walk, word)
  if (words.length > 0) {
    const judgement = judgeWords(walk, words, { input, pos: node.pos, nested: walk.carrier !== undefined })
    includeJudgement(walk.judgement, judgement, place.background ? new Set<Trait>(['never-ending']) : NOTHING)
  }
  if (SUBSTITUTES.test(walk.source.slice(node.pos, node.end))) visitChildren(walk, node, fresh(place))
}

const SETS_VARIABLES = new Set('export declare typeset local readonly env sudo doas'.split(' '))

function noteSteering(walk: Walk, word: ShellWord): void {
  const name = steeringVariable(word.value)
  if (name !== undefined) addVerdict(walk.judgement, name, unsure('makes other programs run commands or take options'))
}

/** Without one of these a command has no command inside its words or its here-document. */
const SUBSTITUTES = /[$`]|[<>]\(|<</

/** `cat /dev/null > file` empties the file as `: > file` does. */
const isNullCopy = (words: readonly ShellWord[]): boolean =>
  words.length === 2 && words[0]?.value === 'cat' && words[1]?.value === '/dev/null'

function judgeWords(
  walk: Walk,
  words: readonly ShellWord[],
  at: { input: Input; pos: number; nested: boolean; carried?: { script?: true } },
): Judgement {
  const first = words[0]
  if (!first || (!at.carried && isOwnFunction(walk, first, at.pos))) return emptyJudgement()
  const pos = walk.carrier ?? at.pos
  walk.invocations.push({ ...(first.dynamic ? {} : { program: first.value }), words, pos, nested: at.nested })
  const { own, carried, without } = judgeCall(words, at.input, at.carried?.script)
  for (const piece of carried) includeJudgement(own, judgeCarried(walk, piece, { input: at.input, pos }), without)
  return own
}

/** Programs that carry a command never run a function, and a known name is judged by what it may also be. */
function isOwnFunction(walk: Walk, { value, dynamic }: ShellWord, pos: number): boolean {
  const defined = dynamic ? undefined : walk.functions.get(value)
  return defined !== undefined && (walk.inFunction || defined < pos) && ruleFor(value) === undefined
}

function judgeCarried(walk: Walk, carried: Carried, at: { input: Input; pos: number }): Judgement {
  if ('words' in carried) {
    if (walk.depth >= DEEPEST_WORDS) {
      const judgement = emptyJudgement()
      addVerdict(judgement, 'the command', unsure('is carried by too many others to be judged'))
      return judgement
    }
    return judgeWords({ ...walk, depth: walk.depth + 1 }, carried.words, { ...at, nested: true, carried })
  }
  const { language } = carried.text
  const text = carried.text.fixed ?? carried.text.text
  if (language === 'shell') return judgeText(walk, text, at)
  const judgement = emptyJudgement()
  const { effect, reasons } = foreignEffect(language, text)
  for (const reason of reasons.length > 0 ? reasons : ['the statement only reads'])
    addVerdict(judgement, '', { effect, reason })
  return judgement
}

/** Shell text inside an argument: parsed and judged like any other, its calls counted at the place of their carrier. */
function judgeText(walk: Walk, text: string, at: { input: Input; pos: number }): Judgement {
  const judgement = emptyJudgement()
  if (walk.depth >= DEEPEST || text.trim() === '') {
    if (text.trim() !== '') addVerdict(judgement, 'the command', unsure('is nested too deeply to be judged'))
    return judgement
  }
  const tree = parseShell(text)
  if (tree.problem) addVerdict(judgement, asWritten(text).slice(0, 40), unsure('is not shell text that can be read'))
  const inner: Walk = {
    ...walk,
    judgement,
    source: tree.text,
    functions: definedFunctions(tree.script, tree.text),
    inFunction: false,
    carrier: at.pos,
    depth: walk.depth + 1,
    written: [],
    documents: [],
  }
  visit(inner, tree.script, { input: at.input, background: false })
  return judgement
}

function noteRedirects(walk: Walk, redirects: readonly Redirection[], empties: boolean): void {
  if (redirects.length === 0) return
  for (const file of writtenFiles(redirects, walk.source)) {
    walk.written.push(file)
    addVerdict(walk.judgement, `> ${asWritten(file.target)}`, writeVerdict(file, empties))
  }
  walk.documents.push(...hereDocuments(redirects))
}

function addTrait(walk: Walk, place: Place, subject: string): void {
  if (!place.background) addVerdict(walk.judgement, subject, readsAs('has no end', 'never-ending'))
}

/** `while true; do …; done` that nothing in its body leaves. */
function isEndless(node: While): boolean {
  const only = node.clause.commands.length === 1 ? node.clause.commands[0]?.command : undefined
  if (only?.type === 'ArithmeticCommand') return node.kind === 'while' && only.body.trim() === '1' && !leaves(node.body)
  if (only?.type !== 'Command') return false
  const text = [only.name?.value, ...only.args.map((word) => (word.type === 'Word' ? word.value : ''))].join(' ')
  const always = node.kind === 'while' ? /^(?:true|:|\[ 1 \])$/ : /^(?:false|\[ 0 \])$/
  return always.test(text) && !leaves(node.body)
}

function leaves(body: CompoundList): boolean {
  let found = false
  const look = (node: SyntaxNode): void => {
    if (node.type === 'Command' && /^(?:break|exit|return|exec)$/.test(node.name?.value ?? '')) found = true
    if (!found) forEachChild(node, look)
  }
  look(body)
  return found
}

const NO_FUNCTIONS: ReadonlyMap<string, number> = new Map()
/** A definition in one of these may never happen, or ends with a subshell. */
const UNSURE_PLACES = new Set<SyntaxNode['type']>(
  'Command AndOr If While For ArithmeticFor Select Case Subshell Coproc CommandExpansion ProcessSubstitution'.split(
    ' ',
  ) as SyntaxNode['type'][],
)

function definedFunctions(script: ParsedScript, source: string): ReadonlyMap<string, number> {
  if (!/\(\s*\)|\bfunction\b/.test(source)) return NO_FUNCTIONS
  const found = new Map<string, number>()
  const look = (node: SyntaxNode): void => {
    if (node.type === 'Function' && !found.has(node.name.value)) found.set(node.name.value, node.pos)
    if (node.type === 'Function' || (node.type === 'Statement' && node.background)) return
    if (node.type === 'Pipeline' && node.commands.length > 1) return
    if (!UNSURE_PLACES.has(node.type)) forEachChild(node, look)
  }
  look(script)
  return found
}
