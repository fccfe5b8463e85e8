/** Where a plan is carried out, and how many targets go through it together: from flags, settings, or an earlier run. */
import { findTargets } from '../app/find-targets.ts'
import type { RunConfig } from '../app/run-config.ts'
import type { Target } from '../runbook/plan/plan.ts'
import { readBatches, readFailureBudget } from '../runbook/run/batches.ts'
import { failedTargets } from '../runbook/run/failed-targets.ts'
import type { Call } from './command.ts'
import { usageFailure } from './failure.ts'
import { openRecord } from './runs-find.ts'

export interface TargetFlags {
  target?: string[]
  batch?: string
  maxFailures?: string
  retryFailed?: string
}

export interface FanOut {
  batches: readonly (readonly string[])[]
  mayFail: number
}

export async function wantedTargets(
  call: Call<TargetFlags>,
  { config, page, procedure }: { config: RunConfig; page: string; procedure: string },
): Promise<readonly Target[]> {
  const { target, retryFailed } = call.flags
  if (target && retryFailed !== undefined)
    throw usageFailure('contradiction', '--target and --retry-failed contradict each other', 'Leave one of them out')
  const words = retryFailed === undefined ? target : await failedIn(retryFailed, call, { page, procedure })
  const found = findTargets(words, config)
  if (!found.ok) throw usageFailure('unknown-target', `"${found.word}": ${found.reason}`, found.hint)
  return found.targets
}

/** Names of the targets that failed in an earlier run of the same procedure. */
async function failedIn(
  wanted: string,
  call: Call<object>,
  { page, procedure }: { page: string; procedure: string },
): Promise<string[]> {
  const { run, state } = await openRecord({ ...call, args: [wanted] })
  if (!state.started) throw usageFailure('run-open', `${run} has not begun`, `Look at it: opsbook runs view ${run}`)
  const { page: before, procedure: carriedOut } = state.started
  if (before.file !== page || carriedOut !== procedure)
    throw usageFailure('other-run', `${run} carried out ${before.file}#${carriedOut}`, 'Name the procedure of that run')
  const resume = `opsbook runs resume ${run}`
  if (!state.finished) throw usageFailure('run-open', `${run} has not ended`, `Go on with it: ${resume}`)
  const { failed, unknown } = failedTargets(state)
  if (unknown.length > 0)
    throw usageFailure(
      'run-open',
      `nobody knows what happened at ${unknown.join(', ')}`,
      `Settle that first: ${resume}`,
    )
  if (failed.length === 0)
    throw usageFailure('nothing-failed', `nothing failed in ${run}`, 'Name targets with --target')
  return [...failed]
}

export function fanOut({ batch, maxFailures }: TargetFlags, targets: readonly Target[]): FanOut {
  const reading = readBatches(
    batch,
    targets.map(({ name }) => name),
  )
  if (!reading.ok) throw usageFailure('bad-batch', `--batch: ${reading.reason}`, 'Write it like --batch 1,25%,100%')
  const mayFail = maxFailures === undefined ? 0 : readFailureBudget(maxFailures, targets.length)
  if (mayFail === undefined)
    throw usageFailure(
      'bad-budget',
      `--max-failures takes a number or a percentage, not "${maxFailures}"`,
      'Write it like --max-failures 2 or 10%',
    )
  return { batches: reading.batches, mayFail }
}
