/** `opsbook runs watch`: looks on while another process carries out a run. */
import { readDuration } from '../kit/duration.ts'
import { followRecord } from '../runbook/record/follow/store.ts'
import { LiveOutput } from '../runbook/record/live-output/store.ts'
import { readOutput } from '../runbook/record/output/store.ts'
import type { RecordedRun } from '../runbook/record/recorded-run.ts'
import { jsonLine } from '../runbook/report/json-text.ts'
import type { Call, CommandDefinition } from './command.ts'
import type { ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { finishWatch } from './finish-watch.ts'
import { isOnServer, type OnServerFlags, shapeOnServer } from './on-server.ts'
import { placeOf } from './place-in-plan.ts'
import { runScreen } from './run-screen.ts'
import { openRecord, runsRoot } from './runs-find.ts'

interface Flags extends OnServerFlags {
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
      ['opsbook runs watch last --on-server', 'what a runner of the server carries out'],
    ],
  },
  shape: (command) =>
    shapeOnServer(
      command
        .argument('<run>', 'its name, the beginning or the end of it, or "last"')
        .option('--timeout <duration>', 'look on for so long at most: 30s, 5m, 2h'),
    ),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, terminal } = call
  const milliseconds = flags.timeout === undefined ? undefined : timeoutMs(flags.timeout)
  const enough = new AbortController()
  const timer = milliseconds === undefined ? undefined : setTimeout(() => enough.abort(), milliseconds)
  try {
    if (!isOnServer(flags)) return finishWatch(terminal, flags.format, await watchHere(call, enough.signal))
    const { watchOnServer } = await import('./watch-on-server.ts')
    return await watchOnServer(call, enough.signal)
  } finally {
    clearTimeout(timer)
  }
}

/** Looks on until there is nothing more to see. */
async function watchHere(call: Call<Flags>, enough: AbortSignal): Promise<RecordedRun> {
  const record = await openRecord(call)
  const show = shower(call, record)
  let latest = record
  for await (latest of followRecord({ root: runsRoot(call), run: record.run }, enough)) await show(latest)
  return latest
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
      const place = event.type === 'step.started' ? placeOf(plan, event, latest.state.started) : undefined
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

function timeoutMs(text: string): number {
  const seconds = readDuration(text)?.maxSeconds
  if (seconds !== undefined && seconds > 0 && seconds < 2_000_000) return seconds * 1000
  throw usageFailure('invalid-value', `--timeout takes a duration, not "${text}"`, 'Write it like 30s, 5m or 2h')
}
