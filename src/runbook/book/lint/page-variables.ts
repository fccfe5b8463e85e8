import type { Span } from '../../../kit/diagnostic.ts'
import type { Page } from '../page.ts'
import { commandFacts } from '../shell/command-facts.ts'
import { type PageCommand, pageCommands, placeOnLine } from './page-commands.ts'

/** Variables that shells, logins, CI systems and command line tools bring along. */
const ENVIRONMENT: ReadonlySet<string> = new Set(
  `HOME PATH USER LOGNAME USERNAME SHELL PWD OLDPWD HOSTNAME HOST HOSTTYPE OSTYPE MACHTYPE LANG LANGUAGE TERM EDITOR VISUAL
   PAGER TMPDIR TMP TEMP UID EUID GID GROUPS PPID RANDOM SRANDOM SECONDS EPOCHSECONDS EPOCHREALTIME LINENO IFS OPTARG OPTIND
   OPTERR REPLY MAIL DISPLAY COLUMNS LINES FUNCNAME PIPESTATUS DIRSTACK SHLVL SHELLOPTS MANPATH LD_LIBRARY_PATH KUBECONFIG
   VIRTUAL_ENV CI JAVA_HOME GOPATH GOROOT NODE_ENV PYTHONPATH DOCKER_HOST CONDA_PREFIX CLOUDSDK_CONFIG COMP_WORDS COMP_CWORD
   SUDO_USER ZSH_VERSION VAULT_ADDR CDPATH PS1 PS2 PROMPT_COMMAND MAINPID`.split(/\s+/),
)
const FAMILIES = /^(?:LC|XDG|SSH|BASH|GITHUB|CI|AWS|GOOGLE|GIT|COMP|npm)_/

/** Variables that a command of the page is the first to read, although nothing gives them a value. */
export interface OpenVariables {
  names: string[]
  /** The first use of the first of them. */
  span: Span
}

/**
 * Variables that the page's shell commands read and that nothing sets or declares. A value may come from a command
 * anywhere on the page, from front matter, from the configuration, or from the environment every operator has; and the
 * page may tell its reader in prose to set it.
 */
export function findPageVariables(page: Page, configured: readonly string[]): OpenVariables[] {
  if (!mayHaveOpen(page)) return []
  const assigned = new Set<string>(configured)
  const open = new Map<string, Use>()
  let mayBeSet = false
  for (const command of pageCommands(page)) {
    if (!MENTIONS_VARIABLE.test(command.text)) continue
    const { variables } = commandFacts(command.text)
    for (const { name } of variables.assigned) assigned.add(name)
    for (const { name, guard, ...at } of variables.read) {
      if (mayBeSet || guard || open.has(name) || ENVIRONMENT.has(name) || FAMILIES.test(name)) continue
      if (!isPrompt(command.text, name)) open.set(name, { command, at })
    }
    // A file that is read in, or text that is evaluated, may set anything from here on.
    mayBeSet ||= variables.mayAssignAny
  }
  const found = new Map<PageCommand, OpenVariables>()
  for (const [name, { command, at }] of open) {
    if (assigned.has(name) || isDeclared(page, name)) continue
    const known = found.get(command)
    if (known) known.names.push(name)
    else found.set(command, { names: [name], span: placeOnLine(page, command, at, name.length + 1) })
  }
  return [...found.values()]
}

interface Use {
  command: PageCommand
  at: { line: number; column: number }
}

/** `$mac ls`: some authors write the name of the machine behind the prompt. */
const isPrompt = (text: string, name: string) => /^[a-z]+$/.test(name) && text.startsWith(`$${name} `)

/** The reader lists open variables, save where a page reads in a file that may set them; only there it is worth a look. */
const mayHaveOpen = (page: Page): boolean =>
  page.parameters.some(({ notation }) => notation === 'variable') ||
  pageCommands(page).some(({ text }) => text.includes('source ') || text.includes('eval ') || text.startsWith('. '))

const MENTIONS_VARIABLE = /[$=]|\b(?:read|for|export|mapfile|readarray|getopts|source|eval)\b|^\s*\. /m

/** Front matter declares it, another block of the page gives it a value, or the prose names it. */
function isDeclared({ document, metadata, readings }: Page, name: string): boolean {
  const data = metadata.frontMatter
  for (const key of ['params', 'inputs', 'parameters', 'env', 'variables']) {
    const value = data[key]
    if (
      Array.isArray(value)
        ? value.some((each) => each === name || each?.name === name)
        : isRecord(value) && name in value
    )
      return true
  }
  const value = new RegExp(
    `(?<![\\w$])${name}(?:\\s*[+:?]?=|:\\s|\\s*=\\s)|-e\\s+${name}\\b|\\bset\\s+(?:-\\w+\\s+)*${name}\\b`,
  )
  if (readings.some(({ fence }) => fence.text.includes(name) && value.test(fence.text))) return true
  const code = new RegExp(`^\\$?\\{?${name}\\}?(?:=.*)?$|^export ${name}=`)
  return document.inlines.some((inline) =>
    inline.codes.some(({ text }) => text.includes(name) && code.test(text.trim())),
  )
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
