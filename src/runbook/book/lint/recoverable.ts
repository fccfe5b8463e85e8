import type { Fence } from '../document.ts'
import type { Page } from '../page.ts'
import { OPEN } from '../parse/placeholders.ts'
import type { ShellWord } from '../shell/shell-word.ts'
import { pageCommands, sectionAt } from './page-commands.ts'

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

interface Placed {
  text: string
  line: number
  fence?: Fence
}

/** A server that is emptied under a comment that calls it a cache: it fills itself again. */
export function emptiesCache({ text, line, fence }: Placed): boolean {
  if (!/\bFLUSH(?:ALL|DB)\b/i.test(text) || !fence) return false
  const above = fence.lines.filter((each) => each.line < line)
  const comments: string[] = []
  for (let at = above.length - 1; at >= 0 && /^\s*#/.test(above[at]!.text); at--) comments.push(above[at]!.text)
  return comments.some((comment) => /\bcaches?\b/i.test(comment))
}

/** Takes away what a command further up in the same section has made, under the same name: a trial, or a loan. */
export function takesBackWhatItMade(page: Page, { text, line }: Placed): boolean {
  const name = /(?:^|[\s"'])([\w.-]{5,})["']?\s*$/.exec(text)?.[1]
  const made = name === undefined ? undefined : namesMade(page).get(name)
  if (!made) return false
  const section = sectionAt(page, line)
  return made.some((at) => at < line && sectionAt(page, at) === section)
}

const MAKES = /\b(?:create|set|mkdir|mktemp|createdb)\b/i
const known = new WeakMap<Page, ReadonlyMap<string, readonly number[]>>()

/** Words of commands that make something → the lines where they stand. */
function namesMade(page: Page): ReadonlyMap<string, readonly number[]> {
  let names = known.get(page)
  if (!names) {
    names = readNamesMade(page)
    known.set(page, names)
  }
  return names
}

function readNamesMade(page: Page): Map<string, number[]> {
  const names = new Map<string, number[]>()
  for (const { text, line } of pageCommands(page)) {
    if (!MAKES.test(text)) continue
    for (const [name] of text.matchAll(/[\w.-]{5,}/g)) {
      const lines = names.get(name)
      if (lines) lines.push(line)
      else names.set(name, [line])
    }
  }
  return names
}
