/** The part of `opsbook.yaml` about how messages leave, below `paging`. */
import { z } from 'zod'
import { duration } from '../../../alert/settings/field-schemas.ts'
import { WEEKDAYS } from '../rules/notification-rules.ts'

const budget = (alone: number, within: string, every: string) =>
  z
    .strictObject({
      alone: z.int().min(1).max(100).default(alone).describe('So many leave each by itself within this time.'),
      within: duration.default(within),
      every: duration.default(every).describe('Beyond these, one counted message in this time.'),
    })
    .prefault({})

export const deliverySchema = z.strictObject({
  proofWithin: duration
    .default('2m')
    .describe('How long a channel that can prove that a message arrived may take to, before the next one is used.'),
  storm: z
    .strictObject({
      p0: budget(10, '1m', '1s').describe('Messages about P0, for each person and contact method.'),
      urgent: budget(3, '5m', '30s').describe('P1, and what a policy calls urgent.'),
      calm: z
        .strictObject({
          ...budget(1, '5m', '5m').unwrap().shape,
          mostPerHour: z
            .int()
            .min(1)
            .max(200)
            .default(10)
            .describe('Never more than this; what waits is counted into a later one.'),
        })
        .prefault({})
        .describe('Everything else.'),
    })
    .prefault({})
    .describe('What keeps a person from being buried in messages.'),
  testPages: z
    .strictObject({
      to: z
        .enum(['on-call', 'everybody', 'nobody'])
        .default('on-call')
        .describe('Who is on call in the coming week, or everybody.'),
      on: z.enum(WEEKDAYS).default('tue'),
      at: z
        .string()
        .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time of day is written like 10:00')
        .default('10:00')
        .describe('When, in UTC.'),
    })
    .prefault({})
    .describe('A test message a week for every way to a person that nothing has proven since the last one.'),
  keepDays: z.int().min(1).max(3_650).default(90).describe('How long messages that are over are kept.'),
})

export type DeliverySettings = z.output<typeof deliverySchema>
