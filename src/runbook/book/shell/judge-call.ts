import type { Trait } from '../page.ts'
import type { Carried, Input } from './carried.ts'
import { carriedBy, readCall } from './carried.ts'
import { judgeByName, tellsStatus } from './judge-name.ts'
import type { Judgement } from './judgement.ts'
import { addVerdict, emptyJudgement } from './judgement.ts'
import type { PreparedOption } from './prepared-rule.ts'
import { preparedRule } from './prepared-rule.ts'
import type { Call, Flag, OptionRule, ProgramRule, Verdict } from './risk-rule.ts'
import { changes, isWorse, reads, readsAs, unsure } from './risk-rule.ts'
import { isScript, ruleFor, ruleForScript } from './risk-table.ts'
import type { ShellWord } from './shell-word.ts'
import { asWritten } from './shell-word.ts'
import { findSubCommand } from './sub-command.ts'

export interface CallJudgement {
  own: Judgement
  carried: readonly Carried[]
  /** Traits of the carried command that this one takes away. */
  without: ReadonlySet<Trait>
}

const NOTHING: ReadonlySet<Trait> = new Set()
const BOUNDED: ReadonlySet<Trait> = new Set<Trait>(['never-ending'])

/**
 * Judges one command by the tables. What it carries (`sudo …`, `psql -c '…'`) is handed back to the caller, who knows
 * how to read it.
 *
 * @param words the program and its arguments, at least one
 * @param script the program is a file that an interpreter runs: `bash status`
 */
export function judgeCall(words: readonly ShellWord[], input: Input, script = false): CallJudgement {
  const program = words[0] as ShellWord
  const own = emptyJudgement()
  if (program.dynamic || program.value === '') {
    addVerdict(own, asWritten(program.text).slice(0, 60), unsure('is a program that is not fixed in the text'))
    return { own, carried: [], without: NOTHING }
  }
  const rule = script ? ruleForScript(program.value) : ruleFor(program.value)
  if (rule) return judgeByRule(rule, words, input)
  addVerdict(own, program.value, judgeUnlisted(program.value, { words, script }))
  return { own, carried: [], without: NOTHING }
}

/** Installed programs explain themselves when asked to; a script of the folder may not look at its arguments at all. */
function judgeUnlisted(program: string, call: { words: readonly ShellWord[]; script: boolean }): Verdict {
  if (call.script || isScript(program)) {
    if (!call.script && call.words.length === 1 && tellsStatus(program))
      return readsAs('tells a status, judged by its name')
    return judgeByName(program) ?? unsure('is a script whose effect is not known')
  }
  return onlyExplains(call.words) ? reads : unsure('is not a program whose effect is known')
}

/**
 * `deploy --help` and `deploy --version` only print. With anything else beside it `--version` may take a value
 * (`helm upgrade shop ./chart --version 2`), and `--help` may belong to what is carried.
 */
const onlyExplains = (words: readonly ShellWord[]): boolean =>
  words.length === 2 && (words[1]?.value === '--help' || words[1]?.value === '--version')

function judgeByRule(rule: ProgramRule, words: readonly ShellWord[], input: Input): CallJudgement {
  const program = words[0] as ShellWord
  const read = readCall(rule, words.slice(1))
  const { parsed } = read
  const name = program.value.slice(program.value.lastIndexOf('/') + 1)
  const call: Call = {
    program: name,
    words: words.slice(1),
    flags: parsed.flags,
    operands: [...parsed.operands, ...parsed.rest],
    hasInput: input.given,
  }
  const own = emptyJudgement()
  if (onlyExplains(words)) {
    addVerdict(own, name, reads)
    return { own, carried: [], without: NOTHING }
  }
  const found = carriedBy(rule, read, call, input)
  if (found === 'hidden') {
    const isSql = rule.input === 'sql'
    addVerdict(
      own,
      name,
      isSql ? changes('runs statements that the text does not show') : unsure('runs what it reads from its input'),
    )
  }
  if (!isPlain(rule) && words.some(({ text }) => MANY_WORDS.test(text)))
    addVerdict(own, name, unsure('takes words that the text does not show'))
  const options = matchingOptions(rule, call)
  // `command -v rm` and `bash -n script` do not run what they name.
  const onlyShows = options.some(({ option }) => option.replaces === 'all' && option.effect === 'read-only')
  const carried = found === 'hidden' || onlyShows ? [] : found
  judgeOwn(rule, call, { own, name, options, carries: carried.length > 0 })
  for (const { option } of options) for (const trait of option.drops ?? []) own.traits.delete(trait)
  return { own, carried, without: rule.bounds ? BOUNDED : NOTHING }
}

/** `$@`, `"${LIST[@]}"`, `$CURL_OPTS`: any number of words, options among them. */
const MANY_WORDS = /^"?\$(?:[@*]|\{[@*]\}|\{\w+\[[@*]\]\}|\{?\w*(?:OPT|ARG|FLAG|PARAM)\w*\}?)"?$/i

/** True for a program that only reads whatever its options say. */
const isPlain = (rule: ProgramRule): boolean =>
  rule.verdict.effect === 'read-only' && Object.keys(rule).every((key) => key === 'verdict' || key === 'valued')

interface MatchedOption {
  option: OptionRule
  flag: Flag
}

interface OwnCall {
  own: Judgement
  name: string
  options: readonly MatchedOption[]
  carries: boolean
}

function judgeOwn(rule: ProgramRule, call: Call, at: OwnCall): void {
  const { own, name, options } = at
  const all = options.filter(({ option }) => option.replaces === 'all')
  const replacing = all.length > 0 ? all : options.filter(({ option }) => option.replaces)
  if (replacing.length > 0) {
    // No dry run makes known what nobody knows: `git -c core.sshCommand=… fetch --dry-run`.
    const others = options.filter(({ option }) => !option.replaces && (all.length === 0 || option.effect === 'unknown'))
    for (const { option, flag } of [...replacing, ...others]) addVerdict(own, `${name} ${flag.name}`, option)
    return
  }
  const base = baseVerdict(rule, call, { name, alone: options.length === 0 && !at.carries })
  // `rm -r` says all that `rm` says, and more.
  const outdone = options.some(
    ({ option }) => option.effect !== 'read-only' && !isWorse(base.verdict.effect, option.effect),
  )
  if (!outdone) addVerdict(own, base.subject, base.verdict)
  for (const { option, flag } of options) addVerdict(own, `${base.subject} ${flag.name}`, option)
  const judged = rule.judge?.(call)
  if (judged) addVerdict(own, name, judged)
}

interface Base {
  subject: string
  verdict: Verdict
}

/** What the program does by its sub-command, by the name of what it runs, or all by itself. */
function baseVerdict(rule: ProgramRule, call: Call, { name, alone }: { name: string; alone: boolean }): Base {
  const sub = findSubCommand(rule, call.operands)
  if (sub) return { subject: `${name} ${sub.words.join(' ')}`, verdict: sub.verdict }
  const named = rule.named === undefined ? undefined : call.operands[rule.named]
  const byName = named && !named.dynamic ? judgeByName(named.value) : undefined
  if (named && byName) return { subject: `${name} ${named.value}`, verdict: byName }
  if (rule.bare && alone && call.operands.length === 0 && !call.hasInput) return { subject: name, verdict: rule.bare }
  return { subject: name, verdict: ownVerdict(rule, call) }
}

function ownVerdict(rule: ProgramRule, call: Call): Verdict {
  const first = call.operands[0]
  if (rule.verbs && first?.dynamic && rule.verdict.effect !== 'read-only')
    return unsure('has a sub-command that is not fixed in the text')
  if (rule.verbs && (first?.value === 'help' || first?.value === 'version')) return reads
  return rule.verdict
}

function matchingOptions(rule: ProgramRule, call: Call): MatchedOption[] {
  if (call.flags.length === 0) return []
  const found: MatchedOption[] = []
  const { options, valued } = preparedRule(rule)
  const known = (name: string) => valued.has(name) || options.some(({ names }) => names.has(name))
  for (const prepared of options) {
    const flag = call.flags.find(
      (candidate) => isNamed(prepared, candidate.name, known) && fitsOption(prepared, candidate, call),
    )
    if (flag) found.push({ option: prepared.rule, flag })
  }
  return found
}

/** Most programs take long options cut short, as `sort --out=file`: for what does harm that is enough. */
function isNamed({ rule, names }: PreparedOption, name: string, known: (name: string) => boolean): boolean {
  if (names.has(name)) return true
  if (rule.effect === 'read-only' || !/^--\w{3}/.test(name) || known(name)) return false
  return Array.from(names).some((long) => long.startsWith(name))
}

function fitsOption({ rule, verbs }: PreparedOption, flag: Flag, call: Call): boolean {
  if (verbs) {
    const behind = verbs.some(
      (verb) => flag.behind >= verb.length && verb.every((word, index) => call.operands[index]?.value === word),
    )
    if (!behind) return false
  }
  if (rule.value) return flag.value !== undefined && rule.value.test(flag.value.value)
  return !(rule.replaces && /^(?:none|false|no)$/.test(flag.value?.value ?? ''))
}
