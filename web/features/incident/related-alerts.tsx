import type { Incident, IncidentAlert } from '../../../src/http/contract.ts'
import { Link } from '../../app/link.tsx'
import { useMay } from '../../app/session.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Status } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { offerUndo } from '../../ui/undo.tsx'
import { severityTone } from '../alert/severity-tone.ts'
import { type AlertKind, groupAlerts } from './group-alerts.ts'
import { incidentApi } from './incident-path.ts'
import { useIncidentAlerts } from './incident-queries.ts'
import { attachWish } from './incident-wish.ts'

/** So many stand open; more would hide what comes below them. */
const OPEN = 3

/** The alerts of an incident, by what they are about. */
export function RelatedAlerts({ incident }: { incident: Incident }) {
  const alerts = useIncidentAlerts(incident.number)
  if (alerts.error) return <ErrorNote error={alerts.error} onRetry={() => void alerts.refetch()} />
  if (!alerts.data) return <Loading lines={2} />
  const kinds = groupAlerts(alerts.data.items)
  if (kinds.length === 0)
    return (
      <p className="quiet">
        No alert belongs to it; somebody declared it. <Link to="/alerts">Look at the alerts</Link>
      </p>
    )
  return (
    <>
      {kinds.map((kind, index) => (
        <Kind key={kind.name} kind={kind} number={incident.number} isOpen={kinds.length <= OPEN && index < OPEN} />
      ))}
      {alerts.data.next === null ? null : (
        <p className="quiet">
          These are the first {alerts.data.items.length} of {incident.alerts.attached}.
        </p>
      )}
    </>
  )
}

function Kind({ kind, number, isOpen }: { kind: AlertKind; number: number; isOpen: boolean }) {
  const { name, alerts, firing, severity } = kind
  const [first] = alerts
  return (
    <details className="card alert-kind" open={isOpen && alerts.length <= 5}>
      <summary>
        <strong>{alerts.length === 1 ? (first?.summary ?? name) : name}</strong>{' '}
        {firing > 0 ? (
          <Status tone={severityTone(severity)}>{severity ?? 'unknown'}</Status>
        ) : (
          <Status tone="good">ended</Status>
        )}{' '}
        <span className="quiet">{alerts.length === 1 ? null : `${firing} of ${alerts.length} fire`}</span>
      </summary>
      <ul>
        {alerts.map((alert) => (
          <Related key={alert.alert} alert={alert} number={number} />
        ))}
      </ul>
    </details>
  )
}

function Related({ alert, number }: { alert: IncidentAlert; number: number }) {
  const mayWrite = useMay('incident:write')
  const { alert: id, summary, attachedAt, resolvedAt, labels } = alert
  return (
    <li>
      <Link to={`/alerts/${id}`}>{summary}</Link>{' '}
      <span className="quiet">
        {resolvedAt === null ? (
          <>
            since <Time at={attachedAt} />
          </>
        ) : (
          <>
            ended <Time at={resolvedAt} />
          </>
        )}
        {labels.instance || labels.host ? ` · ${labels.instance || labels.host}` : ''}
      </span>
      {mayWrite ? (
        <ActButton
          name={`incident/${number}/detach/${id}`}
          path={`${incidentApi(number)}/detach`}
          body={{ alert: id }}
          isSmall
          onDone={() => offerUndo(`Taken out: ${summary}`, attachWish(number, [id]))}
        >
          Not part of it
        </ActButton>
      ) : null}
    </li>
  )
}
