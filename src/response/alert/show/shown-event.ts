import { z } from 'zod'

/** One thing that happened to an alert. */
export interface AlertEvent {
  readonly seq: number
  readonly at: Date
  readonly action: string
  readonly outcome: string
  readonly why: string | null
  readonly actor: string | null
  readonly note: string | null
  /** Of a snooze, as ISO 8601. */
  readonly until: string | null
}

export const shownEventSchema = z.object({
  ...{ seq: z.int(), at: z.iso.datetime(), action: z.string(), outcome: z.string() },
  ...{ why: z.string().nullable(), actor: z.string().nullable(), note: z.string().nullable() },
  until: z.string().nullable().describe('Of a snooze: when it ends.'),
})

export const shownEvent = ({ at, ...event }: AlertEvent): z.output<typeof shownEventSchema> => ({
  ...event,
  at: at.toISOString(),
})
