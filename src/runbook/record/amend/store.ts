/** Adds to the record of a run that nobody carries out at the moment: an approval, a decision, its end. */
import type { NewEvent, RunEvent } from '../events.ts'
import type { JournalRefusal } from '../journal.ts'
import { redaction } from '../redact.ts'
import { type RunState, replay } from '../replay.ts'
import { openJournal } from '../store.ts'

/** What is to be added, decided on the record as it is once nobody else can write to it. May reject to add nothing. */
export type Amendment = (state: RunState, events: readonly RunEvent[]) => Promise<readonly NewEvent[]>

export type Amended =
  | { ok: true; state: RunState; head: { events: number; hash: string } }
  | { ok: false; refusal: JournalRefusal }

/** Refused while another process has the run. */
export async function amendRun(
  { root, run, fromOtherHost = false }: { root: string; run: string; fromOtherHost?: boolean },
  amendment: Amendment,
): Promise<Amended> {
  // Its secrets are not known here; what has the shape of one is kept out all the same.
  const opened = await openJournal({ root, run, fromOtherHost, redact: redaction([]).text })
  if (!opened.ok) return opened
  const { journal, events } = opened.value
  try {
    const added = await journal.append(...(await amendment(replay(events), events)))
    return { ok: true, state: replay([...events, ...added]), head: journal.head }
  } finally {
    await journal.close()
  }
}
