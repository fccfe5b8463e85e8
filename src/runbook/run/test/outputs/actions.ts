/** What the commands of a run that is over have printed, from its record. */
import type { Plan } from '../../../plan/plan.ts'
import type { RunEvent } from '../../../record/events.ts'
import { partKey, type RunState } from '../../../record/replay.ts'
import type { Observed } from '../../expect/verdict.ts'
import { allSteps } from '../../open-steps.ts'
import { partCount } from '../../part-count.ts'
import { recordedOutput } from '../../recorded/actions.ts'

export interface RunRecord {
  state: RunState
  /** All of the run, in order. */
  events: readonly RunEvent[]
  /** Where the journal lies. */
  folder: string
}

/** By `partKey`; parts that did not run have none. */
export async function outputsOf(
  plan: Plan,
  { state, events, folder }: RunRecord,
): Promise<ReadonlyMap<string, Observed>> {
  const outputs = new Map<string, Observed>()
  const log = { state, events: [...events], journal: { folder } }
  for (const step of allSteps(plan.steps)) {
    for (let command = 0; command < partCount(step); command++) {
      const part = { step: step.id, command, target: 'local' }
      const observed = await recordedOutput(log, part)
      if (observed) outputs.set(partKey(part), observed)
    }
  }
  return outputs
}
