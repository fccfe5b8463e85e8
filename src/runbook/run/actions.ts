/** Carries out a plan: asks what comes next, does it, writes it down, until the record says that it is over. */
import type { Mode, Plan } from '../plan/plan.ts'
import type { NewEvent, RunPaused, RunStarted } from '../record/events.ts'
import { processIdentity } from '../record/lock/store.ts'
import { pin, pinnedPlan } from '../record/pinned/store.ts'
import { redaction } from '../record/redact.ts'
import { createJournal, openJournal } from '../record/store.ts'
import { answerMove } from './answer/actions.ts'
import { kept, Logbook, RecordFailure } from './logbook/actions.ts'
import { type Move, type MoveContext, nextMove, triedKey } from './next-move.ts'
import { Performer } from './perform/actions.ts'
import type { RunOutcome, RunRefusal, RunRequest, RunSurroundings } from './run-options.ts'
import { runTime } from './run-time.ts'
import { secretProblem } from './secret-problem.ts'
import { settle } from './settle/actions.ts'
import { TargetSessions } from './targets/actions.ts'

/**
 * Begins a run and carries it as far as it goes. Whatever happens is in its record; `state` of the outcome is what the
 * record says. Rejects only for bugs and for a disk that does not take the record.
 */
export async function startRun(request: RunRequest, surroundings: RunSurroundings): Promise<RunOutcome> {
  const { plan } = request
  const unsafe = secretProblem(plan, surroundings.secrets)
  if (unsafe) return { ok: false, refusal: unsafe }
  const redacted = redaction([...surroundings.secrets.values()])
  const created = await createJournal({ root: surroundings.root, run: request.run, redact: redacted.text })
  if (!created.ok) return created
  const { journal } = created.value
  const logbook = new Logbook(journal, { events: [], watcher: surroundings.watcher })
  try {
    const [page, pinned] = await kept(
      Promise.all([pin(journal.folder, request.page), pin(journal.folder, JSON.stringify(plan))]),
      'the page and the plan were not kept',
    )
    await logbook.write(await runStarted(request, surroundings, { page, plan: pinned }))
    await new Driver({ plan, logbook, surroundings, redacted, request: settingsOf(logbook.state.started!) }).carryOn()
    return { ok: true, run: request.run, state: logbook.state, plan }
  } catch (error) {
    return recordFailure(request.run, error)
  } finally {
    await journal.close()
  }
}

async function runStarted(
  { run, plan, mode, folder, batches, mayFail, rollsBack }: RunRequest,
  { version, operator }: RunSurroundings,
  pins: { page: string; plan: string },
): Promise<RunStarted> {
  return {
    ...{ type: 'run.started', format: 1, run, version, actor: operator.name, mode, planHash: plan.hash, folder },
    page: { file: plan.page, commit: plan.commit, sha256: plan.contentHash, pinned: pins.page },
    procedure: plan.procedure?.id ?? '',
    plan: pins.plan,
    targets: plan.targets.map(({ name }) => name),
    ...{ batches, mayFail, ...(rollsBack ? { rollsBack } : {}) },
    parameters: plan.parameters.map(({ name, value, secret }) => ({
      ...{ name, secret },
      ...(value === undefined || secret ? {} : { value }),
    })),
    steps: plan.steps.map(({ id, title, phase, effect, commands, line }) => ({
      ...{ id, title, phase, effect, line },
      commands: commands.length,
    })),
    process: await processIdentity(process.pid),
  }
}

export interface ResumeRequest {
  run: string
  /** How far it may go without asking now; as it was started by default. */
  mode?: Mode
  /** Takes the run from a process on another host that somebody knows to be dead. */
  fromOtherHost?: boolean
  /** Values of its secrets, once its plan is known. */
  secretsFor: (plan: Plan) => Promise<ReadonlyMap<string, string>>
}

/** Goes on with a run, on the page and the plan as they were when it began. */
export async function resumeRun(request: ResumeRequest, given: RunSurroundings): Promise<RunOutcome> {
  const { run, fromOtherHost = false } = request
  // What a journal may not hold is known only after its plan was read; until then nothing is written to it.
  let clean: (text: string) => string = (text) => text
  const opened = await openJournal({ root: given.root, run, fromOtherHost, redact: (text) => clean(text) })
  if (!opened.ok) return opened
  const { journal, events } = opened.value
  try {
    const logbook = new Logbook(journal, { events, watcher: given.watcher })
    const started = logbook.state.started
    const plan = started && (await pinnedPlan(journal.folder, started))
    if (!started || !plan)
      return refuse({ code: 'run/pinned-missing', run, what: started ? 'its plan' : 'its beginning' })
    const { finished } = logbook.state
    if (finished && finished.result !== 'failed' && finished.result !== 'cancelled')
      return refuse({ code: 'run/over', run, result: finished.result })
    const secrets = await request.secretsFor(plan)
    const unsafe = secretProblem(plan, secrets)
    if (unsafe) return refuse(unsafe)
    const redacted = redaction([...secrets.values()])
    clean = redacted.text
    const surroundings = { ...given, secrets }
    await logbook.write({
      type: 'run.resumed',
      actor: given.operator.name,
      process: await processIdentity(process.pid),
    })
    const settings = { ...settingsOf(started), ...(request.mode === undefined ? {} : { mode: request.mode }) }
    await new Driver({ plan, logbook, surroundings, redacted, request: settings }).carryOn()
    return { ok: true, run, state: logbook.state, plan }
  } catch (error) {
    return recordFailure(run, error)
  } finally {
    await journal.close()
  }
}

/** The disk did not take the record: nothing may go on. Anything else is a bug. */
function recordFailure(run: string, error: unknown): RunOutcome {
  if (!(error instanceof RecordFailure)) throw error
  return refuse({ code: 'journal/unwritable', run, reason: error.message })
}

const refuse = (refusal: RunRefusal): RunOutcome => ({ ok: false, refusal })

type Settings = Pick<RunRequest, 'mode' | 'batches' | 'mayFail' | 'rollsBack' | 'folder'>

const settingsOf = ({ mode, batches, targets, mayFail = 0, rollsBack, folder }: RunStarted): Settings => ({
  ...{ mode, mayFail, rollsBack: rollsBack === true, folder },
  batches: batches ?? [targets],
})

interface DriverContext {
  plan: Plan
  logbook: Logbook
  surroundings: RunSurroundings
  redacted: ReturnType<typeof redaction>
  request: Settings
}

class Driver {
  readonly #context: DriverContext
  readonly #sessions: TargetSessions
  readonly #performer: Performer
  readonly #tried = new Set<string>()
  readonly #time = runTime()

  constructor(context: DriverContext) {
    const { plan, logbook, surroundings, redacted: redaction, request } = context
    this.#context = context
    this.#sessions = new TargetSessions({
      logbook,
      surroundings,
      redaction,
      targets: plan.targets,
      folder: request.folder,
    })
    this.#performer = new Performer({ plan, logbook, sessions: this.#sessions, surroundings })
  }

  async carryOn(): Promise<void> {
    try {
      while (await this.#step()) {}
    } finally {
      await this.#sessions.close()
      await this.#performer.close()
    }
  }

  /** One move; false when the run is over or waits. */
  async #step(): Promise<boolean> {
    const { plan, logbook, surroundings, request } = this.#context
    if (surroundings.kill.aborted)
      return this.#end({ type: 'run.finished', result: 'cancelled', reason: 'stopped by the operator' })
    const move = nextMove(plan, logbook.state, this.#moveContext(request))
    const asked = surroundings.pause.aborted && move.do !== 'finish'
    if (asked) return this.#pause({ needs: 'resume', reason: 'stopped by the operator after a step' })
    switch (move.do) {
      case 'finish': {
        const { do: _, ...result } = move
        return this.#end({ type: 'run.finished', ...result, ...this.#time.verdict(plan, logbook.state) })
      }
      case 'pause':
        return this.#pause({ needs: move.needs, reason: move.reason, step: move.step })
      case 'settle':
        return this.#settle(move)
      case 'run':
        return this.#run(move)
      default:
        return this.#answer(move)
    }
  }

  #moveContext({ mode, batches, mayFail, rollsBack }: Settings): MoveContext {
    const { operator } = this.#context.surroundings
    return {
      ...{ batches, mayFail, rollsBack, tried: this.#tried, present: operator.present },
      mode: mode === 'test' ? 'yes-changes' : mode,
      now: new Date().toISOString(),
    }
  }

  async #end(event: NewEvent): Promise<false> {
    await this.#context.logbook.write(event)
    return false
  }

  #pause(why: Omit<RunPaused, 'type'>): Promise<false> {
    return this.#end({ type: 'run.paused', ...why })
  }

  async #settle(move: Extract<Move, { do: 'settle' }>): Promise<boolean> {
    const { plan, logbook, surroundings } = this.#context
    const context = { plan, logbook, surroundings, sessions: this.#sessions, performer: this.#performer }
    if (await settle(move, context)) return true
    const reason = `nobody knows whether "${move.step.title}" took effect`
    return this.#pause({ needs: 'person', reason, step: move.step.id })
  }

  async #run(move: Extract<Move, { do: 'run' }>): Promise<boolean> {
    const { surroundings } = this.#context
    this.#time.begin()
    const byHand = move.step.kind === 'manual' || move.step.kind === 'choice'
    if (!byHand) surroundings.watcher.step?.(move)
    const goesOn = byHand ? await this.#answer(move) : await this.#perform(move)
    if (move.step.role !== 'hook') this.#time.mark()
    return goesOn
  }

  /** At every target, so many at a time. */
  async #perform(move: Extract<Move, { do: 'run' }>): Promise<true> {
    const { surroundings } = this.#context
    const waiting = [...move.targets]
    const work = async () => {
      for (let target = waiting.shift(); target !== undefined; target = waiting.shift()) {
        await this.#performer.step(move, target)
        this.#tried.add(triedKey(move.step.id, target))
      }
    }
    // A person sits at one terminal only.
    const width = move.step.kind === 'interactive' ? 1 : (surroundings.parallel ?? 10)
    const done = await Promise.allSettled(Array.from({ length: Math.min(width, waiting.length) }, work))
    const failure = done.find((each) => each.status === 'rejected')
    if (failure) throw failure.reason
    surroundings.watcher.over?.(move)
    return true
  }

  async #answer(move: Exclude<Move, { do: 'finish' | 'pause' | 'settle' }>): Promise<boolean> {
    const { plan, logbook, surroundings } = this.#context
    const { events, stops, again = [] } = await answerMove(move, { plan, logbook, surroundings })
    for (const { step, target } of again) this.#tried.delete(triedKey(step, target))
    if (events.length > 0) await logbook.write(...events)
    if (logbook.state.finished) return false
    if (stops === undefined) return true
    const step = 'step' in move ? { step: move.step.id } : {}
    return this.#pause({ needs: 'person', reason: stops, ...step })
  }
}
