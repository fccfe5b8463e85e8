import type { RecordedRun } from '../runbook/record/recorded-run.ts'
import { runJson, runSummaryLines } from '../runbook/report/run-summary.ts'
import type { Call } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure } from './failure.ts'
import { exitOf } from './run-surroundings.ts'
import { runFailure } from './runs-failure.ts'
import { planOf } from './runs-find.ts'

/** Tells whoever looked on how the run ended or what it waits for, and gives the exit code it would have given where it is carried out. */
export function finishWatch(
  { style, print, json }: Call<object>['terminal'],
  format: string | undefined,
  latest: RecordedRun,
): ExitCode {
  const { run, state, status, integrity, server } = latest
  if (status === 'running' || status === 'queued') {
    const message = `the run ${run} is still going on`
    throw new Failure({ code: 'run/pending', message, hint: 'It goes on; look on again', exit: EXIT.stillPending })
  }
  if (status === 'damaged' && integrity.problem)
    throw runFailure({ code: 'journal/damaged', run, problem: integrity.problem })
  const plan = planOf(latest)
  if (format === 'json') print(json(runJson(run, { plan, state, status })))
  else if (format !== 'ndjson')
    print(
      runSummaryLines(run, { plan, state, status, ...(server ? { server } : {}) }, style)
        .map((line) => `${line}\n`)
        .join(''),
    )
  const isCut = status === 'interrupted' || status === 'lost'
  return isCut && state.unknown.length === 0 ? EXIT.interrupted : exitOf(state)
}
