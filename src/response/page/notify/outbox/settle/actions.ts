/** Writes down how an attempt ended, and what follows from it. */
import type { Database } from '../../../../../db/database.ts'
import { type NewEvent, publish } from '../../../../../db/events.ts'
import type { Channel, SendOutcome } from '../../channel.ts'
import { inBriefTransaction } from '../brief/store.ts'
import { noteAnswer } from '../circuit/store.ts'
import { goOn } from '../go-on/actions.ts'
import type { ClaimedDelivery } from '../store.ts'
import { type AfterSend, afterSend } from './after-send.ts'
import {
  markAgain,
  markFailed,
  markTaken,
  moveMessages,
  noteReached,
  noteUnreached,
  type SettledMessage,
} from './store.ts'

export interface Attempt {
  readonly delivery: ClaimedDelivery
  readonly members: readonly string[]
  readonly outcome: SendOutcome
  /** Absent: the channel is not in the settings any more. */
  readonly channel: Pick<Channel, 'proof'> | undefined
  readonly proofWithinMs: number
}

/** A replica whose lease has passed changes nothing. */
export const settle = (db: Database, attempt: Attempt): Promise<void> =>
  inBriefTransaction(db, async (tx) => {
    const { delivery, outcome, channel, proofWithinMs } = attempt
    const { attempts, ageMs, lane } = delivery
    const canProve = channel !== undefined && channel.proof !== 'accepted'
    const after = afterSend({ outcome, attempts, ageMs, lane, canProve, proofWithinMs })
    if (!(await mark(tx, delivery, after))) return
    const why = 'why' in after ? after.why : null
    const messages = await moveMessages(tx, attempt.members, stateAfter(after), why)
    if (after.do === 'accepted' || after.do === 'delivered') {
      await noteReached(tx, delivery, after.do === 'delivered')
      await noteAnswer(tx, delivery, { worked: true })
    } else {
      await noteUnreached(tx, delivery, after.why, after.do === 'failed' && after.addressIsGone)
      // That an address is bad says nothing about the provider.
      if (outcome.state === 'failed' && !outcome.lasting)
        await noteAnswer(tx, delivery, { worked: false, retryAfterMs: outcome.retryAfterMs }, after.why)
    }
    if (after.do === 'failed' || (after.do === 'again' && after.tryNext))
      await goOn(tx, {
        ...{
          userId: delivery.userId,
          methodId: delivery.methodId,
          messageIds: messages.map(({ id }) => id),
          why: after.why,
        },
        ...{ isFinal: after.do === 'failed', mayGiveUp: after.do === 'failed' || attempts > 1 },
      })
    await publish(tx, eventsOf(delivery, after, messages))
  })

function mark(tx: Database, delivery: ClaimedDelivery, after: AfterSend): Promise<boolean> {
  switch (after.do) {
    case 'accepted':
      return markTaken(tx, delivery, { providerRef: after.providerRef, isProven: false, proofInMs: after.proofInMs })
    case 'delivered':
      return markTaken(tx, delivery, { providerRef: after.providerRef, isProven: true, proofInMs: undefined })
    case 'again':
      return markAgain(tx, delivery, after.inMs, after.why)
    case 'failed':
      return markFailed(tx, delivery, after.why)
  }
}

const stateAfter = (after: AfterSend) => (after.do === 'again' ? 'pending' : after.do)

/** A failure that is only tried again is told once, not at each attempt. */
function eventsOf(delivery: ClaimedDelivery, after: AfterSend, messages: readonly SettledMessage[]): NewEvent[] {
  const { userId, channel, id, attempts } = delivery
  return messages.flatMap((message): NewEvent[] => {
    const about = { userId, channel, delivery: id, incident: message.subjectId, message: message.id }
    if (after.do === 'accepted' || after.do === 'delivered') {
      if (message.pageId === null) return []
      const sent = { type: 'page.sent', subject: message.pageId, data: about }
      return after.do === 'accepted' ? [sent] : [sent, { ...sent, type: 'page.delivered' }]
    }
    if (after.do === 'again' && attempts > 1) return []
    const data = { ...about, page: message.pageId, kind: message.kind, why: after.why, final: after.do === 'failed' }
    return [{ type: 'message.failed', subject: message.id, data }]
  })
}
