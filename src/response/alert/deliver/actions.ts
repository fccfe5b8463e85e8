/** Sends what is in the outbox. At least once: a crash between sending and writing that down sends it again under the same name. */
import { readFile } from 'node:fs/promises'
import type { Database } from '../../../db/database.ts'
import { publish } from '../../../db/events.ts'
import { inTransaction } from '../../../db/transaction.ts'
import { EgressRefusal } from '../../../egress/egress-refusal.ts'
import { sendRequest } from '../../../egress/send-request.ts'
import type { Alerting, WebhookTarget } from '../settings/alerting.ts'
import { type Attempt, afterAttempt } from './after-attempt.ts'
import {
  type ClaimedDelivery,
  claimDeliveries,
  giveUp,
  markDelivered,
  nextDeliveryInMs,
  renewLeases,
  tryAgain,
} from './store.ts'

const ANSWER_LIMIT_MS = 10_000
/** Well within a lease, so that one late renewal costs nothing. */
const RENEW_EVERY_MS = 2_000
/** Requests under way at a time, in all and to one receiver: one that does not answer leaves room for the others. */
const MOST = 32
const MOST_TO_ONE = 8

export interface SenderParts {
  readonly db: Database
  readonly version: string
  /** Ranges of addresses that the settings open beyond what receivers in them may be. */
  readonly egressAllow: () => readonly string[]
  readonly onTrouble: (error: unknown) => void
}

export interface Sender {
  /** Begins to send what is due and there is room for; answers in how many milliseconds there is more. */
  readonly send: (alerting: Alerting) => Promise<number | undefined>
  /** Resolves when nothing is under way. */
  readonly idle: () => Promise<void>
}

/** Makes the sender of this replica. `onRoom` is called when a request has ended, so that the next can begin. */
export function makeSender(parts: SenderParts, onRoom: () => void): Sender {
  const underWay = new Map<Promise<void>, ClaimedDelivery>()
  let renewing: NodeJS.Timeout | undefined
  const renew = () => void renewLeases(parts.db, [...underWay.values()]).catch(parts.onTrouble)
  const send = async (alerting: Alerting) => {
    const busy = new Map<string, number>()
    for (const { receiver } of underWay.values()) busy.set(receiver, (busy.get(receiver) ?? 0) + 1)
    const full = [...busy].filter(([, count]) => count >= MOST_TO_ONE).map(([receiver]) => receiver)
    const room = Math.min(MOST_TO_ONE, MOST - underWay.size)
    if (room <= 0) return undefined
    const claimed = await claimDeliveries(parts.db, room, full)
    for (const delivery of claimed) {
      const sent: Promise<void> = sendOne(parts, alerting, delivery)
        // Its lease runs out, and it is sent again.
        .catch(parts.onTrouble)
        .finally(() => {
          underWay.delete(sent)
          if (underWay.size === 0) {
            clearInterval(renewing)
            renewing = undefined
          }
          onRoom()
        })
      underWay.set(sent, delivery)
    }
    if (underWay.size > 0) renewing ??= setInterval(renew, RENEW_EVERY_MS)
    return claimed.length > 0 ? 0 : nextDeliveryInMs(parts.db, full)
  }
  const idle = async () => {
    while (underWay.size > 0) await Promise.all(underWay.keys())
  }
  return { send, idle }
}

async function sendOne(
  { db, version, egressAllow }: SenderParts,
  alerting: Alerting,
  delivery: ClaimedDelivery,
): Promise<void> {
  const target = alerting.receivers
    .get(delivery.receiver)
    ?.deliveries.find(({ id }) => id === delivery.delivery)?.target
  const attempt: Attempt = target ? await post(target, delivery, { version, allow: egressAllow() }) : { status: 410 }
  const after = afterAttempt(attempt, delivery.attempts, delivery.ageMs)
  switch (after.do) {
    case 'delivered':
      return markDelivered(db, delivery)
    case 'again':
      return tryAgain(db, delivery, after.inMs, after.why)
    case 'give up': {
      const why = target ? after.why : 'its receiver is not in the settings any more'
      return inTransaction(db, async (tx) => {
        await giveUp(tx, delivery, why)
        await publish(tx, [
          { type: 'delivery.failed', subject: delivery.id, data: { receiver: delivery.receiver, why } },
        ])
      })
    }
  }
}

async function post(
  target: WebhookTarget,
  delivery: ClaimedDelivery,
  { version, allow }: { version: string; allow: readonly string[] },
): Promise<Attempt> {
  try {
    const url = target.url ?? (await secret(target.urlFile!))
    const { status } = await sendRequest({
      ...{ method: 'POST', url, writtenBy: 'settings', allow, limitMs: ANSWER_LIMIT_MS },
      headers: {
        'content-type': 'application/json',
        'user-agent': `opsbook/${version}`,
        'idempotency-key': delivery.id,
        ...(await authorization(target)),
      },
      body: JSON.stringify(delivery.body),
    })
    return { status }
  } catch (error) {
    if (error instanceof EgressRefusal) return { refused: error.message }
    const { message, code } = error as Error & { code?: string }
    return { error: code ?? message }
  }
}

async function authorization({ authorization, basicAuth }: WebhookTarget): Promise<Record<string, string>> {
  if (authorization) {
    const credentials = authorization.credentials ?? (await secretOf(authorization.credentialsFile))
    return { authorization: `${authorization.type} ${credentials}` }
  }
  if (!basicAuth) return {}
  const password = basicAuth.password ?? (await secretOf(basicAuth.passwordFile))
  return { authorization: `Basic ${Buffer.from(`${basicAuth.username}:${password}`).toString('base64')}` }
}

const secretOf = async (file: string | undefined) => (file === undefined ? '' : secret(file))

/** Read each time, so that a changed secret needs no restart. */
const secret = async (file: string) => (await readFile(file, 'utf8')).trim()
