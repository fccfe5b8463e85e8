import { forEachChild, type SyntaxNode } from 'unbash'
import { parseShell } from '../shell/parse-shell.ts'
import { type ShellWord, shellWord } from '../shell/shell-word.ts'

/** One program as a shell would start it, with what merely wraps it (`sudo`, `env`, `xargs`…) taken off. */
export interface ShellCall {
  /** Base name of the program. */
  program: string
  /** Words behind the program, in order. */
  words: readonly ShellWord[]
  /** Offset of the program in the command's text. */
  pos: number
  end: number
  /** True when its input comes from a pipe or a file. */
  hasInput: boolean
  /** Text of the commands that read this one's output, in the order of the pipe. */
  pipedTo: readonly string[]
  /** Wrappers taken off, outermost first. */
  wrappers: readonly string[]
}

/** Wrappers with the options that take a value, and how many operands of their own they have. */
const WRAPPERS: Readonly<Record<string, { valued: string; operands: number }>> = {
  sudo: { valued: 'ugpCDhrTtU', operands: 0 },
  doas: { valued: 'uC', operands: 0 },
  env: { valued: 'uCS', operands: 0 },
  nohup: { valued: '', operands: 0 },
  time: { valued: 'fo', operands: 0 },
  nice: { valued: 'n', operands: 0 },
  ionice: { valued: 'cnp', operands: 0 },
  exec: { valued: 'a', operands: 0 },
  command: { valued: '', operands: 0 },
  timeout: { valued: 'ks', operands: 1 },
  xargs: { valued: 'IiLnPsdEa', operands: 0 },
  stdbuf: { valued: 'ioe', operands: 0 },
  chroot: { valued: '', operands: 1 },
}

/** Every program that a piece of shell text starts, substitutions and both sides of pipes included, in text order. */
export function shellCalls(text: string): ShellCall[] {
  const tree = parseShell(text)
  const calls: ShellCall[] = []
  // Words are taken apart when they are looked into; only a substitution makes that worth while.
  const substitutes = /\$\(|`|[<>]\(/.test(text)
  const visit = (node: SyntaxNode, input: boolean, pipedTo: readonly string[]): void => {
    if (!substitutes && (node.type === 'Word' || node.type === 'Assignment')) return
    // Escaped backticks hold a decoded text of their own, whose offsets mean nothing here.
    if (node.type === 'Script' && node.source !== undefined) return
    if (node.type === 'Pipeline') {
      const texts = node.commands.map((command) => tree.text.slice(command.pos, command.end))
      for (const [at, command] of node.commands.entries()) visit(command, at > 0, texts.slice(at + 1))
      return
    }
    if (node.type === 'Command' && node.name) {
      const words = [node.name, ...node.args].map((word) => shellWord(word, tree.text))
      const redirected = node.redirects.some(({ operator }) => operator.startsWith('<') && operator !== '<&')
      const call = unwrap(words)
      if (call) calls.push({ ...call, end: node.end, hasInput: input || redirected, pipedTo })
    }
    forEachChild(node, (child) => visit(child, false, []))
  }
  visit(tree.script, false, [])
  return calls.sort((a, b) => a.pos - b.pos)
}

function unwrap(words: readonly ShellWord[]): Pick<ShellCall, 'program' | 'words' | 'pos' | 'wrappers'> | undefined {
  const wrappers: string[] = []
  let rest = words
  for (;;) {
    const [first, ...others] = rest
    if (!first) return undefined
    const program = first.value.slice(first.value.lastIndexOf('/') + 1)
    const wrapper = Object.hasOwn(WRAPPERS, program) ? WRAPPERS[program] : undefined
    const inner = wrapper ? innerWords(others, wrapper) : []
    if (inner.length === 0) return { program, words: others, pos: first.pos, wrappers }
    wrappers.push(program)
    rest = inner
  }
}

function innerWords(words: readonly ShellWord[], { valued, operands }: { valued: string; operands: number }) {
  let at = 0
  let left = operands
  while (at < words.length) {
    const { value } = words[at]!
    if (value === '--') return words.slice(at + 1)
    if (/^-[^-]*$/.test(value) && value.length > 1) at += valued.includes(value.at(-1)!) && value.length === 2 ? 2 : 1
    else if (value.startsWith('--') || /^[A-Za-z_]\w*=/.test(value)) at++
    else if (left > 0) {
      left--
      at++
    } else return words.slice(at)
  }
  return []
}

/** Words of a call told apart: options (with the values that belong to them) and operands. */
export interface CallWords {
  options: { name: string; value: string | undefined; word: ShellWord }[]
  operands: ShellWord[]
  /** Words behind `--`. */
  rest: ShellWord[]
  dashes: boolean
}

/**
 * Tells options from operands. `valued` names the options that take the next word: `-n`, `--namespace`; an option
 * written with `=` always keeps its value.
 */
export function splitWords(words: readonly ShellWord[], valued: ReadonlySet<string>): CallWords {
  const result: CallWords = { options: [], operands: [], rest: [], dashes: false }
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!
    if (word.value === '--') {
      result.dashes = true
      result.rest = words.slice(at + 1)
      break
    }
    if (!word.value.startsWith('-') || word.value === '-') {
      result.operands.push(word)
      continue
    }
    const equals = word.value.indexOf('=')
    const name = equals < 0 ? word.value : word.value.slice(0, equals)
    const takesNext = equals < 0 && valued.has(name)
    const value = equals < 0 ? (takesNext ? words[at + 1]?.value : undefined) : word.value.slice(equals + 1)
    result.options.push({ name, value, word })
    if (takesNext) at++
  }
  return result
}
