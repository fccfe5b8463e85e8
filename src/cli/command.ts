/** What every command has in common: its flags, its help, and what it is given to work with. */
import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { refuse } from '../kit/refusal.ts'
import { described } from './described.ts'
import type { ExitCode } from './exit-code.ts'
import { refusalFailure, usageFailure } from './failure.ts'
import { pickFields } from './json-fields.ts'
import { type Terminal, terminal } from './terminal.ts'
import type { Keyboard, World } from './world.ts'

/** Flags that every command takes. */
export interface CommonFlags {
  json?: boolean
  jsonFields?: string
  format?: string
  plain?: boolean
  quiet?: boolean
  verbose: number
  color?: string | boolean
  input: boolean
  C?: string
  now?: string
}

/** One call of a command. */
export interface Call<Flags> {
  args: readonly string[]
  flags: Flags & CommonFlags
  terminal: Terminal
  /** Working directory after `-C`. */
  cwd: string
  now: Date
  version: string
  env: World['env']
  /** Where the operator types, when questions may be asked: a terminal, no CI, no `--no-input`. */
  keyboard?: Keyboard
  /** Every command, for those that speak about all of them. */
  commands: readonly CommandEntry[]
}

export interface CommandText {
  name: string
  summary: string
  /** Command lines with what they do, shown by `-h`. */
  examples: readonly (readonly [string, string])[]
  formats?: readonly string[]
}

/** A command as its file defines it; `run` returns the exit code. */
export interface CommandDefinition {
  text: CommandText
  /** Adds arguments and flags. */
  shape(command: Command): Command
  /** Commands of its own, named by its first word: `opsbook runs list`. Without such a word it is called itself. */
  parts?: readonly CommandEntry[]
  // biome-ignore lint/suspicious/noExplicitAny: each command knows its own flags; commander checks them against `shape`.
  run(call: Call<any>): Promise<ExitCode>
}

/** A command in the list of commands; loaded when it is called. */
export interface CommandEntry {
  name: string
  summary: string
  load(): Promise<CommandDefinition>
}

/** Names of common flags that are followed by a value. */
export const VALUE_FLAGS: ReadonlySet<string> = new Set(['-C', '--color', '--format', '--now'])

/** Makes the commander command of a definition, without anything to run. */
export function shapeCommand({ text, shape }: CommandDefinition): Command {
  const command = shape(new Command(text.name).description(text.summary))
  if (text.formats) {
    command.addOption(new Option('--format <format>', 'how the result is written').choices(text.formats))
    if (text.formats.includes('json')) {
      command.option('--json', 'the same as --format json; --json=a,b for some fields')
      command.addOption(new Option('--json-fields <names>').hideHelp())
    }
    if (text.formats.includes('plain')) command.option('--plain', 'one record a line, fields separated by tabs')
  }
  command
    .option('-q, --quiet', 'the result only, no advice')
    .option('-v, --verbose', 'say more (repeatable)', (_value: string, level: number) => level + 1, 0)
    .option('--color <when>', 'always, auto or never')
    .option('--no-color', 'no colour')
    .option('--no-input', 'never ask anything')
    .option('-C <dir>', 'work as if started in this folder')
    .option('--now <date>', 'take this as the present moment')
    .helpOption('-h, --help', 'show this help')
    .configureHelp({
      formatItem: (term, termWidth, description, { helpWidth }) =>
        described(`  ${term.padEnd(Math.min(termWidth, 24))}  `, description, helpWidth ?? 80).join('\n'),
    })
  return command.addHelpText('after', ({ command: shown }) => {
    const columns = shown.configureOutput().getOutHelpWidth?.() ?? 80
    const width = Math.min(44, Math.max(...text.examples.map(([line]) => line.length)))
    const lines = text.examples.flatMap(([line, what]) => described(`  ${line.padEnd(width)}  `, what, columns))
    return `\nExamples:\n${lines.join('\n')}`
  })
}

/** What a call is made from. */
export interface Invocation {
  args: readonly string[]
  flags: CommonFlags
  world: World
  version: string
  commands: readonly CommandEntry[]
}

/** Turns parsed flags into a call. Fails with a usage error when they contradict each other. */
export function callOf({ args, flags: given, world, version, commands }: Invocation): Call<object> {
  const flags = { ...given }
  if (flags.json && flags.format !== undefined && flags.format !== 'json') {
    throw usageFailure(
      'contradiction',
      `--json and --format ${flags.format} contradict each other`,
      'Leave one of them out',
    )
  }
  if (typeof flags.color === 'string' && !['always', 'auto', 'never'].includes(flags.color)) {
    throw usageFailure('invalid-value', `--color takes always, auto or never, not "${flags.color}"`)
  }
  if (flags.json) flags.format = 'json'
  if (flags.plain && flags.format === undefined) flags.format = 'plain'
  const cwd = flags.C === undefined ? world.cwd : resolve(world.cwd, flags.C)
  const look = terminal(world, flags)
  const fields = flags.jsonFields?.split(',').filter((field) => field !== '')
  const chosen = fields ? { ...look, json: (value: unknown) => look.json(pickFields(value, fields)) } : look
  const call: Call<object> = {
    ...{ args, flags, terminal: chosen, cwd, version, commands },
    now: moment(flags.now),
    env: world.env,
  }
  const { stdin, env } = world
  const asks = flags.input && stdin?.isTTY === true && chosen.live && env.CI === undefined
  return asks ? { ...call, keyboard: stdin } : call
}

/** The present moment, or the one that `--now` pins: a date alone is its midnight in UTC. */
function moment(text: string | undefined): Date {
  if (text === undefined) return new Date()
  const date = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?$/.test(text)
    ? new Date(text)
    : new Date(Number.NaN)
  const refused = refuse({ code: 'clock/invalid', value: text })
  if (Number.isNaN(date.getTime()) && !refused.ok) throw refusalFailure(refused.refusal)
  return date
}
