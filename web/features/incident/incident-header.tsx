import type { Incident } from '../../../src/http/contract.ts'
import { Link } from '../../app/link.tsx'
import { useSession } from '../../app/session.ts'
import { useClock } from '../../ui/clock.ts'
import { Status } from '../../ui/status.tsx'
import { clockTime, ownZone } from '../../ui/time-words.ts'
import { severityTone } from '../alert/severity-tone.ts'
import { clockWords, duration, isOver, nextClock, ownerOf, statusTone, statusWords } from './incident-words.ts'
import './incident-facts.css'

/** What is broken, how bad, for how long, who has it and what is due: always in sight. */
export function IncidentHeader({ incident }: { incident: Incident }) {
  const now = useClock(1_000)
  const { number, title, severity, severityName, status, kind, service } = incident
  const clock = isOver(incident) ? undefined : nextClock(incident)
  const due = clock && clockWords(clock, now)
  return (
    <header className="incident-header">
      <h1>
        {title} <span className="quiet">#{number}</span>
      </h1>
      <p className="incident-facts">
        <Status tone={severityTone(severity)}>
          {severityName === severity ? severity : `${severity} ${severityName}`}
        </Status>
        <Status tone={statusTone(status)}>{statusWords(status)}</Status>
        {kind === 'normal' ? null : <Status tone="unknown">{kind}</Status>}
        <span className="incident-timer" title={`Opened ${clockTime(new Date(incident.openedAt))} ${ownZone()}`}>
          {duration(incident, now)}
        </span>
        {due ? <Status tone={due.tone}>{`${due.what} ${due.words}`}</Status> : null}
        {service === null ? null : <span className="quiet">{service}</span>}
        <Owner incident={incident} />
      </p>
    </header>
  )
}

function Owner({ incident }: { incident: Incident }) {
  const me = useSession().data?.user.id
  const owner = ownerOf(incident)
  const { acknowledgedAt, acknowledgedBy, mergedInto } = incident
  if (mergedInto !== null)
    return (
      <span>
        part of <Link to={`/incidents/${mergedInto}`}>another incident</Link>
      </span>
    )
  if (!owner) return null
  const name = owner.id === me ? 'you' : owner.name
  const isAcker = acknowledgedBy?.id === owner.id && acknowledgedAt !== null
  return (
    <span className="incident-owner">
      {isAcker ? `acked ${clockTime(new Date(acknowledgedAt))} by ` : 'led by '}
      <strong>{name}</strong>
    </span>
  )
}
