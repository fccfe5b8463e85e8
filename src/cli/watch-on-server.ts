/** `opsbook runs watch --on-server`. */
import type { Plan } from '../runbook/plan/plan.ts'
import type { RunStarted } from '../runbook/record/events.ts'
import { jsonLine } from '../runbook/report/json-text.ts'
import type { Call } from './command.ts'
import type { ExitCode } from './exit-code.ts'
import { EXIT } from './exit-code.ts'
import { Failure } from './failure.ts'
import { finishWatch } from './finish-watch.ts'
import type { OnServerFlags } from './on-server.ts'
import { serverClient } from './server-client.ts'
import { newsOfRun, type RunNews } from './server-news.ts'
import { recordOf } from './server-record.ts'
import { type ServerRun, serverRunPath } from './server-run.ts'
import { ServerRunScreen } from './server-run-screen.ts'

/** Looks on until the run has ended, waits for somebody, or its runner is not heard of any more. */
export async function watchOnServer(call: Call<OnServerFlags>, enough: AbortSignal): Promise<ExitCode> {
  const { flags, terminal } = call
  const client = serverClient(call)
  const path = await serverRunPath(client, call.args[0] ?? '')
  const { plan } = await client.ask<{ plan: Plan }>(path)
  const show = newsShower(call, plan)
  let text = ''
  let latest: ServerRun | undefined
  const tell = (message: string) => terminal.say(`  ${terminal.errorStyle.show(message)}\n`)
  for await (const news of newsOfRun(client, path, { leave: enough, tell })) {
    text += news.lines.map((line) => `${line}\n`).join('')
    latest = news.run
    show(news)
    if (!news.more && ['finished', 'waiting', 'lost'].includes(news.run.state)) break
  }
  if (latest) return finishWatch(terminal, flags.format, recordOf(latest, { plan, text }))
  const message = `the server at ${client.url} could not be reached`
  throw new Failure({ code: 'run/pending', message, hint: 'Look on again', exit: EXIT.stillPending })
}

/** Shows news in the format that is asked for; what the run asks, or what it waits for, goes to whoever looks on. */
export function newsShower(
  { flags, terminal }: Call<object>,
  plan: Plan,
  started?: RunStarted,
): (news: RunNews) => void {
  const { style, print, say, errorStyle } = terminal
  const screen =
    flags.format === undefined || flags.format === 'table' ? new ServerRunScreen(plan, terminal, started) : undefined
  let told = ''
  return (news) => {
    screen?.take(news)
    if (flags.format === 'ndjson') for (const line of news.lines) print(jsonLine(JSON.parse(line)))
    const standing = news.more ? undefined : standingWords(news)
    if (standing === undefined || standing === told || flags.quiet) return
    told = standing
    if (screen) print(`  ${style.paint('dim', style.show(standing))}\n`)
    else say(`  ${errorStyle.show(standing)}\n`)
  }
}

/** What keeps a run from going on, where it is no end. */
function standingWords({ run, question }: RunNews): string | undefined {
  if (run.state === 'queued') return 'waits for a runner'
  if (run.state === 'lost')
    return `its runner ${run.runner ?? ''} has not been heard of; what it was doing is unknown until it comes back`
  if (!question) return undefined
  return `waits for an answer: ${question.text} (${question.words.map(({ word }) => word).join(', ')})`
}
