/** The shells of a run: one at each target, opened when it is needed, in the state its record last saw. */
import { join } from 'node:path'
import type { Target } from '../../plan/plan.ts'
import { pin, pinned } from '../../record/pinned/store.ts'
import type { Redaction } from '../../record/redact.ts'
import type { Logbook } from '../logbook/actions.ts'
import type { RunSurroundings } from '../run-options.ts'
import { openSession, type Session } from '../session/actions.ts'
import type { Opening } from '../session/session.ts'
import type { Snapshot } from '../session/snapshot.ts'

/** Enough for every expectation that is compared. */
const TAIL_BYTES = 1024 * 1024 + 1

export interface TargetContext {
  logbook: Logbook
  targets: readonly Target[]
  folder: string
  redaction: Redaction
  surroundings: RunSurroundings
}

export class TargetSessions {
  readonly #context: TargetContext
  readonly #open = new Map<string, Promise<Opening<Session>>>()
  readonly #pids = new Map<string, number | undefined>()
  readonly #savedStates = new Map<string, string>()

  constructor(context: TargetContext) {
    this.#context = context
  }

  target(name: string): Target {
    return this.#context.targets.find((each) => each.name === name) ?? { name, kind: 'local' }
  }

  /** The session at a target; the process number of its shell is in the record before a step can run in it. */
  async at(name: string): Promise<Opening<Session>> {
    const known = this.#open.get(name) ?? this.#start(name)
    this.#open.set(name, known)
    const opened = await known
    if (!opened.ok) {
      this.#open.delete(name)
      return opened
    }
    const session = opened.value
    const refusal = await session.ready()
    if (refusal) return { ok: false, refusal }
    await this.#noteShell(name, session)
    return opened
  }

  async #start(name: string): Promise<Opening<Session>> {
    const { logbook, folder, redaction, surroundings } = this.#context
    const target = this.target(name)
    const transport = surroundings.reach(target)
    if (!transport.ok) return transport
    const snapshot = await this.#lastState(name)
    if (snapshot === 'missing') {
      const reason = 'the state its shell had is not beside the record any more, or was changed'
      return { ok: false, refusal: { code: 'session/not-set-up', reason } }
    }
    return openSession({
      transport: transport.value,
      environment: surroundings.environment,
      ...(target.kind === 'local' ? { cwd: folder } : {}),
      ...(snapshot ? { snapshot } : {}),
      filter: () => redaction.stream(),
      containsSecret: (text) => redaction.contains(text),
      tailBytes: TAIL_BYTES,
      ...(surroundings.graceMs === undefined ? {} : { graceMs: surroundings.graceMs }),
    }).then((opened) => {
      if (opened.ok) this.#savedStates.set(name, logbook.state.saved.get(name)?.sha256 ?? '')
      return opened
    })
  }

  /** What still carries the mark of a session after a crash is found by this line. */
  async #noteShell(name: string, session: Session): Promise<void> {
    const { pid, id } = session
    if (this.#pids.has(name) && this.#pids.get(name) === pid) return
    const restored = this.#pids.has(name) || this.#context.logbook.state.saved.has(name)
    this.#pids.set(name, pid)
    const shell = pid === undefined ? {} : { pid }
    await this.#context.logbook.write({ type: 'session.opened', target: name, session: id, ...shell, restored })
  }

  /** In another folder or without its variables a command would hit something else: then nothing runs. */
  async #lastState(name: string): Promise<Snapshot | 'missing' | undefined> {
    const saved = this.#context.logbook.state.saved.get(name)
    if (!saved) return undefined
    const bytes = await pinned(this.#context.logbook.journal.folder, saved.sha256)
    return bytes === undefined ? 'missing' : (JSON.parse(bytes.toString('utf8')) as Snapshot)
  }

  /** Keeps the state of a shell for a resumed run; the event to be written, or nothing when it is the one already kept. */
  async save(name: string, snapshot: Snapshot | undefined) {
    if (!snapshot) return []
    const { folder } = this.#context.logbook.journal
    const text = JSON.stringify(snapshot)
    const sha256 = await pin(folder, text)
    if (this.#savedStates.get(name) === sha256) return []
    this.#savedStates.set(name, sha256)
    return [{ type: 'state.saved', target: name, file: join('pinned', sha256), sha256 } as const]
  }

  /** Ends all shells. What steps have left running in the background of their own will goes on, as in a terminal. */
  async close(): Promise<void> {
    const all = await Promise.all(this.#open.values())
    await Promise.all(all.map((opened) => (opened.ok ? opened.value.close() : undefined)))
  }
}
