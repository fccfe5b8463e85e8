/** Sends what is in the outbox. At least once: a crash between sending and writing that down sends it again under the same name. */
import { readFile } from 'node:fs/promises'
import type { Database } from '../../../db/database.ts'
import { publish } from '../../../db/events.ts'
import { inTransaction } from '../../../db/transaction.ts'
import type { Alerting, WebhookTarget } from '../settings/alerting.ts'
import { type Attempt, afterAttempt } from './after-attempt.ts'
import { type ClaimedDelivery, claimDeliveries, giveUp, markDelivered, tryAgain } from './store.ts'

const AT_A_TIME = 20
const ANSWER_LIMIT_MS = 10_000

export interface SenderParts {
  readonly db: Database
  readonly version: string
}

/** Sends what is due. Answers how many were tried. */
export async function sendDeliveries(parts: SenderParts, alerting: Alerting): Promise<number> {
  const claimed = await claimDeliveries(parts.db, AT_A_TIME)
  await Promise.all(claimed.map((delivery) => sendOne(parts, alerting, delivery)))
  return claimed.length
}

async function sendOne({ db, version }: SenderParts, alerting: Alerting, delivery: ClaimedDelivery): Promise<void> {
  const target = alerting.receivers
    .get(delivery.receiver)
    ?.deliveries.find(({ id }) => id === delivery.delivery)?.target
  const attempt: Attempt = target ? await post(target, delivery, version) : { status: 410 }
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

async function post(target: WebhookTarget, delivery: ClaimedDelivery, version: string): Promise<Attempt> {
  try {
    const url = target.url ?? (await secret(target.urlFile!))
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': `opsbook/${version}`,
        'idempotency-key': delivery.id,
        ...(await authorization(target)),
      },
      body: JSON.stringify(delivery.body),
      // Where it leads was not written down by anybody who may decide that.
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    })
    await answer.body?.cancel()
    return { status: answer.status }
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { message?: string; code?: string } }
    return { error: cause?.code ?? cause?.message ?? message }
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
