/** What the record kept of a part's last try. */

import type { StepPart } from '../../record/events.ts'
import { readOutput } from '../../record/output/store.ts'
import { partKey, type RunState } from '../../record/replay.ts'
import type { Observed } from '../expect/verdict.ts'
import type { Logbook } from '../logbook/actions.ts'

/** What is needed of a logbook, while the run goes or afterwards. */
type ReadLog = Pick<Logbook, 'events'> & { state: Pick<RunState, 'parts'>; journal: { folder: string } }

/** Output and exit status as they were written down; nothing when the part has no output or its file is gone. */
export async function recordedOutput(
  { state, events, journal }: ReadLog,
  part: StepPart,
): Promise<Observed | undefined> {
  const { outputSeq, finishedSeq } = state.parts.get(partKey(part)) ?? {}
  const ref = outputSeq === undefined ? undefined : events[outputSeq - 1]
  const finished = finishedSeq === undefined ? undefined : events[finishedSeq - 1]
  if (ref?.type !== 'output.ref' || finished?.type !== 'step.finished') return undefined
  const reading = await readOutput(journal.folder, ref)
  if (!reading.ok) return undefined
  const text = (stream: 'stdout' | 'stderr') =>
    Buffer.concat(reading.chunks.filter((chunk) => chunk.stream === stream).map(({ bytes }) => bytes)).toString('utf8')
  const exitCode = 'status' in finished.end ? (finished.end.status ?? -1) : -1
  return { stdout: text('stdout'), stderr: text('stderr'), exitCode, durationMs: finished.durationMs }
}
