import { z } from 'zod'
import { MATCHER_OPERATORS } from '../matcher/matcher.ts'
import { type Silence, silenceStateAt } from './silence.ts'

export const matcherSchema = z.strictObject({
  name: z.string().min(1).max(500),
  operator: z.enum(MATCHER_OPERATORS),
  value: z.string().max(10_000),
})
const time = z.iso.datetime({ offset: true })

/** A silence as our own API shows it. */
export const shownSilenceSchema = z.object({
  ...{ id: z.string(), state: z.enum(['pending', 'active', 'expired']), matchers: z.array(matcherSchema) },
  ...{ startsAt: time, endsAt: time, updatedAt: time, createdBy: z.string(), comment: z.string() },
})
export type ShownSilence = z.output<typeof shownSilenceSchema>

export const shownSilence = (silence: Silence, now: Date): ShownSilence => ({
  ...{ id: silence.id, state: silenceStateAt(silence, now), matchers: [...silence.matchers] },
  ...{ createdBy: silence.createdBy, comment: silence.comment },
  startsAt: silence.startsAt.toISOString(),
  endsAt: silence.endsAt.toISOString(),
  updatedAt: silence.updatedAt.toISOString(),
})
