/**
 * A runner: takes runs from its server, carries them out here, sends their journals there. All connections go out. What runs goes on
 * while the server is away; what a crash of the runner cut off is taken up again as `opsbook runs resume` would.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { readRecord } from '../../runbook/record/recorded-run/store.ts'
import { listRuns } from '../../runbook/record/store.ts'
import type { News } from '../../runbook/remote/runner/routes.ts'
import { LocalRun, type RunPlace } from './local-run.ts'
import { readHeard } from './runner-home.ts'

export interface RunnerOptions extends RunPlace {
  /** Runs at a time. */
  readonly capacity: number
  /** Ends the runner: nothing new, and what runs stops after its step. */
  readonly leave: AbortSignal
  /** How long a step may take to end then; after that it is stopped. */
  readonly graceMs: number
}

const AWAY_MS = 1_000

/** Works until it is told to leave. Rejects with `runner/refused` when the server does not know this runner. */
export async function runRunner(options: RunnerOptions): Promise<void> {
  const runs = await ownRuns(options)
  let wasAway = false
  while (!options.leave.aborted) {
    for (const [id, { isOver }] of runs) if (isOver) runs.delete(id)
    const free = options.capacity - [...runs.values()].filter(({ isBusy }) => isBusy).length
    const known = Object.fromEntries([...runs].map(([id, { lastOrder }]) => [id, lastOrder]))
    const answer = await options.link.ask<News>('/listen', { version: options.version, free, runs: known })
    if (answer?.status === 401) throw new Error('the server does not know this runner (any more)')
    if (answer?.status !== 200) {
      if (!wasAway && !options.leave.aborted) options.tell('the server cannot be reached; what runs goes on')
      wasAway = true
      await sleep(AWAY_MS, undefined, { signal: options.leave }).catch(() => undefined)
      continue
    }
    if (wasAway) for (const run of runs.values()) run.tellServer()
    wasAway = false
    await hear(answer.body, runs, options)
  }
  await leaveRuns([...runs.values()], options.graceMs)
}

async function hear(
  { claimed, orders, foreign }: News,
  runs: Map<string, LocalRun>,
  options: RunnerOptions,
): Promise<void> {
  for (const { id, request, requestedBy } of claimed) {
    if (runs.has(id)) continue
    const run = new LocalRun(id, { order: 0, requestedBy }, options)
    runs.set(id, run)
    options.tell(`${id}: ${request.plan.title}`)
    await run.begin(request)
  }
  for (const { run, seq, order } of orders) await runs.get(run)?.take(seq, order)
  for (const id of foreign) runs.delete(id)
}

/** Runs an earlier process of this runner began. One that a crash cut off goes on; one that waits, waits. */
async function ownRuns(options: RunnerOptions): Promise<Map<string, LocalRun>> {
  const { home } = options
  const runs = new Map<string, LocalRun>()
  for (const id of await listRuns(home.runs)) {
    const heard = await readHeard(home, id)
    if (!heard) continue
    const { state } = await readRecord({ root: home.runs, run: id })
    const run = new LocalRun(id, heard, options)
    run.tellServer()
    if (state.finished?.result === 'succeeded') continue
    runs.set(id, run)
    if (state.started && !state.finished && !state.paused) await run.goOn()
  }
  return runs
}

async function leaveRuns(runs: readonly LocalRun[], graceMs: number): Promise<void> {
  const stopped = Promise.all(runs.map((run) => run.stop(false)))
  const inTime = await Promise.race([stopped.then(() => true), sleep(graceMs, false, { ref: false })])
  if (!inTime) await Promise.all(runs.map((run) => run.stop(true)))
  await Promise.race([Promise.all(runs.map((run) => run.settled())), sleep(2_000, undefined, { ref: false })])
}
