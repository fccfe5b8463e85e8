import { useQuery } from '@tanstack/react-query'
import type { Incident, Page } from '../../../src/http/contract.ts'
import { ask } from '../../api/client.ts'
import { Link } from '../../app/link.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Time } from '../../ui/time.tsx'

/** What needs me now. */
export function ShiftPage() {
  const incidents = useQuery({
    queryKey: ['incident', 'active'],
    queryFn: ({ signal }) => ask<Page<Incident>>('/api/v1/incidents?active=true', { signal }),
  })
  return (
    <>
      <PageHeader title="My shift" />
      {incidents.error ? <ErrorNote error={incidents.error} onRetry={() => void incidents.refetch()} /> : null}
      {incidents.isPending ? <Loading /> : null}
      {incidents.data?.items.length === 0 ? <Empty>All quiet.</Empty> : null}
      <ul className="rows">
        {incidents.data?.items.map(({ id, number, title, severity, openedAt }) => (
          <li key={id}>
            <Link to={`/incidents/${number}`}>
              <strong>{title}</strong>
              <span className="quiet">
                {severity} · #{number} · <Time at={openedAt} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
}
