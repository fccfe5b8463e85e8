/** `/api/v1/heartbeats`: what is expected, how it stands, what came. */
import { z } from 'zod'
import { cutPage, PAGE_QUERY, pageOf } from '../../../kit/page.ts'
import { notFound, refuseRequest } from '../../../kit/problem.ts'
import { type Route, route } from '../../../kit/route.ts'
import { declareHeartbeat, type HeartbeatDesk, removeHeartbeat, turnSecret } from './declare/actions.ts'
import { HEARTBEAT_STATES } from './heartbeat.ts'
import { pingSecret } from './ping/ping-secret.ts'
import { pingRoutes } from './ping/routes.ts'
import { heartbeatName, heartbeatSchema } from './settings/heartbeats-schema.ts'
import { heartbeatShape, shownHeartbeat, withAddress } from './shown.ts'
import { findHeartbeat, listHeartbeats } from './store.ts'
import type { StoredHeartbeat } from './stored-heartbeat.ts'

export interface HeartbeatRouteParts extends HeartbeatDesk {
  /** The schema of a condition on labels. */
  readonly matcher: z.ZodType<string>
  /** Called when a state may have changed. */
  readonly onPing: () => void
}

export const heartbeatRoutes = (parts: HeartbeatRouteParts): Route[] => [
  ...readRoutes(parts),
  addRoute(parts),
  ...changeRoutes(parts),
  ...pingRoutes(parts),
]

const existing = ({ db }: Pick<HeartbeatDesk, 'db'>) => ({
  ...{ param: 'heartbeat', exists: async (name: string) => (await findHeartbeat(db, { name })) !== undefined },
})

const readRoutes = (parts: HeartbeatRouteParts): Route[] => [
  route({
    method: 'GET',
    path: '/api/v1/heartbeats',
    summary: 'What has to be heard of again and again, and how it stands',
    access: { kind: 'user', permission: 'alert:read', object: 'none' },
    query: z.object({ ...PAGE_QUERY, state: z.enum(HEARTBEAT_STATES).optional() }),
    answers: { 200: pageOf(heartbeatShape) },
    handle: async ({ query: { limit, after, state } }) => {
      const asked = { limit: limit + 1, ...(after === undefined ? {} : { after }), state: state ?? null }
      const rows = await listHeartbeats(parts.db, asked)
      return { status: 200, body: cutPage(rows, limit, { item: shownHeartbeat, cursor: ({ name }) => name }) }
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/heartbeats/:heartbeat',
    summary: 'One of them',
    access: { kind: 'user', permission: 'alert:read', object: existing(parts) },
    answers: { 200: heartbeatShape },
    handle: async ({ params }) => {
      const found = await findHeartbeat(parts.db, { name: params.heartbeat! })
      return found ? { status: 200, body: shownHeartbeat(found) } : notFound('heartbeat', params.heartbeat!)
    },
  }),
]

const shownAddress = ({ mark }: HeartbeatDesk, heartbeat: StoredHeartbeat): z.output<typeof withAddress> => ({
  ...shownHeartbeat(heartbeat),
  path: `/ping/${pingSecret(mark, heartbeat.id, heartbeat.secretTurn)}`,
})

const addRoute = (parts: HeartbeatRouteParts): Route =>
  route({
    method: 'POST',
    path: '/api/v1/heartbeats',
    summary: 'Expects a heartbeat from now on; the answer holds the address that its job calls',
    access: { kind: 'user', permission: 'integration:write', object: 'none' },
    body: heartbeatSchema(parts.matcher).safeExtend({ name: heartbeatName }),
    answers: { 201: withAddress },
    handle: async ({ body: { name, ...written }, actor }) => {
      const declared = await declareHeartbeat(parts, { name, written, by: actor })
      if (declared.ok) return { status: 201, body: shownAddress(parts, declared.heartbeat) }
      return declared.why === 'taken'
        ? refuseRequest(409, {
            code: 'heartbeat/name-taken',
            message: `there is a heartbeat "${name}" already`,
            at: 'name',
          })
        : refuseRequest(409, {
            ...{ code: 'heartbeat/too-many', message: 'there are as many heartbeats as there may be' },
            hint: 'Remove those that nobody needs: opsbook heartbeat rm NAME',
          })
    },
  })

const changeRoutes = (parts: HeartbeatRouteParts): Route[] => {
  const access = { kind: 'user', permission: 'integration:write', object: existing(parts) } as const
  return [
    route({
      method: 'GET',
      path: '/api/v1/heartbeats/:heartbeat/address',
      summary: 'The address that its job calls',
      access,
      answers: { 200: withAddress },
      handle: async ({ params }) => {
        const found = await findHeartbeat(parts.db, { name: params.heartbeat! })
        return found ? { status: 200, body: shownAddress(parts, found) } : notFound('heartbeat', params.heartbeat!)
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/heartbeats/:heartbeat/address',
      summary: 'Makes its address anew; the old one ends at once',
      access,
      answers: { 200: withAddress },
      handle: async ({ params, actor }) => {
        const turned = await turnSecret(parts, params.heartbeat!, actor)
        return turned ? { status: 200, body: shownAddress(parts, turned) } : notFound('heartbeat', params.heartbeat!)
      },
    }),
    route({
      method: 'DELETE',
      path: '/api/v1/heartbeats/:heartbeat',
      summary: 'Expects it no more; its alert ends',
      access,
      handle: async ({ params, actor }) => {
        const done = await removeHeartbeat(parts, params.heartbeat!, actor)
        if (done === undefined) return notFound('heartbeat', params.heartbeat!)
        parts.onPing()
        if (done === 'removed') return { status: 204 }
        return refuseRequest(409, {
          ...{ code: 'heartbeat/in-book', message: `opsbook.yaml declares "${params.heartbeat}"` },
          hint: 'Take it out of "heartbeats" there, and reload',
        })
      },
    }),
  ]
}
