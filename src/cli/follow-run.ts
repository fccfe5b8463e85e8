/** Looks on while a runner carries out a run for a server, and answers what it asks. */
import { askWord } from './ask-word.ts'
import type { Call } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure } from './failure.ts'
import { finishWatch } from './finish-watch.ts'
import type { ServerClient } from './server-client.ts'
import { newsOfRun, type RunNews, type ServerQuestion } from './server-news.ts'
import { recordOf, serverRecord } from './server-record.ts'
import type { ServerRun } from './server-run.ts'
import { newsShower } from './watch-on-server.ts'

/** Which run, and how far it was when it was told to go on: what its journal said before is of the past, and not shown again. */
export interface Followed {
  readonly path: string
  readonly from?: ServerRun
}

/**
 * Follows a run to its end, also while it waits for others; Ctrl-C stops looking, not the run. Answers with the exit code the run itself
 * would have given.
 */
export async function followRun(call: Call<object>, client: ServerClient, { path, from }: Followed): Promise<ExitCode> {
  const { terminal, keyboard } = call
  const { style, print, say, errorStyle } = terminal
  const leave = new AbortController()
  const onInterrupt = () => leave.abort()
  process.once('SIGINT', onInterrupt)
  try {
    const { plan, record, ...known } = await serverRecord(client, path)
    const past = from ? known.text.split('\n').slice(0, from.events) : []
    let text = past.map((line) => `${line}\n`).join('')
    const show = newsShower(call, plan, from ? record.state.started : undefined)
    const tell = (message: string) => say(`  ${errorStyle.show(message)}\n`)
    const options = { leave: leave.signal, tell, ...(from ? { from } : {}) }
    let isOn = from === undefined
    for await (const news of newsOfRun(client, path, options)) {
      isOn ||= news.lines.length > 0
      text += news.lines.map((line) => `${line}\n`).join('')
      show(news)
      if (news.more || !isOn) continue
      if (news.run.state === 'finished')
        return finishWatch(terminal, call.flags.format, recordOf(news.run, { plan, text }))
      tellApproval(call, news)
      if (news.question && keyboard) await answer(call, client, { path, question: news.question, leave: leave.signal })
    }
    print(`\n${style.signs.warning} the run goes on without you looking: ${record.run}\n`)
    return EXIT.interrupted
  } finally {
    process.off('SIGINT', onInterrupt)
  }
}

function tellApproval({ terminal, flags }: Call<object>, { run, lines }: RunNews): void {
  if (flags.quiet || lines.length === 0 || run.state !== 'waiting' || run.waitsFor !== 'approval') return
  const { style, errorStyle, say } = terminal
  const reason = run.reason === null ? 'waits for an approval' : errorStyle.show(run.reason)
  say(`  ${style.paint('dim', `${reason}: opsbook runs approve ${run.id} --on-server`)}\n`)
}

async function answer(
  { terminal, keyboard }: Call<object>,
  client: ServerClient,
  { path, question, leave }: { path: string; question: ServerQuestion; leave: AbortSignal },
): Promise<void> {
  const { style, print } = terminal
  for (const detail of question.details) for (const line of detail.split('\n')) print(`  ${style.show(line)}\n`)
  const taken = new Set<string>()
  const choices = question.words.map(({ word, label }) => {
    const short = word[0]!.toLowerCase()
    const keys = taken.has(short) ? [word] : [short, word]
    taken.add(short)
    return { word, keys: [...new Set(keys)], label: style.show(label) }
  })
  const given = await askWord({
    question: style.show(question.text),
    choices,
    keyboard: keyboard!,
    terminal,
    pause: leave,
  })
  if (leave.aborted) return
  try {
    await client.ask(`${path}/answer`, { method: 'POST', body: { key: question.key, answer: given.answer } })
  } catch (error) {
    if (!(error instanceof Failure) || error.parts.exit !== EXIT.notFound) throw error
    print(`  ${style.paint('dim', 'somebody else has answered')}\n`)
  }
}
