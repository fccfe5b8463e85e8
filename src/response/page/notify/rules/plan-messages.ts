/** From a person's rules, or sensible ones where there are none, to messages with their times. */
import type { Severity } from '../../../incident/severity.ts'
import { LANES, laneOf, type Urgency } from '../lane.ts'
import type { NotificationRule, QuietHours, UsableMethod } from './notification-rules.ts'
import { quietUntil } from './quiet-hours.ts'

/** A person without rules hears of what is urgent by one method after the other, this far apart. */
const APART_SECONDS = 120

export interface PlannedMessage {
  readonly method: UsableMethod
  readonly dueAt: Date
}

export interface PlanFacts {
  /** Verified contact methods whose channel is in the settings; those in trouble left out where there is another one. */
  readonly methods: readonly UsableMethod[]
  readonly rules: readonly NotificationRule[] | undefined
  readonly quiet: QuietHours | undefined
  readonly severity: Severity
  readonly urgency: Urgency
  readonly now: Date
}

/** The messages of one page, the first one first; none when there is no method at all. */
export function planMessages(facts: PlanFacts): PlannedMessage[] {
  const { severity, urgency, now, quiet } = facts
  const mayWait = laneOf(severity, urgency) === LANES.calm
  return stepsFor(facts).map(({ method, afterSeconds }) => {
    const dueAt = new Date(now.getTime() + afterSeconds * 1_000)
    return { method, dueAt: mayWait && quiet ? quietUntil(quiet, dueAt) : dueAt }
  })
}

interface Step {
  readonly method: UsableMethod
  readonly afterSeconds: number
}

function stepsFor({ methods, rules, severity, urgency }: PlanFacts): Step[] {
  const byId = new Map(methods.map((method) => [method.id, method]))
  const rule = rules?.find(({ severities }) => severities.includes(severity))
  const chosen = (rule?.steps ?? []).flatMap(({ method, afterSeconds }) => {
    const usable = byId.get(method)
    return usable ? [{ method: usable, afterSeconds }] : []
  })
  // Rules whose methods are all gone must not make somebody unreachable.
  const steps = chosen.length > 0 ? chosen : usualSteps(methods, laneOf(severity, urgency) !== LANES.calm)
  const sorted = [...steps].sort((a, b) => a.afterSeconds - b.afterSeconds)
  // Where the first of a rule's methods has gone, the next one takes its time.
  const early = chosen.length > 0 && chosen.length < (rule?.steps.length ?? 0) ? (sorted[0]?.afterSeconds ?? 0) : 0
  return sorted.map(({ method, afterSeconds }) => ({ method, afterSeconds: afterSeconds - early }))
}

/** Urgent: every method, the best first. Else the one that disturbs least; the others stand in when it fails. */
function usualSteps(methods: readonly UsableMethod[], isUrgent: boolean): Step[] {
  const best = [...methods].sort((a, b) => a.rank - b.rank || a.id.localeCompare(b.id))
  if (isUrgent) return best.map((method, at) => ({ method, afterSeconds: at * APART_SECONDS }))
  const calmest = best.at(-1)
  return calmest ? [{ method: calmest, afterSeconds: 0 }] : []
}
