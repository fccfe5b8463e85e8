import type { Severity } from '../../incident/severity.ts'

/**
 * Which queue a message waits in. A lower lane is looked at first and has a budget of its own, so that a P0 neither waits behind nor disappears
 * among the rest.
 */
export const LANES = { p0: 0, urgent: 1, calm: 2 } as const
export type Lane = (typeof LANES)[keyof typeof LANES]

export type Urgency = 'high' | 'low'

/** P0 and P1 wake people, whatever a policy says; of the rest a policy may say that it does. */
export function laneOf(severity: Severity, urgency: Urgency): Lane {
  if (severity === 'P0') return LANES.p0
  return severity === 'P1' || urgency === 'high' ? LANES.urgent : LANES.calm
}
