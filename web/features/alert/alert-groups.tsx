import { useQuery } from '@tanstack/react-query'
import type { AlertGroup, Page } from '../../../src/http/contract.ts'
import { ask, pathOf } from '../../api/client.ts'
import { Link } from '../../app/link.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Status } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { newSilencePath } from '../silence/matcher-text.ts'
import { type AlertFilter, alertsPath, withCondition } from './alert-filter.ts'
import { NoAlerts } from './no-alerts.tsx'
import { severityTone } from './severity-tone.ts'

const MOST = 200

/** A storm in a few lines: how many there are of each kind, the worst first. */
export function AlertGroups({ filter, by }: { filter: AlertFilter; by: string }) {
  const { state, severity, filter: conditions } = filter
  const isOver = state === 'resolved' || state === 'all'
  const groups = useQuery({
    queryKey: ['alert', 'groups', filter],
    queryFn: ({ signal }) => {
      const query = { by, state: isOver ? 'firing' : state, severity, filter: conditions, limit: MOST }
      return ask<Page<AlertGroup>>(pathOf('/api/v1/alerts/groups', query), { signal })
    },
    placeholderData: (before) => before,
  })
  if (groups.error) return <ErrorNote error={groups.error} onRetry={() => void groups.refetch()} />
  if (!groups.data) return <Loading lines={6} />
  if (groups.data.items.length === 0) return <NoAlerts filter={filter} />
  return (
    <>
      {isOver ? <p className="quiet">Only what still fires is counted.</p> : null}
      <ul className="rows" aria-label={`Alerts by ${by}`}>
        {groups.data.items.map((group) => (
          <li key={group.value}>
            <GroupRow group={group} by={by} filter={filter} />
          </li>
        ))}
      </ul>
      {groups.data.next === null ? null : (
        <p className="quiet">These are the worst {MOST}. A filter makes them fewer.</p>
      )}
    </>
  )
}

function GroupRow({ group, by, filter }: { group: AlertGroup; by: string; filter: AlertFilter }) {
  const { value, count, open, severity, newest } = group
  const inside = { ...filter, by: undefined, filter: withCondition(filter.filter, by, value) }
  return (
    <div className="alert-row">
      <Link to={alertsPath(inside)}>
        <strong className="alert-summary">
          {value === '' ? `Without ${by}` : value} <span className="count">{count}</span>
        </strong>
        <span className="alert-facts">
          <Status tone={severityTone(severity)}>{severity}</Status>{' '}
          <span className="quiet">{open === 0 ? 'all acked' : `${open} to ack`}</span>{' '}
          <span className="quiet one-line">
            <Time at={newest.openedAt} />: {newest.summary}
          </span>
        </span>
      </Link>
      {value === '' ? null : (
        <div className="row-acts">
          <Link
            className="button"
            to={newSilencePath([{ name: by, operator: '=', value }])}
            aria-label={`Silence ${value}`}
          >
            Silence
          </Link>
        </div>
      )}
    </div>
  )
}
