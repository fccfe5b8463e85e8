import type { Effect, Risk, Trait } from '../book/page.ts'
import { isWorse } from '../book/shell/risk-rule.ts'

/** The worst of some effects; nothing at all only reads. */
export const worstEffect = (effects: readonly Effect[]): Effect =>
  effects.reduce<Effect>((worst, effect) => (isWorse(effect, worst) ? effect : worst), 'read-only')

const TRAITS: readonly Trait[] = ['interactive', 'never-ending', 'privileged']

/** One word for a step: what it changes comes first, then what makes it unfit to run unattended. */
export function stepRisk(effect: Effect, traits: readonly Trait[]): Risk {
  if (effect === 'destructive' || effect === 'changing') return effect
  return TRAITS.find((trait) => traits.includes(trait)) ?? effect
}
