import type { ShownRun } from '../../../src/http/contract.ts'
import { visibleText } from '../../ui/visible-text.ts'
import { ApprovalForm } from './approval-form.tsx'
import { useApproval } from './run-queries.ts'

/** The run waits for people who agree; whoever may, does it here. */
export function ApprovalBanner({ run, reason }: { run: ShownRun; reason: string | undefined }) {
  const approval = useApproval(run.id, true)
  return (
    <section className="note note-warning" aria-labelledby="needs-approval">
      <h2 id="needs-approval">Needs approval</h2>
      <p>{visibleText(reason ?? 'Somebody has to agree before it goes on.')}</p>
      <p>
        The approval is for exactly this plan: <span className="hash">{run.planHash.slice(0, 12)}</span>
        <span className="quiet">. Any change of it makes another plan, which nobody has agreed to.</span>
      </p>
      {approval.data ? <ApprovalForm run={run} approval={approval.data} /> : null}
    </section>
  )
}
