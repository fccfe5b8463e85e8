/** What `runs approve` and `runs reject` check and say, wherever the run is. */
import { readDuration } from '../kit/duration.ts'
import type { Plan, PlannedStep } from '../runbook/plan/plan.ts'
import type { Approval } from '../runbook/record/events.ts'
import { momentWords } from '../runbook/report/time-words.ts'
import { allSteps } from '../runbook/run/open-steps.ts'
import { EXIT } from './exit-code.ts'
import { Failure, usageFailure } from './failure.ts'
import type { Terminal } from './terminal.ts'

export interface AboutSteps {
  plan: Plan
  /** All that need an approval where absent. */
  named: readonly PlannedStep[] | undefined
}

/** The steps an approval is about. */
export const needing = ({ plan, named }: AboutSteps): readonly PlannedStep[] =>
  (named ?? allSteps([...plan.steps, ...plan.rollback])).filter(({ approval }) => approval !== undefined)

/** Refuses to say anything about a plan that is not the reviewed one, or about steps that need no approval. */
export function insistOnSubject(about: AboutSteps, hashPrefix: string | undefined): void {
  insistOnHash(about.plan, hashPrefix)
  if (needing(about).length > 0) return
  const { plan, named } = about
  const what = named ? named.map(({ id }) => id).join(', ') : `no step of "${plan.title}"`
  const message = named ? `${what} needs no approval` : `${what} needs an approval`
  throw usageFailure('needs-no-approval', message, 'opsbook runs view shows what the run waits for')
}

function insistOnHash(plan: Plan, prefix: string | undefined): void {
  if (prefix === undefined) return
  if (!/^[0-9a-f]{6,64}$/.test(prefix))
    throw usageFailure('invalid-value', `--hash takes at least 6 digits of the hash, not "${prefix}"`)
  if (plan.hash.startsWith(prefix)) return
  const message = `the run has the plan ${plan.hash.slice(0, 12)}, not ${prefix}`
  const hint = 'Look at it again with opsbook runs view before you agree to it'
  throw new Failure({ code: 'run/other-plan', message, hint, exit: EXIT.notFound })
}

/** How long an approval counts; undefined where nothing is said. */
export function validSeconds(text: string | undefined, mostDays: number): number | undefined {
  if (text === undefined) return undefined
  const seconds = readDuration(text)?.maxSeconds
  if (seconds !== undefined && seconds > 0 && seconds <= mostDays * 86_400) return seconds
  const hint = `Write it like 30m, 1h or 2d; ${mostDays} days at most`
  throw usageFailure('invalid-value', `--expires takes a duration, not "${text}"`, hint)
}

/** What was said, and what comes next. */
export function approvalLines(
  { style }: Terminal,
  {
    plan,
    approval,
    next,
  }: { plan: Plan; approval: Pick<Approval, 'verdict' | 'by' | 'steps' | 'expiresAt'>; next: string },
): string {
  const { show, signs, paint } = style
  const { verdict, by, steps, expiresAt } = approval
  const good = verdict === 'approved'
  const of = steps ? ` (${steps.join(', ')})` : ''
  const lines = [
    `${paint(good ? 'green' : 'yellow', good ? signs.ok : signs.warning)} ${verdict} by ${show(by)}: ${show(plan.title)}${show(of)}`,
    `  ${paint('dim', 'plan')}  ${plan.hash}`,
    ...(expiresAt === undefined ? [] : [`  ${paint('dim', 'until')} ${momentWords(expiresAt)}`]),
    `  ${paint('dim', 'next')}  opsbook runs ${next}`,
  ]
  return lines.map((line) => `${line}\n`).join('')
}
