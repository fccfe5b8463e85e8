/** The news of a run of a server, one after the other, however often the line is cut. */
import { setTimeout as sleep } from 'node:timers/promises'
import { EXIT } from './exit-code.ts'
import { Failure } from './failure.ts'
import type { ServerClient } from './server-client.ts'
import type { ServerPiece } from './server-record.ts'
import type { ServerRun } from './server-run.ts'

export interface ServerQuestion {
  readonly key: string
  readonly kind: string
  readonly step?: string
  readonly text: string
  readonly details: readonly string[]
  readonly words: readonly { word: string; label: string }[]
}

export interface RunNews {
  readonly run: ServerRun
  readonly question: ServerQuestion | null
  /** Lines of the journal that were not told yet. */
  readonly lines: readonly string[]
  readonly output: readonly ServerPiece[]
  /** The next news are there already. */
  readonly more: boolean
}

export interface NewsOptions {
  /** Ends it. */
  readonly leave: AbortSignal
  /** The server cannot be reached, or can be again. */
  readonly tell: (message: string) => void
  /** What is known already; nothing where it is absent. */
  readonly from?: { readonly events: number; readonly output: number }
}

/** A server holds the question for 10 s; one that says nothing for so long is gone. */
const SILENCE_MS = 30_000
const FIRST_WAIT_MS = 200
const LONGEST_WAIT_MS = 5_000

/**
 * Asks for what is new since the last answer that came whole: what was on its way when the line was cut comes again, and nothing comes twice.
 * The first news come at once. Ends with the signal alone; a refusal is thrown.
 */
export async function* newsOfRun(
  client: ServerClient,
  path: string,
  { leave, tell, from = { events: 0, output: 0 } }: NewsOptions,
): AsyncGenerator<RunNews> {
  const seen: { events: number; output: number; state?: string; question?: string | undefined } = { ...from }
  let waitMs = 0
  while (!leave.aborted) {
    const signal = AbortSignal.any([leave, AbortSignal.timeout(SILENCE_MS)])
    const news = await client.ask<RunNews>(`${path}/news`, { query: seen, signal }).catch((error: unknown) => {
      if (!isPassing(error)) throw error
      return undefined
    })
    if (!news) {
      if (waitMs === 0 && !leave.aborted) tell(`the server at ${client.url} cannot be reached; looks again`)
      waitMs = Math.min(LONGEST_WAIT_MS, Math.max(FIRST_WAIT_MS, waitMs * 2))
      await sleep(waitMs, undefined, { signal: leave }).catch(() => undefined)
      continue
    }
    if (waitMs > 0) tell('the server is back')
    waitMs = 0
    seen.events += news.lines.length
    seen.output = news.output.at(-1)?.seq ?? seen.output
    seen.state = news.run.state
    seen.question = news.question?.key
    yield news
  }
}

/** Away, in trouble, or restarting: it may be back in a moment. */
const isPassing = (error: unknown): boolean => error instanceof Failure && error.parts.exit === EXIT.unreachable
