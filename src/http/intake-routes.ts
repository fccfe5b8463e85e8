/** Mounts the dialects other tools speak: finds the sender, reads, stores, and only then answers in the dialect's own words. */
import type { AlertCommand, AlertTarget } from '../component/alert-command.ts'
import type { IntakeAnswer, IntakeDialect, IntakeRequest, Signal, StoredSignal } from '../component/intake.ts'
import type { IntakeQuestion } from '../component/intake-question.ts'
import { storeTrouble } from '../db/store-trouble.ts'
import { integrationKeyHash } from '../kit/integration-key.ts'
import type { Route, RouteAnswer, RouteRequest } from '../kit/route.ts'
import type { KnownSender } from '../response/intake/integration.ts'
import { type Bucket, takeOne } from '../response/intake/sending-limit.ts'
import { INTAKE_LIMIT_MS, withinLimit } from './answer-limit.ts'
import { RETRY_AFTER_SECONDS } from './server.ts'

/** A request that was accepted, with everything that is kept of it. */
export interface Accepted {
  readonly sender: KnownSender
  readonly receivedAt: Date
  readonly requestId: string
  readonly raw: Uint8Array
  readonly signals: readonly Signal[]
  readonly problems: readonly string[]
  readonly warnings: readonly string[]
}

export interface AskedCommand extends Omit<Accepted, 'signals' | 'problems' | 'warnings'> {
  readonly target: AlertTarget
  readonly command: AlertCommand
  readonly by?: string
  readonly note?: string
}

export interface IntakeDoor {
  readonly dialects: readonly IntakeDialect[]
  readonly findSender: (keyHash: Buffer) => Promise<KnownSender | undefined>
  /** Makes it durable; one entry a signal, in order. */
  readonly receive: (accepted: Accepted) => Promise<readonly StoredSignal[]>
  /** Does something with one alert of the sender; false when it has no such alert, which is recorded. */
  readonly command: (asked: AskedCommand) => Promise<boolean>
  readonly lookUp: (sender: KnownSender, question: IntakeQuestion) => Promise<IntakeAnswer>
  /** False when nobody expects a heartbeat of that name. */
  readonly beat: (sender: KnownSender, name: string, at: Date) => Promise<boolean>
  readonly seen: (sender: KnownSender) => Promise<void>
  /** How long an alert without an end counts, unless its integration says otherwise. */
  readonly resolveTimeoutMs: () => number
  readonly newId: (noun: string) => string
}

/** How long a sender is believed without asking the database again; a revoked key lives no longer than this. */
const BELIEVED_MS = 1_000
/** How often it is written down that a sender was here: each request would be a write more. */
const SEEN_EVERY_MS = 60_000

/** One route an endpoint of a dialect. */
export function intakeRoutes(door: IntakeDoor): Route[] {
  const senders = rememberedSenders(door.findSender)
  const visitors = new Map<string, Visitor>()
  const answering = async (visit: Omit<Visit, 'senders' | 'visitors'>): Promise<RouteAnswer> => {
    try {
      return toRoute(await withinLimit(INTAKE_LIMIT_MS, answer({ ...visit, senders, visitors }, door)))
    } catch (error) {
      if (storeTrouble(error) === undefined) throw error
      return toRoute(visit.dialect.unavailable(visit.asked, RETRY_AFTER_SECONDS))
    }
  }
  return door.dialects.flatMap((dialect) =>
    mountsOf(dialect).flatMap((mount) =>
      dialect.endpoints.map(
        ({ method, path, summary }): Route => ({
          ...{ method, path: path === '/' ? mount : `${mount}${path}`, summary: `${dialect.title}: ${summary}` },
          access: { kind: 'integration' },
          maxBytes: dialect.maxBytes,
          handle: (request: RouteRequest) =>
            answering({ dialect, request, asked: intakeRequest(dialect, request, mount, door) }),
        }),
      ),
    ),
  )
}

/** With the key in the path, or with it where the dialect's clients put it. */
function mountsOf({ id, mount, credential }: IntakeDialect): string[] {
  const own = `/intake/${id}`
  if (mount.kind === 'fixed') return [mount.prefix, `${own}/:key${mount.prefix}`]
  return credential ? [own, `${own}/:key`] : [`${own}/:key`]
}

/** What is remembered of a sender from one request to the next. */
interface Visitor {
  bucket?: Bucket
  /** When it was last written down that it was here. */
  seenMs?: number
}

interface Visit {
  dialect: IntakeDialect
  asked: IntakeRequest
  request: RouteRequest
  senders: (key: string) => Promise<KnownSender | undefined>
  visitors: Map<string, Visitor>
}

async function answer({ dialect, asked, request, senders, visitors }: Visit, door: IntakeDoor): Promise<IntakeAnswer> {
  const key = request.params.key ?? dialect.credential?.(asked)
  const sender = key === undefined || key === '' ? undefined : await senders(key)
  if (!sender || sender.dialect !== dialect.id) return dialect.unknownKey(asked)
  const nowMs = performance.now()
  const visitor = visitors.get(sender.id) ?? {}
  visitors.set(sender.id, visitor)
  const taken = takeOne(visitor.bucket, sender.requestsPerMinute, nowMs)
  visitor.bucket = taken.bucket
  if (taken.retryAfterSeconds !== undefined) return dialect.throttled(asked, taken.retryAfterSeconds)
  const { id, name, settings, signingSecret } = sender
  const facts = { id, name, settings, resolveTimeoutMs: door.resolveTimeoutMs() }
  const reading = dialect.read(asked, { ...facts, ...(signingSecret === undefined ? {} : { signingSecret }) })
  if (nowMs - (visitor.seenMs ?? Number.NEGATIVE_INFINITY) > SEEN_EVERY_MS) {
    await door.seen(sender)
    visitor.seenMs = nowMs
  }
  if (reading.kind === 'answer') return reading.answer
  if (reading.kind === 'heartbeat') return reading.answer(await door.beat(sender, reading.name, request.receivedAt))
  if (reading.kind === 'lookup') return door.lookUp(sender, reading)
  const { receivedAt, requestId, raw } = request
  const kept = { sender, receivedAt, requestId, raw }
  if (reading.kind === 'command') {
    const { target, command, by, note } = reading
    const given = { ...(by === undefined ? {} : { by }), ...(note === undefined ? {} : { note }) }
    return reading.answer(await door.command({ ...kept, target, command, ...given }))
  }
  const { signals, problems, warnings } = reading
  return reading.answer(await door.receive({ ...kept, signals, problems, warnings }))
}

function intakeRequest(dialect: IntakeDialect, request: RouteRequest, mount: string, door: IntakeDoor): IntakeRequest {
  const depth = mount.split('/').length - 1
  return {
    method: request.method,
    path: decodeURIComponent(
      `/${request.url.pathname
        .split('/')
        .slice(depth + 1)
        .join('/')}`,
    ),
    query: request.url.searchParams,
    ...{ headers: request.headers, body: request.raw, receivedAt: request.receivedAt, requestId: request.requestId },
    newId: () => door.newId(dialect.id),
  }
}

const toRoute = ({ status, headers = {}, json, text }: IntakeAnswer): RouteAnswer => {
  if (text !== undefined)
    return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: text }
  return json === undefined
    ? { status, headers }
    : { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(json) }
}

function rememberedSenders(find: IntakeDoor['findSender']): (key: string) => Promise<KnownSender | undefined> {
  const known = new Map<string, { sender: KnownSender | undefined; untilMs: number }>()
  return async (key) => {
    const hash = integrationKeyHash(key)
    const name = hash.toString('hex')
    const now = performance.now()
    const hit = known.get(name)
    if (hit && hit.untilMs > now) return hit.sender
    const sender = await find(hash)
    if (known.size > 10_000) known.clear()
    known.set(name, { sender, untilMs: now + BELIEVED_MS })
    return sender
  }
}
