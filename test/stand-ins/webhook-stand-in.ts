/** A receiver of webhooks that believes nothing it cannot verify (standardwebhooks.com), and knows what it has had. */
import { createHmac } from 'node:crypto'
import { demand, httpStandIn, type Received } from './http-stand-in.ts'

export async function webhookStandIn(key: Buffer, now: Date) {
  const taken = new Map<string, string>()
  const answer = ({ headers, body }: Received) => {
    const [id, time] = [String(headers['webhook-id']), String(headers['webhook-timestamp'])]
    demand(Math.abs(Number(time) * 1000 - now.getTime()) < 300_000, 'the time is wrong')
    const signed = createHmac('sha256', key)
      .update(Buffer.concat([Buffer.from(`${id}.${time}.`), body]))
      .digest('base64')
    demand(String(headers['webhook-signature']).split(' ').includes(`v1,${signed}`), 'no signature is right')
    demand(headers['idempotency-key'] === id, 'the two names of the delivery differ')
    taken.set(id, body.toString())
    return { status: 204 }
  }
  return { ...(await httpStandIn(answer)), taken }
}

/** What a program reads. */
export const shownByWebhook = (body: string): string => JSON.stringify(JSON.parse(body), null, 1)
