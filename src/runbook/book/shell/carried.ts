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
}

/** What a call carries that has to be judged in turn: another command word by word, or text in a language. */
export type Carried = { words: readonly ShellWord[] } | { text: { language: string; text: string } }

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
  if (!run || run.option !== undefined || run.module !== undefined || run.until !== undefined || run === plain) {
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
  if (run.skip !== undefined) return true
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
  const rest = rule.assignments ? withoutAssignments(parsed.rest) : parsed.rest
  // `python - <<EOF` reads its input.
  if (rest.length === 0 || rest[0]?.value === '-' || readsScript(rule, parsed.flags)) return []
  if (run.shell) return [{ text: { language: 'shell', text: rest.map((word) => word.inner).join(' ') } }]
  return [{ words: rest }]
}

/** `find … -exec cmd {} \;`, as often as it occurs. */
function commandsUntil(names: string, words: readonly ShellWord[]): Carried[] {
  const openers = names.split(' ')
  const found: Carried[] = []
  let start = -1
  for (const [index, word] of words.entries()) {
    if (start < 0) {
      if (openers.includes(word.value)) start = index + 1
    } else if (word.value === ';' || word.value === '+' || index === words.length - 1) {
      const end = word.value === ';' || word.value === '+' ? index : index + 1
      if (end > start) found.push({ words: words.slice(start, end) })
      start = -1
    }
  }
  return found
}

function carriedQuery(rule: ProgramRule, call: Call): Carried[] {
  const query = rule.query
  if (!query || (query.verb !== undefined && !startsWithVerb(call.operands, query.verb))) return []
  const texts = query.option === undefined ? [] : valuesOf(call.flags, query.option)
  const operand = query.operand === undefined ? undefined : call.operands[query.operand]
  return [...texts, ...(operand && operand.value !== '-' ? [operand] : [])].map((word) => ({
    text: { language: query.language, text: word.inner },
  }))
}

/** What stands on the standard input of a program that takes commands there; `hidden` when the text does not show it. */
function carriedInput(rule: ProgramRule, call: Call, input: Input): Carried[] | 'hidden' {
  if (rule.input === undefined || !input.given) return []
  const script = rule.input === 'shell' || rule.input === 'code'
  // `bash file < data` and `ssh host command < data`: the input is data then.
  const operands = call.operands.filter((word) => word.value !== '-')
  if (script && !readsScript(rule, call.flags) && operands.length > (rule.runs?.[0]?.skip ?? 0)) return []
  return input.text === undefined ? 'hidden' : [{ text: { language: rule.input, text: input.text } }]
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
  const first = words.findIndex((word) => !/^[A-Za-z_]\w*\+?=/.test(word.value))
  return first < 0 ? [] : words.slice(first)
}
