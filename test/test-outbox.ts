import { onTestFinished } from 'vitest'
import type { Database } from '../src/db/database.ts'
import type { PagePort } from '../src/response/page/notify/actions.ts'
import type { Composed } from '../src/response/page/notify/composed.ts'
import { type Outbox, type OutboxParts, startOutbox } from '../src/response/page/notify/outbox/actions.ts'
import { stormBudgets } from '../src/response/page/notify/settings/compile-delivery.ts'
import { deliverySchema } from '../src/response/page/notify/settings/delivery-schema.ts'
import type { TestChannel } from './test-channel.ts'

/** Pages as the outbox asks for them; those that are over are not wanted. */
export function testPages(over: Set<string> = new Set()): PagePort {
  return {
    isStillWanted: async (_, pageId) => !over.has(pageId),
    compose: async (_, pageId): Promise<Composed> => ({
      ...{
        kind: 'page',
        thread: 'incident_1',
        isUrgent: true,
        title: `Page ${pageId}`,
        severity: 'P1',
        lines: [],
        actions: [],
      },
      at: new Date(),
    }),
  }
}

/** An outbox of this test; it is stopped when the test ends. */
export function testOutbox(db: Database, channels: readonly TestChannel[], more: Partial<OutboxParts> = {}): Outbox {
  const inForce = new Map(
    channels.map(({ channel }) => [channel.id, { channel, settings: () => ({}), origins: new Set<string>() }]),
  )
  const outbox = startOutbox({
    ...{
      db,
      version: '0',
      pages: testPages(),
      channels: () => inForce,
      egressAllow: () => [],
      proofWithinMs: () => 90_000,
    },
    ...{
      budgets: () => stormBudgets(deliverySchema.parse({})),
      publicUrl: () => 'http://127.0.0.1',
      outsideUrl: () => undefined,
    },
    onTrouble: (error) => process.stderr.write(`${String(error)}\n`),
    ...more,
  })
  onTestFinished(outbox.stop)
  return outbox
}
