import type { Trait } from '../page.ts'
import type { Carried, Input } from './carried.ts'
import { carriedBy, readCall } from './carried.ts'
import type { Judgement } from './judgement.ts'
import { addVerdict, emptyJudgement } from './judgement.ts'
import type { PreparedOption } from './prepared-rule.ts'
import { preparedRule } from './prepared-rule.ts'
import type { Call, Flag, OptionRule, ProgramRule, Verdict } from './risk-rule.ts'
import { changes, isWorse, reads, unsure } from './risk-rule.ts'
import { isScript, judgeByName, ruleFor } from './risk-table.ts'
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
 */
export function judgeCall(words: readonly ShellWord[], input: Input): CallJudgement {
  const program = words[0] as ShellWord
  const own = emptyJudgement()
  if (program.dynamic || program.value === '') {
    addVerdict(own, asWritten(program.text).slice(0, 60), unsure('is a program that is not fixed in the text'))
    return { own, carried: [], without: NOTHING }
  }
  const rule = ruleFor(program.value)
  if (rule) return judgeByRule(rule, words, input)
  addVerdict(own, program.value, judgeUnlisted(program.value, words))
  return { own, carried: [], without: NOTHING }
}

function judgeUnlisted(program: string, words: readonly ShellWord[]): Verdict {
  if (onlyExplains(words)) return reads
  if (!isScript(program)) return unsure('is not a program whose effect is known')
  return judgeByName(program) ?? unsure('is a script whose effect is not known')
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
  const carried = found === 'hidden' ? [] : found
  const options = matchingOptions(rule, call)
  judgeOwn(rule, call, { own, name, options, carries: carried.length > 0 })
  for (const { option } of options) for (const trait of option.drops ?? []) own.traits.delete(trait)
  return { own, carried, without: rule.bounds ? BOUNDED : NOTHING }
}

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
  const replacing = options.filter(({ option }) => option.replaces)
  if (replacing.length > 0) {
    const worst = replacing.reduce((one, other) => (isWorse(other.option.effect, one.option.effect) ? other : one))
    addVerdict(own, `${name} ${worst.flag.name}`, worst.option)
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
  for (const prepared of preparedRule(rule).options) {
    const flag = call.flags.find(
      (candidate) => prepared.names.has(candidate.name) && fitsOption(prepared, candidate, call),
    )
    if (flag) found.push({ option: prepared.rule, flag })
  }
  return found
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
