/**
 * Telling people, for those who decide whom: messages are written into the outbox in the caller's transaction, and leave when it has been
 * committed.
 */
import type { Database } from '../../../db/database.ts'
import { newId } from '../../../kit/new-id.ts'
import type { Severity } from '../../incident/severity.ts'
import type { Composed } from './composed.ts'
import { LANES, laneOf, type Urgency } from './lane.ts'
import type { WrittenText } from './message-text.ts'
import type { Reachability } from './reachability.ts'
import { roomMethod } from './room-method.ts'
import { planMessages } from './rules/plan-messages.ts'
import {
  addMessages,
  databaseNow,
  personalSettings,
  plannedJustNow,
  reachOf,
  ringOutbox,
  usableMethods,
  whoWasTold,
  withdraw,
} from './store.ts'

/** What the outbox asks of those who page. Each is called in the transaction of the claim. */
export interface PagePort {
  /** False as soon as nobody has to be told of it any more: acknowledged, over, taken by another one. */
  readonly isStillWanted: (tx: Database, pageId: string) => Promise<boolean>
  /** What the page says now, with its own links and codes; undefined withdraws the message. */
  readonly compose: (tx: Database, pageId: string) => Promise<Composed | undefined>
  /**
   * One message for several pages of one person, when there are too many for one each: links and codes in it act on all of them. The outbox
   * fills in the texts from what `compose` says of the first of them, and counts.
   */
  readonly composeGroup?: (
    tx: Database,
    userId: string,
    pageIds: readonly string[],
  ) => Promise<Pick<Composed, 'url' | 'actions' | 'replyCode'> & { readonly alerts?: number }>
}

export interface PersonPage {
  readonly userId: string
  readonly pageId: string
  /** What it is about; `thread` is the same for everything about one subject. */
  readonly subject: { readonly kind: 'incident'; readonly id: string; readonly thread: string }
  readonly urgency: Urgency
  readonly severity: Severity
}

export interface Notified {
  /** False when there is no verified contact method that can be used: go on at once. */
  readonly reachable: boolean
  /** When the first message leaves. */
  readonly first: Date | undefined
  readonly why?: string
}

/**
 * Writes a person's messages, now and later, as their rules say. Called again for the same page within seconds it changes nothing, later it begins
 * anew: what was still planned gives way.
 */
export async function notifyPerson(tx: Database, page: PersonPage): Promise<Notified> {
  const { userId, pageId, subject, severity, urgency } = page
  const lane = laneOf(severity, urgency)
  const already = await plannedJustNow(tx, pageId, lane)
  if (already) return { reachable: true, first: already }
  const methods = await usableMethods(tx, userId)
  if (methods.length === 0) return { reachable: false, first: undefined, why: 'no verified contact method' }
  const [{ rules, quiet }, now] = [await personalSettings(tx, userId), await databaseNow(tx)]
  const planned = planMessages({ methods, rules, quiet, severity, urgency, now })
  await withdraw(tx, { pageId, unsent: true }, 'planned anew')
  await addMessages(
    tx,
    planned.map(({ method, dueAt }) => ({
      ...{ id: newId('message'), userId, methodId: method.id, channel: method.channel, lane, kind: 'page' as const },
      ...{ pageId, subject, thread: subject.thread, severity, dueAt },
    })),
  )
  await ringOutbox(tx)
  return { reachable: true, first: planned[0]!.dueAt }
}

export type Withdrawn = { readonly pageId: string } | { readonly subject: { readonly id: string } }

/** Takes back what has not left: nothing of it is handed over any more. Answers with how many messages that were. */
export const withdrawMessages = (tx: Database, what: Withdrawn, why = 'not needed any more'): Promise<number> =>
  withdraw(tx, 'pageId' in what ? what : { subjectId: what.subject.id }, why)

export interface Update {
  readonly subject: { readonly kind: 'incident'; readonly id: string }
  /** What became of it: "Acknowledged by Ben". */
  readonly title: string
  readonly lines?: readonly string[]
  readonly severity?: string
  readonly reference?: string
  /** Who did it needs not be told. */
  readonly except?: string
}

/** Tells those who got a message what became of it, by the method they got it by. Answers with the ids of those people. */
export async function tellUpdate(tx: Database, update: Update): Promise<readonly string[]> {
  const { subject, title, lines = [], severity, reference, except } = update
  const told = (await whoWasTold(tx, subject.id)).filter(({ userId }) => userId !== except)
  const dueAt = await databaseNow(tx)
  const content = { title, lines, ...(severity ? { severity } : {}), ...(reference ? { reference } : {}) }
  await addMessages(
    tx,
    told.map(({ userId, methodId, channel, thread }) => ({
      ...{ id: newId('message'), userId, methodId, channel, lane: LANES.calm, kind: 'update' as const },
      ...{ subject, thread, content, dueAt },
    })),
  )
  if (told.length > 0) await ringOutbox(tx)
  return told.map(({ userId }) => userId)
}

/** News for a room. */
export interface RoomNews {
  readonly subject: { readonly kind: 'incident'; readonly id: string }
  readonly severity: Severity
  readonly text: WrittenText
  /** The same for the same news: told once, however often this is called. */
  readonly key: string
}

/** Tells rooms, and receivers that are no person, through these shared channels. */
export async function tellRooms(tx: Database, channels: readonly string[], news: RoomNews): Promise<void> {
  const { subject, severity, text, key } = news
  const dueAt = await databaseNow(tx)
  await addMessages(
    tx,
    channels.map((channel) => ({
      ...{
        id: `message_room_${channel}_${key}`,
        userId: roomMethod(channel),
        methodId: roomMethod(channel),
        channel,
        dueAt,
      },
      ...{
        lane: laneOf(severity, 'low'),
        kind: 'update' as const,
        subject,
        thread: subject.id,
        severity,
        content: text,
      },
    })),
  )
  if (channels.length > 0) await ringOutbox(tx)
}

/** Less than a page: something to read in time. */
export interface Reminder {
  readonly userId: string
  readonly text: WrittenText
  /** What it is about; reminders of one thread belong together. */
  readonly thread: string
  /** The same for the same reminder: sent once, however often this is called. */
  readonly key: string
}

/** Reminds somebody by the best of their contact methods, without waking them. False when there is none. */
export async function remindPerson(tx: Database, { userId, text, thread, key }: Reminder): Promise<boolean> {
  const [method] = await usableMethods(tx, userId)
  if (!method) return false
  const dueAt = await databaseNow(tx)
  await addMessages(tx, [
    {
      ...{ id: `message_reminder_${key}`, userId, methodId: method.id, channel: method.channel, lane: LANES.calm },
      ...{ kind: 'reminder', thread, content: text, dueAt },
    },
  ])
  await ringOutbox(tx)
  return true
}

/** How each of these people can be reached, in their order; somebody unknown is not reachable. */
export async function reachability(db: Database, userIds: readonly string[]): Promise<readonly Reachability[]> {
  const known = await reachOf(db, userIds)
  return userIds.map((userId) => known.get(userId) ?? { userId, isReachable: false, lastProvenAt: undefined })
}
