import { useRef, useState } from 'react'
import type { Run } from '../../../src/http/contract.ts'
import { useList } from '../../api/use-list.ts'
import { useKeys } from '../../app/keys.ts'
import { Link } from '../../app/link.tsx'
import { Diff } from '../../ui/diff.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { ListState } from '../../ui/list-state.tsx'
import { Loading } from '../../ui/loading.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { ApprovalForm } from './approval-form.tsx'
import { PlanView } from './plan-view.tsx'
import { useApproval, useProgress, useRun } from './run-queries.ts'
import './run.css'

/** Plans that wait for somebody to agree. */
export function ApprovalsPage() {
  const list = useList<Run>(['run', 'approvals'], '/api/v1/runs', { limit: 50, state: 'waiting', waitsFor: 'approval' })
  const [chosen, setChosen] = useState<string>()
  const open = useRef<((verdict: 'approve' | 'reject') => void) | null>(null)
  const current = list.items?.find(({ id }) => id === chosen) ?? list.items?.[0]
  useKeys({ y: () => open.current?.('approve'), n: () => open.current?.('reject') })
  return (
    <>
      <PageHeader
        title="Approvals"
        about={
          <>
            A second person sees the same plan before it goes on. <kbd>y</kbd> approves and <kbd>n</kbd> rejects the one
            that is open; both ask once more.
          </>
        }
      />
      <ListState list={list} empty={<Empty>Nothing waits for you.</Empty>}>
        {(items) => (
          <ul className="rows">
            {items.map((run) => (
              <li key={run.id}>
                <h2>
                  <button
                    type="button"
                    className="button-link"
                    aria-expanded={run.id === current?.id}
                    onClick={() => {
                      open.current = null
                      setChosen(run.id)
                    }}
                  >
                    {visibleText(run.title)}
                  </button>
                </h2>
                <p className="quiet">
                  {run.requestedBy} asks, <Time at={run.requestedAt} /> · {visibleText(run.page)}
                </p>
                {run.id === current?.id ? <Waiting run={run} open={open} /> : null}
              </li>
            ))}
          </ul>
        )}
      </ListState>
    </>
  )
}

function Waiting({ run, open }: { run: Run; open: React.RefObject<((verdict: 'approve' | 'reject') => void) | null> }) {
  const approval = useApproval(run.id, true)
  const shown = useRun(run.id)
  const progress = useProgress(run.id)
  if (approval.error) return <ErrorNote error={approval.error} onRetry={() => void approval.refetch()} />
  if (!approval.data || !shown.data) return <Loading />
  const { steps, previous, diff } = approval.data
  const twoPerson = steps.some((step) => step.twoPerson)
  return (
    <div className="card">
      <p>{visibleText(progress.data?.paused?.reason ?? 'It waits for somebody to agree.')}</p>
      {twoPerson ? (
        <p className="quiet">
          Two people: whoever asks for a run, or carries it on, cannot be the one who agrees. Whoever agrees sees
          exactly what runs; any change of the plan makes another one, which nobody has agreed to.
        </p>
      ) : null}
      <ApprovalForm run={run} approval={approval.data} open={open} />
      <h3>What changed since it was approved last</h3>
      {previous === null ? (
        <p className="quiet">Nobody has approved this procedure before.</p>
      ) : (
        <>
          <p className="quiet">
            {previous.approvedBy} approved plan <span className="hash">{previous.planHash.slice(0, 12)}</span>{' '}
            <Time at={previous.at} /> (<Link to={`/runs/${encodeURIComponent(previous.run)}`}>that run</Link>)
          </p>
          {diff ? <Diff text={visibleText(diff)} label="Differences of the plans" /> : <p>It is the same plan.</p>}
        </>
      )}
      <h3>The plan</h3>
      <PlanView plan={shown.data.plan} />
    </div>
  )
}
