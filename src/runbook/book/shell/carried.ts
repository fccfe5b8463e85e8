import { OPEN } from '../parse/placeholders.ts'
import type { ReadArguments } from './arguments.ts'
import { readArguments } from './arguments.ts'
import { preparedRule } from './prepared-rule.ts'
import type { Call, Flag, ProgramRule, Runs } from './risk-rule.ts'
import type { ShellWord } from './shell-word.ts'
import { startsWithVerb } from './sub-command.ts'

/** What a program gets on its standard input. */
export interface Input {
  given: boolean
  /** The text, when it stands in the command: a here-document, a here-string, `echo '…' |`. */
  text?: string
  /** The shell puts its own values into the text. */
  expands?: true
}

/** What a call carries that has to be judged in turn: another command word by word, or text in a language. */
export type Carried = { words: readonly ShellWord[]; script?: true } | { text: CarriedText }

export interface CarriedText {
  language: string
  /** As it stands in the command, expansions kept. */
  text: string
  /** What is judged in its place: what the shell puts in is masked, a name in front is left out. */
  fixed?: string
}

/** Arguments as far as they belong to the program itself, and where it carries a command. */
export interface ReadCall {
  parsed: ReadArguments
  run?: Runs
}

/**
 * What a call carries: the command behind `sudo`, the text behind `bash -c`, the statements of `psql -c` or of its
 * here-document; `hidden` where it takes commands from somewhere the text does not show.
 */
export function carriedBy(rule: ProgramRule, read: ReadCall, call: Call, input: Input): readonly Carried[] | 'hidden' {
  const carried = [...carriedCommand(rule, read, call.words), ...carriedQuery(rule, call)]
  return carried.length > 0 ? carried : carriedInput(rule, call, input)
}

/** Reads the arguments as far as they belong to the program itself. */
export function readCall(rule: ProgramRule, words: readonly ShellWord[]): ReadCall {
  const style = { valued: preparedRule(rule).valued, longDash: rule.longDash === true }
  const plain = rule.runs?.find((entry) => entry.verb === undefined && entry.skip !== undefined)
  const whole = readArguments(words, { ...style, stopAfter: plain?.skip ?? Number.POSITIVE_INFINITY })
  const run = rule.runs?.find((entry) => applies(entry, whole, words))
  if (
    !run ||
    run.assigned ||
    run.option !== undefined ||
    run.module !== undefined ||
    run.until !== undefined ||
    run === plain
  ) {
    return run ? { parsed: whole, run } : { parsed: whole }
  }
  const dash = run.dashes ? words.findIndex((word) => word.value === '--') : -1
  if (dash >= 0) {
    const before = readArguments(words.slice(0, dash), { ...style, stopAfter: Number.POSITIVE_INFINITY })
    return { parsed: { ...before, rest: words.slice(dash + 1) }, run }
  }
  const parsed = readArguments(words, { ...style, stopAfter: run.skip ?? Number.POSITIVE_INFINITY })
  // `kubectl exec pod -c name command`: options may still follow.
  const rest = run.dashes ? readArguments(parsed.rest, { ...style, stopAfter: 0 }).rest : parsed.rest
  return { parsed: { ...parsed, rest }, run }
}

function applies(run: Runs, parsed: ReadArguments, words: readonly ShellWord[]): boolean {
  if (run.verb !== undefined && !startsWithVerb(parsed.operands, run.verb)) return false
  const option = run.option ?? run.module
  if (option !== undefined) return hasFlag(parsed.flags, option)
  if (run.until !== undefined) return words.some((word) => run.until?.split(' ').includes(word.value))
  if (run.assigned || run.skip !== undefined) return true
  return words.some((word) => word.value === '--')
}

function carriedCommand(rule: ProgramRule, { run, parsed }: ReadCall, words: readonly ShellWord[]): Carried[] {
  if (!run) return []
  if (run.option !== undefined) {
    return valuesOf(parsed.flags, run.option).map((value) => ({ text: { language: 'shell', text: value.inner } }))
  }
  if (run.module !== undefined) {
    return valuesOf(parsed.flags, run.module)
      .slice(0, 1)
      .map((value) => ({ words: [value, ...parsed.rest] }))
  }
  if (run.until !== undefined) return commandsUntil(run.until, words)
  if (run.assigned) return words.flatMap(assignedText)
  const rest = rule.assignments ? withoutAssignments(parsed.rest) : parsed.rest
  // `python - <<EOF` reads its input.
  const readsInput = rule.input !== undefined && rest[0]?.value === '-'
  if (rest.length === 0 || readsInput || readsScript(rule, parsed.flags)) return []
  const appends = run.appends === true && !hasFlag(parsed.flags, '-I -i --replace')
  const text = (run.shell && appends ? [...rest, FROM_INPUT] : rest).map((word) => word.inner).join(' ')
  if (run.shell) return [{ text: { language: 'shell', text } }]
  return [{ words: appends ? [...rest, FROM_INPUT] : rest, ...(run.script ? { script: run.script } : {}) }]
}

/** A word that only the input knows. */
const FROM_INPUT: ShellWord = { text: '…', value: OPEN, inner: OPEN, dynamic: true, pos: 0 }

/** `alias ll='ls -l'` is judged as what it will run. */
function assignedText(word: ShellWord): Carried[] {
  const equals = word.value.indexOf('=')
  return equals < 0 ? [] : [{ text: { language: 'shell', text: word.inner, fixed: word.value.slice(equals + 1) } }]
}

/** `find … -exec cmd {} \;`, as often as it occurs. */
function commandsUntil(names: string, words: readonly ShellWord[]): Carried[] {
  const openers = names.split(' ')
  const found: Carried[] = []
  let start = -1
  for (const [index, word] of words.entries()) {
    if (start < 0) {
      if (openers.includes(word.value)) start = index + 1
    } else if (endsCommand(words, index) || index === words.length - 1) {
      const end = endsCommand(words, index) ? index : index + 1
      if (end > start) found.push({ words: words.slice(start, end) })
      start = -1
    }
  }
  return found
}

/** `;` ends a command of find anywhere, `+` only behind `{}`. */
const endsCommand = (words: readonly ShellWord[], at: number): boolean =>
  words[at]?.value === ';' || (words[at]?.value === '+' && words[at - 1]?.value === '{}')

function carriedQuery(rule: ProgramRule, call: Call): Carried[] {
  const query = rule.query
  if (!query || (query.verb !== undefined && !startsWithVerb(call.operands, query.verb))) return []
  const texts = query.option === undefined ? [] : valuesOf(call.flags, query.option)
  const from = query.operand
  const operands = from === undefined ? [] : call.operands.slice(from, query.more ? undefined : from + 1)
  return [...texts, ...operands.filter((word) => word.value !== '-')].map((word) => ({
    // What the shell puts in is no text of the statement: `"select $$"` holds a number.
    text: { language: query.language, text: word.inner, ...(query.language === 'shell' ? {} : { fixed: word.value }) },
  }))
}

/** What stands on the standard input of a program that takes commands there; `hidden` when the text does not show it. */
function carriedInput(rule: ProgramRule, call: Call, input: Input): Carried[] | 'hidden' {
  if (rule.input === undefined) return []
  const script = rule.input === 'shell' || rule.input === 'code'
  // `python -` without any input waits for somebody to type.
  if (!input.given) {
    const waits = call.operands[0]?.value === '-' && rule.runs?.some((run) => run.script)
    return waits ? 'hidden' : []
  }
  // `bash file < data` and `ssh host command < data`: the input is data then.
  const operands = call.operands.filter((word) => word.value !== '-')
  if (script && !readsScript(rule, call.flags) && operands.length > (rule.runs?.[0]?.skip ?? 0)) return []
  if (input.text === undefined) return 'hidden'
  const expands = input.expands === true && rule.input !== 'shell'
  const fixed = expands ? { fixed: input.text.replace(/(?<!\\)\$(?:\$|\w+|\{[^}]*\})/g, OPEN) } : {}
  return [{ text: { language: rule.input, text: input.text, ...fixed } }]
}

/** `curl … | sh -s -- --yes`: the operands are for the script that comes in. */
const readsScript = (rule: ProgramRule, flags: readonly Flag[]): boolean =>
  rule.input === 'shell' && rule.bare?.effect === 'unknown' && hasFlag(flags, '-s')

const hasFlag = (flags: readonly Flag[], names: string): boolean => {
  const list = names.split(' ')
  return flags.some((flag) => list.includes(flag.name))
}

function valuesOf(flags: readonly Flag[], names: string): ShellWord[] {
  const list = names.split(' ')
  return flags.flatMap((flag) => (list.includes(flag.name) && flag.value ? [flag.value] : []))
}

function withoutAssignments(words: readonly ShellWord[]): readonly ShellWord[] {
  // `env - A=1 command`: the dash stands for `-i`.
  const first = words.findIndex((word) => word.value !== '-' && !/^[A-Za-z_]\w*\+?=/.test(word.value))
  return first < 0 ? [] : words.slice(first)
}
