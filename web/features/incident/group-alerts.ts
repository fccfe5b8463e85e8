import type { IncidentAlert } from '../../../src/http/contract.ts'

export interface AlertKind {
  /** What they have in common: the alert's name, else its words. */
  readonly name: string
  readonly alerts: readonly IncidentAlert[]
  readonly firing: number
  /** The worst that still fires, else the worst. */
  readonly severity: string | null
}

const RANKS = ['critical', 'error', 'warning', 'info']
const rank = (severity: string | null): number => {
  const found = RANKS.indexOf(severity ?? '')
  return found < 0 ? RANKS.length : found
}

/** Alerts of an incident by what they are about: those that fire first, then the worst, then the most. */
export function groupAlerts(alerts: readonly IncidentAlert[]): readonly AlertKind[] {
  const kinds = new Map<string, IncidentAlert[]>()
  for (const alert of alerts) {
    const name = alert.labels.alertname || alert.summary
    kinds.set(name, [...(kinds.get(name) ?? []), alert])
  }
  return [...kinds]
    .map(([name, members]): AlertKind => {
      const firing = members.filter(({ resolvedAt }) => resolvedAt === null)
      const [worst] = [...(firing.length > 0 ? firing : members)].sort((a, b) => rank(a.severity) - rank(b.severity))
      const ordered = [...firing, ...members.filter(({ resolvedAt }) => resolvedAt !== null)]
      return { name, alerts: ordered, firing: firing.length, severity: worst?.severity ?? null }
    })
    .sort(
      (a, b) =>
        Number(b.firing > 0) - Number(a.firing > 0) ||
        rank(a.severity) - rank(b.severity) ||
        b.alerts.length - a.alerts.length,
    )
}
