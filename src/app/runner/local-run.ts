/** One run on a runner: carried out, paused, taken up again, told about. */
import { createHash } from 'node:crypto'
import { join, relative, resolve } from 'node:path'
import { planHash } from '../../runbook/plan/assemble-plan.ts'
import { linearRegex } from '../../runbook/plan/linear-regex.ts'
import type { Plan } from '../../runbook/plan/plan.ts'
import { type Amendment, amendRun } from '../../runbook/record/amend/store.ts'
import type { Approval } from '../../runbook/record/events.ts'
import { readRecord } from '../../runbook/record/recorded-run/store.ts'
import { partKey, type RunState } from '../../runbook/record/replay.ts'
import type { Order, RemoteRequest } from '../../runbook/remote/remote-run.ts'
import { resumeRun, startRun } from '../../runbook/run/actions.ts'
import { cancelReason } from '../../runbook/run/end-reason.ts'
import { leftoversOf } from '../../runbook/run/leftovers/actions.ts'
import type { RunOutcome, RunSurroundings } from '../../runbook/run/run-options.ts'
import { inheritedEnvironment } from '../../runbook/run/session/environment.ts'
import { settledByHand, stillAtWork, titleOf } from '../../runbook/run/settled-by-hand.ts'
import { writtenApprovals } from '../../runbook/run/written-approvals.ts'
import { readPlanSecrets } from '../read-secrets.ts'
import { runTargets } from '../run-targets.ts'
import { type RemoteOperator, remoteOperator } from './remote-operator.ts'
import { copyRun, type RunCopy } from './run-copy.ts'
import { type Heard, keepHeard, type RunnerHome } from './runner-home.ts'
import type { ServerLink } from './server-link.ts'

export interface RunPlace {
  readonly home: RunnerHome
  readonly link: ServerLink
  readonly env: Readonly<Record<string, string | undefined>>
  readonly version: string
  /** Folder of the book on this machine; steps begin below it. */
  readonly book: string
  readonly tell: (message: string) => void
}

type DecideOrder = Extract<Order, { kind: 'decide' }>

export class LocalRun {
  readonly id: string
  readonly #place: RunPlace
  readonly #copy: RunCopy
  #heard: Heard
  #busy: Promise<void> | undefined
  #operator: RemoteOperator | undefined
  #pause = new AbortController()
  #kill = new AbortController()
  #cancelled: { by: string; note?: string } | undefined
  #decisions: DecideOrder[] = []
  #approvals: Approval[] = []
  #over = false

  constructor(id: string, heard: Heard, place: RunPlace) {
    this.id = id
    this.#heard = heard
    this.#place = place
    this.#copy = copyRun(place.link, id, join(place.home.runs, id))
  }

  /** Number of the last order that was taken. */
  get lastOrder(): number {
    return this.#heard.order
  }

  /** It has come to a good end and the server has all of it: nobody will ask for it again. */
  get isOver(): boolean {
    return this.#over
  }

  get isBusy(): boolean {
    return this.#busy !== undefined
  }

  /** Begins it; a plan that is not the one its hash says is never begun. */
  async begin(request: RemoteRequest): Promise<void> {
    await keepHeard(this.#place.home, this.id, this.#heard)
    const { plan } = request
    const folder = resolve(this.#place.book, request.folder)
    const wrong =
      planProblem(plan) ??
      (isBelow(this.#place.book, folder) ? undefined : `the folder ${request.folder} is not in the book`)
    if (wrong !== undefined) {
      this.#place.tell(`${this.id}: not begun, ${wrong}`)
      return
    }
    const present = request.mode === 'interactive'
    this.#carry(plan, present, (surroundings) => startRun({ ...request, run: this.id, folder }, surroundings))
  }

  /** Goes on with it where its journal says it was. */
  async goOn(): Promise<void> {
    if (this.isBusy) return
    const { state, plan } = await readRecord({ root: this.#place.home.runs, run: this.id })
    const started = state.started
    if (!started || !plan || (state.finished && !['failed', 'cancelled'].includes(state.finished.result)))
      return this.#copy.wake()
    const present = started.mode === 'interactive'
    this.#carry(plan, present, (surroundings) =>
      resumeRun({ run: this.id, secretsFor: async () => surroundings.secrets }, surroundings),
    )
  }

  /** Only sends what is there. */
  tellServer(): void {
    this.#copy.wake()
  }

  async take(seq: number, order: Order): Promise<void> {
    if (seq <= this.#heard.order) return
    switch (order.kind) {
      case 'answer':
        this.#operator?.answer(order)
        break
      case 'approval':
        this.#approvals.push(order.approval)
        if (!this.isBusy) await this.#useApprovals()
        break
      case 'cancel':
        this.#cancelled = order
        this.#pause.abort()
        if (order.now) this.#kill.abort()
        if (!this.isBusy) await this.#endCancelled()
        break
      case 'resume':
        await this.goOn()
        break
      case 'decide':
        this.#decisions.push(order)
        if (!this.isBusy) await this.#useDecisions()
        break
    }
    this.#heard = { ...this.#heard, order: seq }
    await keepHeard(this.#place.home, this.id, this.#heard)
  }

  /** Stops after the step that runs, or at once. */
  async stop(now: boolean): Promise<void> {
    this.#pause.abort()
    if (now) this.#kill.abort()
    await this.#busy
  }

  /** Resolves when the server knows everything. */
  async settled(): Promise<void> {
    await this.#busy
    await this.#copy.settled()
  }

  #carry(plan: Plan, present: boolean, work: (surroundings: RunSurroundings) => Promise<RunOutcome>): void {
    this.#pause = new AbortController()
    this.#kill = new AbortController()
    this.#cancelled = undefined
    this.#busy = this.#perform(plan, present, work)
      .catch((error: unknown) =>
        this.#place.tell(`${this.id}: ${error instanceof Error ? error.message : String(error)}`),
      )
      .finally(() => {
        this.#busy = undefined
        this.#operator = undefined
        this.#copy.wake()
        void this.#afterwards().catch((error: Error) => this.#place.tell(`${this.id}: ${error.message}`))
      })
  }

  async #perform(
    plan: Plan,
    present: boolean,
    work: (surroundings: RunSurroundings) => Promise<RunOutcome>,
  ): Promise<void> {
    const { home, env, version, tell } = this.#place
    const secrets = readPlanSecrets(plan, env)
    const { close, ...targets } = runTargets(plan, { secrets, home: env.HOME })
    let lines = 0
    this.#operator = remoteOperator({
      ...{ requestedBy: this.#heard.requestedBy, present, pause: this.#pause.signal, place: () => lines },
      ask: async (question) => void (await this.#place.link.deliver(`/runs/${this.id}/question`, question)),
    })
    try {
      const outcome = await work({
        ...{ root: home.runs, version, secrets, matches: linearRegex, ...targets },
        ...{ operator: this.#operator.operator, pause: this.#pause.signal, kill: this.#kill.signal },
        environment: inheritedEnvironment(env, plan.inherits),
        watcher: {
          event: ({ seq }) => {
            lines = seq
            this.#copy.wake()
          },
          output: this.#copy.output,
        },
      })
      if (!outcome.ok) tell(`${this.id}: refused, ${outcome.refusal.code}`)
    } finally {
      close()
    }
  }

  async #afterwards(): Promise<void> {
    if (this.#decisions.length > 0) await this.#useDecisions()
    if (this.#cancelled !== undefined) await this.#endCancelled()
    else if (this.#approvals.length > 0) await this.#useApprovals()
    const { state } = await readRecord({ root: this.#place.home.runs, run: this.id })
    if (this.isBusy || state.finished?.result !== 'succeeded') return
    await this.#copy.settled()
    this.#over = true
  }

  /** Writes approvals into the journal and lets the run count them. */
  async #useApprovals(): Promise<void> {
    const approvals = this.#approvals
    this.#approvals = []
    const state = await this.#amend(async (now) => writtenApprovals(now, approvals))
    if (state?.paused?.needs === 'approval' && !state.finished) await this.goOn()
  }

  async #endCancelled(): Promise<void> {
    const { by, note } = this.#cancelled!
    this.#cancelled = undefined
    const reason = cancelReason(by, note)
    // A step that was stopped ended the run before anybody could say who wanted it.
    await this.#amend(async ({ finished }) =>
      finished ? [{ type: 'note', by, text: reason }] : [{ type: 'run.finished', result: 'cancelled', reason }],
    )
  }

  /** Writes down how steps ended, unless something of one is still at work: then it may yet take effect, and that is written down. */
  async #useDecisions(): Promise<void> {
    for (const { by, note, as, ...part } of this.#decisions.splice(0)) {
      await this.#amend(async (state, events) => {
        const open = state.unknown.find((each) => partKey(each) === partKey(part))
        if (!open) return []
        const left = await leftoversOf(open, events, inheritedEnvironment(this.#place.env))
        return left && left.length > 0
          ? [{ type: 'note', by, step: part.step, text: stillAtWork(left) }]
          : settledByHand(open, { by, as, note, title: titleOf(state, part.step), known: left !== undefined })
      })
    }
  }

  async #amend(added: Amendment): Promise<RunState | undefined> {
    const amended = await amendRun({ root: this.#place.home.runs, run: this.id }, added)
    this.#copy.wake()
    if (amended.ok) return amended.state
    this.#place.tell(`${this.id}: its journal cannot be extended, ${amended.refusal.code}`)
    return undefined
  }
}

const planProblem = (plan: Plan): string | undefined => {
  const { hash, ...rest } = plan
  return planHash(rest, (text) => createHash('sha256').update(text).digest('hex')) === hash
    ? undefined
    : 'its plan is not the one its hash says'
}

const isBelow = (root: string, path: string): boolean => !relative(root, path).startsWith('..')
