import type { Effect, Risk, Trait } from '../book/page.ts'
import { riskOf } from '../book/shell/command-facts.ts'
import { isWorse } from '../book/shell/risk-rule.ts'

/** The worst of some effects; nothing at all only reads. */
export const worstEffect = (effects: readonly Effect[]): Effect =>
  effects.reduce<Effect>((worst, effect) => (isWorse(effect, worst) ? effect : worst), 'read-only')

/** One word for a step, by the same rule as for a command. */
export const stepRisk = (effect: Effect, traits: readonly Trait[]): Risk => riskOf(effect, traits)
