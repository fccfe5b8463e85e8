import { commandFacts } from '../shell/command-facts.ts'
import { judgeCall } from '../shell/judge-call.ts'
import type { ShellWord } from '../shell/shell-word.ts'
import type { JudgedCommand } from './judged-commands.ts'
import { deletesWhatIsMadeAgain, isOldFilesOnly, removesScratch } from './recoverable.ts'

type Judged = Pick<JudgedCommand, 'effect' | 'language' | 'text' | 'fence'>

/**
 * True when a destructive command takes something away that nobody can bring back. Ending a process or a query,
 * deleting a pod that its controller makes again, an index, a package, an image or a temporary file is disruptive, but
 * not that.
 */
export function isIrreversible({ effect, language, text, fence }: Judged): boolean {
  if (effect !== 'destructive' || isHarmlessSql(text, fence?.text ?? text)) return false
  if (language !== 'bash') return true
  const calls = commandFacts(text).invocations.map(({ words }) => words)
  const destroying = calls.filter(
    (words) => words.length > 0 && judgeCall(words, { given: false }).own.effect === 'destructive',
  )
  return destroying.length === 0 || destroying.some((words) => !isRecoverable(words, text))
}

const LOSES_DATA = /\b(?:drop\s+(?!index\b)\w+|truncate\b|delete\s+from\b)/i
const SQL_OF_SORTS = /\bpg_(?:cancel|terminate)_backend\b|\bdrop\s+index\b/i

/** Ends queries or drops an index, which can be built again; or drops only tables that its own block makes. */
function isHarmlessSql(text: string, block: string): boolean {
  if (SQL_OF_SORTS.test(text) && !LOSES_DATA.test(text)) return true
  const dropped = [...text.matchAll(/\bdrop\s+table\s+(?:if\s+exists\s+)?([\w."]+)/gi)].map((match) => match[1]!)
  const others = text.replace(/\bdrop\s+table\b/gi, '')
  return dropped.length > 0 && !LOSES_DATA.test(others) && dropped.every((name) => isMadeIn(block, name))
}

const isMadeIn = (block: string, table: string) =>
  new RegExp(
    `\\bcreate\\s+(?:temp\\w*\\s+)?table\\s+(?:if\\s+not\\s+exists\\s+)?${table.replace(/[."]/g, '\\$&')}(?![\\w.])`,
    'i',
  ).test(block)

/** Programs whose destructive acts end work, or take away what a registry, a manifest or a new start gives back. */
const GIVES_BACK: ReadonlySet<string> = new Set(
  'kill pkill killall fuser skill xkill apt apt-get yum dnf apk brew pip pip3 npm gem snap dpkg docker-machine vagrant tmux screen'.split(
    ' ',
  ),
)
const CONTAINERS: ReadonlySet<string> = new Set(['docker', 'podman', 'nerdctl', 'crictl', 'buildah'])
/** Things on a server that stand for a decision, not for data. */
const DECISIONS = /\/(?:silences?|banned[\w-]*|bans?|tests?|maintenance|locks?|cache|alerts?|sessions?)(?:[/?"']|$)/i

function isRecoverable(words: readonly ShellWord[], text: string): boolean {
  const program = words[0]!.value.slice(words[0]!.value.lastIndexOf('/') + 1)
  const rest = words.slice(1)
  const has = (pattern: RegExp) => rest.some(({ value }) => pattern.test(value))
  if (GIVES_BACK.has(program)) return true
  if (CONTAINERS.has(program)) return !has(/^(?:volumes?|--volumes|-v)$/)
  switch (program) {
    case 'kubectl':
    case 'oc':
    case 'k':
      return has(/^drain$/) || deletesWhatIsMadeAgain(rest, text)
    case 'rm':
    case 'unlink':
    case 'truncate':
      return removesScratch(rest)
    case 'find':
      return isOldFilesOnly(rest)
    case 'curl':
      return has(DECISIONS)
    case 'git':
      return has(/^branch$/)
    case 'knife':
      return has(/^(?:node|client)$/)
    default:
      return false
  }
}
