import type { SyntaxNode } from 'unbash'
import { forEachChild, parse } from 'unbash'
import type { Command } from '../book/page.ts'
import { LEFT_OUT } from '../book/parse/placeholder-words.ts'
import { findPlaceholders } from '../book/parse/placeholders.ts'
import { type CommandFacts, commandFacts } from '../book/shell/command-facts.ts'
import { parseShell } from '../book/shell/parse-shell.ts'
import { referenceProblem } from './check-references.ts'
import { openTransaction } from './open-transaction.ts'
import { canonicalName, isReservedVariable, parameterName, SESSION_VARIABLES, variableOf } from './parameter-name.ts'
import { noteRule, noteUse } from './parameter-use.ts'
import type { PlannedCommand } from './plan.ts'
import type { PlanScope } from './plan-scope.ts'
import { substituteCode } from './substitute-code.ts'
import {
  type FoundPlaceholder,
  placeholderOffsets,
  type ShellParameters,
  type Substitution,
  substituteShell,
} from './substitute-shell.ts'
import { joinHeld } from './variable-gaps.ts'

const SHELL = 'bash'

/** One command ready for its executor, and the parameters it needs. */
export interface CommandPlan {
  command: PlannedCommand
  /** Environment variables it reads. */
  environment: readonly string[]
}

/**
 * Plans one command: placeholders become references, the author's variables get their values, and everything that keeps
 * it from being run safely is refused with its line.
 */
export function planCommand(scope: PlanScope, command: Command): CommandPlan {
  const placeholders = placeholdersOf(scope, command)
  const isShell = command.language === SHELL
  const facts = isShell ? commandFacts(command.text) : undefined
  const variables = facts ? neededVariables(scope, command, facts) : new Map<string, string>()
  const { execute, placements } = substitute(scope, command, { placeholders, variables })
  for (const { parameter, line, rule, held, problem } of placements) {
    const use = scope.use(parameter)
    noteRule(use, rule, command.line + line)
    if (problem) {
      const written = held === undefined ? [...use.texts].sort().join(', ') : `$${held}`
      scope.refuse(problem.code, [command.line + line], `${written} ${problem.reason}.`, problem.hint)
    }
  }
  if (facts) {
    checkShell(scope, command, facts)
    noteAssigned(scope, facts)
  }
  const begun = command.language === 'sql' ? openTransaction(command.text) : undefined
  if (begun !== undefined)
    scope.refuse(
      'plan/open-transaction',
      [command.line + begun],
      'A transaction begins here and does not end in this step: its connection ends with the step, and takes it back.',
    )
  const wrong =
    isShell && placements.every(({ problem }) => !problem)
      ? referenceProblem(execute, facts?.problem?.message)
      : undefined
  if (wrong !== undefined)
    scope.refuse('plan/no-place', [command.line], `A value cannot be put into this command: ${wrong}.`)
  const used = new Set(placements.filter(({ held }) => held === undefined).map(({ parameter }) => parameter))
  const environment = [
    ...placeholders.filter(({ parameter }) => used.has(parameter)).map(({ variable }) => variable),
    ...variables.keys(),
  ]
  const { text, line, endLine, risk } = command
  return { command: { text, execute, line, endLine, risk }, environment: [...new Set(environment)].sort() }
}

function substitute(
  scope: PlanScope,
  command: Command,
  { placeholders, variables }: Pick<ShellParameters, 'placeholders' | 'variables'>,
): Substitution {
  if (command.language !== SHELL) return substituteCode(command.text, command.language, placeholders)
  const { names } = scope
  const result = substituteShell(command.text, { placeholders, variables, held: names.held })
  names.held = joinHeld(names.held, result.holds)
  return result
}

/** The placeholders of a command; those in comments need no value and are no use of their parameter. */
function placeholdersOf(scope: PlanScope, command: Command): readonly FoundPlaceholder[] {
  const at = { line: command.line, column: command.column }
  const open = findPlaceholders(command.text, at, command.language)
  const left = open.filter(({ name }) => name === LEFT_OUT)
  if (left.length > 0) {
    const lines = [...new Set(left.map(({ line }) => line))]
    scope.refuse('plan/no-place', lines, `${left[0]!.text} stands for what the page leaves out.`, COMPLETE)
  }
  const named = open.filter((each) => !left.includes(each))
  const found = placeholderOffsets(command.text, named, at)
  const placed = found.map(({ start, end, parameter }) => {
    const name = parameterName(parameter)
    return { start, end, parameter: name, variable: variableOf(name), written: parameter }
  })
  const { placements } =
    command.language === SHELL
      ? substituteShell(command.text, { placeholders: placed, variables: new Map() })
      : substituteCode(command.text, command.language, placed)
  const used = new Set(placements.map(({ parameter, line }) => `${parameter} ${line}`))
  const redirections = command.language === SHELL && placed.length > 0 ? inputRedirections(command.text) : new Set()
  for (const { parameter, variable, written, start } of placed) {
    if (!used.has(`${parameter} ${written.line - command.line}`)) continue
    const use = scope.use(parameter)
    noteUse(use, written, written.line)
    use.variables.add(variable)
    if (written.notation === 'angle' && redirections.has(start)) use.redirects = true
  }
  return placed
}

const COMPLETE = 'Write the whole command into the page, with a name for everything to be filled in.'

/** Places where a shell would take a `<` of the raw text for a redirection: those outside quotes. */
function inputRedirections(text: string): ReadonlySet<number> {
  const found = new Set<number>()
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'Redirect' && node.operator === '<') found.add(node.pos)
    if (!(node.type === 'Script' && node.source !== undefined)) forEachChild(node, visit)
  }
  visit(parse(text))
  return found
}

/** Variables of the author's own that a parameter has to fill: name in the text → parameter. */
function neededVariables(scope: PlanScope, command: Command, facts: CommandFacts): ReadonlyMap<string, string> {
  const needed = new Map<string, string>()
  const { names, input } = scope
  const own = new Set(facts.variables.assigned.filter(({ temporary }) => !temporary).map(({ name }) => name))
  for (const { name, line, guard } of facts.variables.read) {
    if (own.has(name) || names.assigned.has(name) || SESSION_VARIABLES.has(name)) continue
    const parameter = canonicalName(name)
    const at = command.line + line - 1
    if (scope.values.find(parameter) ?? names.captured.has(parameter)) {
      if (isReservedVariable(name)) {
        scope.refuse('plan/reserved-variable', [at], `$${name} decides what programs do; no parameter may set it.`)
        continue
      }
      needed.set(name, parameter)
      const use = scope.use(parameter)
      noteUse(use, { name, text: `$${name}` }, at)
      use.variables.add(name)
    } else if (guard !== 'default' && !names.anything && !input.variables.includes(name)) {
      scope.missingVariable(name, at)
    }
  }
  return needed
}

function noteAssigned({ names }: PlanScope, facts: CommandFacts): void {
  for (const { name, temporary } of facts.variables.assigned) if (!temporary) names.assigned.add(name)
  names.anything ||= facts.variables.mayAssignAny
}

/** What keeps a shell command from being run whatever the values are. */
function checkShell(scope: PlanScope, command: Command, facts: CommandFacts): void {
  const { problem } = facts
  if (problem)
    scope.refuse(
      'plan/shell-syntax',
      [command.line + problem.line - 1],
      `The command is not valid shell: ${problem.message}.`,
    )
  const isScript = command.text.startsWith('#!')
  if (isScript && command.traits.includes('interactive')) {
    const lines = facts.invocations
      .filter(({ program }) => program === 'read' || program === 'select')
      .map(({ line }) => command.line + line - 1)
    if (lines.length > 0)
      scope.refuse(
        'plan/prompts',
        lines,
        `The script asks ${lines.length === 1 ? 'a question' : `${lines.length} questions`}, which a run cannot answer.`,
      )
  }
  const { arguments: positional, redirections } = readsOf(command.text)
  if (positional)
    scope.refuse('plan/script-arguments', [command.line], 'The command reads arguments ("$1") that nobody gives it.')
  for (const { text, line } of redirections) {
    const message = `${text} is a redirection for the shell: it would read from and write to files of these names.`
    scope.refuse(
      'plan/redirects',
      [command.line + line],
      message,
      'Write a name that says what to put there: <name-of-it>.',
    )
  }
}

interface Reads {
  arguments: boolean
  /** `<label>`: looks like a placeholder, but is the name of an element of HTML and was not taken for one. */
  redirections: readonly { text: string; line: number }[]
}

function readsOf(source: string): Reads {
  const { script, text } = parseShell(source)
  let positional = false
  const redirections: { text: string; line: number }[] = []
  const visit = (node: SyntaxNode): void => {
    // A function has arguments of its own.
    if (node.type === 'Function' || (node.type === 'Script' && node.source !== undefined)) return
    const name =
      node.type === 'SimpleExpansion' ? node.text.slice(1) : node.type === 'ParameterExpansion' ? node.parameter : ''
    if (/^(?:[1-9]\d*|@|\*)$/.test(name)) positional = true
    if (
      node.type === 'Redirect' &&
      node.operator === '<' &&
      node.target &&
      text[node.target.end] === '>' &&
      text[node.pos + 1] !== ' '
    ) {
      const line = text.slice(0, node.pos).split('\n').length - 1
      redirections.push({ text: text.slice(node.pos, node.target.end + 1), line })
    }
    forEachChild(node, visit)
  }
  visit(script)
  return { arguments: positional && !/\bset\s+--/.test(source), redirections }
}
