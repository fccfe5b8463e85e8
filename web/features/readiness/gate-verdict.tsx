import type { BookGate } from '../../../src/http/contract.ts'
import { Link } from '../../app/link.tsx'
import { counted } from '../../ui/counted.ts'
import { Status } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { runbookTo } from '../runbook/runbook-path.ts'
import './readiness.css'

/** The baseline as a gate: every claim, and the lines that break it. */
export function GateVerdict({ gate }: { gate: BookGate }) {
  const broken = gate.claims.filter(({ passed }) => !passed).length
  return (
    <section className="card" aria-labelledby="gate">
      <h2 id="gate">
        <Status tone={gate.passed ? 'good' : 'bad'}>{gate.passed ? 'Ready' : 'Not ready'}</Status>
      </h2>
      <p className="quiet">
        {gate.passed
          ? `all ${gate.claims.length} claims hold`
          : `${broken} of ${gate.claims.length} claims do not hold`}{' '}
        · {counted(gate.counts.error, 'error')}, {counted(gate.counts.warning, 'warning')},{' '}
        {counted(gate.counts.info, 'note')} in {counted(gate.pages, 'page')}
        {gate.accepted === 0 ? '' : `, ${gate.accepted} accepted`} · checked <Time at={gate.checkedAt} />
      </p>
      {gate.claims
        .filter(({ passed }) => !passed)
        .map((claim) => (
          <Claim key={claim.id} {...claim} />
        ))}
      <details>
        <summary>{counted(gate.claims.length - broken, 'claim')} that hold</summary>
        {gate.claims
          .filter(({ passed }) => passed)
          .map((claim) => (
            <Claim key={claim.id} {...claim} />
          ))}
      </details>
    </section>
  )
}

function Claim({ claim, passed, summary, broken }: BookGate['claims'][number]) {
  return (
    <div className="claim">
      <Status tone={passed ? 'good' : 'bad'}>{passed ? 'holds' : 'does not hold'}</Status> {claim}
      <br />
      <span className="quiet">{summary}</span>
      {broken.length === 0 ? null : (
        <details>
          <summary>{broken.length === 1 ? 'The line that breaks it' : `${broken.length} lines that break it`}</summary>
          <ul>
            {broken.map(({ page, line, text }) => (
              <li key={`${page} ${line} ${text}`}>
                <Link to={runbookTo(page)}>
                  {page}:{line}
                </Link>{' '}
                <code>{text}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}
