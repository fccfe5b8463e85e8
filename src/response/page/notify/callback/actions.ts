/** What providers tell us: receipts, buttons, replies. */
import type { Database } from '../../../../db/database.ts'
import { publish } from '../../../../db/events.ts'
import { inTransaction } from '../../../../db/transaction.ts'
import type { CallbackReport, CallbackResult } from '../channel.ts'
import { goOn } from '../outbox/go-on/actions.ts'
import { messagesOf } from '../outbox/watch/store.ts'
import { confirmTest } from '../proof/actions.ts'
import { lockByRef, markLost, markProven } from './store.ts'

/** Acts of people that come back by a provider, done by those who page. */
export interface ActPort {
  /** The secret of a button: for one person, one page, one act. */
  readonly pressed: (pressed: {
    readonly token: string
    readonly channel: string
    readonly by?: string | undefined
  }) => Promise<CallbackResult>
  /** A code typed at an address; right only where both are. */
  readonly replied: (replied: {
    readonly channel: string
    readonly address: string
    readonly code: string
  }) => Promise<CallbackResult>
}

export interface CallbackParts {
  readonly db: Database
  readonly acts: ActPort
}

/** A receipt may be quicker than our own note of what the provider called the message. */
const SOON_MS = 700

/** Does what one report says; doing it twice is as good as once. */
export async function takeReport(
  { db, acts }: CallbackParts,
  channel: string,
  report: CallbackReport,
): Promise<CallbackResult> {
  switch (report.kind) {
    case 'none':
      return { ok: true, text: '' }
    case 'pressed': {
      const test = await confirmTest(db, report.token)
      if (test !== 'unknown')
        return { ok: test !== 'expired', text: test === 'expired' ? 'This test is too old.' : 'Thank you.' }
      return acts.pressed({ token: report.token, channel, by: report.by })
    }
    case 'replied':
      return acts.replied({ channel, address: report.address, code: report.code })
    case 'receipt': {
      if (await takeReceipt(db, channel, report)) return { ok: true, text: '' }
      await new Promise((resolve) => setTimeout(resolve, SOON_MS))
      const known = await takeReceipt(db, channel, report)
      return known ? { ok: true, text: '' } : { ok: false, text: 'no such message' }
    }
  }
}

type Receipt = Extract<CallbackReport, { kind: 'receipt' }>

/** Receipts come in any order: what has been delivered does not fail afterwards, and what failed may still arrive. */
const takeReceipt = (db: Database, channel: string, { providerRef, state, why }: Receipt): Promise<boolean> =>
  inTransaction(db, async (tx) => {
    const delivery = await lockByRef(tx, channel, providerRef)
    if (!delivery) return false
    const { id, userId, methodId } = delivery
    if (state === 'accepted' || delivery.state === 'delivered' || (state === 'failed' && delivery.state === 'failed'))
      return true
    const messages = await messagesOf(tx, id)
    const told = messages.flatMap((message) =>
      message.pageId === null
        ? []
        : [
            {
              pageId: message.pageId,
              data: { userId, channel, delivery: id, incident: message.subjectId, message: message.id },
            },
          ],
    )
    if (state === 'delivered') {
      await markProven(tx, delivery)
      await publish(
        tx,
        told.map(({ pageId, data }) => ({ type: 'page.delivered', subject: pageId, data })),
      )
      return true
    }
    const reason = (why ?? 'the provider could not deliver it').replace(/\s+/g, ' ').slice(0, 300)
    await markLost(tx, delivery, reason)
    await goOn(tx, {
      ...{
        userId,
        methodId,
        messageIds: messages.map((message) => message.id),
        why: reason,
        isFinal: true,
        mayGiveUp: true,
      },
    })
    await publish(
      tx,
      messages.map((message) => ({
        ...{ type: 'message.failed', subject: message.id },
        data: {
          userId,
          channel,
          delivery: id,
          incident: message.subjectId,
          page: message.pageId,
          why: reason,
          final: true,
        },
      })),
    )
    return true
  })
