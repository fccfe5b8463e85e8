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
 * A variable set anywhere on the page counts as set, because authors set them once at the top.
 */
export function undefinedVariables(readings: readonly FenceReading[]): Parameter[] {
  const assigned = new Set<string>()
  const read = new Map<string, Parameter>()
  for (const reading of readings) {
    for (const item of reading.items) {
      if (item.kind !== 'command' || item.language !== SHELL) continue
      const facts = commandFacts(item.text)
      for (const variable of facts.variables.assigned) assigned.add(variable.name)
      for (const variable of facts.variables.read) {
        if (read.has(variable.name) || !/^[A-Za-z_]\w*$/.test(variable.name)) continue
        const place = placeIn(item.text, variable.pos, item)
        read.set(variable.name, { name: variable.name, text: `$${variable.name}`, notation: 'variable', ...place })
      }
    }
  }
  return [...read.values()].filter(({ name }) => !assigned.has(name) && !ENVIRONMENT.has(name))
}

function placeIn(text: string, offset: number, at: { line: number; column: number }): { line: number; column: number } {
  const before = text.slice(0, offset)
  const breaks = before.split('\n')
  const last = breaks.at(-1)!
  return { line: at.line + breaks.length - 1, column: breaks.length === 1 ? at.column + last.length : last.length + 1 }
}
