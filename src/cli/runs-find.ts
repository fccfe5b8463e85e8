/** From the words of a command line to the record of one run. */
import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { nearNames } from '../runbook/book/near-names.ts'
import type { Plan, PlannedStep } from '../runbook/plan/plan.ts'
import { findRun } from '../runbook/record/find-run.ts'
import { readCheckedRecord, readRecord } from '../runbook/record/recorded-run/store.ts'
import type { RecordedRun } from '../runbook/record/recorded-run.ts'
import { RUN_FILES, runsFolder } from '../runbook/record/run-folder.ts'
import { listRuns } from '../runbook/record/store.ts'
import { allSteps } from '../runbook/run/open-steps.ts'
import { actor } from './actor.ts'
import type { Call } from './command.ts'
import { EXIT } from './exit-code.ts'
import { Failure, usageFailure } from './failure.ts'
import { runFailure } from './runs-failure.ts'

/** The folder of all runs. */
export function runsRoot({ env }: Pick<Call<object>, 'env'>): string {
  const root = runsFolder(env)
  if (root === undefined)
    throw usageFailure('no-home', 'there is no place for records of runs', 'Set OPSBOOK_RUNS to a folder')
  return root
}

export interface Wanted {
  /** Everything beside the journal is checked too. */
  checked?: boolean
  anchor?: { events: number; hash: string }
}

/** The record of the run somebody named: its name, its beginning or end, or `last`. */
export async function openRecord(call: Call<object>, { checked = false, anchor }: Wanted = {}): Promise<RecordedRun> {
  const [wanted = ''] = call.args
  const root = runsRoot(call)
  const names = await listRuns(root)
  const found = findRun(names, wanted)
  if ('ambiguous' in found) {
    const hint = `Name more of it: ${found.ambiguous.slice(0, 6).join(', ')}`
    throw usageFailure('ambiguous-run', `"${wanted}" fits ${found.ambiguous.length} runs`, hint)
  }
  if ('unknown' in found) {
    const near = nearNames(wanted, names)
    const hint =
      names.length === 0
        ? `There are none in ${root}; opsbook run begins one`
        : near.length > 0
          ? `Did you mean ${near.join(' or ')}?`
          : 'opsbook runs list shows the runs there are'
    throw new Failure({ code: 'journal/missing', message: `there is no run "${wanted}"`, hint, exit: EXIT.notFound })
  }
  const place = { root, run: found.run }
  insistOnReading(place)
  return checked || anchor ? readCheckedRecord(place, anchor) : readRecord(place)
}

/** A record is for its owner; what cannot be read is not what is missing. */
function insistOnReading({ root, run }: { root: string; run: string }): void {
  try {
    accessSync(join(root, run, RUN_FILES.journal), constants.R_OK)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') return
    const hint = 'Its owner or root can look at it and approve it'
    throw new Failure({
      ...{ code: 'run/not-readable', message: `the record of ${run} may not be read by ${actor()}` },
      ...{ hint, exit: EXIT.notAllowed },
    })
  }
}

/** Its plan, without which nothing can be decided or carried on. */
export function planOf({ run, plan, state, integrity }: RecordedRun): Plan {
  if (integrity.problem && !state.started)
    throw runFailure({ code: 'journal/damaged', run, problem: integrity.problem })
  if (!plan) throw runFailure({ code: 'run/pinned-missing', run, what: state.started ? 'the plan' : 'the beginning' })
  return plan
}

/** A step of the plan by its number in a view, its id, or part of its id or title that fits only one. */
export function stepOf(plan: Plan, wanted: string): PlannedStep {
  const steps = allSteps([...plan.steps, ...plan.rollback])
  const numbered = /^[1-9]\d{0,3}$/.test(wanted) ? plan.steps[Number(wanted) - 1] : undefined
  const exact = numbered ?? steps.find(({ id }) => id === wanted)
  if (exact) return exact
  const part = wanted.toLowerCase()
  const fitting = steps.filter(({ id, title }) => id.includes(part) || title.toLowerCase().includes(part))
  const [only, ...others] = fitting
  if (only && others.length === 0) return only
  const name = ({ id, title }: PlannedStep) => `${id} (${title})`
  const hint = only
    ? `Name one: ${fitting.slice(0, 6).map(name).join(', ')}`
    : `It has ${steps.slice(0, 8).map(name).join(', ')}`
  const message = only
    ? `"${wanted}" fits ${fitting.length} steps of "${plan.title}"`
    : `"${plan.title}" has no step "${wanted}"`
  throw new Failure({ code: 'run/unknown-step', message, hint, exit: EXIT.notFound })
}
