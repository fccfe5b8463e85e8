import type { Effect, Trait } from '../page.ts'
import type { Verdict } from './risk-rule.ts'
import { isWorse } from './risk-rule.ts'

interface Reason {
  effect: Effect
  traits: readonly Trait[]
}

/** What the parts of a command do: the worst effect, every trait, and why. */
export interface Judgement {
  effect: Effect
  traits: Set<Trait>
  /** Sentences by what they stand for, in the order they were found. */
  reasons: Map<string, Reason>
}

export const emptyJudgement = (): Judgement => ({ effect: 'read-only', traits: new Set(), reasons: new Map() })

/** Adds one finding; `subject` is the command as written, the verdict's reason its predicate. */
export function addVerdict(judgement: Judgement, subject: string, verdict: Verdict): void {
  const { effect, traits = [], reason } = verdict
  if (isWorse(effect, judgement.effect)) judgement.effect = effect
  for (const trait of traits) judgement.traits.add(trait)
  addReason(judgement, `${subject} ${reason}`.trim(), { effect, traits })
}

/** Takes over what an inner command was found to do, except the traits the outer one takes away. */
export function includeJudgement(outer: Judgement, inner: Judgement, without: ReadonlySet<Trait>): void {
  if (isWorse(inner.effect, outer.effect)) outer.effect = inner.effect
  for (const trait of inner.traits) if (!without.has(trait)) outer.traits.add(trait)
  for (const [sentence, reason] of inner.reasons) {
    addReason(outer, sentence, { ...reason, traits: reason.traits.filter((trait) => !without.has(trait)) })
  }
}

/** Why, worst first, then what gave a command its traits. What only reads is named where nothing else is to be said. */
export function reasonsOf(judgement: Judgement): string[] {
  const found = Array.from(judgement.reasons)
  const order: readonly Effect[] = ['destructive', 'changing', 'unknown']
  const bad = order.flatMap((effect) => found.filter(([, reason]) => reason.effect === effect))
  const telling = found.filter(
    ([, { effect, traits }]) => effect === 'read-only' && traits.some((trait) => judgement.traits.has(trait)),
  )
  const chosen = [...bad, ...telling]
  return (chosen.length > 0 ? chosen : found.slice(0, 1)).map(([sentence]) => sentence)
}

function addReason(judgement: Judgement, sentence: string, reason: Reason): void {
  const known = judgement.reasons.get(sentence)
  if (!known || isWorse(reason.effect, known.effect)) judgement.reasons.set(sentence, reason)
}
