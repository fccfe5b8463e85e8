/** Whether anything of a step that has no end is still at work. */
import { hostname } from 'node:os'
import type { RunEvent } from '../../record/events.ts'
import { processIdentity } from '../../record/lock/store.ts'
import type { PartRecord } from '../../record/replay.ts'
import { processTable } from '../session/processes/actions.ts'
import { processesOfStep, TICKS_PER_SECOND } from '../session/processes/process-facts.ts'
import { localTransport } from '../session/transport.ts'

/** Process numbers on this machine; nothing where it cannot be told from here. */
export async function leftoversOf(
  part: PartRecord,
  events: readonly RunEvent[],
  environment: Readonly<Record<string, string>>,
): Promise<readonly number[] | undefined> {
  const started = events[part.startedSeq - 1]
  if (started?.type !== 'step.started') return undefined
  const { session, mark } = started
  if (session === undefined || mark === undefined) return []
  const opened = events.findLast((event) => event.type === 'session.opened' && event.session === session)
  const runner = events.findLast(
    (event) => (event.type === 'run.started' || event.type === 'run.resumed') && event.seq < started.seq,
  )
  if (part.target !== 'local' || !runner || !('process' in runner) || runner.process.host !== hostname())
    return undefined
  // Nothing outlives the machine it ran on.
  if (runner.process.boot !== (await processIdentity(process.pid)).boot) return []
  const seen = await processTable(localTransport(), environment).list([])
  if (!seen) return undefined
  const ageSeconds = Math.max(0, Date.now() - Date.parse(started.at)) / 1000
  const shell = opened?.type === 'session.opened' ? (opened.pid ?? 0) : 0
  return processesOfStep(seen.processes, {
    ...{ session, step: mark, shell },
    sinceTicks: (seen.uptimeSeconds - ageSeconds) * TICKS_PER_SECOND,
  })
}
