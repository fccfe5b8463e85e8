/** Mounts routes on fastify: limits, headers, identity, permission, object, body, in this order, then the handler. */
import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { StoreSilent, storeTrouble } from '../db/store-trouble.ts'
import { newId } from '../kit/new-id.ts'
import { type Problem, refuseRequest } from '../kit/problem.ts'
import type { Route, RouteAnswer, RouteRequest } from '../kit/route.ts'
import { admit } from './admit.ts'
import { type HostRule, isAllowedHost } from './allowed-host.ts'
import { answerLimitMs, withinLimit } from './answer-limit.ts'
import type { Authentication } from './authentication.ts'
import { undeclared } from './declared-routes.ts'
import { endWhenRefused } from './end-when-refused.ts'
import { answerMalformed } from './malformed-request.ts'
import { checked, readBody } from './request-body.ts'
import { responseHeaders } from './response-headers.ts'

export interface ServerOptions {
  readonly routes: readonly Route[]
  readonly authentication: Authentication
  readonly hosts: HostRule
  /** The public address is https. */
  readonly secure: boolean
  /** Proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[]
  /** Told of what was thrown: a bug, or a store in trouble. */
  readonly onError: (error: unknown, request: { id: string; method: string; route: string }) => void
  readonly onRequest?: (done: { method: string; route: string; status: number; seconds: number }) => void
  /** Requests at a time; more are answered with 503. */
  readonly capacity: number
}

const DEFAULT_BODY_BYTES = 1024 * 1024
const LARGEST_BODY_BYTES = 32 * 1024 * 1024
export const RETRY_AFTER_SECONDS = 5

/** Builds the server, not yet listening. Throws with all undeclared routes. */
export function buildServer(options: ServerOptions): FastifyInstance {
  const problems = undeclared(options.routes)
  if (problems.length > 0) throw new Error(`routes are not declared:\n${problems.join('\n')}`)
  const fixed = responseHeaders(options.secure)
  const server = Fastify({
    // What the router and the parser refuse never reaches a hook or a handler of ours.
    frameworkErrors: (error, request, reply) =>
      void send(reply.headers(fixed).header('x-request-id', request.id), answerToError(error)),
    clientErrorHandler: (error, socket) => answerMalformed(error, socket, fixed),
    bodyLimit: LARGEST_BODY_BYTES,
    requestTimeout: 60_000,
    connectionTimeout: 0,
    keepAliveTimeout: 75_000,
    routerOptions: { maxParamLength: 512 },
    trustProxy: options.trustedProxies.length > 0 ? [...options.trustedProxies] : false,
    genReqId: () => newId('request'),
    exposeHeadRoutes: true,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    logger: false,
  })
  // Bodies arrive as bytes: what they mean is the route's business, and signatures are over bytes.
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  let inFlight = 0
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(fixed).header('x-request-id', request.id)
    if (inFlight >= options.capacity) return send(reply, overloaded())
    inFlight += 1
    reply.raw.once('close', () => {
      inFlight -= 1
      options.onRequest?.({
        ...{ method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode },
        seconds: reply.elapsedTime / 1000,
      })
    })
  })
  server.setNotFoundHandler((request, reply) => send(reply, unknownPath(request)))
  server.setErrorHandler((error, request, reply) => {
    const answer = answerToError(error)
    // The route as it is declared: the path itself may hold the key of an integration.
    const { id, method, routeOptions } = request
    if (answer.status >= 500) options.onError(error, { id, method, route: routeOptions.url ?? 'none' })
    return send(reply, answer)
  })
  for (const route of options.routes) mount(server, route, options)
  return server
}

function mount(server: FastifyInstance, route: Route, options: ServerOptions): void {
  const limitMs = answerLimitMs(route)
  server.route({
    method: route.method,
    url: route.path,
    bodyLimit: Math.min(route.maxBytes ?? DEFAULT_BODY_BYTES, LARGEST_BODY_BYTES),
    handler: async (request, reply) =>
      send(reply, await withinLimit(limitMs, answerTo(route, request, reply, options))),
  })
}

async function answerTo(
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  options: ServerOptions,
): Promise<RouteAnswer> {
  const headers = request.headers as Record<string, string | undefined>
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity')
    return refuseRequest(415, {
      code: 'request/encoded',
      message: `bodies with content-encoding ${encoding} are not accepted`,
    })
  const facts = { method: request.method, headers, address: request.ip }
  if (!isProven(route, headers) && !isProbe(route) && !isAllowedHost(headers.host, options.hosts))
    return wrongHost(headers.host)
  const params = request.params as Record<string, string>
  const admitted = await admit(route, facts, params, options.authentication)
  if ('refused' in admitted) return admitted.refused
  const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const query = route.query ? checked(route.query, request.query) : { ok: true as const, value: request.query }
  if (!query.ok) return refuseRequest(query.status, query.problem)
  const body = route.body ? readBody(raw, headers['content-type'], route.body) : { ok: true as const, value: undefined }
  if (!body.ok) return refuseRequest(body.status, body.problem)
  let gone: AbortController | undefined
  const handled: RouteRequest = {
    ...{ method: request.method, params, headers, raw, receivedAt: new Date(), actor: admitted.actor },
    url: new URL(request.url, 'http://opsbook.invalid'),
    query: query.value as RouteRequest['query'],
    body: body.value,
    requestId: request.id,
    address: request.ip,
    // Made for those who ask: most routes are done at once, and a signal with its error costs more than they do.
    get signal() {
      gone ??= goneWith(reply.raw)
      return gone.signal
    },
  }
  const answer = await route.handle(handled as RouteRequest<never, never>)
  if (answer.stream && route.access.kind === 'user') {
    const isStillAllowed = async () => !('refused' in (await admit(route, facts, params, options.authentication)))
    endWhenRefused(reply.raw, isStillAllowed)
  }
  return answer
}

/** Aborts when the client goes away, or has gone. */
function goneWith(response: ServerResponse): AbortController {
  const gone = new AbortController()
  if (response.closed) gone.abort()
  else response.once('close', () => gone.abort())
  return gone
}

function send(reply: FastifyReply, { status, headers = {}, body, stream }: RouteAnswer): FastifyReply {
  reply.code(status).headers(headers)
  if (stream) return reply.send(Readable.from(stream, { objectMode: false }))
  if (body === undefined) return reply.send()
  if (typeof body === 'string' || body instanceof Uint8Array) return reply.send(body)
  const text = JSON.stringify(body)
  if (!headers['content-type']) reply.header('content-type', 'application/json; charset=utf-8')
  return reply.send(text)
}

/** PostgreSQL's words for a NUL in a text, as it came and in JSON: whoever sent it is mistaken, not we. */
const UNSTORABLE = new Set(['22021', '22P05'])

/** Every error that reaches the server, as an answer: the client's mistake, a store in trouble, or a bug. */
export function answerToError(error: unknown): RouteAnswer {
  const trouble = storeTrouble(error)
  if (trouble) {
    const message = {
      full: 'the disk of the database is full',
      away: 'the database is not there at the moment',
      slow: 'the database is too slow at the moment',
    }[trouble]
    const hint =
      error instanceof StoreSilent
        ? 'Nobody knows whether it was stored. Send it again'
        : 'Nothing was stored. Send it again'
    const problem: Problem = { code: `store/${trouble}`, message, hint }
    return refuseRequest(503, problem, { 'retry-after': String(RETRY_AFTER_SECONDS) })
  }
  if (UNSTORABLE.has((error as { code?: string }).code ?? ''))
    return refuseRequest(400, {
      code: 'request/invalid',
      message: 'a text in this request has characters that cannot be kept',
    })
  const { statusCode, code, message } = error as { statusCode?: number; code?: string; message: string }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return refuseRequest(statusCode, {
      code: code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? 'request/too-large' : 'request/invalid',
      message,
    })
  return refuseRequest(500, {
    code: 'server/bug',
    message: 'something went wrong on our side',
    hint: 'The log has the details under this request id',
  })
}

/**
 * The request carries a proof that a page of another site cannot have, so the name it was sent to does not matter. A header that a route
 * does not look at proves nothing: a page under a foreign name that points at our address may send any header it likes.
 */
const isProven = ({ access }: Route, { authorization }: Readonly<Record<string, string | undefined>>): boolean =>
  access.kind === 'integration' ||
  access.kind === 'runner' ||
  (access.kind === 'user' && authorization !== undefined && authorization !== '')

const isProbe = ({ access, path }: Route): boolean => access.kind === 'public' && /^\/(?:healthz|readyz)$/.test(path)

const pathOf = (request: FastifyRequest): string => request.url.split('?')[0]!

const overloaded = () =>
  refuseRequest(503, { code: 'server/overloaded', message: 'too many requests at once' }, { 'retry-after': '1' })

const unknownPath = (request: FastifyRequest) =>
  refuseRequest(404, {
    code: 'request/unknown-path',
    message: `there is nothing at ${request.method} ${pathOf(request)}`,
  })

const wrongHost = (host: string | undefined) =>
  refuseRequest(421, {
    code: 'request/unknown-host',
    message: `this server is not called "${host ?? ''}"`,
    hint: 'Add the name to server.hosts, or set server.url',
  })
