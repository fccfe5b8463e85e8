/** What happens to runs on runners: asked for, taken, told of, answered, approved, cancelled, lost. */
import { createHash } from 'node:crypto'
import type { Database } from '../../db/database.ts'
import { type NewEvent, publish } from '../../db/events.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { RunEvent } from '../record/events.ts'
import { FIRST_PREVIOUS, readJournal } from '../record/journal-text.ts'
import { cancelReason, rejectReason } from '../run/end-reason.ts'
import { type Approver, type ApproverVerdict, mayApprove } from './approver.ts'
import { answers, type RemoteQuestion } from './remote-question.ts'
import { type Order, type RemoteRequest, type RemoteRun, type Standing, standingAfter } from './remote-run.ts'
import * as store from './store.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

export interface RunDesk {
  readonly db: Database
  /** Writes what was done into the audit, in the same transaction. */
  readonly note: (
    tx: Database,
    by: { id: string; name: string },
    action: string,
    subject: string,
    after: object,
  ) => Promise<void>
}

const changed = (run: string, type: string, data: NewEvent['data'] = {}): NewEvent => ({
  type: `run.${type}`,
  subject: run,
  data,
})

const over = (run: RemoteRun, result: string | null): NewEvent =>
  changed(run.id, 'finished', { result, incident: run.incidentId, title: run.title })

/** Queues a run for a runner. */
export async function askForRun(
  { db, note }: RunDesk,
  wish: {
    id: string
    request: RemoteRequest
    incidentId: string | null
    runnerName: string | null
    by: { id: string; name: string }
  },
): Promise<RemoteRun> {
  const { plan } = wish.request
  return inTransaction(db, async (tx) => {
    await store.addRun(tx, wish)
    await note(tx, wish.by, 'run.requested', wish.id, {
      page: plan.page,
      procedure: plan.procedure?.id ?? '',
      plan_hash: plan.hash,
    })
    await publish(tx, [changed(wish.id, 'queued', { page: plan.page, title: plan.title, incident: wish.incidentId })])
    return (await store.findRun(tx, wish.id))!
  })
}

export type Copied = { ok: true; events: number } | { ok: false; expected: number } | { ok: false; problem: string }

/**
 * Takes the next lines of a run's journal. Each has to carry the hash of the last one that was checked, so that what is kept here is exactly
 * what the runner wrote, without a line left out or changed. Costs as much as the new lines, however long the journal is. Lines that are
 * here already are passed over.
 */
export async function copyJournal(
  { db }: RunDesk,
  run: RemoteRun,
  from: number,
  lines: readonly string[],
): Promise<Copied> {
  return inTransaction(db, async (tx) => {
    const { count, checked, standing } = await store.lockCopy(tx, run.id)
    if (from > count + 1) return { ok: false, expected: count + 1 }
    const fresh = lines.slice(Math.max(0, count + 1 - from))
    if (fresh.length === 0) return { ok: true, events: count }
    const unchecked = count > checked.events ? await store.journalLines(tx, run.id, checked.events) : []
    const text = [...unchecked, ...fresh].map((line) => `${line}\n`).join('')
    const head = { events: checked.events, hash: checked.hash ?? FIRST_PREVIOUS }
    const { events, problem, torn, lastHash } = readJournal(text, sha256, head)
    if (problem ?? torn) return { ok: false, problem: problem?.reason ?? 'the last line is cut' }
    await store.addJournalLines(tx, run.id, count + 1, fresh)
    const now = standingAfter(standing, events)
    const all = checked.events + events.length
    await store.setStanding(tx, run.id, now, { events: all, hash: lastHash })
    await publish(tx, tellings(run, events.slice(unchecked.length), now))
    return { ok: true, events: all }
  })
}

/** What those who follow want to know at once; the whole journal is there to be read. */
function tellings(run: RemoteRun, events: readonly RunEvent[], now: Standing): NewEvent[] {
  const told = events.flatMap((event): NewEvent[] => {
    switch (event.type) {
      case 'run.started':
      case 'run.resumed':
        return [changed(run.id, event.type.slice('run.'.length), { incident: run.incidentId, title: run.title })]
      case 'step.started':
        return [changed(run.id, 'step.started', { step: event.step, target: event.target, attempt: event.attempt })]
      case 'step.finished': {
        const exitCode = event.end.kind === 'finished' ? event.end.status : null
        const { step, target, attempt, result } = event
        return [
          changed(run.id, 'step.finished', {
            step,
            target,
            attempt,
            result,
            exit_code: exitCode,
            incident: run.incidentId,
          }),
        ]
      }
      case 'run.paused':
        return [changed(run.id, 'waiting', { needs: event.needs, reason: event.reason, incident: run.incidentId })]
      default:
        return []
    }
  })
  if (now.state === 'finished' && events.some(({ type }) => type === 'run.finished')) told.push(over(run, now.result))
  return told
}

/** A runner asks people something. */
export async function putQuestion({ db }: RunDesk, run: RemoteRun, question: RemoteQuestion): Promise<void> {
  await inTransaction(db, async (tx) => {
    await store.askQuestion(tx, run.id, question)
    await publish(tx, [
      changed(run.id, 'asks', {
        key: question.key,
        kind: question.kind,
        text: question.text,
        incident: run.incidentId,
      }),
    ])
  })
}

export type Answered = { ok: true } | { ok: false; code: string; reason: string }

/** Somebody answers; the first answer counts. */
export async function giveAnswer(
  { db, note }: RunDesk,
  run: RemoteRun,
  given: { key: string; answer: string; note?: string; by: { id: string; name: string } },
): Promise<Answered> {
  const { key, answer, by } = given
  return inTransaction(db, async (tx): Promise<Answered> => {
    const open = await store.openQuestion(tx, run.id)
    if (open?.question.key !== key)
      return { ok: false, code: 'run/not-asked', reason: 'the run does not ask this (any more)' }
    if (!answers(open.question, answer)) {
      const words = open.question.words.map(({ word }) => word).join(', ')
      return { ok: false, code: 'run/no-such-answer', reason: `the answer is one of ${words}` }
    }
    const taken = await store.answerQuestion(tx, run.id, key, { answer, note: given.note ?? null, by: by.name })
    if (!taken) return { ok: false, code: 'run/answered', reason: 'somebody else has answered' }
    const order: Order = {
      kind: 'answer',
      question: key,
      answer,
      by: by.name,
      ...(given.note === undefined ? {} : { note: given.note }),
    }
    await store.addOrder(tx, run.id, order, by.name)
    await note(tx, by, 'run.answered', run.id, { question: open.question.text, answer })
    await publish(tx, [changed(run.id, 'answered', { key, answer, by: by.name, incident: run.incidentId })])
    return { ok: true }
  })
}

export interface ApprovalGiven {
  readonly planHash: string
  readonly steps?: readonly string[]
  readonly verdict: 'approved' | 'rejected'
  readonly expiresAt: string
  readonly note?: string
  readonly by: Approver
}

/**
 * Somebody approves or refuses. It becomes part of the journal only at the runner, which counts for itself and ends what was refused. A run
 * that no runner has taken is over with a refusal.
 */
export async function giveApproval(
  { db, note }: RunDesk,
  run: RemoteRun,
  given: ApprovalGiven,
): Promise<ApproverVerdict> {
  const { planHash, steps, verdict, expiresAt, by } = given
  const request = await store.requestOf(db, run.id)
  const may = mayApprove(request!.plan, { planHash, ...(steps ? { steps } : {}) }, by, run.requestedBy)
  if (!may.allowed) return may
  await inTransaction(db, async (tx) => {
    const approval = {
      ...{ type: 'approval' as const, planHash, by: by.name, verdict },
      ...(verdict === 'approved' ? { expiresAt } : {}),
      ...(steps ? { steps } : {}),
      ...(given.note === undefined ? {} : { note: given.note }),
    }
    await store.addOrder(tx, run.id, { kind: 'approval', approval }, by.name)
    const isOver =
      verdict === 'rejected' && (await store.endQueued(tx, run.id, 'rejected', rejectReason(by.name, given.note)))
    await note(tx, by, `run.${verdict}`, run.id, {
      plan_hash: planHash,
      steps: may.steps.map(({ id }) => id),
      expires_at: expiresAt,
    })
    await publish(tx, [
      changed(run.id, verdict, { by: by.name, incident: run.incidentId }),
      ...(isOver ? [over(run, 'rejected')] : []),
    ])
  })
  return may
}

/** An order without further conditions: stop, go on. A run that no runner has taken is simply over. */
export async function giveOrder(
  { db, note }: RunDesk,
  run: RemoteRun,
  order: Extract<Order, { kind: 'cancel' | 'resume' }>,
  by: { id: string; name: string },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    await store.addOrder(tx, run.id, order, by.name)
    const isOver =
      order.kind === 'cancel' && (await store.endQueued(tx, run.id, 'cancelled', cancelReason(order.by, order.note)))
    await note(tx, by, `run.${order.kind}`, run.id, { ...order })
    await publish(tx, [
      changed(run.id, order.kind === 'cancel' ? 'cancelling' : 'resuming', { by: by.name }),
      ...(isOver ? [over(run, 'cancelled')] : []),
    ])
  })
}

/** Somebody says how a step ended whose end nobody has seen: the answer to a run that asks just that, else an order to its runner. */
export async function giveDecision(
  desk: RunDesk,
  run: RemoteRun,
  said: Omit<Extract<Order, { kind: 'decide' }>, 'kind' | 'by'>,
  by: { id: string; name: string },
): Promise<Answered> {
  const open = await store.openQuestion(desk.db, run.id)
  const { step, as, note } = said
  if (open?.question.kind === 'settle' && open.question.step === step && run.state !== 'finished')
    return giveAnswer(desk, run, { key: open.question.key, answer: as, by, ...(note === undefined ? {} : { note }) })
  if (run.state === 'queued')
    return { ok: false, code: 'run/nothing-open', reason: 'no runner has begun this run: nothing of it is open' }
  await inTransaction(desk.db, async (tx) => {
    await store.addOrder(tx, run.id, { kind: 'decide', ...said, by: by.name }, by.name)
    await desk.note(tx, by, 'run.decide', run.id, { step, target: said.target, as })
    await publish(tx, [changed(run.id, 'deciding', { step, as, by: by.name, incident: run.incidentId })])
  })
  return { ok: true }
}

/** Looks for runs whose runner has fallen silent; called every second or so, by any replica. */
export async function findLostRuns(db: Database): Promise<string[]> {
  return inTransaction(db, async (tx) => {
    const lost = await store.markLost(tx)
    await publish(
      tx,
      lost.map(({ id, incidentId }) => changed(id, 'lost', { incident: incidentId })),
    )
    return lost.map(({ id }) => id)
  })
}
