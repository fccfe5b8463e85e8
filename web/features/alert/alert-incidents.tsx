import { useQuery } from '@tanstack/react-query'
import type { Alert, Incident, Page } from '../../../src/http/contract.ts'
import { ask, pathOf } from '../../api/client.ts'
import { Link } from '../../app/link.tsx'
import { useMay } from '../../app/session.ts'
import { Status } from '../../ui/status.tsx'
import { declarePath } from '../incident/declare-path.ts'
import { statusTone } from '../incident/incident-words.ts'

/** The incident it belongs to, or the way to make one of it. */
export function AlertIncidents({ alert }: { alert: Alert }) {
  const mayDeclare = useMay('incident:write')
  const incidents = useQuery({
    queryKey: ['incident', 'of-alert', alert.id],
    queryFn: ({ signal }) => ask<Page<Incident>>(pathOf('/api/v1/incidents', { alert: alert.id }), { signal }),
  })
  const items = incidents.data?.items ?? []
  if (items.length > 0)
    return (
      <ul className="rows" aria-label="Incidents it belongs to">
        {items.map(({ id, number, title, severity, status }) => (
          <li key={id}>
            <Link to={`/incidents/${number}`}>
              <strong>{title}</strong>
              <span className="quiet">
                Incident {number} · {severity} · <Status tone={statusTone(status)}>{status}</Status>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    )
  if (!incidents.isSuccess || !mayDeclare || alert.state === 'resolved') return null
  return (
    <p>
      It belongs to no incident. <Link to={declarePath(alert)}>Declare one</Link>
    </p>
  )
}
