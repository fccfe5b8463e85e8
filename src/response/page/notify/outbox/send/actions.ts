/** Hands over to the channels what is due, as much at a time as each may have. */
import { EgressRefusal } from '../../../../../egress/egress-refusal.ts'
import { sendRequest } from '../../../../../egress/send-request.ts'
import type { HttpSend, SendOutcome } from '../../channel.ts'
import type { ChannelInForce, ChannelsInForce } from '../../channel-in-force.ts'
import { LANES } from '../../lane.ts'
import { inBriefTransaction } from '../brief/store.ts'
import { type Prepared, type PrepareParts, prepare } from '../prepare/actions.ts'
import { endUnwanted } from '../prepare/store.ts'
import { settle } from '../settle/actions.ts'
import { type ClaimedDelivery, claimDeliveries, isStillOurs, LEASE_MS, renewLeases } from '../store.ts'
import { failedBy, shownWhy } from './attempt.ts'

export interface SenderParts extends PrepareParts {
  readonly version: string
  readonly channels: () => ChannelsInForce
  readonly egressAllow: () => readonly string[]
  /** How long a channel that can prove that a message arrived may take to. */
  readonly proofWithinMs: () => number
  /** Address of the server as providers reach it; undefined when they cannot. */
  readonly outsideUrl: () => string | undefined
}

export interface Sender {
  /** Begins to hand over what is due and there is room for; answers with how much that was. */
  readonly send: () => Promise<number>
  /** Resolves when nothing is under way. */
  readonly idle: () => Promise<void>
}

const ATTEMPT_LIMIT_MS = 10_000
const RENEW_EVERY_MS = 1_500
/** Messages under way at a time, in all and to one channel; a P0 has room of its own beside them. */
const MOST = 32
const MOST_TO_ONE = 8

interface UnderWay {
  readonly delivery: ClaimedDelivery
  /** By the clock of this process, which goes on while it is stopped: until then the lease is ours. */
  heldUntilMs: number
}

/** Makes the sender of this replica. `onRoom` is called when an attempt has ended, so that the next can begin. */
export function makeSender(parts: SenderParts, onRoom: () => void): Sender {
  const underWay = new Map<Promise<void>, UnderWay>()
  let renewing: NodeJS.Timeout | undefined
  const renew = async () => {
    const askedAtMs = performance.now()
    const held = [...underWay.values()]
    const ours = await renewLeases(
      parts.db,
      held.map(({ delivery }) => delivery),
    )
    for (const each of held) if (ours.has(each.delivery.id)) each.heldUntilMs = askedAtMs + LEASE_MS
  }
  const begin = (delivery: ClaimedDelivery, claimedAtMs: number) => {
    const hold: UnderWay = { delivery, heldUntilMs: claimedAtMs + LEASE_MS }
    const sent: Promise<void> = handOver(parts, hold)
      // Its lease runs out, and it is handed over again.
      .catch(parts.onTrouble)
      .finally(() => {
        underWay.delete(sent)
        if (underWay.size === 0) {
          clearInterval(renewing)
          renewing = undefined
        }
        onRoom()
      })
    underWay.set(sent, hold)
  }
  const claim = async (isP0: boolean) => {
    const mine = [...underWay.values()].filter(({ delivery }) => (delivery.lane === LANES.p0) === isP0)
    const room = Math.min(MOST_TO_ONE, MOST - mine.length)
    if (room <= 0) return 0
    const claimedAtMs = performance.now()
    const lanes = isP0 ? ([LANES.p0, LANES.p0] as const) : ([LANES.urgent, LANES.calm] as const)
    const claimed = await claimDeliveries(parts.db, { lanes, busy: fullChannels(mine), limit: room })
    for (const delivery of claimed) begin(delivery, claimedAtMs)
    return claimed.length
  }
  return {
    send: async () => {
      const begun = (await claim(true)) + (await claim(false))
      if (underWay.size > 0) renewing ??= setInterval(() => void renew().catch(parts.onTrouble), RENEW_EVERY_MS)
      return begun
    },
    idle: async () => {
      while (underWay.size > 0) await Promise.all(underWay.keys())
    },
  }
}

function fullChannels(underWay: readonly UnderWay[]): string[] {
  const busy = new Map<string, number>()
  for (const { delivery } of underWay) busy.set(delivery.channel, (busy.get(delivery.channel) ?? 0) + 1)
  return [...busy].filter(([, count]) => count >= MOST_TO_ONE).map(([channel]) => channel)
}

/** Thrown into a channel that is about to hand over what is not ours to send, or what nobody wants, any more. */
class NotToBeSent extends Error {
  override readonly name = 'NotToBeSent'
}

async function handOver(parts: SenderParts, hold: UnderWay): Promise<void> {
  const { db, channels, proofWithinMs } = parts
  const { delivery } = hold
  const prepared = await prepare(parts, delivery)
  if (prepared.do === 'nothing') return
  if (prepared.do === 'send') hold.heldUntilMs = Math.max(hold.heldUntilMs, prepared.heldSinceMs + LEASE_MS)
  const inForce = channels().get(delivery.channel)
  const outcome: SendOutcome | 'stopped' =
    prepared.do === 'fail'
      ? { state: 'failed', lasting: true, why: prepared.why }
      : inForce
        ? await attempt(parts, hold, { prepared, inForce })
        : { state: 'failed', lasting: true, why: 'the channel is not in the settings' }
  if (outcome === 'stopped') return inBriefTransaction(db, (tx) => endUnwanted(tx, delivery))
  await settle(db, {
    ...{ delivery, members: prepared.members, outcome: shownWhy(outcome), channel: inForce?.channel },
    proofWithinMs: proofWithinMs(),
  })
}

interface Handing {
  readonly prepared: Extract<Prepared, { do: 'send' }>
  readonly inForce: ChannelInForce
}

/** One attempt; "stopped" when the last look found that it is not to be sent. */
async function attempt(
  parts: SenderParts,
  hold: UnderWay,
  { prepared, inForce }: Handing,
): Promise<SendOutcome | 'stopped'> {
  const { channel, settings } = inForce
  const { notification, address, threadRef } = prepared
  let isStopped = false
  const beforeHandOver = async () => {
    // A process that was stopped finds its lease gone by its own clock too, before it believes an answer it asked for long ago.
    const isOurs = (await isStillOurs(parts.db, hold.delivery)) && performance.now() < hold.heldUntilMs
    if (isOurs) return
    isStopped = true
    throw new NotToBeSent('it is not to be sent any more')
  }
  const signal = AbortSignal.timeout(ATTEMPT_LIMIT_MS)
  const outside = parts.outsideUrl()
  try {
    await beforeHandOver()
    const outcome = await channel.send({
      ...{ notification, address, settings: settings(), attempt: hold.delivery.attempts, version: parts.version },
      ...{
        http: httpOf(parts, inForce, { signal, beforeHandOver }),
        beforeHandOver,
        signal,
        now: notification.at,
        threadRef,
      },
      callbackUrl: outside === undefined ? undefined : `${outside}/callback/${channel.id}`,
    })
    return isStopped ? 'stopped' : outcome
  } catch (error) {
    return isStopped ? 'stopped' : failedBy(error, error instanceof EgressRefusal)
  }
}

/** The requests a channel may make for one message. */
export const httpOf =
  (
    { egressAllow }: Pick<SenderParts, 'egressAllow'>,
    { origins }: Pick<ChannelInForce, 'origins'>,
    { signal, beforeHandOver }: { signal: AbortSignal; beforeHandOver?: () => Promise<void> },
  ): HttpSend =>
  (request) => {
    const origin = URL.canParse(request.url) ? new URL(request.url).origin : ''
    const writtenBy = origins.has(origin) ? 'settings' : 'entered'
    return sendRequest({
      ...request,
      writtenBy,
      allow: egressAllow(),
      limitMs: ATTEMPT_LIMIT_MS,
      signal,
      beforeHandOver,
    })
  }
