import type { Redirection } from 'unbash'
import type { Input } from './carried.ts'
import type { Verdict } from './risk-rule.ts'
import { changes, destroys, unsure } from './risk-rule.ts'
import { shellWord } from './shell-word.ts'

/** A file that a redirection writes. */
export interface WrittenFile {
  /** The target as written. */
  target: string
  append: boolean
  /** Offset of the target. */
  pos: number
}

export interface HereDocument {
  delimiter: string
  /** True when the shell expands nothing in it: `<<'EOF'`. */
  quoted: boolean
  pos: number
}

const DEVICES = /^\/dev\/(?:null|stdout|stderr|stdin|tty|fd\/\d+)$/
const SOCKETS = /^\/dev\/(?:tcp|udp)\//
const DISKS = /^\/dev\/(?:sd|hd|vd|xvd|nvme|mmcblk|loop|dm-|mapper\/|disk\/)/

/** The files that redirections write; `2>&1` and `/dev/null` write none. */
export function writtenFiles(redirects: readonly Redirection[], source: string): WrittenFile[] {
  const files: WrittenFile[] = []
  for (const redirect of redirects) {
    if (redirect.type !== 'Redirect' || !redirect.target || !redirect.operator.includes('>')) continue
    const word = shellWord(redirect.target, source)
    if (redirect.operator === '>&' && /^(?:\d+|-)$/.test(word.value)) continue
    if (DEVICES.test(word.value) || word.value.startsWith('>(')) continue
    if (redirect.target.parts?.some((part) => part.type === 'ProcessSubstitution')) continue
    files.push({ target: word.text, append: redirect.operator.includes('>>'), pos: word.pos })
  }
  return files
}

/** What writing a file does; `empties` when nothing is written into it, so that its content is gone. */
export function writeVerdict(file: WrittenFile, empties: boolean): Verdict {
  if (DISKS.test(file.target)) return destroys('overwrites a disk')
  if (SOCKETS.test(file.target)) return unsure('talks to another machine')
  if (empties && !file.append) return destroys('empties the file')
  return file.append ? changes('adds to the file') : changes('writes the file')
}

/** What redirections put on a command's standard input. */
export function redirectedInput(redirects: readonly Redirection[], source: string, before: Input): Input {
  let input = before
  for (const redirect of redirects) {
    if (redirect.type === 'HereDoc') {
      const quoted = redirect.delimiter?.quoted ?? false
      input = { given: true, text: redirect.body.text, ...(quoted ? {} : { expands: true as const }) }
    } else if (redirect.type === 'HereString') {
      input = redirect.target ? { given: true, text: shellWord(redirect.target, source).inner } : { given: true }
    } else if (redirect.operator === '<' || redirect.operator === '<>') {
      input = { given: true }
    }
  }
  return input
}

export function hereDocuments(redirects: readonly Redirection[]): HereDocument[] {
  return redirects.flatMap((redirect) =>
    redirect.type === 'HereDoc'
      ? [{ delimiter: redirect.delimiter?.value ?? '', quoted: redirect.delimiter?.quoted ?? false, pos: redirect.pos }]
      : [],
  )
}
