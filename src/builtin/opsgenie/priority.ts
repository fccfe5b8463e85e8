import type { SignalSeverity } from '../../component/intake.ts'

export const PRIORITIES: readonly string[] = ['P1', 'P2', 'P3', 'P4', 'P5']
const SEVERITIES: readonly SignalSeverity[] = ['critical', 'error', 'warning', 'info', 'info']

export const severityOfPriority = (priority: string): SignalSeverity =>
  SEVERITIES[PRIORITIES.indexOf(priority)] ?? 'warning'

/** P5 comes back as P4 where nothing else is known of it. */
export const priorityOfSeverity = (severity: SignalSeverity): string => PRIORITIES[SEVERITIES.indexOf(severity)]!
