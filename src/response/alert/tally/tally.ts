import { z } from 'zod'
import type { LabelSet } from '../../../kit/label-set.ts'
import { type CompiledMatcher, matchesAll } from '../matcher/matcher.ts'
import { SIGNAL_SEVERITIES, type SignalSeverity } from '../signal.ts'

/** Alerts that are the same in what was counted by. */
export interface AlertCount {
  readonly value: string
  /** Those labels that conditions ask for. */
  readonly labels: LabelSet
  readonly count: number
  /** Nobody has these. */
  readonly open: number
  readonly severity: SignalSeverity
  readonly newest: { readonly id: string; readonly summary: string; readonly openedAt: Date }
}

/** A group of alerts as the API shows it. */
export const alertGroupShape = z.object({
  value: z.string().describe('What its alerts have in common; empty where they lack the label'),
  count: z.int(),
  open: z.int().describe('How many of them nobody has'),
  severity: z.enum(SIGNAL_SEVERITIES).describe('The worst of them'),
  newest: z.object({ id: z.string(), summary: z.string(), openedAt: z.iso.datetime() }),
})
export type AlertGroup = z.output<typeof alertGroupShape>

/** One group for each value, of those counts that fit all conditions: the worst first, then the largest. */
export function tallyAlerts(counts: readonly AlertCount[], matchers: readonly CompiledMatcher[]): AlertGroup[] {
  const groups = new Map<string, AlertCount>()
  for (const each of counts) {
    if (!matchesAll(matchers, each.labels)) continue
    const known = groups.get(each.value)
    groups.set(each.value, known ? joined(known, each) : each)
  }
  return [...groups.values()]
    .sort((a, b) => rank(a) - rank(b) || b.count - a.count || (a.value < b.value ? -1 : 1))
    .map(({ value, count, open, severity, newest }) => ({
      ...{ value, count, open, severity },
      newest: { ...newest, openedAt: newest.openedAt.toISOString() },
    }))
}

const rank = ({ severity }: Pick<AlertCount, 'severity'>): number => SIGNAL_SEVERITIES.indexOf(severity)

const joined = (one: AlertCount, other: AlertCount): AlertCount => ({
  ...one,
  count: one.count + other.count,
  open: one.open + other.open,
  severity: rank(one) <= rank(other) ? one.severity : other.severity,
  newest: one.newest.id > other.newest.id ? one.newest : other.newest,
})
