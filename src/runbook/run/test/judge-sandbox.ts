/** Which commands may reach the shell of a test although nobody vouches for their page. */
import type { Redirection, SyntaxNode } from 'unbash'
import { forEachChild } from 'unbash'
import { commandFacts } from '../../book/shell/command-facts.ts'
import { parseShell } from '../../book/shell/parse-shell.ts'
import { type ShellWord, shellWord } from '../../book/shell/shell-word.ts'
import { HARMLESS_BUILTINS, LOCAL_TOOLS, OTHER_BUILTINS } from './local-tools.ts'

/** Whether a text may be given to the shell, and which programs have to have a stand-in there. */
export type SandboxJudgement =
  | { runs: true; standIns: readonly string[] }
  /** In words that follow "it was not run, because". */
  | { runs: false; reason: string }

const TOOLS: ReadonlySet<string> = new Set(LOCAL_TOOLS)

/** Variables that decide what runs and where; they may be read and not be named otherwise. */
const DECIDING =
  /(?<![$\w{])(?:PATH|HOME|TMPDIR|CDPATH|ENV|OLDPWD|PWD|BASH\w*|LD_\w+|DYLD_\w+|SHELLOPTS|GLOBIGNORE|OPSBOOK_\w+|__ob_\w*)(?!\w)/

/** A place in the test's own folder that only a variable names. */
const OWN_PLACE = /^"?\$(?:HOME|TMPDIR|\{HOME\}|\{TMPDIR\})"?(?:\/[\w./%+,=@-]*)?"?$/

/**
 * Judges shell text by its syntax tree, and permits only what is understood: every program is either known to be
 * harmless or can be replaced, every file that is written lies in the folder of the test. What is left to the running
 * shell (a program in a variable, `eval`, a path outside) is refused. A guard against accidents; a page that wants to
 * break out has to be kept in a container.
 */
export function judgeForSandbox(text: string): SandboxJudgement {
  const facts = commandFacts(text)
  if (facts.problem) return no(`it is not valid shell text (${facts.problem.message})`)
  const deciding = DECIDING.exec(text)
  if (deciding) return no(`it may change ${deciding[0]}`)
  const tree = parseShell(text)
  const structure = structureProblem(tree.script, tree.text)
  if (structure !== undefined) return no(structure)
  const standIns = new Set<string>()
  for (const { program, words, nested } of facts.invocations) {
    if (nested) continue
    if (program === undefined) return no('which program it calls is known only when it runs')
    if (OTHER_BUILTINS.has(program)) return no(`${program} cannot be replaced`)
    const problem = HARMLESS_BUILTINS.has(program) ? builtinProblem(program, words.slice(1)) : nameProblem(program)
    if (problem !== undefined) return no(problem)
    if (!HARMLESS_BUILTINS.has(program) && !TOOLS.has(program)) standIns.add(program)
  }
  return { runs: true, standIns: [...standIns].sort() }
}

const no = (reason: string): SandboxJudgement => ({ runs: false, reason })

/** Names that can be made a file or a function. */
const nameProblem = (program: string): string | undefined =>
  /^[\w./+:@-]{1,200}$/.test(program) && !program.startsWith('-') && !/^\.{1,2}$/.test(program)
    ? undefined
    : `a program called ${JSON.stringify(program.slice(0, 40))} cannot be replaced`

const NAMES_VARIABLES = /^(?:declare|export|getopts|local|mapfile|read|readarray|readonly|typeset|unset)$/

function builtinProblem(program: string, words: readonly ShellWord[]): string | undefined {
  if (program === 'command') return /^-[vV]$/.test(words[0]?.value ?? '') ? undefined : 'command cannot be replaced'
  if (program === 'cd') {
    const folder = words.at(-1)
    return words.length < 2 && (folder === undefined || isInside(folder))
      ? undefined
      : 'it leaves the folder of the test'
  }
  if (program === 'printf' && words.some(({ value }) => value.startsWith('-v'))) return 'printf -v may set anything'
  if (!NAMES_VARIABLES.test(program)) return undefined
  const open = words.some(({ value, dynamic }) => dynamic && !/^[A-Za-z_]\w*\+?=/.test(value))
  const special = words.some(
    ({ value }) => /^-\w*[nCiu]/.test(value) && /^(?:declare|local|typeset|map|readarr)/.test(program),
  )
  return open || special ? `which variable ${program} sets is known only when it runs` : undefined
}

/** A relative path without a way up, or one below the home or temporary folder of the test. */
function isInside({ value, text, dynamic }: ShellWord): boolean {
  if (/(?:^|\/)\.\.(?:\/|$)/.test(text)) return false
  // Patterns and braces become other words when the command runs.
  return dynamic ? OWN_PLACE.test(text) : /^(?:~(?=\/|$))?(?![/-])[\w./:%+,=@ -]*$|^~\/[\w./:%+,=@ -]*$/.test(value)
}

const DEVICES = /^\/dev\/(?:null|stdout|stderr|stdin)$/

function structureProblem(script: SyntaxNode, source: string): string | undefined {
  let problem: string | undefined
  const visit = (node: SyntaxNode): void => {
    if (problem !== undefined) return
    if (node.type === 'Coproc' || node.type === 'Select') problem = 'it talks to what it starts'
    else if (node.type === 'Script' && node.source !== undefined) problem = 'it nests backticks'
    else if (node.type === 'Command' || node.type === 'Redirected') {
      for (const redirect of node.redirects) problem ??= redirectProblem(redirect, source)
    }
    if (problem === undefined) forEachChild(node, visit)
  }
  visit(script)
  return problem
}

function redirectProblem(redirect: Redirection, source: string): string | undefined {
  if (redirect.type !== 'Redirect') return undefined
  if (!redirect.target) return 'it redirects to nothing'
  const word = shellWord(redirect.target, source)
  const copies = redirect.operator === '>&' || redirect.operator === '<&'
  if (copies && /^(?:\d-?|-)$/.test(word.value)) return undefined
  if (!word.dynamic && DEVICES.test(word.value)) return undefined
  const way = redirect.operator.includes('>') ? 'writes' : 'reads'
  return isInside(word) ? undefined : `it ${way} ${JSON.stringify(word.text.slice(0, 60))}`
}
