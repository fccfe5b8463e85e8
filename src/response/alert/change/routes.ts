/** What people do to an alert, over HTTP. */
import { z } from 'zod'
import { notFound, refuseRequest } from '../../../kit/problem.ts'
import { type Actor, type Route, type RouteAnswer, route } from '../../../kit/route.ts'
import { type AlertDesk, oneAlert } from '../desk/routes.ts'
import { shownAlert, shownAlertSchema } from '../show/shown-alert.ts'
import { actOnAlert } from './actions.ts'
import type { AlertAction } from './change-alert.ts'

export const changeRoutes = (desk: AlertDesk): Route[] => [...plainRoutes(desk), snoozeRoute(desk)]

const ACTS = {
  acknowledge: 'Takes it on, and ends its snooze: it is told to nobody else again by its sender’s repetitions',
  unacknowledge: 'Gives it back',
  resolve: 'Says it is over; it opens again if its sender still says otherwise',
  unsnooze: 'Ends its snooze: who was told of it before is told again',
} as const

const note = z.string().max(4000).optional()

const plainRoutes = (desk: AlertDesk): Route[] =>
  (['acknowledge', 'unacknowledge', 'resolve', 'unsnooze'] as const).map((action) =>
    route({
      method: 'POST',
      path: `/api/v1/alerts/:alert/${action}`,
      summary: ACTS[action],
      access: oneAlert(desk, 'alert:write'),
      body: z.strictObject({ note }).optional(),
      answers: { 200: shownAlertSchema },
      handle: ({ params, body, actor }) => act(desk, params.alert!, action, { by: actor, note: body?.note }),
    }),
  )

const snoozeRoute = (desk: AlertDesk): Route =>
  route({
    method: 'POST',
    path: '/api/v1/alerts/:alert/snooze',
    summary:
      'Puts it off: nobody is told of this episode until then, but for its end. If it still fires then, it is told again',
    access: oneAlert(desk, 'alert:write'),
    body: z.strictObject({ until: z.iso.datetime({ offset: true }), note }),
    answers: { 200: shownAlertSchema },
    handle: ({ params, body, actor }) =>
      act(desk, params.alert!, 'snooze', { by: actor, note: body.note, until: new Date(body.until) }),
  })

interface Asked {
  readonly by: Actor
  readonly note: string | undefined
  readonly until?: Date
}

async function act(
  { db, clock, audit }: AlertDesk,
  name: string,
  action: AlertAction,
  { by, note, until }: Asked,
): Promise<RouteAnswer> {
  const now = clock()
  const given = { ...(note === undefined ? {} : { note }), ...(until === undefined ? {} : { until }) }
  const acted = await actOnAlert(db, name, action, { by, audit, now, ...given })
  if (acted.do === 'unknown') return notFound('alert', name)
  if (acted.do === 'refused')
    return refuseRequest(409, { code: 'alert/state', message: `cannot ${action} this alert: ${acted.why}` })
  return { status: 200, body: shownAlert(acted.alert, now) }
}
