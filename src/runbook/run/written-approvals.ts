import type { Approval, NewEvent } from '../record/events.ts'
import type { RunState } from '../record/replay.ts'
import { rejectReason } from './end-reason.ts'

/**
 * What is written down when people agree to a run or refuse it. A refusal of what the run waits for ends it: nobody else's later yes makes up
 * for it. Any other refusal only takes back what the same person said before.
 */
export function writtenApprovals({ paused, finished }: RunState, given: readonly Approval[]): readonly NewEvent[] {
  if (finished || paused?.needs !== 'approval') return given
  const lastWords = [...new Map(given.map((each) => [each.by, each])).values()]
  const no = lastWords.find(
    ({ verdict, steps }) =>
      verdict === 'rejected' && (steps === undefined || paused.step === undefined || steps.includes(paused.step)),
  )
  return no ? [...given, { type: 'run.finished', result: 'rejected', reason: rejectReason(no.by, no.note) }] : given
}
