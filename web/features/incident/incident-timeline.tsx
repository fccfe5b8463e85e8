import { useState } from 'react'
import type { Incident, TimelineEntry } from '../../../src/http/contract.ts'
import { goWith, useQueryPart } from '../../app/place.ts'
import { useMay, useSession } from '../../app/session.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Fresh } from '../../ui/fresh.tsx'
import { Loading } from '../../ui/loading.tsx'
import { useTimeline } from './incident-queries.ts'
import { NoteForm } from './note-form.tsx'
import { TimelineItem } from './timeline-item.tsx'

const KINDS = [
  ['', 'Everything'],
  ['acts', 'By people'],
  ['notes', 'Notes'],
  ['status', 'Status'],
  ['runs', 'Runs'],
  ['alerts', 'Alerts'],
  ['people', 'Roles'],
  ['clocks', 'Clocks'],
] as const

/** What happened, the latest first; what others add waits until it is asked for. */
export function IncidentTimeline({ incident }: { incident: Incident }) {
  const asked = useQueryPart('show')
  const kind = KINDS.find(([id]) => id === asked)?.[0] ?? ''
  const timeline = useTimeline(incident.number, kind)
  const mayWrite = useMay('incident:write')
  const loaded = timeline.data?.pages.flatMap(({ items }) => items) ?? []
  // One that only corrects another stands beside that one.
  const { entries, fresh, showFresh } = usePinned(loaded.filter(({ type }) => type !== 'corrected'))
  return (
    <>
      {mayWrite ? <NoteForm number={incident.number} /> : null}
      <fieldset className="segments">
        <legend className="sr-only">Show</legend>
        {KINDS.map(([id, words]) => (
          <label key={id}>
            <input type="radio" name="show" checked={id === kind} onChange={() => goWith({ show: id })} />
            <span>{words}</span>
          </label>
        ))}
      </fieldset>
      <Fresh count={fresh} isMore={false} onShow={showFresh} />
      {timeline.error ? <ErrorNote error={timeline.error} onRetry={() => void timeline.refetch()} /> : null}
      {timeline.isPending ? <Loading lines={6} /> : null}
      <ol className="timeline" aria-label="Timeline, latest first">
        {entries.map((entry) => (
          <TimelineItem key={entry.seq} entry={entry} number={incident.number} mayWrite={mayWrite} />
        ))}
      </ol>
      {timeline.hasNextPage ? (
        <button type="button" className="button" onClick={() => void timeline.fetchNextPage()}>
          Show earlier
        </button>
      ) : null}
      {timeline.data && entries.length === 0 ? <p className="quiet">Nothing of that kind happened.</p> : null}
    </>
  )
}

/** Entries of others that come while somebody reads wait; one's own are shown at once. */
function usePinned(entries: readonly TimelineEntry[]) {
  const me = useSession().data?.user.name
  const [pinned, setPinned] = useState<number>()
  const latest = entries.reduce((most, { seq }) => Math.max(most, seq), 0)
  if (pinned === undefined && latest > 0) setPinned(latest)
  const upTo = pinned ?? latest
  const isShown = ({ seq, by }: TimelineEntry) => seq <= upTo || by === me
  return {
    entries: entries.filter(isShown),
    fresh: entries.filter((entry) => !isShown(entry)).length,
    showFresh: () => setPinned(latest),
  }
}
