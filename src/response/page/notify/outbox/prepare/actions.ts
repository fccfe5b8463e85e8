/** Gets one handing-over ready: looks again who still wants it, and composes it from what is true now. */
import { createHash, randomBytes } from 'node:crypto'
import type { Database } from '../../../../../db/database.ts'
import type { PagePort } from '../../actions.ts'
import type { Composed } from '../../composed.ts'
import { writtenNotification } from '../../message-text.ts'
import type { Notification } from '../../notification.ts'
import { addProofLink } from '../../proof/store.ts'
import { isRoomMethod } from '../../room-method.ts'
import { databaseNow } from '../../store.ts'
import { inBriefTransaction } from '../brief/store.ts'
import { type ClaimedDelivery, holdOn } from '../store.ts'
import { groupNotification } from './group-notification.ts'
import { addressOf, endUnwanted, lockHeld, type Member, markSending, members, takeBack, threadRef } from './store.ts'

export interface PrepareParts {
  readonly db: Database
  readonly pages: PagePort
  readonly publicUrl: () => string
  readonly onTrouble: (error: unknown) => void
}

export type Prepared =
  | {
      readonly do: 'send'
      readonly notification: Notification
      readonly members: readonly string[]
      readonly address: string
      readonly threadRef: string | undefined
      /** By the clock of this process, when its lease was last begun. */
      readonly heldSinceMs: number
    }
  /** Somebody else has it, or nobody wants it. */
  | { readonly do: 'nothing' }
  | { readonly do: 'fail'; readonly members: readonly string[]; readonly why: string }

/** So many of a group are listed by name, and asked one by one whether they are still wanted; those taken back are known anyway. */
const LISTED = 8
const ASKED = 25

/** Composing that fails must not silence a page: it is told without details then. */
export async function prepare(parts: PrepareParts, delivery: ClaimedDelivery): Promise<Prepared> {
  try {
    return await prepareWith(parts, delivery, parts.pages)
  } catch (error) {
    parts.onTrouble(error)
    return prepareWith(parts, delivery, plainPages(parts.publicUrl()))
  }
}

const prepareWith = ({ db, publicUrl }: PrepareParts, delivery: ClaimedDelivery, pages: PagePort): Promise<Prepared> =>
  inBriefTransaction(db, async (tx): Promise<Prepared> => {
    if (!(await lockHeld(tx, delivery))) return { do: 'nothing' }
    const all = await members(tx, delivery.id)
    const wanted = await stillWanted(tx, all, pages)
    const composed = await compose(tx, { delivery, wanted, pages, url: publicUrl() })
    if (composed === undefined) {
      await takeBack(
        tx,
        all.map(({ id }) => id),
        'not wanted any more',
      )
      await endUnwanted(tx, delivery)
      return { do: 'nothing' }
    }
    const ids = wanted.map(({ id }) => id)
    const address = isRoomMethod(delivery.methodId) ? '' : await addressOf(tx, delivery.methodId)
    await markSending(tx, ids)
    // Composing may have taken a while: the lease begins anew.
    const heldSinceMs = performance.now()
    await holdOn(tx, delivery)
    if (address === undefined) return { do: 'fail', members: ids, why: 'the contact method was removed' }
    const notification = {
      ...composed,
      deliveryId: delivery.id,
      isUrgent: delivery.kind === 'page' ? delivery.lane < 2 : composed.isUrgent,
    }
    const ref = delivery.thread === null ? undefined : await threadRef(tx, delivery.methodId, delivery.thread)
    return { do: 'send', notification, members: ids, address, threadRef: ref, heldSinceMs }
  })

async function stillWanted(tx: Database, all: readonly Member[], pages: PagePort): Promise<readonly Member[]> {
  const unwanted: string[] = []
  for (const { id, kind, pageId } of all.slice(0, ASKED))
    if (kind === 'page' && pageId !== null && !(await pages.isStillWanted(tx, pageId))) unwanted.push(id)
  if (unwanted.length > 0) await takeBack(tx, unwanted, 'not wanted any more')
  return all.filter(({ id }) => !unwanted.includes(id))
}

interface ComposeFacts {
  readonly delivery: ClaimedDelivery
  readonly wanted: readonly Member[]
  readonly pages: PagePort
  readonly url: string
}

async function compose(tx: Database, { delivery, wanted, pages, url }: ComposeFacts): Promise<Composed | undefined> {
  const at = await databaseNow(tx)
  const first: Composed[] = []
  for (const member of wanted.slice(0, wanted.length === 1 ? 1 : LISTED)) {
    const composed = await composeOne(tx, { member, delivery, pages, at, url })
    if (composed) first.push(composed)
  }
  if (wanted.length <= 1 || first.length === 0) return first[0]
  const pageIds = wanted.flatMap(({ pageId, kind }) => (kind === 'page' && pageId !== null ? [pageId] : []))
  const grouped = pageIds.length > 0 ? await pages.composeGroup?.(tx, delivery.userId, pageIds) : undefined
  const { alerts = first.reduce((sum, { counted }) => sum + (counted?.alerts ?? 0), 0), ...links } = grouped ?? {
    ...{ url, actions: [] },
  }
  return groupNotification({ first, count: wanted.length, alerts, thread: `group-${delivery.id}`, links, at })
}

async function composeOne(
  tx: Database,
  { member, delivery, pages, at, url }: Omit<ComposeFacts, 'wanted'> & { member: Member; at: Date },
): Promise<Composed | undefined> {
  const { kind, pageId, thread, content } = member
  if (kind === 'page' && pageId !== null) return pages.compose(tx, pageId)
  const text = content ?? { title: 'Opsbook', lines: [] }
  if (kind !== 'test') return writtenNotification({ kind, thread, text, at })
  const token = randomBytes(20).toString('base64url')
  await addProofLink(tx, { digest: createHash('sha256').update(token).digest(), deliveryId: delivery.id })
  return writtenNotification({ kind, thread, text, at, confirm: { url: `${url}/t/${token}`, token } })
}

/** What is told when nothing can be looked up. */
const plainPages = (url: string): PagePort => ({
  isStillWanted: async () => true,
  compose: async (tx) => ({
    ...{ kind: 'page', thread: 'opsbook', isUrgent: true, title: 'You are paged; its details could not be looked up' },
    ...{ lines: ['Open the server to see what it is about.'], url, actions: [], at: await databaseNow(tx) },
  }),
})
