import type { Matcher } from '../matcher/matcher.ts'

/** Alerts that fit all its conditions are told to nobody while it is active. Its record stays when it has expired. */
export interface Silence {
  readonly id: string
  readonly matchers: readonly Matcher[]
  readonly startsAt: Date
  readonly endsAt: Date
  readonly updatedAt: Date
  readonly createdBy: string
  readonly comment: string
}

export type SilenceState = 'pending' | 'active' | 'expired'

/** Where a silence stands. Both of its ends belong to it, as in Alertmanager. */
export function silenceStateAt({ startsAt, endsAt }: Pick<Silence, 'startsAt' | 'endsAt'>, now: Date): SilenceState {
  if (now.getTime() < startsAt.getTime()) return 'pending'
  return now.getTime() > endsAt.getTime() ? 'expired' : 'active'
}

/** The order of Alertmanager's list: active ones by their end, pending ones by their start, expired ones by their end, latest first. */
export function compareSilences(now: Date): (a: Silence, b: Silence) => number {
  const order: readonly SilenceState[] = ['active', 'pending', 'expired']
  return (a, b) => {
    const [stateA, stateB] = [silenceStateAt(a, now), silenceStateAt(b, now)]
    if (stateA !== stateB) return order.indexOf(stateA) - order.indexOf(stateB)
    if (stateA === 'pending') return a.startsAt.getTime() - b.startsAt.getTime()
    return (stateA === 'active' ? 1 : -1) * (a.endsAt.getTime() - b.endsAt.getTime())
  }
}
