import type { Incident } from '../../../src/http/contract.ts'
import { Link } from '../../app/link.tsx'
import { Status, type Tone } from '../../ui/status.tsx'

const TONES: Readonly<Record<string, Tone>> = {
  ...{ succeeded: 'good', failed: 'bad', cancelled: 'quiet', unknown: 'unknown' },
}

/** Runs that were begun for it. */
export function IncidentRuns({ incident: { runs } }: { incident: Incident }) {
  if (runs.length === 0) return null
  return (
    <section aria-labelledby="incident-runs">
      <h2 id="incident-runs">Runs</h2>
      <ul className="rows">
        {runs.map(({ run, procedure, outcome, exitCode }) => (
          <li key={run}>
            <Link to={`/runs/${run}`}>
              <strong>{procedure}</strong>
              <span className="quiet">
                <Status tone={outcome === null ? 'warning' : (TONES[outcome] ?? 'unknown')}>
                  {outcome ?? 'running'}
                </Status>
                {exitCode === null ? '' : ` exit code ${exitCode}`}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
