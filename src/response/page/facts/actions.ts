/** What a page says about its incident, fresh at the moment it is read. */
import type { Database } from '../../../db/database.ts'
import type { Incident } from '../../incident/incident.ts'
import { incidentEvents } from '../../incident/store.ts'
import { type TimelineEntry, timeline } from '../../incident/timeline.ts'
import type { Page } from '../page.ts'
import type { PageDesk, Suggested } from '../page-desk.ts'
import { factLines } from './fact-lines.ts'

export interface PageFacts {
  /** The most important first. */
  readonly lines: readonly string[]
  readonly suggestion: Suggested | undefined
  /** The last ones, newest first. */
  readonly events: readonly TimelineEntry[]
}

const EVENTS_SHOWN = 3

export async function pageFacts(desk: PageDesk, tx: Database, incident: Incident, page: Page): Promise<PageFacts> {
  const telling = await desk.telling(tx, incident)
  const [suggestion] = await desk.suggest(tx, incident)
  const entries = timeline(await incidentEvents(tx, incident.id)).filter(({ withdrawn }) => !withdrawn)
  return { lines: factLines(incident, page, telling), suggestion, events: entries.slice(-EVENTS_SHOWN).reverse() }
}
