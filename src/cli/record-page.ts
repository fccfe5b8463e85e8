/** The work of `opsbook record`: carries the page out and compares what it shows with what came. */
import { randomInt } from 'node:crypto'
import { resolve } from 'node:path'
import type { Repository } from '../runbook/book/book.ts'
import type { Page } from '../runbook/book/page.ts'
import { linearRegex } from '../runbook/plan/linear-regex.ts'
import type { Plan } from '../runbook/plan/plan.ts'
import type { RunEvent } from '../runbook/record/events.ts'
import { partKey } from '../runbook/record/replay.ts'
import { runId } from '../runbook/record/run-folder.ts'
import { startRun } from '../runbook/run/actions.ts'
import type { TestCase } from '../runbook/run/expect/read-cases.ts'
import type { Observed } from '../runbook/run/expect/verdict.ts'
import { type ProcedureOutcome, testProcedure } from '../runbook/run/test/actions.ts'
import { caseId, isTestDocument } from '../runbook/run/test/document-plan.ts'
import { outputsOf } from '../runbook/run/test/outputs/actions.ts'
import { type RenewedPage, renewCases, renewPage, type SeenCommand } from '../runbook/run/test/renew-page.ts'
import type { Call } from './command.ts'
import { ensureTrust } from './ensure-trust.ts'
import { EXIT } from './exit-code.ts'
import { Failure, usageFailure } from './failure.ts'
import { openPage } from './open-page.ts'
import { chooseProcedure, pageTarget } from './page-target.ts'
import { prepareTests } from './page-tests.ts'
import { requestPlan, runFolder } from './plan-request.ts'
import type { RecordFlags } from './record-flags.ts'
import { surroundingsFor } from './run-surroundings.ts'
import { givenValues, stopOnSignals } from './test-book.ts'

export interface RecordedPage {
  page: Page
  repository: Repository
  renewed: RenewedPage
  /** Somebody stopped it: what ran until then is compared. */
  stopped: boolean
}

export const recordPage = (call: Call<RecordFlags>): Promise<RecordedPage> =>
  call.flags.here ? recordHere(call) : recordApart(call)

/** In folders of its own, one for each procedure. */
async function recordApart(call: Call<RecordFlags>): Promise<RecordedPage> {
  const { flags, cwd } = call
  const { name, wanted } = pageTarget(call.args, 'record')
  const { page, repository, opened } = await openPage(call, name)
  const prepared = prepareTests({
    ...{ page, root: resolve(cwd, repository.root), recording: true, fakeMissing: false, keep: flags.keep === true },
    // Whoever names one page wants it to be carried out; how far that goes is still said by the page.
    ...{ all: true, configured: false, isDocument: isTestDocument(page.file) },
    wanted: wanted === undefined ? [] : [chooseProcedure(page, wanted).id],
    ...{ values: givenValues(flags), variants: flags.variant ?? [], variables: opened.settings.config.variables },
  })
  if ('notTested' in prepared) throw usageFailure('nothing-to-record', `${page.file}: ${prepared.notTested}`)
  if ('problem' in prepared) throw usageFailure('bad-declaration', `${page.file}: ${prepared.problem}`)
  const stop = stopOnSignals()
  const machine = {
    ...{ version: call.version, path: call.env.PATH ?? '', matches: linearRegex },
    ...{ pause: stop.signal, kill: stop.signal },
  }
  const renewed: RenewedPage[] = []
  try {
    for (const each of prepared.tests) {
      if (stop.signal.aborted) break
      if (!each.ok) renewed.push({ changes: [], kept: [{ line: each.line, reason: each.refusals[0]!.message }] })
      else {
        const outcome = await testProcedure(each.test, machine)
        if (outcome.outputs.size === 0 && outcome.tested.reason !== undefined)
          renewed.push({ changes: [], kept: [{ line: outcome.tested.line, reason: outcome.tested.reason }] })
        else renewed.push(renewedBy(outcome, page, { cases: each.test.cases, comments: flags.comments === true }))
      }
    }
  } finally {
    stop.done()
  }
  return { page, repository, renewed: together(renewed), stopped: stop.signal.aborted }
}

function renewedBy(
  { outputs, plan, tested }: ProcedureOutcome,
  page: Page,
  { cases, comments }: { cases: readonly TestCase[] | undefined; comments: boolean },
): RenewedPage {
  const stoodIn = new Set(tested.steps.filter(({ status }) => status === 'stood-in').map(({ id }) => id))
  const real = (step: string, command: number) =>
    stoodIn.has(step) ? undefined : outputs.get(partKey({ step, command, target: 'local' }))
  if (!cases) return renewPage(page, seenCommands(plan, real), { matches: linearRegex, comments })
  const seen = cases.map((test, index) => {
    const observed = real(caseId(index), 0)
    return observed ? { test, observed } : { test }
  })
  return renewCases(page, seen, { matches: linearRegex })
}

const seenCommands = (
  { steps }: Plan,
  outputOf: (step: string, command: number) => Observed | undefined,
): readonly SeenCommand[] =>
  steps.flatMap(({ id, commands, expectations }) =>
    commands.map(({ line, endLine }, command): SeenCommand => {
      const observed = outputOf(id, command)
      const own = expectations.map(({ expectation }) => expectation)
      return { line, endLine, expectations: own, ...(observed ? { observed } : {}) }
    }),
  )

/** A command that several procedures share is taken from the first. */
function together(all: readonly RenewedPage[]): RenewedPage {
  const changes = new Map<number, RenewedPage['changes'][number]>()
  for (const change of all.flatMap((one) => one.changes))
    if (!changes.has(change.line)) changes.set(change.line, change)
  const kept = new Map(all.flatMap((one) => one.kept).map((each) => [`${each.line} ${each.reason}`, each]))
  return {
    changes: [...changes.values()].sort((a, b) => a.line - b.line),
    kept: [...kept.values()].sort((a, b) => a.line - b.line),
  }
}

/** For real: a run like any other, with its questions and its record. */
async function recordHere(call: Call<RecordFlags>): Promise<RecordedPage> {
  const { plan, page, repository, opened } = await requestPlan(call, { command: 'run', unattended: false })
  const { surroundings, finish } = await surroundingsFor(call, plan)
  const folder = runFolder({ repository, opened }, call.cwd)
  await ensureTrust(call, plan, { root: surroundings.root, folder }, surroundings.pause)
  const events: RunEvent[] = []
  const { watcher } = surroundings
  const run = runId(new Date(), randomInt(36 ** 3))
  const outcome = await startRun(
    {
      ...{ run, plan, page: page.document.text, mode: 'interactive', folder },
      ...{ batches: [plan.targets.map(({ name }) => name)], mayFail: 0, rollsBack: false },
    },
    {
      ...surroundings,
      watcher: {
        ...watcher,
        event(event) {
          events.push(event)
          watcher.event?.(event)
        },
      },
    },
  )
  const code = finish(outcome)
  if (!outcome.ok) throw new Failure({ code: 'record/no-run', message: 'the run did not begin', exit: EXIT.failed })
  const outputs = await outputsOf(plan, { state: outcome.state, events, folder: `${surroundings.root}/${run}` })
  const seen = seenCommands(plan, (step, command) => outputs.get(partKey({ step, command, target: 'local' })))
  const renewed = renewPage(page, seen, { matches: linearRegex, comments: call.flags.comments === true })
  return { page, repository, renewed, stopped: code === EXIT.interrupted }
}
