/** Where signs of life come in: addresses with a secret, for jobs, and the API, for people. What was pinged is on disk before it is answered. */
import { z } from 'zod'
import { cutPage, PAGE_QUERY, pageOf } from '../../../../kit/page.ts'
import { personBehind } from '../../../../kit/person-behind.ts'
import { notFound } from '../../../../kit/problem.ts'
import { type Route, type RouteAnswer, type RouteRequest, route } from '../../../../kit/route.ts'
import { type PingSource, recordPing } from '../actions.ts'
import type { HeartbeatDesk } from '../declare/actions.ts'
import { heartbeatShape, pingShape, shownHeartbeat, shownPing } from '../shown.ts'
import { findHeartbeat } from '../store.ts'
import { PING_KINDS, type Ping } from '../take-ping.ts'
import { keptBody, LARGEST_BODY } from './kept-body.ts'
import { isPingSecret, pingSecretHash } from './ping-secret.ts'
import { listPings } from './store.ts'
import { wordOf } from './word-of.ts'

export interface PingParts extends Pick<HeartbeatDesk, 'db' | 'note'> {
  readonly onPing: () => void
}

/** HEAD comes with GET. */
const METHODS = ['GET', 'POST'] as const

export const pingRoutes = (parts: PingParts): Route[] => [
  ...['/ping/:secret', '/ping/:secret/:word'].flatMap((path) =>
    METHODS.map(
      (method): Route => ({
        ...{ method, path, maxBytes: LARGEST_BODY },
        summary:
          path === '/ping/:secret'
            ? 'A job was done well'
            : 'A job begins (start), failed (fail), or ended with an exit status (0 to 255)',
        access: {
          kind: 'public',
          why: 'the secret in the address is the proof, for one heartbeat alone; jobs can only call an address, so even GET counts',
        },
        handle: (request: RouteRequest) => take(parts, request),
      }),
    ),
  ),
  ...personalRoutes(parts),
]

async function take({ db, onPing }: PingParts, { params, raw, method }: RouteRequest): Promise<RouteAnswer> {
  const { secret = '', word } = params
  const ping = wordOf(word)
  if (!isPingSecret(secret) || !ping) return plain(404, 'not found')
  const body = method === 'POST' ? keptBody(raw) : undefined
  const taken = await recordPing(db, { secretHash: pingSecretHash(secret) }, ping, { via: 'address', body })
  if (!taken) return plain(404, 'not found')
  onPing()
  return plain(200, 'OK')
}

const plain = (status: number, text: string): RouteAnswer => ({
  ...{ status, body: text, headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' } },
})

const personalRoutes = ({ db, note, onPing }: PingParts): Route[] => {
  const object = {
    ...{ param: 'heartbeat', exists: async (name: string) => (await findHeartbeat(db, { name })) !== undefined },
  }
  return [
    route({
      method: 'GET',
      path: '/api/v1/heartbeats/:heartbeat/pings',
      summary: 'What came of one, the newest first; a hundred are kept',
      access: { kind: 'user', permission: 'alert:read', object },
      query: z.object({
        ...PAGE_QUERY,
        after: z
          .string()
          .regex(/^\d{1,18}$/)
          .optional(),
      }),
      answers: { 200: pageOf(pingShape) },
      handle: async ({ params, query: { limit, after } }) => {
        const found = await findHeartbeat(db, { name: params.heartbeat! })
        if (!found) return notFound('heartbeat', params.heartbeat!)
        const rows = await listPings(db, found.id, { limit: limit + 1, after: after ?? null })
        return { status: 200, body: cutPage(rows, limit, { item: shownPing, cursor: ({ id }) => id }) }
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/heartbeats/:heartbeat/ping',
      summary: 'Counts as a sign of life, by hand',
      access: { kind: 'user', permission: 'alert:write', object },
      body: z.strictObject({
        kind: z.enum(PING_KINDS).default('success'),
        exitCode: z.int().min(0).max(255).optional().describe('Decides what kind it is: zero is a success.'),
        text: z.string().max(2_000).optional(),
      }),
      answers: { 200: heartbeatShape },
      handle: async ({ params, body: { kind, exitCode, text }, actor }) => {
        const ping: Ping = exitCode === undefined ? { kind } : wordOf(String(exitCode))!
        const name = params.heartbeat!
        const audit: PingSource['audit'] = (tx, id) => note(tx, actor, 'heartbeat.pinged', id, { name, ...ping })
        const taken = await recordPing(db, { name }, ping, { via: personBehind(actor).name, body: text, audit })
        if (!taken) return notFound('heartbeat', name)
        onPing()
        return { status: 200, body: shownHeartbeat(taken) }
      },
    }),
  ]
}
