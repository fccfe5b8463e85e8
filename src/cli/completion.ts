/** `opsbook completion`: scripts for shells, made from the same definitions as the help. */
import { nearNames } from '../runbook/book/near-names.ts'
import { type Call, type CommandDefinition, type CommandEntry, shapeCommand } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { helpTopics } from './help-topics.ts'

const SHELLS = ['bash', 'zsh', 'fish'] as const

export const completion: CommandDefinition = {
  text: {
    name: 'completion',
    summary: 'Prints the completion script of a shell to stdout; nothing is installed.',
    examples: [
      ['source <(opsbook completion bash)', 'in ~/.bashrc'],
      ['opsbook completion zsh > ~/.zfunc/_opsbook', 'a folder of $fpath'],
      ['opsbook completion fish > ~/.config/fish/completions/opsbook.fish', 'for fish'],
    ],
  },
  shape: (command) => command.argument('<shell>', SHELLS.join(', ')),
  run,
}

interface CommandWords {
  name: string
  summary: string
  flags: { long: string; description: string; values: readonly string[] }[]
  /** Words the first argument can be, where they are few. */
  words: readonly string[]
}

async function run({ args, terminal, commands }: Call<object>): Promise<ExitCode> {
  const [shell = ''] = args
  const render = scripts[shell]
  if (!render) {
    const near = nearNames(shell, SHELLS)
    throw usageFailure(
      'invalid-value',
      `there is no completion for "${shell}"`,
      near[0] ? `Did you mean ${near[0]}?` : `There is one for ${SHELLS.join(', ')}`,
    )
  }
  terminal.print(render(await commandWords(commands)))
  return EXIT.success
}

async function commandWords(commands: readonly CommandEntry[]): Promise<CommandWords[]> {
  const words: Readonly<Record<string, readonly string[]>> = {
    config: ['explain', 'schema', 'path'],
    completion: SHELLS,
    help: [...Object.keys(helpTopics), ...commands.map(({ name }) => name)],
  }
  return Promise.all(
    commands.map(async ({ name, summary, load }) => {
      const definition = await load()
      const flags = flagsOf([definition, ...(await Promise.all((definition.parts ?? []).map((part) => part.load())))])
      return {
        name,
        summary,
        flags: [...flags, { long: '--help', description: 'show help', values: [] }],
        words: words[name] ?? definition.parts?.map((part) => part.name) ?? [],
      }
    }),
  )
}

/** Flags of a command and of its own commands, each once with all the values it can have. */
function flagsOf(definitions: readonly CommandDefinition[]): CommandWords['flags'] {
  const flags = new Map<string, CommandWords['flags'][number]>()
  for (const { long, description, argChoices } of definitions.flatMap((each) => shapeCommand(each).options)) {
    if (!long) continue
    const values = [...new Set([...(flags.get(long)?.values ?? []), ...(argChoices ?? [])])]
    flags.set(long, { long, description: flags.get(long)?.description ?? description, values })
  }
  return [...flags.values()]
}

const scripts: Readonly<Record<string, (commands: readonly CommandWords[]) => string>> = { bash, zsh, fish }

function bash(commands: readonly CommandWords[]): string {
  const cases = commands.map(
    ({ name, flags, words }) =>
      `    ${name}) flags="${flags.map(({ long }) => long).join(' ')}"; words="${words.join(' ')}" ;;`,
  )
  const values = valueFlags(commands).map(
    ([flag, choices]) => `    ${flag}) COMPREPLY=($(compgen -W "${choices.join(' ')}" -- "$cur")); return ;;`,
  )
  return `# bash completion for opsbook
_opsbook() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" command="" word flags="" words=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) command="$word"; break ;; esac
  done
  if [ -z "$command" ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')} --help --version" -- "$cur"))
    return
  fi
  case "$prev" in
${values.join('\n')}
  esac
  case "$command" in
${cases.join('\n')}
  esac
  if [[ "$cur" == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$cur"))
  elif [ -n "$words" ]; then
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
  else
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -f -- "$cur"))
  fi
}
complete -F _opsbook opsbook
`
}

function zsh(commands: readonly CommandWords[]): string {
  const list = commands.map(({ name, summary }) => `    '${name}:${zshText(summary)}'`)
  const cases = commands.map(({ name, flags, words }) => {
    const specs = flags.map(
      ({ long, description, values }) =>
        `'${long}[${zshText(description)}]${values.length > 0 ? `:value:(${values.join(' ')})` : ''}'`,
    )
    return `    ${name}) _arguments ${[...specs, words.length > 0 ? `'1:what:(${words.join(' ')})'` : "'*:file:_files'"].join(' ')} ;;`
  })
  return `#compdef opsbook
_opsbook() {
  local -a commands=(
${list.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command="\${words[2]}"
  shift words
  (( CURRENT-- ))
  case "$command" in
${cases.join('\n')}
  esac
}
if [ "$funcstack[1]" = "_opsbook" ]; then _opsbook "$@"; else compdef _opsbook opsbook; fi
`
}

function fish(commands: readonly CommandWords[]): string {
  const names = commands.map(({ name }) => name).join(' ')
  const none = `not __fish_seen_subcommand_from ${names}`
  const lines = commands.flatMap(({ name, summary, flags, words }) => {
    const seen = `__fish_seen_subcommand_from ${name}`
    return [
      `complete -c opsbook -f -n '${none}' -a ${name} -d '${fishText(summary)}'`,
      ...flags.map(({ long, description, values }) => {
        const choices = values.length > 0 ? ` -x -a '${values.join(' ')}'` : ''
        return `complete -c opsbook -n '${seen}' -l ${long.slice(2)}${choices} -d '${fishText(description)}'`
      }),
      ...(words.length > 0 ? [`complete -c opsbook -f -n '${seen}' -a '${words.join(' ')}'`] : []),
    ]
  })
  return `# fish completion for opsbook\n${lines.join('\n')}\n`
}

function valueFlags(commands: readonly CommandWords[]): [string, readonly string[]][] {
  const flags = commands.flatMap((command) => command.flags).filter(({ values }) => values.length > 0)
  const byName = new Map<string, Set<string>>()
  for (const { long, values } of flags) byName.set(long, new Set([...(byName.get(long) ?? []), ...values]))
  return [...byName].map(([flag, values]) => [flag, [...values]])
}

const zshText = (text: string) => text.replaceAll("'", "'\\''").replace(/[[\]:]/g, (sign) => `\\${sign}`)
const fishText = (text: string) => text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")
