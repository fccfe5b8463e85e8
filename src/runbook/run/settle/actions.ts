/** Finds out about a change that was started and whose end nobody wrote down. */

import type { Plan } from '../../plan/plan.ts'
import type { NewEvent } from '../../record/events.ts'
import type { PartRecord } from '../../record/replay.ts'
import type { Logbook } from '../logbook/actions.ts'
import type { Move, StepInBatch } from '../next-move.ts'
import { allSteps, checksBehind, openSteps } from '../open-steps.ts'
import type { Performer } from '../perform/actions.ts'
import type { RunSurroundings } from '../run-options.ts'
import { endLeftovers } from '../session/processes/actions.ts'
import { lastPart, stepState } from '../step-state.ts'
import type { TargetSessions } from '../targets/actions.ts'

export interface SettleContext {
  plan: Plan
  logbook: Logbook
  sessions: TargetSessions
  performer: Performer
  surroundings: RunSurroundings
}

export type SettleMove = Extract<Move, { do: 'settle' }>

/**
 * Ends what may still be running of the part, looks whether the checks behind it hold, and asks. It never starts the part
 * again by itself. Returns false when nobody could decide: the run pauses.
 */
export async function settle(move: SettleMove, context: SettleContext): Promise<boolean> {
  const { logbook, surroundings } = context
  const { part } = move
  const { step, command, target, attempts } = part
  const leftovers = await endWhatIsLeft(part, context)
  const reason = `it was started and its end is not in the record; ${leftovers.words}`
  await logbook.write({ type: 'step.unknown', step, command, target, attempt: attempts, reason })
  const checks = leftovers.gone ? await runChecks(move, context) : undefined
  const question = `Did "${move.step.title}" take effect?`
  const settles = { step, command, target }
  if (checks?.held) {
    await logbook.write(decision({ by: 'verification', question, answer: 'succeeded', note: checks.reason }, settles))
    return true
  }
  if (!surroundings.operator.present) return false
  const { answer, note } = await surroundings.operator.settle({
    ...{ ...move, part: settles, leftovers: leftovers.words },
    ...(checks ? { checks } : {}),
  })
  if (answer === 'stop') return false
  const by = surroundings.operator.name
  await logbook.write(decision({ by, question, answer, ...(note === undefined ? {} : { note }) }, settles))
  return true
}

function decision(
  { answer, ...said }: { by: string; question: string; answer: 'succeeded' | 'failed' | 'again'; note?: string },
  settles: { step: string; command: number; target: string },
): NewEvent {
  return { type: 'decision', ...said, answer, settles: { ...settles, as: answer } }
}

/** Until everything of the part is gone it may still take effect. */
async function endWhatIsLeft(
  part: PartRecord,
  { logbook, sessions, surroundings }: SettleContext,
): Promise<{ gone: boolean; words: string }> {
  const started = logbook.events[part.startedSeq - 1]
  if (started?.type !== 'step.started' || started.session === undefined || started.mark === undefined)
    return { gone: true, words: 'it left no process' }
  const opened = logbook.state.sessions.findLast(({ session }) => session === started.session)
  const transport = surroundings.reach(sessions.target(part.target))
  if (!transport.ok || !opened) return { gone: false, words: 'whether its processes are gone is not known' }
  const { processes, survivors } = await endLeftovers({
    ...{ transport: transport.value, environment: surroundings.environment },
    ...{ session: started.session, mark: started.mark, shell: opened.pid ?? 0 },
    ageMs: Math.max(0, Date.now() - Date.parse(started.at)),
    graceMs: surroundings.graceMs ?? 2000,
  })
  if (processes === 'all-gone') return { gone: true, words: 'none of its processes is left' }
  if (processes === 'unknown') return { gone: false, words: 'whether its processes are gone is not known' }
  return { gone: false, words: `still running: ${survivors.join(', ')}` }
}

/**
 * Carries out the checks that the page has right behind the step, under a name of their own. They are about the step as a
 * whole: in the middle of it they may hold because nothing has been done yet, and say nothing of its first commands.
 */
async function runChecks(
  move: SettleMove,
  { plan, logbook, performer }: SettleContext,
): Promise<{ held: boolean; reason: string } | undefined> {
  if (move.part.command < lastPart(move.step)) return undefined
  const inOrder = openSteps(plan.steps, logbook.state, move.batch)
  const checks = checksBehind(inOrder.length > 0 ? inOrder : allSteps(plan.steps), move.step.id)
  if (checks.length === 0) return undefined
  for (const check of checks) {
    const as = `${check.id}@${move.part.step}`
    const place: StepInBatch = { step: check, batch: move.batch, targets: [move.part.target], label: move.label }
    await performer.step(place, move.part.target, as)
    const found = stepState({ ...check, id: as }, move.part.target, logbook.state)
    if (found.is === 'failed') return { held: false, reason: `"${check.title}": ${found.reason}` }
    if (found.is !== 'done') return { held: false, reason: `"${check.title}" is not decided by a program` }
  }
  return { held: true, reason: checks.map(({ title }) => `"${title}" holds`).join(', ') }
}
