/** Calendars behind secret addresses: whoever has one sees the shifts, and nothing else. */
import { createHash, randomBytes } from 'node:crypto'
import { inTransaction } from '../../../db/transaction.ts'
import type { Actor } from '../../../kit/route.ts'
import { shiftsOf } from '../actions.ts'
import { type CalendarShift, writeCalendar } from '../calendar/write-calendar.ts'
import type { OncallDesk, Person } from '../desk.ts'
import { calendarSpan, personalShifts, scheduleShifts } from './personal-shifts.ts'
import { type Feed, type FeedKind, feedBySecret, markFeedUsed, removeFeed, setFeed } from './store.ts'

const SECRET_BYTES = 24
const SECRET = /^[A-Za-z0-9_-]{32}$/

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** Makes an address, shown once. The one the same person had for the same thing stops working. */
export async function rotateFeed(
  desk: OncallDesk,
  owner: Person,
  { kind, subject, by }: { kind: FeedKind; subject: string; by: Actor },
): Promise<{ readonly feed: Feed; readonly path: string }> {
  const secret = randomBytes(SECRET_BYTES).toString('base64url')
  return inTransaction(desk.db, async (tx) => {
    const wanted = { id: desk.newId('feed'), ownerId: owner.id, kind, subject, createdAt: desk.clock() }
    const feed = await setFeed(tx, wanted, hashOf(secret))
    await desk.note(tx, by, 'oncall.feed-rotated', feed.id, { kind, subject })
    return { feed, path: `/calendar/${secret}.ics` }
  })
}

/** Takes an address away. */
export async function endFeed(desk: OncallDesk, { id, kind, subject }: Feed, by: Actor): Promise<void> {
  await inTransaction(desk.db, async (tx) => {
    await removeFeed(tx, id)
    await desk.note(tx, by, 'oncall.feed-removed', id, { kind, subject })
  })
}

/** The calendar of an address; undefined when nobody has it, or when who made it cannot come in any more. */
export async function readFeed(desk: OncallDesk, secret: string): Promise<string | undefined> {
  if (!SECRET.test(secret)) return undefined
  const feed = await feedBySecret(desk.db, hashOf(secret))
  if (!feed || !(await desk.personOf({ kind: 'user', id: feed.ownerId, name: '' }))) return undefined
  const now = desk.clock()
  await markFeedUsed(desk.db, feed.id, now)
  const name = feed.kind === 'user' ? `On call: ${feed.subject}` : `On call: ${feed.subject} (schedule)`
  return writeCalendar({ name, shifts: await shiftsOfFeed(desk, feed, now.getTime()), stamp: now.getTime() })
}

async function shiftsOfFeed({ db, rotas }: OncallDesk, { kind, subject }: Feed, now: number): Promise<CalendarShift[]> {
  const span = calendarSpan(now)
  const shifts: CalendarShift[] = []
  for (const rota of rotas().values()) {
    if (kind === 'schedule' && rota.name !== subject) continue
    const spans = await shiftsOf(db, rota, span)
    shifts.push(...(kind === 'user' ? personalShifts(rota.name, spans, subject) : scheduleShifts(rota.name, spans)))
  }
  return shifts
}
