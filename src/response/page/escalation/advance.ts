/**
 * The escalation engine: state + event + time → the next state and what is to be done. Pure; who is on call and who can be reached is found out
 * by the caller, who answers `page` with the event `paged`.
 *
 * A step waits for its time since the step before it reached somebody. One that does not apply, is empty or reaches nobody takes no time: the
 * next one is due at once. Only while somebody has the incident, steps for unacknowledged ones pass in their own time.
 */
import type { Severity } from '../../incident/severity.ts'
import { isTime } from '../policy/choose-policy.ts'
import type { Policy, Step, Target } from '../policy/policy.ts'
import type { Escalation } from './escalation.ts'

export type EscalationEvent =
  | { readonly type: 'due' }
  /** What became of `page`: ids of those who were reached, and when the first of them hears of it. */
  | { readonly type: 'paged'; readonly reached: readonly string[]; readonly at: Date }
  | { readonly type: 'acknowledged'; readonly at: Date }
  /** Nobody has it any more; it begins from its first step. */
  | { readonly type: 'dropped' }
  | { readonly type: 'ended' }
  | { readonly type: 'snoozed'; readonly until: Date }
  /** Somebody cannot take it, or all their messages failed. */
  | { readonly type: 'declined'; readonly userId: string; readonly hadIt: boolean }
  | { readonly type: 'escalate' }
  | { readonly type: 'replaced'; readonly policy: Policy }
  | { readonly type: 'raised'; readonly severity: Severity; readonly policy: Policy; readonly has: readonly string[] }
  /** Another severity that changes nobody's turn. */
  | { readonly type: 'lowered'; readonly severity: Severity }

/** Which people are to be told: a step of the policy, or its fallback. */
export interface WantedPage {
  readonly do: 'page'
  /** Counted from 1; absent for the fallback. */
  readonly step: number | undefined
  readonly round: number
  readonly notify: readonly Target[]
  readonly roundRobin: boolean
  /** What ends the page of somebody: that anybody acknowledges the incident, or only that it is over. */
  readonly until: 'acknowledged' | 'resolved'
  /** Ids of people who are not paged again. */
  readonly has: readonly string[]
}

export type EscalationEffect =
  | WantedPage
  | { readonly do: 'drop'; readonly why: 'timeout' | 'awake' }
  | { readonly do: 'exhausted'; readonly heard: boolean }

export interface Advanced {
  readonly state: Escalation
  readonly effects: readonly EscalationEffect[]
}

/** Nobody could be reached: how soon everything is tried again. */
const AGAIN_MS = 60_000

/** A policy from its beginning. */
export const begin = (policy: Policy, severity: Severity, now: Date): Escalation => ({
  ...{ policy, severity, phase: 'running', round: 0, next: 0, stepAt: later(now, policy.steps[0]!.afterMs) },
  ...{ heard: false, heardInRound: false, unheard: false, asked: [], has: [], wanted: false },
})

/** What an event makes of an escalation. */
export function advance(state: Escalation, event: EscalationEvent, now: Date): Advanced {
  switch (event.type) {
    case 'due':
      return due(state, now)
    case 'paged':
      return paged(state, event, now)
    case 'acknowledged':
      return only(held(state, event.at))
    case 'dropped':
      return only(begin(state.policy, state.severity, now))
    case 'ended':
      return only({ ...still(state), phase: 'over' })
    case 'snoozed':
      return only({ ...still(state), phase: 'snoozed', wakeAt: event.until })
    case 'declined':
      return only(declined(state, event, now))
    case 'escalate':
      return only(escalated(state, now))
    case 'replaced':
      return only(begin(event.policy, state.severity, now))
    case 'raised':
      return only(raised(state, event, now))
    case 'lowered':
      return only({ ...state, severity: event.severity })
  }
}

const only = (state: Escalation): Advanced => ({ state, effects: [] })
const later = (from: Date, ms: number): Date => new Date(from.getTime() + ms)

/** Without anything to wait for. */
function still({ stepAt: _, wakeAt: __, ...state }: Escalation): Escalation {
  return { ...state, asked: [], wanted: false }
}

const isOver = ({ next, policy }: Escalation): boolean => next > policy.steps.length

function due(state: Escalation, now: Date): Advanced {
  if (state.wakeAt && state.wakeAt <= now) {
    const why = state.phase === 'snoozed' ? 'awake' : 'timeout'
    return { state: begin(state.policy, state.severity, now), effects: [{ do: 'drop', why }] }
  }
  if (!state.stepAt || state.stepAt > now || state.phase === 'over' || isOver(state)) return only(state)
  const { policy, next, round, has } = state
  const isHeld = state.phase === 'held' && !state.wanted
  const wanted = { do: 'page' as const, round, has }
  if (next === policy.steps.length) {
    // While somebody has it, a fallback is nobody's business unless it is asked for.
    if (isHeld) return only(restingIn(state, next + 1))
    const until = state.phase === 'held' ? 'resolved' : 'acknowledged'
    return page(state, { ...wanted, step: undefined, notify: policy.fallback, roundRobin: false, until })
  }
  const step = policy.steps[next]!
  if (isHeld && step.until === 'acknowledged') return only(goOn(state, now, true))
  if (!applies(step, state.severity, now)) return only(goOn(state, now, false))
  const until = state.phase === 'held' ? 'resolved' : step.until
  return page(state, { ...wanted, step: next + 1, notify: step.notify, roundRobin: step.roundRobin, until })
}

const page = (state: Escalation, effect: WantedPage): Advanced => ({ state, effects: [effect] })

const applies = (step: Step, severity: Severity, now: Date): boolean =>
  (step.severities?.includes(severity) ?? true) && isTime(step, now)

function paged(state: Escalation, { reached, at }: { reached: readonly string[]; at: Date }, now: Date): Advanced {
  const isReached = reached.length > 0
  const heard = state.heard || isReached
  const after: Escalation = {
    ...state,
    ...{ heard, heardInRound: state.heardInRound || isReached, wanted: false },
    ...(isReached ? { asked: [...reached], reachedAt: at } : {}),
  }
  if (state.next < state.policy.steps.length) return only(goOn(after, now, isReached))
  if (state.phase === 'held') return only(restingIn(after, state.next + 1))
  if (heard) {
    const { stepAt: _, ...rest } = after
    const exhausted = { ...rest, phase: 'exhausted' as const, next: state.next + 1, unheard: false }
    return { state: exhausted, effects: [{ do: 'exhausted', heard }] }
  }
  // Who is to be paged may change at any time: an incident that nobody knows of is tried for as long as it lasts.
  const again = {
    ...begin(state.policy, state.severity, now),
    stepAt: later(now, AGAIN_MS),
    has: state.has,
    unheard: true,
  }
  return { state: again, effects: state.unheard ? [] : [{ do: 'exhausted', heard }] }
}

/** To the next step, the next round, or the fallback; after its time, or at once. */
function goOn(state: Escalation, now: Date, waits: boolean): Escalation {
  const { policy, next, round, heardInRound, reachedAt } = state
  const step = policy.steps[next + 1]
  if (step) {
    // What passes while somebody has it passes in its own time, whenever we come to see it.
    const from = isPassing(state) ? (state.stepAt ?? now) : (reachedAt ?? now)
    return { ...state, next: next + 1, stepAt: waits ? later(from, step.afterMs) : now }
  }
  if (state.phase === 'held') return restingIn(state, policy.steps.length)
  // Whoever was reached last has their time to answer, also where steps behind them reached nobody.
  const answerBy = heardInRound && reachedAt ? later(reachedAt, policy.fallbackAfterMs) : now
  const stepAt = answerBy > now ? answerBy : now
  if (round < policy.repeat && heardInRound) return { ...state, round: round + 1, next: 0, heardInRound: false, stepAt }
  return { ...state, next: policy.steps.length, stepAt }
}

const isPassing = ({ phase }: Escalation): boolean => phase === 'held'

/** Nothing more comes by itself; the acknowledgement may still run out. */
function restingIn({ stepAt: _, ...state }: Escalation, next: number): Escalation {
  return { ...state, next }
}

function held(state: Escalation, at: Date): Escalation {
  if (state.phase === 'over' || state.phase === 'snoozed') return { ...state, ackSeen: at }
  const { wakeAt: _, ...rest } = state
  const timeoutMs = state.policy.ackTimeoutMs[state.severity]
  const after: Escalation = { ...rest, phase: 'held', asked: [], has: [], wanted: false, unheard: false, ackSeen: at }
  const more = state.policy.steps.slice(state.next).some(({ until }) => until === 'resolved')
  const kept = more ? after : restingIn(after, state.next)
  return timeoutMs === undefined ? kept : { ...kept, wakeAt: later(at, timeoutMs) }
}

function declined(state: Escalation, { userId, hadIt }: { userId: string; hadIt: boolean }, now: Date): Escalation {
  const asked = state.asked.filter((id) => id !== userId)
  if (hadIt && state.phase === 'held') {
    const { wakeAt: _, ...rest } = state
    return stepNow({ ...rest, asked, phase: 'running' }, now)
  }
  const wasLast = state.asked.includes(userId) && asked.length === 0
  return wasLast && state.phase === 'running' ? { ...state, asked, stepAt: now } : { ...state, asked }
}

function escalated(state: Escalation, now: Date): Escalation {
  if (state.phase === 'over') return state
  if (state.phase === 'held') return stepNow({ ...state, wanted: true }, now)
  if (state.phase === 'snoozed') return begin(state.policy, state.severity, now)
  return stepNow({ ...state, phase: 'running' }, now)
}

/** The next step at once; behind the last one it is the fallback again. */
const stepNow = (state: Escalation, now: Date): Escalation => ({
  ...state,
  next: Math.min(state.next, state.policy.steps.length),
  stepAt: now,
})

function raised(
  state: Escalation,
  { severity, policy, has }: { severity: Severity; policy: Policy; has: readonly string[] },
  now: Date,
): Escalation {
  if (state.phase === 'over') return { ...state, severity, policy }
  const same = JSON.stringify(policy) === JSON.stringify(state.policy)
  if (same && state.phase === 'running') return { ...state, severity }
  const { ackSeen } = state
  return { ...begin(policy, severity, now), has: [...has], ...(ackSeen === undefined ? {} : { ackSeen }) }
}
