import type { Alert } from '../../../src/http/contract.ts'
import { Link } from '../../app/link.tsx'
import { useLiveRow } from '../../app/live-pages.ts'
import { useMay } from '../../app/session.ts'
import { Icon } from '../../ui/icon.tsx'
import { Status } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { AckAlert } from './alert-buttons.tsx'
import { severityTone } from './severity-tone.ts'

export interface AlertRowProps {
  readonly alert: Alert
  readonly onMore: (alert: Alert) => void
}

/** One alert: what is wrong first, whose it is, and what can be done at once. */
export function AlertRow({ alert: listed, onMore }: AlertRowProps) {
  const alert = useLiveRow('alert', '/api/v1/alerts', listed)
  const mayAct = useMay('alert:write') && alert.state !== 'resolved'
  return (
    <div className={`alert-row alert-${alert.state}`}>
      <Link to={`/alerts/${alert.id}`} data-alert={alert.id}>
        <strong className="alert-summary">{alert.summary}</strong>
        <span className="alert-facts">
          <Status tone={severityTone(alert.severity)}>{alert.severity}</Status> <AlertState alert={alert} />{' '}
          <span className="quiet one-line">{aboutOf(alert)}</span>
        </span>
      </Link>
      {mayAct ? (
        <div className="row-acts">
          <AckAlert alert={alert} />
          <button
            type="button"
            className="button-icon"
            aria-label={`More for ${alert.summary}`}
            onClick={() => onMore(alert)}
          >
            <Icon name="more" />
          </button>
        </div>
      ) : null}
    </div>
  )
}

/** Since when, and whose. */
export function AlertState({ alert }: { alert: Alert }) {
  if (alert.state === 'resolved')
    return (
      <span className="alert-state">
        <Status tone="good">resolved</Status> {alert.endsAt === null ? null : <Time at={alert.endsAt} />}
      </span>
    )
  return (
    <span className="alert-state">
      {alert.acknowledgedBy === null ? null : <Status tone="quiet">{`acked by ${alert.acknowledgedBy}`}</Status>}{' '}
      {alert.snoozedUntil === null ? null : (
        <>
          <Status tone="quiet">snoozed</Status> ends <Time at={alert.snoozedUntil} /> ·{' '}
        </>
      )}
      <Time at={alert.startsAt} />
    </span>
  )
}

/** The few labels that tell alerts of one kind apart. */
const aboutOf = ({ labels }: Alert): string =>
  ['service', 'namespace', 'cluster', 'instance', 'host', 'job', 'team']
    .flatMap((name) => (labels[name] ? [labels[name]] : []))
    .slice(0, 4)
    .join(' · ')
