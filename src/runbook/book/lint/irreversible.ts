import { OPEN } from '../parse/placeholders.ts'
import { commandFacts } from '../shell/command-facts.ts'
import { judgeCall } from '../shell/judge-call.ts'
import type { ShellWord } from '../shell/shell-word.ts'
import type { JudgedCommand } from './judged-commands.ts'

/**
 * True when a destructive command takes something away that nobody can bring back. Ending a process, deleting a pod
 * that its controller makes again, removing an image, a cache or a temporary file is disruptive, but not that.
 */
export function isIrreversible({ effect, language, text }: JudgedCommand): boolean {
  if (effect !== 'destructive') return false
  if (language !== 'bash') return true
  const calls = commandFacts(text).invocations.map(({ words }) => words)
  const destroying = calls.filter((words) => words.length > 0 && judgeCall(words, { given: false }).own.effect === 'destructive')
  return destroying.length === 0 || destroying.some((words) => !isRecoverable(words))
}

const ENDS_PROCESSES: ReadonlySet<string> = new Set(['kill', 'pkill', 'killall', 'fuser', 'skill', 'xkill'])
const CONTAINERS: ReadonlySet<string> = new Set(['docker', 'podman', 'nerdctl', 'crictl', 'buildah'])
/** Kinds that a controller makes again, or that hold no data. */
const MADE_AGAIN = /^(?:pods?|po|replicasets?|rs|leases?|events?|endpoints|ep|endpointslices?|vmim|virtualmachineinstancemigrations?|csr|certificatesigningrequests?)(?:[/.]|$)/i

function isRecoverable(words: readonly ShellWord[]): boolean {
  const program = words[0]!.value.slice(words[0]!.value.lastIndexOf('/') + 1)
  const rest = words.slice(1)
  if (ENDS_PROCESSES.has(program)) return true
  if (/^(?:kubectl|oc|k)$/.test(program)) return deletesWhatIsMadeAgain(rest)
  if (CONTAINERS.has(program)) return !rest.some(({ value }) => /^(?:volumes?|--volumes|-v)$/.test(value))
  if (program === 'rm' || program === 'unlink') return removesScratch(rest)
  return program === 'find' && rest[0] !== undefined && isScratch(rest[0])
}

function deletesWhatIsMadeAgain(words: readonly ShellWord[]): boolean {
  const at = words.findIndex(({ value }) => value === 'delete')
  if (at < 0 || words.some(({ value }) => /^(?:-f|--filename|-k|--kustomize)$/.test(value))) return false
  const operands: ShellWord[] = []
  for (let index = at + 1; index < words.length; index++) {
    const word = words[index]!
    if (/^(?:-n|--namespace|-l|--selector|--field-selector|--context|--grace-period)$/.test(word.value)) index++
    else if (!word.value.startsWith('-')) operands.push(word)
  }
  const [kind] = operands
  // A lone placeholder or variable is a pod's name, or `pod/name`; output of `-o name` piped in is judged as unknown.
  if (kind === undefined) return false
  return MADE_AGAIN.test(kind.value) || (operands.length === 1 && kind.value.replaceAll(OPEN, '') === '')
}

const SCRATCH =
  /^["']?(?:\/(?:private\/)?tmp\/.|\/var\/tmp\/.|\$\{?TMPDIR|\$\(mktemp)|(?:^|[/_.-])(?:caches?|node_modules|__pycache__|tmp|temp|temporary|dist|build|target|\.terraform|_build|_?tests?|artifacts|coverage|venv)(?:[/*"'._-]|$)|(?:^|[/_$.{-])(?:CACHE|TMP|TEMP)(?:_DIR)?\b|\.(?:tmp|log|pid|lock|pyc|sock)["'*]?$/i

/** A named file beside the reader, or a place whose content exists to be thrown away. */
function removesScratch(words: readonly ShellWord[]): boolean {
  const recursive = words.some(({ value }) => /^-\w*[rR]|^--recursive$/.test(value))
  const targets = words.filter(({ value }) => !value.startsWith('-'))
  if (targets.length === 0) return false
  return targets.every((word) => isScratch(word) || (!recursive && isNamedFile(word)))
}

const isScratch = ({ inner }: ShellWord) => SCRATCH.test(inner)
/** `rm ./test` and `rm notes.txt` are the author's own files; a wildcard or a path from the root may be anybody's. */
const isNamedFile = ({ inner }: ShellWord) => !/^["']?(?:\/|~|\$)|[*?]/.test(inner)
