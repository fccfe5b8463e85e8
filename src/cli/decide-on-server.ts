/** `opsbook runs decide --on-server`: the runner looks whether anything of the step is at work, and writes it down. */
import type { RunEvent } from '../runbook/record/events.ts'
import { partKey } from '../runbook/record/replay.ts'
import { titleOf } from '../runbook/run/settled-by-hand.ts'
import type { Call } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure } from './failure.ts'
import { decidedLines, openPart } from './open-part.ts'
import type { DecideFlags } from './runs-decide.ts'
import { planOf } from './runs-find.ts'
import { serverClient } from './server-client.ts'
import { newsOfRun } from './server-news.ts'
import { serverRecord } from './server-record.ts'
import { serverRunPath } from './server-run.ts'

/** So long its runner may take to write it down before we leave. */
const WAIT_MS = 30_000

type Written = Extract<RunEvent, { type: 'decision' | 'note' }>

export async function decideOnServer(call: Call<DecideFlags>, as: NonNullable<DecideFlags['as']>): Promise<ExitCode> {
  const { flags, terminal } = call
  const client = serverClient(call)
  const path = await serverRunPath(client, call.args[0] ?? '')
  const { record } = await serverRecord(client, path)
  const { run, state, events } = record
  const { step, command, target } = openPart(state, planOf(record), flags)
  const title = titleOf(state, step)
  const key = partKey({ step, command, target })
  const body = { step, command, target, as, ...(flags.note === undefined ? {} : { note: flags.note }) }
  await client.ask(`${path}/decide`, { method: 'POST', body })
  const written = await firstWritten(call, path, (event): event is Written => {
    if (event.seq <= events.length) return false
    if (event.type === 'decision') return event.settles !== undefined && partKey(event.settles) === key
    return event.type === 'note' && event.step === step
  })
  if (written === undefined) {
    const message = `the runner of ${run} has not written it down yet`
    const hint = `It does when it comes back; opsbook runs view ${run} --on-server shows it`
    throw new Failure({ code: 'run/pending', message, hint, exit: EXIT.stillPending })
  }
  if (written.type === 'note') {
    const message = `"${title}": ${written.text}`
    const hint = `Wait for it, or let opsbook runs resume ${run} --on-server end it`
    throw new Failure({ code: 'run/still-at-work', message, hint, exit: EXIT.unknownOutcome })
  }
  const { state: after } = (await serverRecord(client, path)).record
  if (!flags.quiet)
    terminal.print(decidedLines(terminal, { title, as, state: after, next: `resume ${run} --on-server` }))
  return EXIT.success
}

/** The line its runner wrote about it; undefined when none came in time. */
async function firstWritten(
  call: Call<DecideFlags>,
  path: string,
  isIt: (event: RunEvent) => event is Written,
): Promise<Written | undefined> {
  const leave = AbortSignal.timeout(WAIT_MS)
  const tell = (message: string) => call.terminal.say(`  ${call.terminal.errorStyle.show(message)}\n`)
  for await (const { lines } of newsOfRun(serverClient(call), path, { leave, tell })) {
    const found = lines.map((line) => JSON.parse(line) as RunEvent).find(isIt)
    if (found) return found
  }
  return undefined
}
