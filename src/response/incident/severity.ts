/** How bad an incident is. The four words are ours; what a team calls them and what it promises is in `severity-policy.ts`. */
export const SEVERITIES = ['P0', 'P1', 'P2', 'P3'] as const
export type Severity = (typeof SEVERITIES)[number]

/** True when the first is worse than the second. */
export const isWorse = (one: Severity, other: Severity): boolean => SEVERITIES.indexOf(one) < SEVERITIES.indexOf(other)
