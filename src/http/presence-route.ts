/** Who else looks at the same thing now: said to everybody who follows events, kept nowhere. */
import { z } from 'zod'
import type { Database } from '../db/database.ts'
import { publish } from '../db/events.ts'
import { personBehind } from '../kit/person-behind.ts'
import { type Route, route } from '../kit/route.ts'

export const presenceRoute = (db: Database): Route =>
  route({
    method: 'POST',
    path: '/api/v1/presence',
    summary: 'Says where one is and what one does there; others at the same place hear it as an event "presence.here"',
    access: { kind: 'user', permission: 'incident:read', object: 'none' },
    body: z.strictObject({
      place: z.string().regex(/^(?:run|incident)\/[\w.-]{1,100}$/),
      doing: z.string().max(100).default('looks on'),
      arrives: z.boolean().default(false).describe('Has just come: others say at once that they are here'),
    }),
    answers: { 200: z.object({}) },
    handle: async ({ body: { place, doing, arrives }, actor }) => {
      const { id, name } = personBehind(actor)
      await publish(db, [{ type: 'presence.here', subject: place, data: { person: id, name, doing, arrives } }])
      return { status: 200, body: {} }
    },
  })
