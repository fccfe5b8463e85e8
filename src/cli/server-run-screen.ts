/** Shows a run of a server as one of this machine is shown: news in, lines on the screen out. */
import type { Plan } from '../runbook/plan/plan.ts'
import type { Attempt, RunEvent, RunStarted } from '../runbook/record/events.ts'
import { outlineChunk, type RecordedChunk } from '../runbook/record/output-chunks.ts'
import { placeOf } from './place-in-plan.ts'
import { runScreen } from './run-screen.ts'
import type { RunNews } from './server-news.ts'
import { chunkOf } from './server-record.ts'
import type { Terminal } from './terminal.ts'

/** What is kept of the output of a command that was not shown to begin yet; the screen shows no more of it anyway. */
const HELD_PIECES = 2_000

const keyOf = ({ step, command, target, attempt }: Attempt) => JSON.stringify([step, command, target, attempt])

export class ServerRunScreen {
  readonly #plan: Plan
  readonly #screen: ReturnType<typeof runScreen>
  /** Lines whose output is not all here yet. */
  #waiting: RunEvent[] = []
  #started: RunStarted | undefined
  readonly #running = new Set<string>()
  readonly #held = new Map<string, RecordedChunk[]>()
  /** How many pieces of an attempt were shown. */
  readonly #given = new Map<string, number>()

  /** `started`: the beginning of the run, where what is shown is not all of it. */
  constructor(plan: Plan, terminal: Terminal, started?: RunStarted) {
    this.#plan = plan
    this.#started = started
    this.#screen = runScreen(plan, terminal)
  }

  /** Shows what is new. A line is shown once all output before it has come. */
  take({ lines, output, more }: RunNews): void {
    for (const { piece } of output) {
      const key = keyOf(piece)
      if (this.#running.has(key)) this.#print(piece, [chunkOf(piece)])
      else this.#hold(key, chunkOf(piece))
    }
    this.#waiting.push(...lines.map((line) => JSON.parse(line) as RunEvent))
    if (more) return
    for (const event of this.#waiting.splice(0)) this.#show(event)
  }

  #show(event: RunEvent): void {
    if (event.type === 'run.started') this.#started = event
    else if (event.type === 'step.started') {
      const place = placeOf(this.#plan, event, this.#started)
      if (place) this.#screen.head(place)
      this.#running.add(keyOf(event))
    }
    this.#screen.event?.(event)
    if (event.type === 'step.started') this.#flush(event)
    if (event.type === 'output.ref') {
      this.#flush(event)
      // Short output is in the line itself, whatever became of its pieces.
      const inline = (event.chunks ?? []).slice(this.#given.get(keyOf(event)) ?? 0)
      this.#print(event, inline.map(outlineChunk))
      this.#running.delete(keyOf(event))
    }
  }

  #flush(attempt: Attempt): void {
    this.#print(attempt, this.#held.get(keyOf(attempt)) ?? [])
    this.#held.delete(keyOf(attempt))
  }

  #hold(key: string, chunk: RecordedChunk): void {
    const held = this.#held.get(key) ?? []
    if (held.length < HELD_PIECES) held.push(chunk)
    this.#held.set(key, held)
  }

  #print(attempt: Attempt, chunks: readonly RecordedChunk[]): void {
    const key = keyOf(attempt)
    this.#given.set(key, (this.#given.get(key) ?? 0) + chunks.length)
    for (const chunk of chunks) this.#screen.output?.(attempt, chunk)
  }
}
