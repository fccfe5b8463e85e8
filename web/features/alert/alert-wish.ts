/** What one can do with an alert, as acts. */
import type { Alert, Matcher } from '../../../src/http/contract.ts'
import type { Wish } from '../../app/acts.ts'

export type AlertVerb = 'acknowledge' | 'unacknowledge' | 'resolve' | 'unsnooze'

export const alertWish = ({ id }: Pick<Alert, 'id'>, verb: AlertVerb): Wish => ({
  name: `alert/${id}/${verb}`,
  path: `/api/v1/alerts/${id}/${verb}`,
  body: {},
})

/** Conditions that only alerts with exactly these labels fit. */
export const exactMatchers = (labels: Readonly<Record<string, string>>): Matcher[] =>
  Object.entries(labels)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => ({ name, operator: '=', value }))

/** Quiet for a while: this alert, and no other one with the same labels. */
export const snoozeWish = ({ id }: Pick<Alert, 'id'>, until: Date): Wish => ({
  name: `alert/${id}/snooze`,
  path: `/api/v1/alerts/${id}/snooze`,
  body: { until: until.toISOString() },
})

export const endSilenceWish = (id: string): Wish => ({
  ...{ name: `silence/${id}/end`, path: `/api/v1/silences/${id}`, method: 'DELETE' },
})

/** How long one can snooze, and until when that is; the last one is the next morning. */
export function snoozes(now: Date): readonly { readonly words: string; readonly until: Date }[] {
  const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
  const morning = new Date(now)
  morning.setHours(9, 0, 0, 0)
  if (morning.getTime() <= later(60).getTime()) morning.setDate(morning.getDate() + 1)
  return [
    { words: '15 minutes', until: later(15) },
    { words: '1 hour', until: later(60) },
    { words: '4 hours', until: later(240) },
    { words: 'Until 9 in the morning', until: morning },
  ]
}
