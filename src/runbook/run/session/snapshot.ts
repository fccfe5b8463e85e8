/** The state of a shell between two steps, as text that another bash at the same target can take over. */
import { splitDeclarations } from './split-declarations.ts'

export interface Snapshot {
  /** One `declare` command a variable. */
  variables: readonly { name: string; declaration: string }[]
  /** Function definitions. */
  functions: string
  /** Commands that set the options of `shopt` and `set`. */
  options: string
  aliases: string
  traps: string
  umask: string
  /** Quoted folders, the current one first, the rest as `pushd` stacked them. */
  folders: string
  /** Quoted positional parameters. */
  positional: string
  /** The command that sets errexit, nounset, verbose and xtrace; last, because they act on what follows. */
  flags: string
  /** Names of variables that had a secret in them, and are not here. */
  withheld?: readonly string[]
}

export interface SnapshotRules {
  /** What this shell has lost in the same way before. */
  withheld: ReadonlySet<string>
  /** Variables that never enter a snapshot. */
  secretNames: ReadonlySet<string>
  /** Says whether a text contains a secret in any of its forms. */
  containsSecret(text: string): boolean
  /** The functions of the fresh shell, which are ours. */
  ownFunctions: string
}

/** Variables that belong to the running bash, or to us. */
const NOT_KEPT = new Set(
  (
    '_ BASH BASHOPTS BASHPID BASH_ALIASES BASH_ARGC BASH_ARGV BASH_ARGV0 BASH_CMDS BASH_COMMAND BASH_EXECUTION_STRING ' +
    'BASH_LINENO BASH_LOADABLES_PATH BASH_REMATCH BASH_SOURCE BASH_SUBSHELL BASH_VERSINFO BASH_VERSION COMP_WORDBREAKS ' +
    'COPROC DIRSTACK EPOCHREALTIME EPOCHSECONDS EUID FUNCNAME GROUPS HISTCMD HOSTNAME HOSTTYPE LINENO MACHTYPE ' +
    'OPSBOOK_SESSION_ID OPSBOOK_START OPSBOOK_STEP_ID OPSBOOK_STEP_MARK OSTYPE PIPESTATUS PPID PWD RANDOM SECONDS SHELLOPTS SHLVL ' +
    'SRANDOM UID'
  ).split(' '),
)
/** Options that go through `flags` at the very end, cannot be set, or would end every restore. */
const LEFT_OUT =
  /^(?:set [-+]o (?:errexit|nounset|verbose|xtrace|noexec)|shopt -[su] (?:login_shell|restricted_shell))$/
const OUR_TRAP = '__ob_line=$LINENO'

/**
 * @param fields the nine fields the shell writes: variables, functions, `shopt -p`, `set +o`, aliases, traps, umask,
 *   folders, positional parameters
 * @param flags the command that restores the options that are off between steps
 */
export function readSnapshot(fields: readonly string[], flags: string, rules: SnapshotRules): Snapshot {
  const [variables = '', functions = '', shopts = '', options = '', aliases = '', traps = '', umask = ''] = fields
  const [folders = '', positional = ''] = fields.slice(7)
  const own = splitDeclarations(variables).filter(
    ({ name }) => !NOT_KEPT.has(name) && !name.startsWith('__ob_') && !rules.secretNames.has(name),
  )
  const kept = own.filter(({ text }) => !rules.containsSecret(text))
  const withheld = new Set([...rules.withheld, ...own.filter((each) => !kept.includes(each)).map(({ name }) => name)])
  const clean = (text: string) => (rules.containsSecret(text) ? '' : text)
  return {
    variables: kept.map(({ name, text }) => ({ name, declaration: text })),
    functions: clean(functions.replace(rules.ownFunctions, () => '')),
    options: without(shopts + options, (line) => LEFT_OUT.test(line)),
    aliases: clean(aliases),
    traps: clean(without(traps, (line) => line.includes(OUR_TRAP))),
    umask: umask.trim(),
    folders: folders.trim(),
    positional: clean(positional.trim()),
    flags: flags.replace(/;$/, ''),
    ...(withheld.size > 0 ? { withheld: [...withheld] } : {}),
  }
}

const without = (text: string, unwanted: (line: string) => boolean) =>
  text
    .split('\n')
    .filter((line) => !unwanted(line))
    .join('\n')

/** Said in the output of the program that restores a state whose folder is not there any more. */
export const FOLDER_GONE = 'opsbook-nowhere '

/** No trap may run there either. */
const ENDS_AT_ONCE = `{ \\builtin printf '${FOLDER_GONE}';\\builtin kill -9 $$; }`

/** Goes to the deepest folder of the stack and pushes the others back, so that `popd` finds what it would have found. */
const restoreFolders = (folders: string, gone: string) => `__ob_folders=(${folders})
\\builtin cd -- "$\{__ob_folders[-1]}"
for ((__ob_count=$\{#__ob_folders[@]}-2;__ob_count>=0;__ob_count--));do \\builtin pushd -- "$\{__ob_folders[__ob_count]}" >/dev/null;done
[[ . -ef $\{__ob_folders[0]} ]]||${gone}`

/**
 * The commands that bring a fresh bash into this state. They run as the text of a step, at the top level. A part that fails
 * does not keep the others from being restored; its error message is the report.
 *
 * @param gone what to do where the folder is not there: in another one the next step would hit something else
 */
export function restoreProgram(snapshot: Snapshot, gone = ENDS_AT_ONCE): string {
  const parts = [
    // The pieces of syntax that functions may need come before them, and an alias after the functions it must not change.
    snapshot.options,
    restoreFolders(snapshot.folders, gone),
    snapshot.umask,
    ...snapshot.variables.map(({ declaration }) => declaration),
    snapshot.functions,
    `set -- ${snapshot.positional}`,
    snapshot.aliases,
    snapshot.traps,
    snapshot.flags,
  ]
  return parts.filter((part) => part.trim() !== '').join('\n')
}

/** The same state for a shell behind one that has carried out its EXIT trap: that is for the end of a terminal, once. */
export const withoutExitTrap = (snapshot: Snapshot): Snapshot =>
  snapshot.traps.includes('EXIT') ? { ...snapshot, traps: `${snapshot.traps}\n\\builtin trap - EXIT` } : snapshot

/** True when a text may call something the shell has defined, and so may change the shell without showing it. */
export const definesCommands = (snapshot: Snapshot): boolean =>
  snapshot.functions.trim() !== '' || snapshot.aliases !== ''
