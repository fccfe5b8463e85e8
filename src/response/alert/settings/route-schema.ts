import { z } from 'zod'
import { duration, matcherText } from './field-schemas.ts'

const byName = z.record(z.string().min(1), z.string())

const ownFields = {
  receiver: z.string().min(1).optional().describe('Who is told; inherited.'),
  matchers: z.array(matcherText).optional().describe('Conditions on labels; all must hold.'),
  match: byName.optional().describe('The older way to write equal labels.'),
  match_re: byName.optional().describe('The older way to write patterns.'),
  continue: z.boolean().optional().describe('Try the routes behind this one even if it matches.'),
  group_by: z
    .array(z.string().min(1))
    .optional()
    .describe("Labels that make one notification; ['...'] is all of them."),
  group_wait: duration.optional().describe('How long a new group collects alerts; 30s if nothing says otherwise.'),
  group_interval: duration.optional().describe('How long until it speaks of news; 5m if nothing says otherwise.'),
  repeat_interval: duration
    .optional()
    .describe('How long until it speaks again without news; 4h if nothing says otherwise.'),
  mute_time_intervals: z.array(z.string()).optional().describe('Silent during these times; not inherited.'),
  active_time_intervals: z.array(z.string()).optional().describe('Silent outside these times; not inherited.'),
}

/** One route and those below it. */
export interface RouteSettings extends z.infer<z.ZodObject<typeof ownFields>> {
  routes?: RouteSettings[] | undefined
}

export const routeSchema: z.ZodType<RouteSettings, RouteSettings> = z
  .strictObject({
    ...ownFields,
    get routes() {
      return z.array(routeSchema).optional()
    },
  })
  .meta({ id: 'route' })
