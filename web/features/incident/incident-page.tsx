import type { Incident } from '../../../src/http/contract.ts'
import { useKeys } from '../../app/keys.ts'
import type { PageProps } from '../../app/pages.ts'
import { goWith } from '../../app/place.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Tabs, useTab } from '../../ui/tabs.tsx'
import { IncidentActions } from './incident-actions.tsx'
import { IncidentHeader } from './incident-header.tsx'
import { IncidentNow } from './incident-now.tsx'
import { IncidentPeople } from './incident-people.tsx'
import { useIncident } from './incident-queries.ts'
import { IncidentRunbook } from './incident-runbook.tsx'
import { IncidentTimeline } from './incident-timeline.tsx'
import '../../ui/respond.css'
import './incident.css'

const TABS = [
  { id: 'now', label: 'Now' },
  { id: 'runbook', label: 'Runbook' },
  { id: 'timeline', label: 'Timeline' },
  { id: 'people', label: 'People' },
] as const
const VIEWS = { now: IncidentNow, runbook: IncidentRunbook, timeline: IncidentTimeline, people: IncidentPeople }

/** The command centre of one incident. */
export function IncidentPage({ params }: PageProps) {
  const incident = useIncident(params.incident!)
  if (incident.error && !incident.data)
    return <ErrorNote error={incident.error} onRetry={() => void incident.refetch()} />
  if (!incident.data) return <Loading lines={8} />
  return <CommandCentre incident={incident.data} />
}

function CommandCentre({ incident }: { incident: Incident }) {
  const tab = useTab(TABS) as keyof typeof VIEWS
  const View = VIEWS[tab]
  useKeys(
    Object.fromEntries(
      TABS.map(({ id }, index) => [String(index + 1), () => goWith({ tab: index === 0 ? undefined : id })]),
    ),
  )
  return (
    <>
      <title>{`#${incident.number} ${incident.title} · Opsbook`}</title>
      <div className="incident-top">
        <IncidentHeader incident={incident} />
        <IncidentActions incident={incident} />
        <Tabs tabs={TABS} label="Parts of the incident" />
      </div>
      <div role="tabpanel" id="tab-panel" aria-labelledby={`tab-${tab}`} className="incident-panel">
        <View incident={incident} />
      </div>
    </>
  )
}
