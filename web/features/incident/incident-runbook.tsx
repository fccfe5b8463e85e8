import type { Incident } from '../../../src/http/contract.ts'
import { incidentApi } from './incident-path.ts'
import { IncidentRuns } from './incident-runs.tsx'
import { Suggestions } from './suggestions.tsx'

/** The procedures for it: those that are likely to help, opened with their parameters filled in, and the runs of them. */
export function IncidentRunbook({ incident }: { incident: Incident }) {
  const { number } = incident
  return (
    <>
      <IncidentRuns incident={incident} />
      <section aria-labelledby="runbook-suggested">
        <h2 id="runbook-suggested">Procedures for it</h2>
        <Suggestions
          queryKey={['incident', number, 'suggestions']}
          path={`${incidentApi(number)}/suggestions`}
          incident={number}
        />
      </section>
    </>
  )
}
