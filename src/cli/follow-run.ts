/** Looks on while a runner carries out a run for a server, and answers what it asks. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { RunEvent } from '../runbook/record/events.ts'
import { askWord } from './ask-word.ts'
import type { Call } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure } from './failure.ts'
import type { ServerClient } from './server-client.ts'

/** A run as the server shows it. */
export interface ServerRun {
  readonly id: string
  readonly title: string
  readonly page: string
  readonly procedure: string
  readonly planHash: string
  readonly state: 'queued' | 'running' | 'waiting' | 'lost' | 'finished'
  readonly result: string | null
  readonly waitsFor: string | null
  readonly runner: string | null
  readonly requestedBy: string
}

interface Question {
  readonly key: string
  readonly text: string
  readonly details: readonly string[]
  readonly words: readonly { word: string; label: string }[]
}

const LOOK_EVERY_MS = 400

/** Follows a run to its end; Ctrl-C stops looking, not the run. Answers with the exit code the run itself would have given. */
export async function followRun(call: Call<object>, client: ServerClient, id: string): Promise<ExitCode> {
  const leave = new AbortController()
  const onInterrupt = () => leave.abort()
  process.once('SIGINT', onInterrupt)
  try {
    return await follow(call, client, id, leave.signal)
  } finally {
    process.off('SIGINT', onInterrupt)
  }
}

async function follow(call: Call<object>, client: ServerClient, id: string, leave: AbortSignal): Promise<ExitCode> {
  const { terminal, keyboard, flags } = call
  const { style, print, say } = terminal
  const place = { events: 0, output: 0 }
  let told = ''
  while (!leave.aborted) {
    const run = await client.ask<ServerRun & { question: Question | null }>(`/runs/${id}`)
    await showNews(call, client, id, place)
    if (run.state === 'finished') return ended(call, run)
    const news = standing(run)
    if (news !== undefined && news !== told && !flags.quiet) say(`  ${style.paint('dim', news)}\n`)
    told = news ?? told
    if (run.question && keyboard) await answer(call, client, { id, question: run.question, leave })
    else if (run.question && told !== run.question.key) {
      say(
        `  waits for an answer: ${style.show(run.question.text)} (${run.question.words.map(({ word }) => word).join(', ')})\n`,
      )
      told = run.question.key
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal: leave }).catch(() => undefined)
  }
  print(`\n${style.signs.warning} the run goes on without you looking: ${id}\n`)
  return EXIT.interrupted
}

function standing({ state, waitsFor, runner, id }: ServerRun): string | undefined {
  switch (state) {
    case 'queued':
      return 'waits for a runner'
    case 'lost':
      return `its runner ${runner ?? ''} has not been heard of; what it was doing is unknown until it comes back`
    case 'waiting':
      return waitsFor === 'approval' ? `waits for an approval: opsbook runs approve ${id} --on-server` : undefined
    default:
      return undefined
  }
}

async function showNews(
  { terminal, flags }: Call<object>,
  client: ServerClient,
  id: string,
  place: { events: number; output: number },
): Promise<void> {
  const { style, print } = terminal
  const quiet = flags.format === 'json'
  const output = await client.ask<{ items: { seq: number; piece: { text: string } }[] }>(`/runs/${id}/output`, {
    query: { after: place.output },
  })
  const text = await (await client.open(`/runs/${id}/events`, { query: { after: place.events } })).text()
  const events = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RunEvent)
  place.events += events.length
  place.output = output.items.at(-1)?.seq ?? place.output
  if (flags.format === 'ndjson') {
    for (const line of text.split('\n')) if (line !== '') print(`${line}\n`)
    return
  }
  if (quiet) return
  for (const event of events)
    if (event.type === 'step.started')
      print(
        `${style.paint('bold', style.signs.arrow)} ${style.show(event.step)} ${style.paint('dim', `at ${style.show(event.target)}`)}\n`,
      )
  for (const line of output.items
    .map(({ piece }) => piece.text)
    .join('')
    .split('\n'))
    if (line !== '') print(`    ${style.show(line)}\n`)
  for (const event of events) {
    if (event.type !== 'step.finished') continue
    const ok = event.result === 'succeeded'
    print(
      `  ${ok ? style.paint('green', style.signs.ok) : style.paint('red', style.signs.error)} ${style.show(event.step)}: ${event.result}\n`,
    )
  }
}

async function answer(
  { terminal, keyboard }: Call<object>,
  client: ServerClient,
  { id, question, leave }: { id: string; question: Question; leave: AbortSignal },
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
    await client.ask(`/runs/${id}/answer`, { method: 'POST', body: { key: question.key, answer: given.answer } })
  } catch (error) {
    if (!(error instanceof Failure) || error.parts.exit !== EXIT.notFound) throw error
    print(`  ${style.paint('dim', 'somebody else has answered')}\n`)
  }
}

function ended({ terminal, flags }: Call<object>, run: ServerRun): ExitCode {
  const { style, print } = terminal
  if (flags.format === 'json') print(terminal.json({ schema: 'opsbook.server-run/v1', ...run }))
  else if (flags.format !== 'ndjson') {
    const ok = run.result === 'succeeded'
    const sign = ok ? style.paint('green', style.signs.ok) : style.paint('red', style.signs.error)
    print(`${sign} ${style.show(run.title)}: ${run.result}, by runner ${style.show(run.runner ?? '')}\n`)
  }
  return (
    (
      {
        succeeded: EXIT.success,
        failed: EXIT.failed,
        cancelled: EXIT.interrupted,
        unknown: EXIT.unknownOutcome,
      } as Record<string, ExitCode>
    )[run.result ?? ''] ?? EXIT.failed
  )
}
