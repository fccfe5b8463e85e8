import type { Incident } from '../../../src/http/contract.ts'
import { Link } from '../../app/link.tsx'
import { useLiveRow } from '../../app/live-pages.ts'
import { useClock } from '../../ui/clock.ts'
import { Status } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { severityTone } from '../alert/severity-tone.ts'
import { clockWords, duration, isOver, nextClock, ownerOf, statusTone, statusWords } from './incident-words.ts'
import './incident-facts.css'

/** One incident of a list, as it is now. */
export function IncidentRow({ incident: listed }: { incident: Incident }) {
  const incident = useLiveRow('incident', '/api/v1/incidents', listed)
  return (
    <Link to={`/incidents/${incident.number}`}>
      <strong className="one-line">{incident.title}</strong>
      <IncidentFacts incident={incident} />
    </Link>
  )
}

/** How bad, where it stands, whose it is, and what is due. */
export function IncidentFacts({ incident }: { incident: Incident }) {
  const now = useClock()
  const { number, severity, status, kind, service, openedAt } = incident
  const clock = isOver(incident) ? undefined : nextClock(incident)
  const due = clock && clockWords(clock, now)
  const owner = ownerOf(incident)
  return (
    <span className="incident-facts">
      <Status tone={severityTone(severity)}>{severity}</Status>
      <Status tone={statusTone(status)}>{statusWords(status)}</Status>
      {kind === 'normal' ? null : <Status tone="unknown">{kind}</Status>}
      {due && (due.tone === 'bad' || due.tone === 'warning') ? (
        <Status tone={due.tone}>{`${due.what} ${due.words}`}</Status>
      ) : null}
      <span className="quiet">
        #{number} · {isOver(incident) ? `took ${duration(incident, now)}, ` : null}
        <Time at={openedAt} />
        {owner ? ` · ${owner.name}` : ''}
        {service === null ? '' : ` · ${service}`}
      </span>
    </span>
  )
}
