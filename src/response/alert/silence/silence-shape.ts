/** Silences as the API shows and takes them. */
import { z } from 'zod'
import { MATCHER_OPERATORS } from '../matcher/matcher.ts'

export const matcherShape = z.strictObject({
  name: z.string().min(1).max(500),
  operator: z.enum(MATCHER_OPERATORS),
  value: z.string().max(10_000),
})
export const instantShape = z.iso.datetime({ offset: true })

export const silenceShape = z.object({
  ...{ id: z.string(), state: z.enum(['pending', 'active', 'expired']), matchers: z.array(matcherShape) },
  ...{
    startsAt: instantShape,
    endsAt: instantShape,
    updatedAt: instantShape,
    createdBy: z.string(),
    comment: z.string(),
  },
})
