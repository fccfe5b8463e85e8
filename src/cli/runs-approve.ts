/** `opsbook runs approve` and `reject`: somebody agrees to what a run waits for, or does not. Bound to its plan. */
import { statSync } from 'node:fs'
import type { Command } from 'commander'
import { readDuration } from '../kit/duration.ts'
import type { Plan, PlannedStep } from '../runbook/plan/plan.ts'
import { amendRun } from '../runbook/record/amend/store.ts'
import type { Approval } from '../runbook/record/events.ts'
import type { RecordedRun } from '../runbook/record/recorded-run.ts'
import type { RunState } from '../runbook/record/replay.ts'
import { momentWords } from '../runbook/report/time-words.ts'
import { firstOfTwo } from '../runbook/run/missing-approval.ts'
import { allSteps } from '../runbook/run/open-steps.ts'
import { actor } from './actor.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure, usageFailure } from './failure.ts'
import { runFailure } from './runs-failure.ts'
import { openRecord, planOf, runsRoot, stepOf } from './runs-find.ts'

interface Flags {
  step?: string[]
  expires?: string
  note?: string
  hash?: string
}

const shape = (command: Command): Command =>
  command
    .argument('<run>', 'its name, the beginning or the end of it, or "last"')
    .option(
      '--step <id>',
      'for this step only: number, id or part of its title (repeatable)',
      (value: string, before: string[] = []) => [...before, value],
    )
    .option('--expires <duration>', 'it counts for so long: 30m, 1h')
    .option('--note <text>', 'what is to be written beside it')
    .option('--hash <prefix>', 'only if the plan is still the one that was reviewed')

export const approve: CommandDefinition = {
  text: {
    name: 'approve',
    summary:
      'Agrees to the steps of a run that need an approval. It is for the plan as it is, by its hash, and by you as this system knows you; where a page wants two people, not for a run of your own.',
    examples: [
      ['opsbook runs approve k3f9', 'all steps that need it'],
      ['opsbook runs approve k3f9 --step restart --expires 1h', 'one step, for an hour'],
      ['opsbook runs approve k3f9 --hash 9f2c1b --note CHG-118', 'the plan that was reviewed and no other'],
    ],
  },
  shape,
  run: (call) => say(call, 'approved'),
}

export const reject: CommandDefinition = {
  text: {
    name: 'reject',
    summary:
      'Refuses what a run waits for. An approval you gave before does not count any more; the run stays as it is.',
    examples: [
      ['opsbook runs reject k3f9 --note "not during the sale"', 'with a reason'],
      ['opsbook runs reject k3f9 --step restart', 'one step'],
    ],
  },
  shape,
  run: (call) => say(call, 'rejected'),
}

async function say(call: Call<Flags>, verdict: Approval['verdict']): Promise<ExitCode> {
  const { flags, terminal } = call
  const record = await openRecord(call)
  const { run } = record
  const plan = planOf(record)
  const by = actor()
  insistOnHash(plan, flags.hash)
  const named = flags.step?.map((wanted) => stepOf(plan, wanted))
  const approval = approvalFor(call, { plan, named, by, verdict })
  const amended = await amendRun({ root: runsRoot(call), run }, async (state) => {
    const { finished } = state
    if (finished && finished.result !== 'failed') throw runFailure({ code: 'run/over', run, result: finished.result })
    refuseOwn({ plan, named, state, approval, account: ownAccount(record) })
    return [approval]
  })
  if (!amended.ok) throw runFailure(amended.refusal)
  if (!flags.quiet) terminal.print(told(call, { run, plan, approval }))
  return EXIT.success
}

interface Said {
  plan: Plan
  named: readonly PlannedStep[] | undefined
}

const needing = ({ plan, named }: Said): readonly PlannedStep[] =>
  (named ?? allSteps([...plan.steps, ...plan.rollback])).filter(({ approval }) => approval !== undefined)

function approvalFor(
  { flags, now }: Call<Flags>,
  { plan, named, by, verdict }: Said & { by: string; verdict: Approval['verdict'] },
): Approval {
  if (needing({ plan, named }).length === 0) {
    const what = named ? named.map(({ id }) => id).join(', ') : `no step of "${plan.title}"`
    const message = named ? `${what} needs no approval` : `${what} needs an approval`
    throw usageFailure('needs-no-approval', message, 'opsbook runs view shows what the run waits for')
  }
  const expiresAt = flags.expires === undefined ? undefined : expiry(flags.expires, now)
  return {
    ...{ type: 'approval', planHash: plan.hash, by, verdict },
    ...(named ? { steps: named.map(({ id }) => id) } : {}),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(flags.note === undefined ? {} : { note: flags.note }),
  }
}

function expiry(text: string, now: Date): string {
  const seconds = readDuration(text)?.maxSeconds
  if (seconds !== undefined && seconds > 0 && seconds < 400 * 86_400)
    return new Date(now.getTime() + seconds * 1000).toISOString()
  throw usageFailure('invalid-value', `--expires takes a duration, not "${text}"`, 'Write it like 30m, 1h or 2d')
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

/** Where two people are wanted, whoever began or carried on the run is the first of them. */
function refuseOwn({
  plan,
  named,
  state,
  approval,
  account,
}: Said & { state: RunState; approval: Approval; account: boolean }): void {
  const { by, verdict } = approval
  if (verdict === 'rejected' || !(account || firstOfTwo(state).has(by))) return
  const step = needing({ plan, named }).find((each) => each.approval?.twoPerson)
  if (!step) return
  const message = `"${step.title}" wants somebody else than ${by}, whose run this is`
  const hint = 'Ask a colleague to approve it under their own login'
  throw new Failure({ code: 'run/own-approval', message, hint, exit: EXIT.notAllowed })
}

/** Whether the record belongs to this very account: a name can be changed by whoever makes a user namespace. */
const ownAccount = ({ folder }: RecordedRun): boolean => statSync(folder).uid === process.getuid?.()

function told(
  { terminal: { style } }: Call<Flags>,
  { run, plan, approval }: { run: string; plan: Plan; approval: Approval },
) {
  const { show, signs, paint } = style
  const { verdict, by, steps, expiresAt } = approval
  const good = verdict === 'approved'
  const of = steps ? ` (${steps.join(', ')})` : ''
  const lines = [
    `${paint(good ? 'green' : 'yellow', good ? signs.ok : signs.warning)} ${verdict} by ${show(by)}: ${show(plan.title)}${show(of)}`,
    `  ${paint('dim', 'plan')}  ${plan.hash}`,
    ...(expiresAt === undefined ? [] : [`  ${paint('dim', 'until')} ${momentWords(expiresAt)}`]),
    `  ${paint('dim', 'next')}  opsbook runs ${good ? 'resume' : 'cancel'} ${run}`,
  ]
  return lines.map((line) => `${line}\n`).join('')
}
