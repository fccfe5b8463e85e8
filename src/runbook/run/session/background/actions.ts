/** Steps that run beside the others: started, waited for until ready, and ended for certain, even when we are killed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { openSession, type Session } from '../actions.ts'
import { WATCH_PROGRAM } from '../processes/process-programs.ts'
import type { SessionRefusal, Sink, StepOutcome, StepRequest } from '../session.ts'

/** When a background step counts as ready: a bash text that ends with status 0, asked again and again in the main session. */
export interface Readiness {
  text: string
  everyMs: number
  timeoutMs: number
}

export interface BackgroundStep {
  /** The mark of its processes, `OPSBOOK_SESSION_ID`. */
  session: string
  /** Resolves when it ends, by itself or because it was told to. */
  ended: Promise<StepOutcome>
  /** Ends everything it has started. May be called again. */
  stop(): Promise<StepOutcome>
}

export type BackgroundStart =
  | { ok: true; value: BackgroundStep }
  /** It could not be started; or it ended, or did not become ready in time, and then how it ended is told. */
  | { ok: false; refusal: SessionRefusal }
  | { ok: false; notReady: string; outcome: StepOutcome }

/**
 * Starts a step in a shell of its own, in the state the session has now. It ends with `stop`, or before the session closes.
 * Should this process be killed, a watcher at the target notices and ends it.
 */
export async function startBackground(
  session: Session,
  step: StepRequest,
  { sink, ready }: { sink: Sink; ready?: Readiness },
): Promise<BackgroundStart> {
  const here = await session.run({ id: step.id, language: 'bash', text: ':', snapshot: 'always' }, () => undefined)
  if (here.end.kind === 'refused') return { ok: false, refusal: here.end.refusal }
  const opened = await openSession({ ...session.options, ...(here.snapshot ? { snapshot: here.snapshot } : {}) })
  if (!opened.ok) return opened
  const own = opened.value
  const watcher = watch(session, own.id)
  const abort = new AbortController()
  const { timeoutMs: _, ...untimed } = step
  const ended = own.run({ ...untimed, snapshot: 'never', signal: abort.signal }, sink).then(async (outcome) => {
    await own.close({ everything: true })
    dismiss(watcher)
    return outcome
  })
  const stop = () => {
    abort.abort()
    return ended
  }
  session.beforeClose(stop)
  const reason = ready ? await notReady(session, ready, ended) : undefined
  if (reason !== undefined) return { ok: false, notReady: reason, outcome: await stop() }
  return { ok: true, value: { session: own.id, ended, stop } }
}

/** Asks until the answer is yes; says why it never will be. */
async function notReady(session: Session, ready: Readiness, ended: Promise<StepOutcome>): Promise<string | undefined> {
  const began = performance.now()
  let over = false
  const end = ended.then(() => {
    over = true
  })
  for (;;) {
    const left = began + ready.timeoutMs - performance.now()
    if (over) return 'it ended before it was ready'
    if (left <= 0) return `it was not ready within ${ready.timeoutMs / 1000} s`
    const probe = { id: 'ready', language: 'bash', text: ready.text, snapshot: 'never' as const, timeoutMs: left }
    const { end: answer } = await session.run(probe, () => undefined)
    if (answer.kind === 'finished' && answer.status === 0) return undefined
    await Promise.race([end, delay(Math.min(ready.everyMs, Math.max(0, left)))])
  }
}

function watch(session: Session, mark: string): ChildProcess {
  const { transport, environment } = session.options
  const [file, ...args] = transport.argv
  const watcher = spawn(file!, args, { env: { ...environment }, stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  watcher.on('error', () => undefined)
  watcher.stdin!.on('error', () => undefined)
  watcher.stdin!.write(`${WATCH_PROGRAM}${mark}\n`)
  return watcher
}

function dismiss(watcher: ChildProcess): void {
  watcher.stdin!.end('done\n')
  watcher.unref()
}
