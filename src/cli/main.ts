/** Entry of the command line: find the command, parse its flags, run it, translate what went wrong. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Command, CommanderError } from 'commander'
import { nearNames } from '../runbook/book/near-names.ts'
import {
  type CommandDefinition,
  type CommandEntry,
  type CommonFlags,
  callOf,
  shapeCommand,
  VALUE_FLAGS,
} from './command.ts'
import { commands } from './commands.ts'
import { EXIT } from './exit-code.ts'
import { Failure, type FailureParts, usageFailure } from './failure.ts'
import { packageRoot } from './package-root.ts'
import { printFailure } from './print-failure.ts'
import { rootHelp } from './root-help.ts'
import { terminal } from './terminal.ts'
import { processWorld, type World } from './world.ts'

/**
 * Runs one command line and returns its exit code (`exit-code.ts`). Expected failures are printed to stderr; a bug is
 * printed as one line, with its stack under `--debug`.
 */
export async function main(argv: readonly string[], world: World = processWorld()): Promise<number> {
  const json =
    argv.some((word) => /^--json(?:=|$)/.test(word)) || /(?:^|\0)--format[=\0]json(?:\0|$)/.test(argv.join('\0'))
  const look = terminal(world, { color: argv.includes('--no-color') ? false : undefined })
  try {
    return await dispatch(argv, world)
  } catch (error) {
    if (error instanceof Failure) {
      printFailure(error.parts, look, json)
      return error.parts.exit
    }
    printFailure(refusedBySystem(error) ?? bug(error), look, json)
    if (argv.includes('--debug') && error instanceof Error) look.say(`${error.stack}\n`)
    return EXIT.failed
  }
}

async function dispatch(argv: readonly string[], world: World): Promise<number> {
  const version = ownVersion()
  const { name, args } = commandOf(argv)
  if (name === undefined) {
    const { print, style } = terminal(world)
    if (args.includes('--version') || args.includes('-V')) print(`${version}\n`)
    else if (args.length === 0 || args.includes('--help') || args.includes('-h'))
      print(rootHelp(version, style, commands))
    else throw unknownRootFlag(args)
    return args.length === 0 ? EXIT.usage : EXIT.success
  }
  const entry = commands.find((command) => command.name === name)
  if (!entry) throw unknownCommand(name)
  const chosen = await chosenPart(await entry.load(), name, args)
  const parsed = parse(chosen, world)
  return parsed === 'helped' ? EXIT.success : chosen.definition.run(callOf({ ...parsed, world, version, commands }))
}

interface Chosen {
  definition: CommandDefinition
  /** As it is typed: `check`, `runs list`. */
  name: string
  args: readonly string[]
}

/** The command itself, or the one of its own commands that the next word names. */
async function chosenPart(definition: CommandDefinition, name: string, args: readonly string[]): Promise<Chosen> {
  if (!definition.parts) return { definition, name, args }
  const withValue = shapeCommand(definition).options.filter(({ required }) => required)
  const word = commandOf(args, new Set([...VALUE_FLAGS, ...withValue.flatMap(({ long, short }) => [long, short])]))
  if (word.name === undefined) return { definition, name, args }
  const part = definition.parts.find((each) => each.name === word.name)
  if (!part) throw unknownPart(name, word.name, definition.parts)
  return chosenPart(await part.load(), `${name} ${part.name}`, word.args)
}

/** The first word that is no flag is the command; flags before it belong to it. */
function commandOf(
  argv: readonly string[],
  withValue: ReadonlySet<string | null | undefined> = VALUE_FLAGS,
): { name?: string; args: string[] } {
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index]!
    if (word === '--') break
    if (!word.startsWith('-')) return { name: word, args: [...argv.slice(0, index), ...argv.slice(index + 1)] }
    if (withValue.has(word)) index += 1
  }
  return { args: [...argv] }
}

function parse({ definition, name, args }: Chosen, world: World): { args: string[]; flags: CommonFlags } | 'helped' {
  const command = shapeCommand(definition)
  const look = terminal(world)
  command
    .name(`opsbook ${name}`)
    .exitOverride()
    .action(() => {})
  command.configureOutput({ writeOut: look.print, outputError: () => {}, getOutHelpWidth: () => look.style.columns })
  command.option('--debug', 'show the stack of an unexpected error')
  try {
    command.parse(args.flatMap(jsonFlag), { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.code === 'commander.helpDisplayed') return 'helped'
    throw usageError(error, command, name)
  }
  return { args: command.args, flags: command.opts() }
}

/** commander has no flag whose value may be left out without taking the next word for it. */
const jsonFlag = (word: string): string[] =>
  word.startsWith('--json=') ? ['--json', `--json-fields=${word.slice('--json='.length)}`] : [word]

function usageError(error: CommanderError, command: Command, name: string): Failure {
  const message = error.message.replace(/^error: /, '').split('\n')[0]!
  const unknown = error.code === 'commander.unknownOption' ? /'([^']+)'/.exec(message)?.[1] : undefined
  const code = error.code.replace('commander.', '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  if (unknown === undefined) return usageFailure(code, message, `opsbook ${name} -h shows how it is used`)
  const flags = command.options.flatMap(({ long, short }) => [long, short]).filter((flag) => flag != null)
  const near = nearNames(unknown.split('=')[0]!, [...flags, '--help'])
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `opsbook ${name} -h lists the flags`
  return usageFailure('unknown-flag', `opsbook ${name} has no flag ${unknown}`, hint)
}

function unknownCommand(name: string): Failure {
  const near = nearNames(
    name,
    commands.map((command) => command.name),
  )
  const hint =
    near.length > 0 ? `Did you mean "opsbook ${near.join('" or "opsbook ')}"?` : 'opsbook --help lists the commands'
  return usageFailure('unknown-command', `there is no command "${name}"`, hint)
}

function unknownPart(name: string, word: string, parts: readonly CommandEntry[]): Failure {
  const names = parts.map((part) => part.name)
  const near = nearNames(word, names)
  const hint =
    near.length > 0
      ? `Did you mean "opsbook ${name} ${near.join(`" or "opsbook ${name} `)}"?`
      : `It has ${names.join(', ')}`
  return usageFailure('unknown-command', `opsbook ${name} has no command "${word}"`, hint)
}

function unknownRootFlag(args: readonly string[]): Failure {
  const unknown =
    args.find((word) => !['--debug', '--no-color', '--no-input', '--json'].includes(word)) ?? args[0] ?? ''
  const near = nearNames(unknown, ['--help', '--version'])
  return usageFailure(
    'unknown-flag',
    unknown === args[0] && near.length === 0
      ? `"${unknown}" needs a command before or after it`
      : `opsbook has no flag ${unknown}`,
    near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'opsbook --help lists the commands',
  )
}

/** A place that cannot be read or written, or a full disk, is for whoever owns the machine, and no bug. */
function refusedBySystem(error: unknown): FailureParts | undefined {
  const { code = '', message } = error instanceof Error ? (error as NodeJS.ErrnoException) : { message: '' }
  if (!/^(?:EACCES|EPERM|EROFS|ENOSPC|EDQUOT|EEXIST|ENOENT|ENOTDIR|EISDIR|EMFILE|ENAMETOOLONG)$/.test(code)) return
  return {
    code: 'file-system',
    message: `the system refused a file: ${message.split('\n')[0]}`,
    hint: 'Look at that place: is it there, may this user write it, has the disk room? OPSBOOK_RUNS says where records go',
    exit: EXIT.failed,
  }
}

function bug(error: unknown): FailureParts {
  const message = error instanceof Error ? error.message : String(error)
  return {
    code: 'internal',
    message: `something unexpected happened: ${message.split('\n')[0]}`,
    hint: 'This is a bug in opsbook. Run it again with --debug and report what it prints',
    exit: EXIT.failed,
  }
}

function ownVersion(): string {
  const text = readFileSync(join(packageRoot(), 'package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
