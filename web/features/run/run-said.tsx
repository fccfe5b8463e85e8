import type { RunProgress } from '../../../src/http/contract.ts'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { useRunNotes } from './run-queries.ts'

/** What people decided, agreed to and said. */
export function RunSaid({ run, progress }: { run: string; progress: RunProgress | undefined }) {
  const notes = useRunNotes(run)
  const written = progress?.notes ?? []
  const said = [
    ...(progress?.decisions ?? []).map(({ by, question, answer, note, at }) => ({
      at,
      by,
      what: `${question} ${answer}${note === null ? '' : ` (${note})`}`,
    })),
    ...(progress?.approvals ?? []).map(({ by, verdict, note, at }) => ({
      at,
      by,
      what: `${verdict} the plan${note === null ? '' : ` (${note})`}`,
    })),
    ...written.map(({ by, text, at }) => ({ at, by, what: text })),
    ...(notes.data?.items ?? [])
      // Once the runner has it, it stands in the record.
      .filter(({ by, text }) => !written.some((note) => note.by === by && note.text.endsWith(text)))
      .map(({ by, text, byHand, at }) => ({ at, by, what: byHand ? `Done by hand. ${text}` : text })),
  ].sort((a, b) => (a.at < b.at ? -1 : 1))
  if (said.length === 0) return null
  return (
    <section aria-labelledby="run-said">
      <h2 id="run-said">Who said what</h2>
      <ul className="rows">
        {said.map(({ at, by, what }) => (
          <li key={`${at} ${by} ${what}`} className="row">
            <span>
              <strong>{by}</strong> {visibleText(what)}
            </span>
            <span className="quiet">
              <Time at={at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
