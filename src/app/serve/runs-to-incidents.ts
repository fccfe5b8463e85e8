/** A run that was begun for an incident stands on its timeline: that it began, how it ended. */
import type { Database } from '../../db/database.ts'
import type { StoredEvent } from '../../db/events.ts'
import type { Subscription } from '../../db/subscription.ts'
import type { IncidentDesk } from '../../response/incident/actions.ts'
import { attachRun, finishRun } from '../../response/incident/work/actions.ts'
import type { RunEvent } from '../../runbook/record/events.ts'
import { findRun, journalLines } from '../../runbook/remote/store.ts'

/** Written in the name of whoever asked for the run. */
export const runsToIncidents = (db: Database, desk: IncidentDesk): Subscription => ({
  name: 'runs-to-incidents',
  types: new Set(['run.queued', 'run.finished', 'run.lost']),
  handle: async (events) => {
    for (const event of events) await follow(db, desk, event)
  },
})

async function follow(db: Database, desk: IncidentDesk, { type, subject }: StoredEvent): Promise<void> {
  const run = await findRun(db, subject)
  if (!run || run.incidentId === null) return
  const asked = { by: { kind: 'user' as const, id: run.requestedBy, name: run.requestedByName } }
  const named = { run: run.id, procedure: `${run.page}#${run.procedure}` }
  if (type === 'run.queued') {
    await attachRun(desk, run.incidentId, named, asked)
    return
  }
  const outcome = type === 'run.lost' ? 'unknown' : (run.result ?? 'unknown')
  const exitCode = lastExitCode((await journalLines(db, run.id)).map((line) => JSON.parse(line) as RunEvent))
  await finishRun(desk, run.incidentId, { ...named, outcome, ...(exitCode === undefined ? {} : { exitCode }) }, asked)
}

/** The exit code of the step that failed, else of the last one. */
function lastExitCode(events: readonly RunEvent[]): number | undefined {
  const ends = events.flatMap((event) =>
    event.type === 'step.finished' && event.end.kind === 'finished'
      ? [{ result: event.result, status: event.end.status }]
      : [],
  )
  return (ends.findLast(({ result }) => result === 'failed') ?? ends.at(-1))?.status
}
