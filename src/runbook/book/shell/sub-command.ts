import { namesAThing } from './judge-name.ts'
import type { ProgramRule, Verdict } from './risk-rule.ts'
import { isWorse } from './risk-rule.ts'
import type { ShellWord } from './shell-word.ts'

interface Verbs {
  exact: ReadonlyMap<string, Verdict>
  globs: readonly { words: readonly string[]; verdict: Verdict }[]
  longest: number
}

/** Prepared once a rule is first needed; there are as many as the tables have entries. */
const prepared = new WeakMap<ProgramRule, Verbs>()

export interface SubCommand {
  verdict: Verdict
  /** The words that decided, as written. */
  words: readonly string[]
}

/** Finds the sub-command of a call: the longest sequence of operands the rule knows, exact words before patterns. */
export function findSubCommand(rule: ProgramRule, operands: readonly ShellWord[]): SubCommand | undefined {
  if (!rule.verbs) return undefined
  const verbs = verbsOf(rule, rule.verbs)
  const values = operands.map((word) => (rule.anyCase ? word.value.toLowerCase() : word.value))
  const start = rule.verbAt ?? 0
  const last = Math.min(rule.anyPosition ? values.length : start + 1, values.length)
  let chosen: SubCommand | undefined
  for (let from = start; from < last; from++) {
    const found = matchAt(verbs, values, from)
    // `gh repo rename list`: a word that only reads counts behind names of things alone.
    if (rule.anyPosition && found?.verdict.effect === 'read-only' && !onlyThings(values, from)) continue
    // `pulumi config set`: where several words could be the sub-command, the worst is taken for it.
    if (!found || (chosen && !isWorse(found.verdict.effect, chosen.verdict.effect))) continue
    chosen = { verdict: found.verdict, words: operands.slice(from, from + found.length).map((word) => word.value) }
  }
  return chosen
}

const DEEPEST = 4

const onlyThings = (values: readonly string[], before: number): boolean =>
  before <= DEEPEST && values.slice(0, before).every(namesAThing)

/** True when the operands begin with the words of the sub-command: `compose exec`. */
export function startsWithVerb(operands: readonly ShellWord[], verb: string): boolean {
  return verb.split(' ').every((word, index) => operands[index]?.value === word)
}

function matchAt(
  verbs: Verbs,
  values: readonly string[],
  from: number,
): { verdict: Verdict; length: number } | undefined {
  for (let length = Math.min(verbs.longest, values.length - from); length > 0; length--) {
    const verdict = verbs.exact.get(values.slice(from, from + length).join(' '))
    if (verdict) return { verdict, length }
  }
  const glob = verbs.globs.find(({ words }) => words.every((word, index) => fits(word, values[from + index])))
  return glob && { verdict: glob.verdict, length: glob.words.length }
}

function fits(pattern: string, value: string | undefined): boolean {
  if (value === undefined) return false
  return pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : value === pattern
}

function verbsOf(rule: ProgramRule, table: Readonly<Record<string, Verdict>>): Verbs {
  const known = prepared.get(rule)
  if (known) return known
  const exact = new Map<string, Verdict>()
  const globs: { words: string[]; verdict: Verdict }[] = []
  for (const [keys, verdict] of Object.entries(table)) {
    for (const key of keys.split('|')) {
      if (key.includes('*')) globs.push({ words: key.split(' '), verdict })
      else exact.set(key, verdict)
    }
  }
  const longest = Math.max(1, ...Array.from(exact.keys(), (key) => key.split(' ').length))
  const verbs = { exact, globs, longest }
  prepared.set(rule, verbs)
  return verbs
}
