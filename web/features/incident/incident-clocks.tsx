import type { Incident } from '../../../src/http/contract.ts'
import { useSession } from '../../app/session.ts'
import { useClock } from '../../ui/clock.ts'
import { Status } from '../../ui/status.tsx'
import { clockTime, ownZone } from '../../ui/time-words.ts'
import { clockWords, isOver } from './incident-words.ts'

/** What was promised, what is due next, and who owes the next word. */
export function IncidentClocks({ incident }: { incident: Incident }) {
  const now = useClock(1_000)
  const me = useSession().data?.user.id
  const { clocks, updateDue } = incident
  const shown = clocks.filter(({ dueAt, metAt }) => dueAt !== null || metAt !== null)
  return (
    <section aria-labelledby="now-due">
      <h2 id="now-due">{isOver(incident) ? 'What was promised' : 'What is due'}</h2>
      {shown.length === 0 ? (
        <p className="quiet">The book promises no times for this severity.</p>
      ) : (
        <ul className="clocks" title={`Times of ${ownZone()}`}>
          {shown.map((clock) => {
            const { what, words, tone } = clockWords(clock, now)
            return (
              <li key={`${clock.kind} ${clock.startedAt}`}>
                <span>{what}</span> <Status tone={tone}>{words}</Status>{' '}
                {clock.metAt === null && clock.dueAt !== null ? (
                  <span className="quiet">{clockTime(new Date(clock.dueAt), new Date(now))}</span>
                ) : null}
              </li>
            )
          })}
        </ul>
      )}
      {updateDue?.overdue ? (
        <p className="note note-warning">
          A status is overdue{me !== undefined && updateDue.owers.includes(me) ? ', and you owe it' : ''}. Post it with
          Status above.
        </p>
      ) : null}
    </section>
  )
}
