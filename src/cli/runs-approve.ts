/** `opsbook runs approve` and `reject`: somebody agrees to what a run waits for, or does not. Bound to its plan. */
import { statSync } from 'node:fs'
import type { Command } from 'commander'
import { amendRun } from '../runbook/record/amend/store.ts'
import type { Approval } from '../runbook/record/events.ts'
import type { RecordedRun } from '../runbook/record/recorded-run.ts'
import type { RunState } from '../runbook/record/replay.ts'
import { firstOfTwo } from '../runbook/run/missing-approval.ts'
import { writtenApprovals } from '../runbook/run/written-approvals.ts'
import { actor } from './actor.ts'
import { type AboutSteps, approvalLines, insistOnSubject, needing, validSeconds } from './approval.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure } from './failure.ts'
import { isOnServer, type OnServerFlags, shapeOnServer } from './on-server.ts'
import { runFailure } from './runs-failure.ts'
import { openRecord, planOf, runsRoot, stepOf } from './runs-find.ts'

export interface ApproveFlags extends OnServerFlags {
  step?: string[]
  expires?: string
  note?: string
  hash?: string
}

const LONGEST_DAYS = 400

const shape = (command: Command): Command =>
  shapeOnServer(
    command
      .argument('<run>', 'its name, the beginning or the end of it, or "last"')
      .option(
        '--step <id>',
        'for this step only: number, id or part of its title (repeatable)',
        (value: string, before: string[] = []) => [...before, value],
      )
      .option('--expires <duration>', 'it counts for so long: 30m, 1h; on a server an hour where it is left out')
      .option('--note <text>', 'what is to be written beside it')
      .option('--hash <prefix>', 'only if the plan is still the one that was reviewed'),
  )

export const approve: CommandDefinition = {
  text: {
    name: 'approve',
    summary:
      'Agrees to the steps of a run that need an approval. It is for the plan as it is, by its hash, and by you as this system knows you; where a page wants two people, not for a run of your own.',
    examples: [
      ['opsbook runs approve k3f9', 'all steps that need it'],
      ['opsbook runs approve k3f9 --step restart --expires 1h', 'one step, for an hour'],
      ['opsbook runs approve k3f9 --hash 9f2c1b --note CHG-118', 'the plan that was reviewed and no other'],
      ['opsbook runs approve k3f9 --on-server', 'a run of the server, as you are signed in there'],
    ],
  },
  shape,
  run: (call) => say(call, 'approved'),
}

export const reject: CommandDefinition = {
  text: {
    name: 'reject',
    summary:
      'Refuses what a run waits for: a run that waits for an approval ends as rejected, with the reason. While it waits for nothing, an approval you gave before does not count any more.',
    examples: [
      ['opsbook runs reject k3f9 --note "not during the sale"', 'with a reason'],
      ['opsbook runs reject k3f9 --step restart', 'one step'],
    ],
  },
  shape,
  run: (call) => say(call, 'rejected'),
}

async function say(call: Call<ApproveFlags>, verdict: Approval['verdict']): Promise<ExitCode> {
  const { flags, terminal } = call
  if (isOnServer(flags)) return (await import('./approve-on-server.ts')).approveOnServer(call, verdict)
  const record = await openRecord(call)
  const { run } = record
  const plan = planOf(record)
  const by = actor()
  const named = flags.step?.map((wanted) => stepOf(plan, wanted))
  insistOnSubject({ plan, named }, flags.hash)
  const approval = approvalFor(call, { plan, named, by, verdict })
  const amended = await amendRun({ root: runsRoot(call), run }, async (state) => {
    const { finished } = state
    if (finished && finished.result !== 'failed') throw runFailure({ code: 'run/over', run, result: finished.result })
    refuseOwn({ plan, named, state, approval, account: ownAccount(record) })
    return writtenApprovals(state, [approval])
  })
  if (!amended.ok) throw runFailure(amended.refusal)
  if (!flags.quiet)
    terminal.print(approvalLines(terminal, { plan, approval, next: nextCommand(run, amended.state, verdict) }))
  return EXIT.success
}

function approvalFor(
  { flags, now }: Call<ApproveFlags>,
  { plan, named, by, verdict }: AboutSteps & { by: string; verdict: Approval['verdict'] },
): Approval {
  const seconds = validSeconds(flags.expires, LONGEST_DAYS)
  return {
    ...{ type: 'approval', planHash: plan.hash, by, verdict },
    ...(named ? { steps: named.map(({ id }) => id) } : {}),
    ...(seconds === undefined ? {} : { expiresAt: new Date(now.getTime() + seconds * 1000).toISOString() }),
    ...(flags.note === undefined ? {} : { note: flags.note }),
  }
}

/** Where two people are wanted, whoever began or carried on the run is the first of them. */
function refuseOwn({
  plan,
  named,
  state,
  approval,
  account,
}: AboutSteps & { state: RunState; approval: Approval; account: boolean }): void {
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

const nextCommand = (run: string, { finished }: RunState, verdict: Approval['verdict']): string => {
  if (finished?.result === 'rejected') return `view ${run}`
  return `${verdict === 'approved' ? 'resume' : 'cancel'} ${run}`
}
