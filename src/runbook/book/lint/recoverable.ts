import { OPEN } from '../parse/placeholders.ts'
import type { ShellWord } from '../shell/shell-word.ts'

/** Kinds that a controller makes again, or that hold no data. */
const MADE_AGAIN =
  /^(?:pods?|po|replicasets?|rs|leases?|events?|endpoints|ep|endpointslices?|vmis?|virtualmachineinstances?|vmim|virtualmachineinstancemigrations?|csr|certificatesigningrequests?|volumeattachments?)(?:[/.]|$)/i

/** What `kubectl delete` is given: only pods and the like, a name whose kind is missing, or nothing yet. */
export function deletesWhatIsMadeAgain(words: readonly ShellWord[], text: string): boolean {
  const at = words.findIndex(({ value }) => value === 'delete')
  if (at < 0 || words.some(({ value }) => /^(?:-f|--filename|-k|--kustomize)$/.test(value))) return false
  if (words.some(({ value }) => value === '--cascade=orphan')) return true
  const operands: ShellWord[] = []
  for (let index = at + 1; index < words.length; index++) {
    const word = words[index]!
    if (/^(?:-n|--namespace|-l|--selector|--field-selector|--context|--grace-period)$/.test(word.value)) index++
    else if (!word.value.startsWith('-')) operands.push(word)
  }
  const [kind] = operands
  // Names come from a pipe: `kubectl get pods -o name | xargs kubectl delete`; or the command is only mentioned.
  if (kind === undefined) return !text.includes('|') || /\bget\s+(?:\S+\s+)*?(?:pods?|po)\b/.test(text)
  return MADE_AGAIN.test(kind.value) || (operands.length === 1 && kind.value.replaceAll(OPEN, '') === '')
}

const SCRATCH =
  /^["']?(?:\/(?:private\/)?tmp\/.|\/var\/tmp\/.|\$\{?TMPDIR|\$\(mktemp)|(?:^|[/_.-])(?:caches?|node_modules|__pycache__|tmp|temp|temporary|dist|build|target|\.terraform|_build|_?tests?|artifacts|coverage|venv)(?:[/*"'._-]|$)|(?:^|[/_$.{-])(?:CACHE|TMP|TEMP)(?:_DIR)?\b|\.(?:tmp|log|pid|lock|pyc|sock|signal)(?:\.\d+)?["'*]?$/i
const HOLDS_DATA = /\.(?:db|sqlite3?|dump|sql|tar|gz|tgz|zip|rdb|aof|wal|bak|pem|key|crt|p12|jks)["'*]?$/i
const NAMED_FILE = /[^/*?]\.[a-z][a-z0-9]{1,7}["']?$/i

/** True when `rm` and the like are given only files and folders that exist to be thrown away, or single named files. */
export function removesScratch(words: readonly ShellWord[]): boolean {
  const recursive = words.some(({ value }) => /^-\w*[rR]|^--recursive$/.test(value))
  const targets = words.filter(({ value }, at) => !value.startsWith('-') && words[at - 1]?.value !== '-s')
  return targets.length > 0 && targets.every((word) => isScratch(word) || isSingleFile(word, recursive))
}

const isScratch = ({ inner }: ShellWord) => SCRATCH.test(inner)

/**
 * `rm ./test`, `rm /etc/app/old.conf`: one file by its name, or a file in the folder one works in; from the root a
 * wildcard, a variable or an archive may be anything.
 */
function isSingleFile({ inner }: ShellWord, recursive: boolean): boolean {
  if (!recursive && /^["']?(?:\.\/)?\w[^/*?]*$/.test(inner)) return true
  return !/[*?$]/.test(inner) && !HOLDS_DATA.test(inner) && (!recursive || NAMED_FILE.test(inner))
}

/** `find` that is limited by age, by a kind of log file, or to a scratch folder. */
export const isOldFilesOnly = (words: readonly ShellWord[]): boolean =>
  words.some(({ value }) => /^-[cma](?:time|min)$/.test(value) || /^\*?\.(?:log|tmp)\*?$/.test(value)) ||
  (words[0] !== undefined && isScratch(words[0]))
