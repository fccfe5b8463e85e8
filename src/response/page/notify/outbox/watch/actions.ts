/** Goes on by another way where a provider is in trouble, or where nobody knows whether a message arrived. */
import type { Database } from '../../../../../db/database.ts'
import { publish } from '../../../../../db/events.ts'
import type { PagePort } from '../../actions.ts'
import { inBriefTransaction } from '../brief/store.ts'
import { goOn } from '../go-on/actions.ts'
import { markUnproven, messagesOf, takeDiverted, takeUnproven } from './store.ts'

const BATCH = 100

/** What waits for a provider that is left alone goes by the person's next method as well; it stays in the queue of the first. */
export const divertTroubled = (db: Database): Promise<number> =>
  inBriefTransaction(db, async (tx) => {
    const diverted = await takeDiverted(tx, BATCH)
    for (const { id, userId, methodId, why } of diverted) {
      const messageIds = (await messagesOf(tx, id)).map((message) => message.id)
      await goOn(tx, { userId, methodId, messageIds, why, isFinal: false, mayGiveUp: true })
    }
    return diverted.length
  })

/** A message that should be proven by now and is not goes by the next method, if it is still wanted; a channel that proves late loses nothing. */
export const findUnproven = (db: Database, pages: Pick<PagePort, 'isStillWanted'>): Promise<number> =>
  inBriefTransaction(db, async (tx) => {
    const unproven = await takeUnproven(tx, BATCH)
    for (const { id, userId, methodId, channel, why } of unproven) {
      await markUnproven(tx, id)
      const messageIds: string[] = []
      for (const message of await messagesOf(tx, id)) {
        if (message.pageId === null || !(await pages.isStillWanted(tx, message.pageId))) continue
        messageIds.push(message.id)
        const data = { userId, channel, delivery: id, incident: message.subjectId, message: message.id }
        await publish(tx, [{ type: 'page.unproven', subject: message.pageId, data }])
      }
      await goOn(tx, { userId, methodId, messageIds, why, isFinal: false, mayGiveUp: true })
    }
    return unproven.length
  })
