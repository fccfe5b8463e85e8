/** `opsbook runs cancel --on-server`. */
import type { RecordedRun } from '../runbook/record/recorded-run.ts'
import type { Call } from './command.ts'
import { EXIT } from './exit-code.ts'
import { Failure } from './failure.ts'
import type { CancelFlags } from './runs-cancel.ts'
import { serverClient } from './server-client.ts'
import { newsOfRun } from './server-news.ts'
import { serverRecord } from './server-record.ts'
import { type ServerRun, serverRunPath } from './server-run.ts'

/** Has the runner stop what it does, and waits until the run has its end. Refused by the server when it has ended before. */
export async function cancelOnServer(call: Call<CancelFlags>, waitMs: number): Promise<RecordedRun> {
  const { flags, terminal } = call
  const client = serverClient(call)
  const path = await serverRunPath(client, call.args[0] ?? '')
  const body = { now: true, ...(flags.note === undefined ? {} : { note: flags.note }) }
  let latest = await client.ask<ServerRun>(`${path}/cancel`, { method: 'POST', body })
  const tell = (message: string) => terminal.say(`  ${terminal.errorStyle.show(message)}\n`)
  for await (const { run, more } of newsOfRun(client, path, { leave: AbortSignal.timeout(waitMs), tell })) {
    latest = run
    if (run.state === 'finished' && !more) return (await serverRecord(client, path)).record
  }
  const { id, state, runner } = latest
  const message = `the run ${id} was told to stop and has no end yet`
  const hint =
    state === 'lost'
      ? `Its runner ${runner ?? ''} has not been heard of; it stops the run when it comes back`
      : `Its runner ends what it runs first; opsbook runs watch ${id} --on-server looks on`
  throw new Failure({ code: 'run/pending', message, hint, exit: EXIT.stillPending })
}
