import { useQuery } from '@tanstack/react-query'
import type { Incident, Page, Run } from '../../../src/http/contract.ts'
import { ask, pathOf } from '../../api/client.ts'
import { Link } from '../../app/link.tsx'
import { useMay, useSession } from '../../app/session.ts'
import { useClock } from '../../ui/clock.ts'
import { Empty } from '../../ui/empty.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { OnCallNote } from './on-call-note.tsx'
import { ShiftIncident } from './shift-incident.tsx'
import { sortShift } from './sort-shift.ts'
import { WaitingRun } from './waiting-run.tsx'
import '../../ui/respond.css'
import './shift.css'

/** More than that is a storm; the list of incidents has them all. */
const MOST = 200

/** What needs me now, the first thing first; then what else goes on. */
export function ShiftPage() {
  const me = useSession().data?.user.id ?? ''
  const now = useClock()
  const mayRead = useMay('run:read')
  const mayWrite = useMay('incident:write')
  const incidents = useQuery({
    queryKey: ['incident', 'active'],
    queryFn: ({ signal }) =>
      ask<Page<Incident>>(pathOf('/api/v1/incidents', { active: 'true', limit: MOST }), { signal }),
  })
  const runs = useQuery({
    queryKey: ['run', 'waiting'],
    queryFn: ({ signal }) => ask<Page<Run>>(pathOf('/api/v1/runs', { state: 'waiting', limit: 100 }), { signal }),
    enabled: mayRead,
  })
  const { needsMe, others } = sortShift(incidents.data?.items ?? [], me, now)
  const waiting = runs.data?.items ?? []
  const isQuiet = incidents.isSuccess && needsMe.length + others.length + waiting.length === 0
  const [firstToAck] = needsMe.filter(({ incident }) => incident.status === 'open')
  return (
    <>
      <PageHeader title="My shift" />
      <OnCallNote duty={undefined} />
      {incidents.error ? <ErrorNote error={incidents.error} onRetry={() => void incidents.refetch()} /> : null}
      {runs.error ? <ErrorNote error={runs.error} onRetry={() => void runs.refetch()} /> : null}
      {incidents.isPending && !incidents.error ? <Loading /> : null}
      {isQuiet ? (
        <Empty
          action={
            mayWrite ? (
              <Link className="button" to="/incidents/new">
                Declare an incident
              </Link>
            ) : null
          }
        >
          All quiet. No incident is open and nothing waits for you.
        </Empty>
      ) : null}
      {needsMe.length + waiting.length > 0 ? (
        <section aria-labelledby="shift-me">
          <h2 id="shift-me">Needs you now</h2>
          {needsMe.map(({ incident, why }) => (
            <ShiftIncident key={incident.id} {...{ incident, why }} isFirst={incident === firstToAck?.incident} />
          ))}
          {waiting.map((run) => (
            <WaitingRun key={run.id} run={run} />
          ))}
        </section>
      ) : null}
      {others.length > 0 ? (
        <section aria-labelledby="shift-others">
          <h2 id="shift-others">Others have these</h2>
          {others.map((incident) => (
            <ShiftIncident key={incident.id} incident={incident} why={[]} isFirst={false} />
          ))}
        </section>
      ) : null}
      {incidents.data?.next ? (
        <p>
          <Link to="/incidents">All active incidents</Link>
        </p>
      ) : null}
    </>
  )
}
