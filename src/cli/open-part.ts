/** Steps that were started and whose end nobody has seen, as `runs decide` names them. */
import type { Plan } from '../runbook/plan/plan.ts'
import type { Decision } from '../runbook/record/events.ts'
import type { PartRecord, RunState } from '../runbook/record/replay.ts'
import { EXIT } from './exit-code.ts'
import { Failure, usageFailure } from './failure.ts'
import { stepOf } from './runs-find.ts'
import type { Terminal } from './terminal.ts'

/** The one that is meant. */
export function openPart(
  state: RunState,
  plan: Plan,
  { step, target }: { step?: string; target?: string },
): PartRecord {
  const wanted = step === undefined ? undefined : openStep(step, state, () => stepOf(plan, step).id)
  return onlyPart(state, { step: wanted, target })
}

/** Checks that settle a step have names that are in no plan. */
const openStep = (wanted: string, { unknown }: RunState, planned: () => string): string =>
  unknown.find(({ step }) => step === wanted)?.step ?? planned()

function onlyPart(
  state: RunState,
  { step, target }: { step: string | undefined; target: string | undefined },
): PartRecord {
  const open = state.unknown.filter(
    (part) => (step === undefined || part.step === step) && (target === undefined || part.target === target),
  )
  const [only, ...others] = open
  if (only && others.length === 0) return only
  const names = state.unknown.map((part) => `--step ${part.step} --target ${part.target}`)
  if (only) throw usageFailure('ambiguous-step', `${open.length} steps are open`, `Name one: ${names.join(' or ')}`)
  const hint =
    names.length > 0 ? `Open is: ${names.join(', ')}` : 'Nothing is open; opsbook runs view shows how it stands'
  const message = step === undefined ? 'the outcome of every step is known' : `the outcome of ${step} is not open`
  throw new Failure({ code: 'run/nothing-open', message, hint, exit: EXIT.notFound })
}

/** What was decided, and what comes next. */
export function decidedLines(
  { style }: Terminal,
  {
    title,
    as,
    state,
    next,
  }: { title: string; as: NonNullable<Decision['settles']>['as']; state: RunState; next: string },
): string {
  const open = state.unknown.length
  return (
    `${style.paint('green', style.signs.ok)} ${style.show(title)}: ${as === 'again' ? 'runs again' : as}\n` +
    (open > 0 ? `  ${open} more to decide\n` : `  ${style.paint('dim', 'next')}  opsbook runs ${next}\n`)
  )
}
