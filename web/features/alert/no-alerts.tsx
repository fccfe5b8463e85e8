import { Link } from '../../app/link.tsx'
import { Empty } from '../../ui/empty.tsx'
import type { AlertFilter } from './alert-filter.ts'

/** Nothing fits, or nothing is there at all: then how the first one comes in. */
export function NoAlerts({ filter: { state, severity, filter } }: { filter: AlertFilter }) {
  if (state === 'firing' && severity === undefined && filter === undefined)
    return (
      <Empty
        action={
          <Link className="button" to="/integrations">
            Connect what sends alerts
          </Link>
        }
      >
        Nothing fires.
      </Empty>
    )
  return (
    <Empty
      action={
        <Link className="button" to="/alerts">
          Show all that fires
        </Link>
      }
    >
      No alert fits these filters.
    </Empty>
  )
}
