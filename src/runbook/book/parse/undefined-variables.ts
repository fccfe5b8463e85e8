import type { FenceReading } from '../fence-reading.ts'
import type { Parameter } from '../page.ts'
import { commandFacts } from '../shell/command-facts.ts'
import { SHELL } from './read-command.ts'

/** Variables that every shell, CI system or login has. */
const ENVIRONMENT = new Set(
  `HOME PATH USER LOGNAME SHELL PWD OLDPWD HOSTNAME HOST LANG LC_ALL TERM EDITOR TMPDIR TMP TEMP UID EUID PPID RANDOM SECONDS
   LINENO IFS OPTARG OPTIND REPLY BASH_SOURCE BASH_VERSION FUNCNAME PIPESTATUS KUBECONFIG VIRTUAL_ENV XDG_CONFIG_HOME
   XDG_DATA_HOME XDG_RUNTIME_DIR SSH_AUTH_SOCK SSH_CONNECTION DISPLAY CI`.split(/\s+/),
)

/**
 * Variables that the page's commands read and that nothing on the page sets: the reader has to know their value.
 * A variable set anywhere on the page counts as set, because authors set them once at the top; `${X:-default}` needs none.
 */
export function undefinedVariables(readings: readonly FenceReading[]): Parameter[] {
  const assigned = new Set<string>()
  const read = new Map<string, Parameter>()
  for (const reading of readings) {
    for (const item of reading.items) {
      if (item.kind !== 'command' || item.language !== SHELL || !/[$=]|\bread\b/.test(item.text)) continue
      const { variables } = commandFacts(item.text)
      if (variables.mayAssignAny) return []
      for (const variable of variables.assigned) assigned.add(variable.name)
      for (const use of variables.read) {
        if (use.guard === 'default' || read.has(use.name)) continue
        const column = use.line === 1 ? item.column + use.column - 1 : use.column
        const place = { line: item.line + use.line - 1, column }
        read.set(use.name, { name: use.name, text: `$${use.name}`, notation: 'variable', ...place })
      }
    }
  }
  return [...read.values()].filter(({ name }) => !assigned.has(name) && !ENVIRONMENT.has(name))
}
