/** An escalation in virtual time: the engine, people who can or cannot be reached, and a log. For simulations. */
import type { Severity } from '../../incident/severity.ts'
import type { Policy } from '../policy/policy.ts'
import { advance, begin, type EscalationEffect, type EscalationEvent, type WantedPage } from './advance.ts'
import { dueAt, type Escalation } from './escalation.ts'

/** Whom a wanted page reaches at a time, and when the first of them hears of it. */
export type Reach = (page: WantedPage, at: Date) => { readonly reached: readonly string[]; readonly at: Date }

export interface VirtualEffect {
  readonly at: Date
  readonly effect: EscalationEffect
  /** Of a page: who was reached. */
  readonly reached: readonly string[]
}

export interface VirtualEscalation {
  readonly state: () => Escalation
  readonly log: readonly VirtualEffect[]
  /** Something happens at a time. */
  readonly happen: (event: EscalationEvent, at: Date) => void
  /** Everything that is due until then happens, each at its own time. */
  readonly passUntil: (at: Date) => void
}

/** Starts one; `reach` stands for the world. */
export function virtualEscalation(policy: Policy, severity: Severity, start: Date, reach: Reach): VirtualEscalation {
  let state = begin(policy, severity, start)
  const log: VirtualEffect[] = []
  const apply = (event: EscalationEvent, at: Date): void => {
    const advanced = advance(state, event, at)
    state = advanced.state
    for (const effect of advanced.effects) {
      const heard = effect.do === 'page' ? reach(effect, at) : { reached: [], at }
      log.push({ at, effect, reached: heard.reached })
      if (effect.do === 'page') apply({ type: 'paged', ...heard }, at)
    }
  }
  const passUntil = (until: Date) => {
    for (let due = dueAt(state); due && due <= until; due = dueAt(state)) apply({ type: 'due' }, due)
  }
  return {
    ...{ state: () => state, log, passUntil },
    happen: (event, at) => {
      apply(event, at)
      passUntil(at)
    },
  }
}
