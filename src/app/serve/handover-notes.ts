/** Whoever comes on call gets a note: what is open, and how the shift before was. */
import type { StoredEvent } from '../../db/events.ts'
import type { Subscription } from '../../db/subscription.ts'
import { inTransaction } from '../../db/transaction.ts'
import { userByLogin } from '../../identity/store.ts'
import { type DutyParts, handoverOf } from '../../response/page/duty/actions.ts'
import { remindPerson } from '../../response/page/notify/actions.ts'

export interface HandoverNoteParts extends DutyParts {
  readonly clock: () => Date
}

/** A note about a shift that began so long ago, because no server was running, is none any more. */
const LATE_MS = 6 * 3_600_000

/** Handling an event twice tells it once. */
export const handoverNotes = (parts: HandoverNoteParts): Subscription => ({
  name: 'handover-notes',
  types: new Set(['oncall.handover']),
  handle: async (events) => {
    for (const event of events) await tellOf(parts, event)
  },
})

async function tellOf(parts: HandoverNoteParts, { subject: schedule, data }: StoredEvent): Promise<void> {
  const now = parts.clock()
  const at = new Date(String(data.at))
  if (!(now.getTime() - at.getTime() < LATE_MS)) return
  const before = namesIn(data.from)
  const came = namesIn(data.to).filter((login) => !before.includes(login))
  const note = came.length === 0 ? undefined : await handoverOf(parts, schedule, now)
  for (const login of came) {
    // Who is off again already needs no note.
    const user = note?.logins.includes(login) ? await userByLogin(parts.db, login) : undefined
    if (!note || !user || user.disabledAt !== null) continue
    const { title, lines } = note
    const key = `handover_${schedule}_${at.getTime()}_${user.id}`
    const thread = `handover-${schedule}`
    await inTransaction(parts.db, (tx) => remindPerson(tx, { userId: user.id, text: { title, lines }, thread, key }))
  }
}

const namesIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
