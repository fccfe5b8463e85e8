import type { Effect, Risk } from '../book/page.ts'
import type { Consent, Mode, PlannedApproval, PlanPolicy, StepKind } from './plan.ts'
import type { StepAnnotation } from './step-annotation.ts'

/**
 * How each mode treats a step. Interactively, what only reads runs after the question about the plan and everything else
 * is asked for; `auto` stops before what the policy does not name; `yes-changes` changes things only where the policy
 * permits it. A person is needed for instructions, for choices and for what takes over the terminal. What the author
 * makes depend on a judgement is left out where nobody is there to judge, unless it only reads.
 */
export function consentFor(
  { kind, risk, condition }: { kind: StepKind; risk: Risk; condition?: string | undefined },
  policy: PlanPolicy,
): Readonly<Record<Mode, Consent>> {
  if (kind === 'manual' || kind === 'choice' || kind === 'interactive') {
    const alone = condition === undefined ? 'stops' : 'skips'
    return { interactive: 'asks', auto: alone, 'yes-changes': alone }
  }
  if (policy.autoRun.includes(risk)) return { interactive: 'runs', auto: 'runs', 'yes-changes': 'runs' }
  if (condition !== undefined) return { interactive: 'asks', auto: 'skips', 'yes-changes': 'skips' }
  return { interactive: 'asks', auto: 'stops', 'yes-changes': policy.unattendedChanges ? 'runs' : 'asks' }
}

const CONDITION =
  /^if\b[^:]{0,120}|\((?:[^()]{0,40}\b)?(?:optional|last resort|only if[^()]{0,60}|if (?:needed|necessary|required|desired|applicable)|experimental|not recommended)(?:\b[^()]{0,40})?\)|\b(?:optional(?:ly)?:|only if\b.{0,60}|if (?:needed|necessary|required)\b|as a last resort)/iu

/** What in a title or in the name of the group makes a step depend on somebody's judgement. */
export function conditionOf(title: string, group: string | undefined): string | undefined {
  return (CONDITION.exec(title) ?? (group === undefined ? null : CONDITION.exec(group)))?.[0].trim()
}

/** Who has to agree before a step starts; undefined where nobody has to. */
export function approvalFor(
  effect: Effect,
  policy: PlanPolicy,
  annotation: StepAnnotation | undefined,
): PlannedApproval | undefined {
  const rules = policy.approvals.filter(({ effects }) => effects.includes(effect))
  const count = Math.max(annotation?.approve ?? 0, ...rules.map((rule) => rule.count), 0)
  if (count === 0) return undefined
  const groups = [...new Set(rules.flatMap(({ of }) => of))].sort()
  return { count, of: groups, twoPerson: rules.some(({ twoPerson }) => twoPerson) }
}

const DECLARED_EFFECTS: readonly Effect[] = ['changing', 'destructive']

/** The policy of the book together with what the front matter of the page demands on top of it. */
export function withPagePolicy(policy: PlanPolicy, frontMatter: Readonly<Record<string, unknown>>): PlanPolicy {
  const declared = frontMatter.policy
  if (typeof declared !== 'object' || declared === null || Array.isArray(declared)) return policy
  const { approve, two_person: twoPerson, of } = declared as Record<string, unknown>
  const count = typeof approve === 'number' ? approve : Number(twoPerson === true)
  if (!(count > 0)) return policy
  const groups = (Array.isArray(of) ? of : of === undefined ? [] : [of]).map(String)
  const rule = { effects: DECLARED_EFFECTS, count, of: groups, twoPerson: twoPerson === true }
  return { ...policy, approvals: [...policy.approvals, rule] }
}
