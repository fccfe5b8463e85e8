import { readPrometheusDuration } from '../../../alert/settings/prometheus-duration.ts'
import type { LaneBudget, StormBudgets } from '../outbox/attach/storm.ts'
import { WEEKDAYS } from '../rules/notification-rules.ts'
import type { DeliverySettings } from './delivery-schema.ts'

interface WrittenBudget {
  readonly alone: number
  readonly within: string
  readonly every: string
  readonly mostPerHour?: number
}

const budget = ({ alone, within, every, mostPerHour }: WrittenBudget): LaneBudget => ({
  ...{ alone, windowMs: readPrometheusDuration(within)!, everyMs: readPrometheusDuration(every)!, mostPerHour },
})

/** Settings that passed their schema, in milliseconds. */
export const stormBudgets = ({ storm: { p0, urgent, calm } }: DeliverySettings): StormBudgets => ({
  ...{ 0: budget(p0), 1: budget(urgent), 2: budget(calm) },
})

export const proofWithinMs = ({ proofWithin }: DeliverySettings): number => readPrometheusDuration(proofWithin)!

/** When test pages are sent, as five fields of cron. */
export function testPageCron({ testPages: { on, at } }: DeliverySettings): string {
  const [hour, minute] = at.split(':').map(Number)
  return `${minute} ${hour} * * ${(WEEKDAYS.indexOf(on) + 1) % 7}`
}
