import type { Incident } from '../../../src/http/contract.ts'
import { useMay } from '../../app/session.ts'
import { IncidentClocks } from './incident-clocks.tsx'
import { incidentApi } from './incident-path.ts'
import { IncidentRuns } from './incident-runs.tsx'
import { LinkedIncidents } from './linked-incidents.tsx'
import { RelatedAlerts } from './related-alerts.tsx'
import { RoleOffers } from './role-offers.tsx'
import { Suggestions } from './suggestions.tsx'
import { WorkflowGuide } from './workflow-guide.tsx'

/** What is so now, and what to do next. */
export function IncidentNow({ incident }: { incident: Incident }) {
  const { number } = incident
  const mayWrite = useMay('incident:write')
  return (
    <div className="columns">
      <div>
        {mayWrite ? <RoleOffers incident={incident} /> : null}
        <section aria-labelledby="now-broken">
          <h2 id="now-broken">What is broken</h2>
          <RelatedAlerts incident={incident} />
        </section>
        <section aria-labelledby="now-suggested">
          <h2 id="now-suggested">What the book suggests</h2>
          <Suggestions
            queryKey={['incident', number, 'suggestions']}
            path={`${incidentApi(number)}/suggestions`}
            incident={number}
          />
        </section>
        <IncidentRuns incident={incident} />
      </div>
      <div>
        <IncidentClocks incident={incident} />
        <WorkflowGuide incident={incident} />
        <LinkedIncidents incident={incident} />
      </div>
    </div>
  )
}
