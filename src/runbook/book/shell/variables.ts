import type { Command, ParameterExpansionPart, ParsedScript, SyntaxNode, Word } from 'unbash'
import { forEachChild } from 'unbash'

/** A variable where the text reads or sets it. */
export interface VariableUse {
  name: string
  /** Offset of the name in the text. */
  pos: number
  /** For a reading with a net: `${X:-default}` works without the variable, `${X:?}` stops without it. */
  guard?: 'default' | 'required'
  /** For an assignment in front of a command: it holds for that command only. */
  temporary?: true
}

export interface Variables {
  read: readonly VariableUse[]
  assigned: readonly VariableUse[]
  /** True when the text reads a file or evaluates output that may set any variable: `source env.sh`, `eval $(…)`. */
  mayAssignAny: boolean
}

const NO_VARIABLES: Variables = { read: [], assigned: [], mayAssignAny: false }
/** Text without any of these neither reads nor sets a variable; most commands are such. */
const MENTIONS_VARIABLES =
  /[$=]|\(\(|(?:^|[\s;|&(])(?:read|for|select|mapfile|readarray|getopts|source|eval|export|declare|typeset|local|readonly|unset|let|printf|wait|\.)\s/

/** Without one of these a word reads no variable. */
const EXPANDS = /[$`]|[<>]\(/
const NAME = /^[A-Za-z_]\w*$/
const SETS_NAMES = new Set([
  'export',
  'declare',
  'typeset',
  'local',
  'readonly',
  'read',
  'mapfile',
  'readarray',
  'unset',
  'let',
])
/** Options of those commands that take a value: `read -p prompt name`. */
const VALUED = new Set(['-p', '-d', '-n', '-N', '-t', '-u', '-i', '-O', '-s', '-c', '-C', '-v'])

/** Collects the variables a script reads and sets, in the order of the text; `$1`, `$?` and their like are left out. */
export function collectVariables(script: ParsedScript, source: string): Variables {
  if (!MENTIONS_VARIABLES.test(source)) return NO_VARIABLES
  const read: VariableUse[] = []
  const assigned: VariableUse[] = []
  let mayAssignAny = false
  const note = (name: string, pos: number, more: Partial<VariableUse> = {}) => {
    if (NAME.test(name) && name !== '_') read.push({ name, pos, ...more })
  }
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'Word' && !EXPANDS.test(node.text)) return
    switch (node.type) {
      case 'SimpleExpansion':
        note(node.text.slice(1), node.pos)
        break
      case 'ParameterExpansion':
        noteExpansion(node, note, assigned)
        break
      case 'ArithmeticWord':
        if (!node.parts) note(node.value, node.pos)
        break
      case 'ArithmeticBinary':
        if (/^(?:[-+*/%&|^]|<<|>>)?=$/.test(node.operator) && node.left.type === 'ArithmeticWord') {
          assigned.push({ name: node.left.value, pos: node.left.pos })
        }
        break
      case 'For':
      case 'Select':
        assigned.push({ name: node.name.value, pos: node.name.pos })
        break
      case 'Command':
        mayAssignAny ||= noteCommand(node, assigned)
        break
    }
    forEachChild(node, visit)
  }
  visit(script)
  return { read, assigned, mayAssignAny }
}

function noteExpansion(
  node: ParameterExpansionPart,
  note: (name: string, pos: number, more?: Partial<VariableUse>) => void,
  assigned: VariableUse[],
): void {
  const operation = node.operation
  if (operation?.type !== 'Default') {
    note(node.parameter, node.pos)
    return
  }
  const required = operation.operator.includes('?')
  note(node.parameter, node.pos, { guard: required ? 'required' : 'default' })
  if (operation.operator.includes('=')) assigned.push({ name: node.parameter, pos: node.parameterPos })
}

/** Notes what a command sets; true when it may set anything. */
function noteCommand(node: Command, assigned: VariableUse[]): boolean {
  for (const part of node.prefix) {
    if (part.type === 'Assignment')
      assigned.push({ name: part.name, pos: part.pos, ...(node.name ? { temporary: true as const } : {}) })
  }
  const program = node.name?.value
  if (program === 'source' || program === '.' || program === 'eval') return true
  if (program === 'printf' || program === 'getopts' || program === 'wait') {
    const at =
      program === 'getopts'
        ? 1
        : node.args.findIndex((arg) => arg.type === 'Word' && (arg.value === '-v' || arg.value === '-p')) + 1
    const target = at > 0 ? node.args[at] : undefined
    if (target?.type === 'Word' && NAME.test(target.value)) assigned.push({ name: target.value, pos: target.pos })
    return false
  }
  if (program === undefined || !SETS_NAMES.has(program)) return false
  noteNames(node, assigned)
  return false
}

function noteNames(node: Command, assigned: VariableUse[]): void {
  const takesValues = node.name?.value !== 'export' && node.name?.value !== 'declare'
  let skip = false
  for (const argument of node.args) {
    if (argument.type === 'Assignment') {
      assigned.push({ name: argument.name, pos: argument.pos })
    } else if (skip) {
      skip = false
    } else if (argument.value.startsWith('-')) {
      skip = takesValues && VALUED.has(argument.value.slice(0, 1) + argument.value.slice(-1))
    } else {
      noteName(argument, assigned)
    }
  }
}

function noteName(word: Word, assigned: VariableUse[]): void {
  const name = /^[A-Za-z_]\w*(?=$|[-+*/]?=|\[)/.exec(word.value)?.[0]
  if (name !== undefined) assigned.push({ name, pos: word.pos })
}
