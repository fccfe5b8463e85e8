/** `opsbook runs approve` and `reject` with `--on-server`. The server decides who may; the runner counts. */
import type { Approval } from '../runbook/record/events.ts'
import { approvalLines, insistOnSubject, validSeconds } from './approval.ts'
import type { Call } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import type { ApproveFlags } from './runs-approve.ts'
import { stepOf } from './runs-find.ts'
import { serverClient } from './server-client.ts'
import { planOfServerRun } from './server-record.ts'
import { serverRunPath } from './server-run.ts'

/** As long as the server lets an approval count. */
const MOST_DAYS = 7

interface Answer {
  id: string
  approval: { verdict: Approval['verdict']; by: string; steps: readonly string[] | null; expiresAt: string }
}

export async function approveOnServer(call: Call<ApproveFlags>, verdict: Approval['verdict']): Promise<ExitCode> {
  const { flags, terminal } = call
  const client = serverClient(call)
  const path = await serverRunPath(client, call.args[0] ?? '')
  const plan = await planOfServerRun(client, path)
  const named = flags.step?.map((wanted) => stepOf(plan, wanted))
  insistOnSubject({ plan, named }, flags.hash)
  const seconds = validSeconds(flags.expires, MOST_DAYS)
  const body = {
    planHash: plan.hash,
    ...(named ? { steps: named.map(({ id }) => id) } : {}),
    ...(seconds === undefined ? {} : { validMinutes: Math.max(1, Math.round(seconds / 60)) }),
    ...(flags.note === undefined ? {} : { note: flags.note }),
  }
  const verb = verdict === 'approved' ? 'approve' : 'reject'
  const { id, approval } = await client.ask<Answer>(`${path}/${verb}`, { method: 'POST', body })
  if (!flags.quiet)
    terminal.print(
      approvalLines(terminal, {
        plan,
        approval: {
          ...{ verdict: approval.verdict, by: approval.by },
          ...(approval.steps === null ? {} : { steps: approval.steps }),
          ...(verdict === 'approved' ? { expiresAt: approval.expiresAt } : {}),
        },
        next: `${verdict === 'approved' ? 'watch' : 'view'} ${id} --on-server`,
      }),
    )
  return EXIT.success
}
