import type { OptionRule, ProgramRule } from './risk-rule.ts'

/** A rule with its lists taken apart: what the tables write for people, split for looking things up. */
export interface PreparedRule {
  valued: ReadonlySet<string>
  options: readonly PreparedOption[]
}

export interface PreparedOption {
  rule: OptionRule
  names: ReadonlySet<string>
  /** Sub-commands it belongs to, each as its words. */
  verbs?: readonly (readonly string[])[]
}

/** One entry a rule that was ever asked for: never more than the tables have. */
const prepared = new WeakMap<ProgramRule, PreparedRule>()

/** The rule taken apart; done once a rule, when it is first needed. */
export function preparedRule(rule: ProgramRule): PreparedRule {
  const known = prepared.get(rule)
  if (known) return known
  const options = (rule.options ?? []).map((option) => ({
    rule: option,
    names: new Set(option.option.split(' ')),
    ...(option.verb === undefined ? {} : { verbs: option.verb.split('|').map((verb) => verb.split(' ')) }),
  }))
  const made = { valued: new Set(rule.valued?.split(' ')), options }
  prepared.set(rule, made)
  return made
}
