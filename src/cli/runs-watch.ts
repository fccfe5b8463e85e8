/** `opsbook runs watch`: looks on while another process carries out a run. */
import { readDuration } from '../kit/duration.ts'
import type { Plan } from '../runbook/plan/plan.ts'
import type { RunEvent } from '../runbook/record/events.ts'
import { followRecord } from '../runbook/record/follow/store.ts'
import { LiveOutput } from '../runbook/record/live-output/store.ts'
import { readOutput } from '../runbook/record/output/store.ts'
import type { RecordedRun } from '../runbook/record/recorded-run.ts'
import { jsonLine } from '../runbook/report/json-text.ts'
import { runJson, runSummaryLines, stepsById } from '../runbook/report/run-summary.ts'
import type { StepInBatch } from '../runbook/run/next-move.ts'
import { personAt } from '../runbook/run/person-at.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure, usageFailure } from './failure.ts'
import { runScreen } from './run-screen.ts'
import { exitOf } from './run-surroundings.ts'
import { runFailure } from './runs-failure.ts'
import { openRecord, planOf, runsRoot } from './runs-find.ts'

interface Flags {
  timeout?: string
}

export const watch: CommandDefinition = {
  text: {
    name: 'watch',
    summary:
      'Shows a run that another process carries out, from its beginning, until it ends, waits for somebody, or its process is gone. Exits as run does.',
    formats: ['table', 'json', 'ndjson'],
    examples: [
      ['opsbook runs watch last', 'look on'],
      ['opsbook runs watch last --timeout 5m', 'exits with 8 when it is still going on'],
      ['opsbook runs watch last --format ndjson', 'its events as they are written'],
    ],
  },
  shape: (command) =>
    command
      .argument('<run>', 'its name, the beginning or the end of it, or "last"')
      .option('--timeout <duration>', 'look on for so long at most: 30s, 5m, 2h'),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, terminal } = call
  const milliseconds = flags.timeout === undefined ? undefined : timeoutMs(flags.timeout)
  const record = await openRecord(call)
  const enough = new AbortController()
  const timer = milliseconds === undefined ? undefined : setTimeout(() => enough.abort(), milliseconds)
  const show = shower(call, record)
  let latest = record
  try {
    for await (latest of followRecord({ root: runsRoot(call), run: record.run }, enough.signal)) await show(latest)
  } finally {
    clearTimeout(timer)
  }
  if (latest.status === 'running') {
    const message = `the run ${latest.run} is still going on`
    throw new Failure({ code: 'run/pending', message, hint: 'It goes on; look on again', exit: EXIT.stillPending })
  }
  return finish(terminal, flags.format, latest)
}

/** Tells how it ended. */
function finish({ style, print, json }: Call<object>['terminal'], format: string | undefined, latest: RecordedRun) {
  const { run, state, status, integrity } = latest
  if (status === 'damaged' && integrity.problem)
    throw runFailure({ code: 'journal/damaged', run, problem: integrity.problem })
  const plan = planOf(latest)
  if (format === 'json') print(json(runJson(run, { plan, state, status })))
  else if (format !== 'ndjson')
    print(
      runSummaryLines(run, { plan, state, status }, style)
        .map((line) => `${line}\n`)
        .join(''),
    )
  return status === 'interrupted' && state.unknown.length === 0 ? EXIT.interrupted : exitOf(state)
}

/** Shows what of the record was not shown yet. */
function shower({ flags, terminal }: Call<object>, record: RecordedRun): (latest: RecordedRun) => Promise<void> {
  let shown = 0
  if (flags.format === 'json') return async () => undefined
  if (flags.format === 'ndjson')
    return async ({ events }) => {
      for (; shown < events.length; shown++) terminal.print(jsonLine(events[shown]))
    }
  let screen: ReturnType<typeof runScreen> | undefined
  const live = new LiveOutput()
  return async (latest) => {
    // A run that is only beginning may have no plan beside it yet.
    const { plan, folder, events } = latest.plan ? latest : record
    if (!plan) return
    screen ??= runScreen(plan, terminal)
    for (; shown < events.length; shown++) {
      const event = events[shown]!
      const place = event.type === 'step.started' ? placeOf(plan, event, latest) : undefined
      if (place) screen.head(place)
      if (event.type === 'output.ref')
        for (const chunk of (await readOutput(folder, event)).chunks.slice(live.given(event.file?.name)))
          screen.output?.(event, chunk)
      screen.event?.(event)
    }
    const now = latest.status === 'running' ? await live.next(latest) : undefined
    for (const chunk of now?.chunks ?? []) screen.output?.(now!.attempt, chunk)
  }
}

/** Where a step stands in its plan. */
function placeOf(
  plan: Plan,
  { step: id, target }: RunEvent & { type: 'step.started' },
  { state }: RecordedRun,
): StepInBatch | undefined {
  const step = stepsById(plan).get(id)
  if (!step) return undefined
  const groups = state.started?.batches ?? [state.started?.targets ?? []]
  const batch = Math.max(
    0,
    groups.findIndex((names, index) => names.includes(target) || personAt(index) === target),
  )
  const number = plan.steps.findIndex((each) => each.id === id)
  const back = plan.rollback.findIndex((each) => each.id === id)
  const label = number >= 0 ? `${number + 1}` : back >= 0 ? `R${back + 1}` : '-'
  return { step, batch, targets: [target], label }
}

function timeoutMs(text: string): number {
  const seconds = readDuration(text)?.maxSeconds
  if (seconds !== undefined && seconds > 0 && seconds < 2_000_000) return seconds * 1000
  throw usageFailure('invalid-value', `--timeout takes a duration, not "${text}"`, 'Write it like 30s, 5m or 2h')
}
