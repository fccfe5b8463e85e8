/** Proof that people can be reached: test messages, and the confirmation of their readers. */
import { createHash } from 'node:crypto'
import type { Database } from '../../../../db/database.ts'
import { publish } from '../../../../db/events.ts'
import { inTransaction } from '../../../../db/transaction.ts'
import { TEST_TEXT } from '../message-text.ts'
import { ringOutbox } from '../store.ts'
import { addTestMessages, findProofLink, lastDelivery, proveDelivery } from './store.ts'

const LONGEST_TOKEN = 100

/** Somebody confirms a test message. Doing it again is as good as once. */
export async function confirmTest(db: Database, token: string): Promise<'confirmed' | 'expired' | 'unknown'> {
  if (token.length > LONGEST_TOKEN) return 'unknown'
  return inTransaction(db, async (tx) => {
    const link = await findProofLink(tx, createHash('sha256').update(token).digest())
    if (!link) return 'unknown'
    if (link.isOver) return 'expired'
    await proveDelivery(tx, link.deliveryId)
    await publish(tx, [{ type: 'message.confirmed', subject: link.deliveryId, data: {} }])
    return 'confirmed'
  })
}

/** Who has answered a page by a channel has shown that it reaches them: for those who take the answer. */
export const provenByAnswer = (db: Database, pageId: string, channel: string): Promise<void> =>
  inTransaction(db, async (tx) => {
    const delivery = await lastDelivery(tx, pageId, channel)
    if (delivery !== undefined) await proveDelivery(tx, delivery)
  })

/** Proof that is no older than this spares somebody the test. */
const FRESH_DAYS = 6

/** Tests the ways to these people (to everybody where absent) that nothing has proven this week. Once a day at most, however often it is called. */
export const sendTestPages = (db: Database, users: readonly string[] | undefined, day: string): Promise<number> =>
  inTransaction(db, async (tx) => {
    const count = await addTestMessages(tx, { users, round: day, days: FRESH_DAYS, content: TEST_TEXT })
    if (count > 0) await ringOutbox(tx)
    return count
  })
