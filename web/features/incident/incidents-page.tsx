import { useRef } from 'react'
import type { Incident } from '../../../src/http/contract.ts'
import { useKeys } from '../../app/keys.ts'
import { Link } from '../../app/link.tsx'
import { useLivePages } from '../../app/live-pages.ts'
import { go, usePlace } from '../../app/place.ts'
import { useMay } from '../../app/session.ts'
import { Empty } from '../../ui/empty.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Fresh } from '../../ui/fresh.tsx'
import { Loading } from '../../ui/loading.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { VirtualList } from '../../ui/virtual-list.tsx'
import { useIsWide } from '../../ui/wide.ts'
import { queryOf, readIncidentFilter } from './incident-filter.ts'
import { IncidentFilters } from './incident-filters.tsx'
import { IncidentRow } from './incident-row.tsx'
import '../../ui/respond.css'
import './incident.css'

/** Incidents: those somebody has to handle first, all of them if asked for. */
export function IncidentsPage() {
  const filter = readIncidentFilter(usePlace().searchParams)
  const mayDeclare = useMay('incident:write')
  const list = useLivePages<Incident>('incident', '/api/v1/incidents', queryOf(filter))
  const place = useRef<HTMLDivElement>(null)
  const isWide = useIsWide()
  const first = () => place.current?.querySelector<HTMLElement>('a[href]')?.focus()
  useKeys({ j: first, k: first, c: () => (mayDeclare ? go('/incidents/new') : undefined) })
  const declare = mayDeclare ? (
    <Link className="button button-primary" to="/incidents/new">
      Declare an incident
    </Link>
  ) : null
  const isEmpty = !list.isPending && !list.error && list.items.length === 0
  return (
    <>
      <PageHeader title="Incidents" actions={isEmpty ? null : declare} />
      <IncidentFilters filter={filter} />
      <div ref={place}>
        <Fresh count={list.fresh} isMore={list.hasMoreFresh} onShow={list.showFresh} />
        {list.error ? <ErrorNote error={list.error} onRetry={list.reload} /> : null}
        {list.isPending && !list.error ? <Loading lines={8} /> : null}
        {isEmpty ? <Empty action={declare}>No incident fits.</Empty> : null}
        <VirtualList
          items={list.items}
          rowPx={isWide ? 68 : 92}
          keyOf={({ id }) => id}
          row={(incident) => <IncidentRow incident={incident} />}
          label="Incidents"
          onEnd={list.more}
        />
      </div>
    </>
  )
}
