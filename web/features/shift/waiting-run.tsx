import type { Run } from '../../../src/http/contract.ts'
import { Link } from '../../app/link.tsx'
import { Status } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'

const WAITS: Readonly<Record<string, string>> = {
  ...{ person: 'asks a question', approval: 'needs an approval', resume: 'waits to be resumed' },
}

/** A run that does not go on without somebody. */
export function WaitingRun({ run: { id, title, waitsFor, requestedBy, requestedAt } }: { run: Run }) {
  return (
    <article className="card shift-incident">
      <h3>
        <Link to={`/runs/${id}`}>{title}</Link>
      </h3>
      <p>
        <Status tone="warning">{WAITS[waitsFor ?? ''] ?? 'waits'}</Status>{' '}
        <span className="quiet">
          {requestedBy}, <Time at={requestedAt} />
        </span>
      </p>
      <div className="actions">
        <Link className="button" to={`/runs/${id}`}>
          {waitsFor === 'approval' ? 'Look and decide' : waitsFor === 'resume' ? 'Resume' : 'Answer'}
        </Link>
      </div>
    </article>
  )
}
