/**
 * An outbox of the product's own in a process that can be killed or stopped. It hands over to a receiver by http, through the one way out.
 *
 * Arguments: settings of the database as JSON, address of the receiver, milliseconds that a channel takes before it begins to speak.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase } from '../../dist/db/database.js'
import { startOutbox } from '../../dist/response/page/notify/outbox/actions.js'

const [config, receiver, thinkMs] = process.argv.slice(2)
const { db } = openDatabase(JSON.parse(config))

const channel = {
  ...{ id: 'push', reach: 'personal', canAck: 'button', proof: 'accepted', secretSettings: [] },
  send: async ({ notification, http }) => {
    await sleep(Number(thinkMs))
    const { status } = await http({
      ...{ method: 'POST', url: receiver, headers: { 'idempotency-key': notification.deliveryId } },
      body: notification.title,
    })
    return status < 300 ? { state: 'accepted' } : { state: 'failed', lasting: false, why: `answered ${status}` }
  },
}

const budget = { alone: 1_000, windowMs: 1, everyMs: 1_000 }
const inForce = new Map([['push', { channel, settings: () => ({}), origins: new Set([new URL(receiver).origin]) }]])
startOutbox({
  ...{ db, version: '0', channels: () => inForce, egressAllow: () => [], proofWithinMs: () => 60_000 },
  ...{ budgets: () => ({ 0: budget, 1: budget, 2: budget }), publicUrl: () => receiver, outsideUrl: () => undefined },
  pages: {
    isStillWanted: async () => true,
    compose: async (_tx, pageId) => ({
      ...{ kind: 'page', thread: pageId, isUrgent: true, title: pageId, lines: [], actions: [], at: new Date() },
    }),
  },
  onTrouble: (error) => process.stderr.write(`${error.stack}\n`),
})
process.stdout.write('started\n')
