import { useQuery } from '@tanstack/react-query'
import type { Alert, Routing } from '../../../src/http/contract.ts'
import { ask } from '../../api/client.ts'
import { Link } from '../../app/link.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Status, type Tone } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'

const OUTCOMES: Readonly<Record<Routing['tried'][number]['outcome'], readonly [Tone, string]>> = {
  handles: ['good', 'takes it'],
  passes: ['quiet', 'passes it on'],
  missed: ['quiet', 'does not fit'],
  'not tried': ['quiet', 'not asked'],
}

/** The trace of an alert through the routes: who is told, what keeps it quiet, and which route said so. */
export function AlertRouting({ alert }: { alert: Alert }) {
  const routing = useQuery({
    queryKey: ['alert', alert.id, 'routing'],
    queryFn: ({ signal }) => ask<Routing>(`/api/v1/alerts/${alert.id}/routing`, { signal }),
  })
  if (routing.error) return <ErrorNote error={routing.error} onRetry={() => void routing.refetch()} />
  if (!routing.data) return <Loading />
  const { told, tried } = routing.data
  return (
    <>
      <p>
        {told.length > 0 ? (
          <>
            Told: <strong>{told.join(', ')}</strong>
          </>
        ) : (
          <strong>Nobody is told of it now.</strong>
        )}
      </p>
      <Quieting routing={routing.data} />
      <ol className="trace">
        {tried.map(({ route, path, outcome, why }) => (
          <li key={path.join('.')} style={{ ['--depth' as string]: Math.min(path.length, 6) }}>
            <span className="mono">{route === '' || route === '{}' ? 'every alert' : route}</span>{' '}
            <Status tone={OUTCOMES[outcome][0]}>{OUTCOMES[outcome][1]}</Status>
            {why === null ? null : <span className="quiet"> {why}</span>}
          </li>
        ))}
      </ol>
      <Groups routing={routing.data} />
    </>
  )
}

function Quieting({ routing: { silencedBy, inhibitedBy } }: { routing: Routing }) {
  return (
    <>
      {silencedBy.map(({ id, createdBy, comment, endsAt }) => (
        <p key={id} className="note note-warning">
          <Link to={`/silences?show=${encodeURIComponent(id)}`}>Silenced</Link> by {createdBy}, ends{' '}
          <Time at={endsAt} isExact />: {comment}
        </p>
      ))}
      {inhibitedBy.map(({ rule, fingerprint, labels }) => (
        <p key={fingerprint} className="note note-warning">
          Inhibited by rule {rule + 1}, because this fires:{' '}
          <span className="mono">
            {Object.entries(labels)
              .map(([name, value]) => `${name}="${value}"`)
              .join(', ')}
          </span>
        </p>
      ))}
    </>
  )
}

function Groups({ routing: { groups } }: { routing: Routing }) {
  return groups.map(({ receiver, groupKey, groupWait, groupInterval, repeatInterval, mutedBy }) => (
    <p key={`${receiver} ${groupKey}`} className="quiet">
      <strong>{receiver}</strong> hears of it in the group <span className="mono">{groupKey}</span>: first after{' '}
      {groupWait}, of more after {groupInterval}, again after {repeatInterval}.
      {mutedBy.length > 0 ? ` Muted now by ${mutedBy.join(', ')}.` : ''}
    </p>
  ))
}
