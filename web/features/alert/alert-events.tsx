import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Alert, AlertEvent, Page } from '../../../src/http/contract.ts'
import { ask, askText, pathOf } from '../../api/client.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Time } from '../../ui/time.tsx'
import { shownRequest } from './shown-request.ts'

const MOST = 500

/** What was said and done, and each sender's words to the letter. */
export function AlertEvents({ alert }: { alert: Alert }) {
  const events = useQuery({
    queryKey: ['alert', alert.id, 'events'],
    queryFn: ({ signal }) =>
      ask<Page<AlertEvent>>(pathOf(`/api/v1/alerts/${alert.id}/events`, { limit: MOST }), { signal }),
  })
  if (events.error) return <ErrorNote error={events.error} onRetry={() => void events.refetch()} />
  if (!events.data) return <Loading />
  return (
    <>
      <ol className="events">
        {events.data.items.map((event) => (
          <li key={event.seq}>
            <p>
              <Time at={event.at} isExact /> · <strong>{event.action}</strong>
              {event.outcome === event.action ? '' : ` → ${event.outcome}`}
              {event.actor === null ? '' : ` by ${event.actor}`}
            </p>
            {event.note === null ? null : <p>{event.note}</p>}
            {event.why === null ? null : <p className="quiet">{event.why}</p>}
            {event.request === null ? null : <Words alert={alert.id} request={event.request} />}
          </li>
        ))}
      </ol>
      {events.data.next === null ? null : <p className="quiet">These are the first {MOST}.</p>}
    </>
  )
}

/** Asked for when somebody wants to see it; it may be large. */
function Words({ alert, request }: { alert: string; request: string }) {
  const [isOpen, setOpen] = useState(false)
  const words = useQuery({
    queryKey: ['request', alert, request],
    queryFn: ({ signal }) => askText(`/api/v1/alerts/${alert}/requests/${request}`, { signal }),
    enabled: isOpen,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>As it came</summary>
      {words.error ? <ErrorNote error={words.error} title="It is not kept any more" /> : null}
      {words.data === undefined ? null : <pre>{shownRequest(words.data)}</pre>}
    </details>
  )
}
