/** Opens a session at a target and carries out one step after the other in it. */
import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { stepRefusal } from './check-step.ts'
import { variableProblem } from './environment.ts'
import { interpreterFor } from './interpreter.ts'
import { type OpenShell, openShell } from './opening/actions.ts'
import { endSession, type ProcessTable, processTable, stopStep } from './processes/actions.ts'
import { stepNumber } from './processes/step-number.ts'
import type {
  ByteFilter,
  Opening,
  OutputStream,
  SessionRefusal,
  Sink,
  StepEnd,
  StepOutcome,
  StepRequest,
} from './session.ts'
import type { Answer, Receiver, Shell } from './shell/actions.ts'
import { mayChangeShell } from './shell-changes.ts'
import { definesCommands, readSnapshot, type Snapshot, withoutExitTrap } from './snapshot.ts'
import { type StepOutput, stepOutput } from './step-output.ts'
import type { Transport } from './transport.ts'
import { missingVariable, stillWithheld, withheldFrom } from './withheld.ts'

export interface SessionOptions {
  transport: Transport
  /** Of the program started here: what the steps of a local session inherit, or what ssh, docker or kubectl need. */
  environment: Readonly<Record<string, string>>
  /** Exported once in a shell elsewhere. */
  targetEnvironment?: Readonly<Record<string, string>>
  cwd?: string
  /** Begins in this state, for example that of a run to be resumed. */
  snapshot?: Snapshot
  /** Made for each stream of each step; what it takes out reaches neither sinks nor memory. */
  filter?: () => ByteFilter
  /** Keeps texts with secrets out of snapshots; by default the values of `secretEnv` are looked for. */
  containsSecret?: (text: string) => boolean
  /** Output of what earlier steps left in the background, while no step runs. Dropped by default. */
  late?: Sink
  /** How much of each stream stays in memory; 256 KiB by default. */
  tailBytes?: number
  /** From SIGTERM to SIGKILL; 2 s by default. */
  graceMs?: number
  /** How long a target may take to answer; 20 s by default. */
  openTimeoutMs?: number
}

const DEFAULTS = { tailBytes: 256 * 1024, graceMs: 2000, openTimeoutMs: 20_000 }
/** Later than this a timer of Node fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1
/** What the target may take to notice that its shell has been ended, before the connection is cut. */
const CUT_AFTER_MS = 2000

/**
 * Opens a session: one bash that stays, at one target. It is replaced by one in the same state when a step ends or loses it.
 * Refusals: the target has no bash, an old one, or does not answer.
 */
export async function openSession(options: SessionOptions): Promise<Opening<Session>> {
  const session = new Session(options)
  const refusal = await session.ready()
  return refusal ? { ok: false, refusal } : { ok: true, value: session }
}

export class Session {
  readonly options: SessionOptions
  /** The mark all processes of the session carry in `OPSBOOK_SESSION_ID`. */
  readonly id = randomBytes(16).toString('hex')
  readonly #table: ProcessTable
  readonly #secretNames = new Set<string>()
  readonly #secrets = new Set<string>()
  /** What was exported last, to see whether a step brings something new. */
  readonly #exported = new Map<string, string>()
  readonly #lost = new Set<Shell>()
  #withheld: ReadonlySet<string> = new Set()
  readonly #closers = new Set<() => Promise<unknown>>()
  readonly #lateFilters: Partial<Record<OutputStream, ByteFilter | undefined>> = {}
  #open: OpenShell | undefined
  /** The shell of the last step, to tell the first one in a new shell. */
  #lastUsed: OpenShell | undefined
  #snapshot: Snapshot | undefined
  #ownFunctions = ''
  #trap: 'ours' | 'own' | 'none' = 'ours'
  #steps = 0
  #closed = false
  #queue: Promise<unknown> = Promise.resolve()

  constructor(options: SessionOptions) {
    this.options = options
    this.#snapshot = options.snapshot
    this.#table = processTable(options.transport, options.environment)
  }

  /** The last state that was read from the shell. */
  get snapshot(): Snapshot | undefined {
    return this.#snapshot
  }

  /** Process number of the shell at its target. */
  get pid(): number | undefined {
    return this.#open?.pid
  }

  /** Makes sure that a shell answers. */
  async ready(): Promise<SessionRefusal | undefined> {
    const open = await this.#inOrder(() => this.#shell())
    return open.ok ? undefined : open.refusal
  }

  /**
   * Carries out a step; calls wait for each other. Output goes to the sink while it comes. Never rejects: whatever happens
   * is an outcome.
   */
  run(step: StepRequest, sink: Sink): Promise<StepOutcome> {
    return this.#inOrder(() => this.#run(step, sink))
  }

  /** Something to be done before the session closes: a background step to be ended. */
  beforeClose(action: () => Promise<unknown>): void {
    this.#closers.add(action)
  }

  /**
   * Waits for the running step and ends the shell, with its EXIT trap. What steps have left running goes on, as after leaving a terminal session,
   * unless `everything` is to be ended.
   */
  async close({ everything = false }: { everything?: boolean } = {}): Promise<void> {
    this.#closed = true
    await Promise.all([...this.#closers].map((action) => action()))
    await this.#inOrder(async () => {
      await this.#open?.shell.close(this.options.graceMs ?? DEFAULTS.graceMs)
      for (const shell of this.#lost) shell.abandon()
      if (everything) await endSession(this.#table, this.id)
    })
  }

  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work)
    this.#queue = result.catch(() => undefined)
    return result
  }

  /** The living shell, or a new one in the state of the lost one. */
  async #shell(): Promise<Opening<OpenShell>> {
    if (this.#closed) return { ok: false, refusal: { code: 'session/closed' } }
    if (this.#open && !this.#open.shell.ended) return { ok: true, value: this.#open }
    const { transport, environment, cwd, targetEnvironment = {}, openTimeoutMs = DEFAULTS.openTimeoutMs } = this.options
    for (const name of Object.keys(targetEnvironment)) {
      const reason = variableProblem(name)
      if (reason) return { ok: false, refusal: { code: 'session/bad-variable', name, reason } }
    }
    const opened = await openShell({
      ...{ transport, environment, timeoutMs: openTimeoutMs, session: this.id, variables: targetEnvironment },
      ...(cwd === undefined || this.#snapshot ? {} : { cwd }),
      snapshot: this.#snapshot,
      late: (stream, bytes) => this.#late(stream, bytes),
    })
    if (!opened.ok) return opened
    // What a lost shell has left running may still print: its outputs stay open until the session closes.
    if (this.#open) this.#lost.add(this.#open.shell)
    this.#open = opened.value
    this.#withheld = withheldFrom(opened.value.fresh, this.#snapshot)
    this.#exported.clear()
    this.#trap = opened.value.trap
    this.#ownFunctions = opened.value.fresh[1] ?? ''
    this.#snapshot ??= readSnapshot(opened.value.fresh, '', this.#rules())
    return opened
  }

  /** Nobody waits for this output to be complete, so what its filter holds back at the end is given up. */
  #late(stream: OutputStream, bytes: Uint8Array): void | Promise<void> {
    const { late, filter } = this.options
    if (!late) return undefined
    this.#lateFilters[stream] ??= filter?.()
    const clean = this.#lateFilters[stream]?.push(bytes) ?? bytes
    return clean.length === 0 ? undefined : late({ stream, atMs: wallClock(), bytes: clean })?.catch(() => undefined)
  }

  async #run(step: StepRequest, sink: Sink): Promise<StepOutcome> {
    const refusal = stepRefusal(step)
    if (refusal) return refusedOutcome(refusal)
    const opened = await this.#shell()
    if (!opened.ok) return refusedOutcome(opened.refusal)
    const { shell, restored, problems } = opened.value
    const missing = missingVariable(step, this.#withheld)
    if (missing !== undefined) {
      const reason = `${missing} had a secret in it, and was lost with the shell that knew it`
      return refusedOutcome({ code: 'session/not-set-up', reason })
    }
    if (step.signal?.aborted) return endedBefore({ kind: 'cancelled', processes: 'all-gone', survivors: [] })
    this.#learnSecrets(step)
    const output = receiveOutput(this.options, sink)
    const startedAtMs = wallClock()
    const began = performance.now()
    this.#steps++
    const mark = step.mark ?? String(this.#steps)
    const request = this.#request(step, mark)
    const stopper = this.#stopper(step, { mark, began, open: opened.value })
    const answer = await shell.exchange(request, output.receive)
    const end = (await stopper.stopped()) ?? endOf(answer)
    if (end.kind === 'finished') this.#withheld = stillWithheld(step, this.#withheld)
    const durationMs = performance.now() - began
    await output.finish()
    const fresh = this.#lastUsed !== opened.value
    this.#lastUsed = opened.value
    return {
      ...{ end, startedAtMs, durationMs, ...output.summaries() },
      ...this.#learn(answer),
      ...this.#afterFarewell(endOf(answer)),
      restored: fresh && restored,
      restoreProblems: fresh ? problems : [],
      ...(output.failure() === undefined ? {} : { sinkFailure: output.failure() }),
    }
  }

  /** Takes over what the record says about the shell. */
  #learn(answer: Answer): Pick<StepOutcome, 'failingLine' | 'cwd' | 'snapshot'> {
    if (!('record' in answer)) return {}
    const { failingLine, cwd, trap, snapshot, flags } = answer.record
    this.#trap = trap
    if (snapshot) this.#snapshot = readSnapshot(snapshot, flags, this.#rules())
    return {
      ...(failingLine === undefined ? {} : { failingLine }),
      cwd,
      ...(snapshot ? { snapshot: this.#snapshot! } : {}),
    }
  }

  /** bash carries out its EXIT trap unless it is killed, or replaced by another program. */
  #afterFarewell(end: StepEnd): Pick<StepOutcome, 'snapshot'> {
    if (end.kind !== 'shell-ended' || end.signal === 'SIGKILL' || !this.#snapshot) return {}
    const left = withoutExitTrap(this.#snapshot)
    if (left === this.#snapshot) return {}
    this.#snapshot = left
    return { snapshot: left }
  }

  #request(step: StepRequest, mark: string) {
    const variables = Object.entries(step.env ?? {})
    const secrets = Object.entries(step.secretEnv ?? {})
    const program = step.interpreter ?? (step.language === 'bash' ? undefined : interpreterFor(step.language))
    const news = variables.filter(([name, value]) => this.#exported.get(name) !== String(value))
    for (const [name, value] of news) this.#exported.set(name, String(value))
    const changes =
      news.length > 0 || (!program && (mayChangeShell(step.text) || !this.#snapshot || definesCommands(this.#snapshot)))
    const { snapshot = 'auto' } = step
    return {
      ...{
        id: step.id,
        mark,
        number: stepNumber(this.id, mark),
        text: step.text,
        variables: [...variables, ...secrets],
      },
      forget: secrets.map(([name]) => name),
      ...(step.cwd === undefined ? {} : { cwd: step.cwd }),
      ...(program ? { program } : {}),
      snapshot: snapshot === 'auto' ? changes : snapshot === 'always',
      armTrap: this.#trap === 'none',
    }
  }

  #learnSecrets(step: StepRequest): void {
    for (const [name, value] of Object.entries(step.secretEnv ?? {})) {
      this.#secretNames.add(name)
      const text = typeof value === 'string' ? value : Buffer.from(value).toString('utf8')
      if (text !== '') this.#secrets.add(text)
    }
  }

  #rules() {
    const known = (text: string) => [...this.#secrets].some((secret) => text.includes(secret))
    return {
      secretNames: this.#secretNames,
      withheld: this.#withheld,
      containsSecret: (text: string) => known(text) || this.options.containsSecret?.(text) === true,
      ownFunctions: this.#ownFunctions,
    }
  }

  /** Watches time and cancellation while a step runs, and ends it for good when one of them says so. */
  #stopper(step: StepRequest, running: { mark: string; began: number; open: OpenShell }) {
    let stopping: Promise<StepEnd> | undefined
    const stop = (kind: 'timed-out' | 'cancelled') => {
      stopping ??= this.#stop(running).then((stopped) => ({ kind, ...stopped }))
    }
    const cancel = () => stop('cancelled')
    const timeoutMs = Math.min(step.timeoutMs ?? LONGEST_TIMER_MS, LONGEST_TIMER_MS)
    const timer = step.timeoutMs === undefined ? undefined : setTimeout(() => stop('timed-out'), timeoutMs)
    step.signal?.addEventListener('abort', cancel, { once: true })
    return {
      /** To be asked when the exchange is over. */
      async stopped(): Promise<StepEnd | undefined> {
        clearTimeout(timer)
        step.signal?.removeEventListener('abort', cancel)
        return stopping
      },
    }
  }

  async #stop({ mark, began, open }: { mark: string; began: number; open: OpenShell }) {
    const stopped = await stopStep({
      table: this.#table,
      traces: { session: this.id, step: mark, shell: open.pid },
      outputs: open.shell.outputNames,
      ageMs: performance.now() - began,
      graceMs: this.options.graceMs ?? DEFAULTS.graceMs,
    })
    await Promise.race([open.shell.gone, delay(CUT_AFTER_MS)])
    if (!open.shell.ended) open.shell.abandon()
    return stopped
  }
}

/** Unix time in milliseconds, from a clock that never runs backwards. */
const wallClock = () => performance.timeOrigin + performance.now()

function endOf(answer: Answer): StepEnd {
  if ('record' in answer) {
    const { refused, status } = answer.record
    return refused === undefined
      ? { kind: 'finished', status }
      : { kind: 'refused', refusal: { code: 'session/not-set-up', reason: refused } }
  }
  const { told, status, signal, reason } = answer.end
  if (!told) return { kind: 'lost', reason }
  return {
    kind: 'shell-ended',
    ...(status === undefined ? {} : { status }),
    ...(signal === undefined ? {} : { signal }),
  }
}

function receiveOutput({ tailBytes = DEFAULTS.tailBytes, filter }: SessionOptions, sink: Sink) {
  const streams: Readonly<Record<OutputStream, StepOutput>> = {
    stdout: stepOutput({ tailBytes, filter: filter?.() }),
    stderr: stepOutput({ tailBytes, filter: filter?.() }),
  }
  let failure: unknown
  const fail = (error: unknown) => {
    failure ??= error
  }
  const deliver = (stream: OutputStream, bytes: Uint8Array): void | Promise<void> => {
    if (bytes.length === 0 || failure !== undefined) return
    try {
      return sink({ stream, atMs: wallClock(), bytes })?.catch(fail)
    } catch (error) {
      fail(error)
    }
  }
  const receive: Receiver = (stream, bytes) => deliver(stream, streams[stream].push(bytes))
  return {
    receive,
    async finish() {
      for (const stream of ['stdout', 'stderr'] as const) await deliver(stream, streams[stream].end())
    },
    summaries: () => ({ stdout: streams.stdout.summary(), stderr: streams.stderr.summary() }),
    failure: () => failure,
  }
}

const EMPTY = { bytes: 0, lines: 0, tail: new Uint8Array(0), truncated: false }

const refusedOutcome = (refusal: SessionRefusal): StepOutcome => endedBefore({ kind: 'refused', refusal })

/** The outcome of a step of which nothing was started. */
const endedBefore = (end: StepEnd): StepOutcome => ({
  ...{ end, startedAtMs: wallClock(), durationMs: 0, stdout: EMPTY, stderr: EMPTY },
  restored: false,
  restoreProblems: [],
})
