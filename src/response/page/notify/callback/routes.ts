/** `/callback/<channel>`: where providers reach us. */

import { refuseRequest } from '../../../../kit/problem.ts'
import type { Route, RouteAnswer, RouteRequest } from '../../../../kit/route.ts'
import { route } from '../../../../kit/route.ts'
import type { CallbackAnswer, CallbackResult, HttpSend } from '../channel.ts'
import type { ChannelInForce, ChannelsInForce } from '../channel-in-force.ts'
import { httpOf } from '../outbox/send/actions.ts'
import { type CallbackParts, takeReport } from './actions.ts'

export interface CallbackDesk extends CallbackParts {
  readonly channels: () => ChannelsInForce
  readonly egressAllow: () => readonly string[]
  /** Address of the server as providers know it. */
  readonly publicUrl: () => string
  readonly onTrouble: (error: unknown) => void
}

const LARGEST_BYTES = 256 * 1024
/** Reports of one request that are looked at. */
const MOST_REPORTS = 100
const AFTERWARDS_LIMIT_MS = 10_000

export const callbackRoutes = (desk: CallbackDesk): Route[] => [
  route({
    method: 'POST',
    path: '/callback/:channel',
    summary: 'Receipts, buttons and replies as the provider of a channel sends them',
    access: {
      kind: 'public',
      why: "the provider's signature over the bytes is the proof; without it nothing is looked at",
    },
    maxBytes: LARGEST_BYTES,
    handle: (request) => take(desk, request),
  }),
]

async function take(desk: CallbackDesk, request: RouteRequest<unknown, unknown>): Promise<RouteAnswer> {
  const inForce = desk.channels().get(request.params.channel!)
  if (!inForce?.channel.callback)
    return refuseRequest(404, { code: 'callback/unknown', message: 'nobody is called back here' })
  const { method, url, headers, raw, receivedAt } = request
  const { channel } = inForce
  const asked = {
    method,
    url: `${desk.publicUrl()}${url.pathname}${url.search}`,
    query: url.searchParams,
    headers,
    body: raw,
    receivedAt,
  }
  const reading = channel.callback!(asked, inForce.settings())
  if (reading.kind === 'refused')
    return refuseRequest(reading.status, { code: 'callback/refused', message: reading.why })
  const results: CallbackResult[] = []
  for (const report of reading.reports.slice(0, MOST_REPORTS)) results.push(await takeReport(desk, channel.id, report))
  const afterwards = reading.afterwards?.(results) ?? []
  void sendAfterwards(desk, inForce, afterwards)
  return answered(reading.answer(results))
}

/** Not waited for: the provider wants its answer within seconds, and what was done is done. */
async function sendAfterwards(
  desk: CallbackDesk,
  inForce: ChannelInForce,
  requests: readonly Parameters<HttpSend>[0][],
): Promise<void> {
  for (const request of requests) {
    const signal = AbortSignal.timeout(AFTERWARDS_LIMIT_MS)
    await httpOf(desk, inForce, { signal })(request).catch(desk.onTrouble)
  }
}

function answered({ status, headers = {}, text, json }: CallbackAnswer): RouteAnswer {
  if (json !== undefined)
    return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(json) }
  if (text === undefined) return { status, headers }
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: text }
}
