/** Clocks that come due: said once, whoever is woken, however often. */
import type { JobData, Queue } from '../../../db/jobs.ts'
import { inTransaction } from '../../../db/transaction.ts'
import { armClock, CLOCK_QUEUE, clockJob, type IncidentDesk, record } from '../actions.ts'
import { clockNotices } from '../clocks.ts'
import { isOver } from '../incident.ts'
import { type NewIncidentEvent, SYSTEM } from '../incident-event.ts'
import { databaseNow, lockIncidents, overdueClocks, runningClocks, storedClock } from '../store.ts'

/** The queue that wakes the clocks. */
export const clockQueue = (desk: IncidentDesk): Queue => ({
  name: CLOCK_QUEUE,
  concurrency: 4,
  handle: (data) => sayWhatIsDue(desk, data),
})

/** Writes what the clocks of an incident have to say now. A job that comes too late, twice or for an old time finds nothing to say. */
export async function sayWhatIsDue(desk: IncidentDesk, data: JobData): Promise<void> {
  const id = String(data.incident ?? '')
  await inTransaction(desk.db, async (tx) => {
    const incident = (await lockIncidents(tx, [id])).get(id)
    if (!incident || isOver(incident)) return
    const now = await databaseNow(tx)
    const events = clockNotices(incident.clocks, now).map(({ kind, mark, dueAt }): NewIncidentEvent => {
      if (mark === 100) return { data: { type: 'clock-breached', clock: kind, dueAt } }
      return { data: { type: 'clock-warned', clock: kind, mark, dueAt } }
    })
    if (events.length > 0) {
      await record(desk, tx, { incident, by: SYSTEM, now, events })
      return
    }
    // Woken a moment too early, by a clock that is not quite the database's: the same instant is asked for again.
    const clockAt = await storedClock(tx, id)
    if (clockAt && clockAt.toISOString() === data.at) await armClock(desk, tx, id, clockAt)
  })
}

const CLOCKS_AT_A_TIME = 1_000

/** Jobs are no part of a backup: a server that starts on a restored or moved database arms every clock. Twice is as good as once. */
export async function armAllClocks(desk: IncidentDesk): Promise<string[]> {
  const armed: string[] = []
  for (;;) {
    const clocks = await runningClocks(desk.db, armed.at(-1) ?? '', CLOCKS_AT_A_TIME)
    const jobs = clocks.map((clock) => ({ data: clockJob(clock), startAfter: clock.clockAt }))
    await desk.jobs.enqueueAll(desk.db, CLOCK_QUEUE, jobs)
    armed.push(...clocks.map(({ id }) => id))
    if (clocks.length < CLOCKS_AT_A_TIME) return armed
  }
}

/** Part of the server's look at itself: clocks whose job was lost get another one. Answers with their incidents. */
export async function rearmOverdue(desk: IncidentDesk, graceSeconds = 15): Promise<string[]> {
  const overdue = await overdueClocks(desk.db, graceSeconds)
  for (const { id, clockAt } of overdue) await inTransaction(desk.db, (tx) => armClock(desk, tx, id, clockAt))
  return overdue.map(({ id }) => id)
}
