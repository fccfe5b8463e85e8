import type { Flag } from './risk-rule.ts'
import type { ShellWord } from './shell-word.ts'

/** How a program writes its options. */
export interface OptionStyle {
  /** Options that take the next word as their value. */
  valued: ReadonlySet<string>
  longDash: boolean
  /** After so many operands everything else belongs to an inner command. */
  stopAfter: number
}

export interface ReadArguments {
  flags: Flag[]
  operands: ShellWord[]
  /** Words behind the last operand that counted. */
  rest: ShellWord[]
}

/** Tells options from operands in the way getopt does: `-rf`, `-n 5`, `-n5`, `--name=value`, `--`. */
export function readArguments(words: readonly ShellWord[], style: OptionStyle): ReadArguments {
  const flags: Flag[] = []
  const operands: ShellWord[] = []
  let index = 0
  while (index < words.length && operands.length < style.stopAfter) {
    const word = words[index] as ShellWord
    index++
    if (word.value === '--') {
      while (index < words.length && operands.length < style.stopAfter) operands.push(words[index++] as ShellWord)
      break
    }
    if (word.value.length < 2 || !word.value.startsWith('-')) {
      operands.push(word)
    } else if (readFlag(word, words[index], { style, flags, behind: operands.length })) {
      index++
    }
  }
  // Options in front of the inner command are still the outer program's: `timeout 5 …`, `sudo -u x …`.
  while (style.stopAfter === 0 && index < words.length) {
    const word = words[index] as ShellWord
    if (word.value === '--') {
      index++
      break
    }
    if (word.value.length < 2 || !word.value.startsWith('-')) break
    index += readFlag(word, words[index + 1], { style, flags, behind: 0 }) ? 2 : 1
  }
  // `ssh host -- command`: the dashes belong to neither.
  if (style.stopAfter > 0 && words[index]?.value === '--') index++
  return { flags, operands, rest: words.slice(index) }
}

interface Reading {
  style: OptionStyle
  flags: Flag[]
  behind: number
}

/** Adds the options of one word; true when the next word was taken as a value. */
function readFlag(word: ShellWord, next: ShellWord | undefined, reading: Reading): boolean {
  const written = word.value
  const { style, flags, behind } = reading
  const equals = written.indexOf('=')
  if (written.startsWith('--') || style.longDash) {
    if (equals < 0) return pushFlag(written, next, reading)
    flags.push({ name: written.slice(0, equals), value: part(word, equals + 1), behind })
    return false
  }
  if (/^-\d/.test(written)) {
    flags.push({ name: written, behind })
    return false
  }
  for (let at = 1; at < written.length; at++) {
    const name = `-${written[at]}`
    if (style.valued.has(name)) {
      if (at + 1 === written.length) return pushFlag(name, next, reading)
      flags.push({ name, value: part(word, at + 1), behind })
      return false
    }
    flags.push({ name, behind })
  }
  return false
}

function pushFlag(name: string, next: ShellWord | undefined, { style, flags, behind }: Reading): boolean {
  const takes = style.valued.has(name) && next !== undefined
  flags.push(takes ? { name, value: next, behind } : { name, behind })
  return takes
}

function part(word: ShellWord, from: number): ShellWord {
  return { ...word, value: word.value.slice(from), inner: word.inner.slice(from) }
}
