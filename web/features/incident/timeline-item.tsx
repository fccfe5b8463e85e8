import { useState } from 'react'
import type { TimelineEntry } from '../../../src/http/contract.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Time } from '../../ui/time.tsx'
import { CorrectEntry } from './correct-entry.tsx'

export interface TimelineItemProps {
  readonly entry: TimelineEntry
  readonly number: number
  readonly mayWrite: boolean
}

/** One entry. What was corrected says so, what was withdrawn is no longer shown; nothing is gone. */
export function TimelineItem({ entry, number, mayWrite }: TimelineItemProps) {
  const { seq, type, happenedAt, recordedAt, by, what, text, correctedBy, withdrawn } = entry
  const [isCorrecting, setCorrecting] = useState(false)
  const isLate = Math.abs(Date.parse(recordedAt) - Date.parse(happenedAt)) > 60_000
  return (
    <li className={`entry entry-${type}`} id={`entry-${seq}`}>
      <p className="entry-head">
        <span className="quiet">
          <Time at={happenedAt} isExact />
        </span>{' '}
        <strong>{by}</strong> {what}
        {correctedBy.length > 0 && !withdrawn ? <span className="quiet"> (corrected)</span> : null}
        {isLate ? (
          <span className="quiet">
            {' '}
            (written down <Time at={recordedAt} />)
          </span>
        ) : null}{' '}
        {mayWrite && !withdrawn ? (
          <button type="button" className="button-link entry-correct" onClick={() => setCorrecting(true)}>
            Correct<span className="sr-only"> entry {seq}</span>
          </button>
        ) : null}
      </p>
      {withdrawn ? (
        <p className="quiet">Withdrawn; the record still has the words.</p>
      ) : text === null ? null : (
        <p className="entry-text">{text}</p>
      )}
      <Dialog title={`Correct entry ${seq}`} isOpen={isCorrecting} onClose={() => setCorrecting(false)}>
        <CorrectEntry entry={entry} number={number} onClose={() => setCorrecting(false)} />
      </Dialog>
    </li>
  )
}
