/** Paging as a part of the server: wired to incidents, kept going, read anew with the settings. */
import type { Database } from '../../db/database.ts'
import type { IncidentDesk } from '../../response/incident/actions.ts'
import { followIncident } from '../../response/page/escalation/follow/actions.ts'
import { startEscalator } from '../../response/page/escalation/loop/actions.ts'
import type { PagePort } from '../../response/page/notify/actions.ts'
import type { ActPort } from '../../response/page/notify/callback/actions.ts'
import type { PageDesk } from '../../response/page/page-desk.ts'
import { compilePaging } from '../../response/page/policy/compile-paging.ts'
import type { Bell } from '../bell.ts'
import type { BookConfig } from '../config.ts'
import { actPort, type PageParts, pageDesk, pagePort } from './incidents-to-pages.ts'

export interface ServedPaging {
  /** Incidents whose changes reach paging in their own transaction. */
  readonly desk: IncidentDesk
  readonly pages: PageDesk
  /** What the outbox asks and tells. */
  readonly told: { readonly pages: PagePort; readonly acts: ActPort }
  readonly reload: (config: BookConfig) => void
  /** Begins to page on this replica. */
  readonly start: (bell: Bell, onStop: (stop: () => Promise<void> | void) => void) => void
}

export interface ServedPagingParts extends Omit<PageParts, 'incidents' | 'paging' | 'onCall'> {
  readonly incidents: Omit<IncidentDesk, 'follow'>
  readonly config: BookConfig
}

export function servePaging({ incidents, config, ...parts }: ServedPagingParts): ServedPaging {
  let paging = compilePaging(config.paging)
  const follow: IncidentDesk['follow'] = (tx, incident, events) => followIncident(pages, tx, incident, events)
  const desk: IncidentDesk = { ...incidents, follow }
  const pages = pageDesk({ ...parts, incidents: desk, paging: () => paging, onCall: nobodyOnCall })
  return {
    ...{ desk, pages, told: { pages: pagePort(pages), acts: actPort(pages) } },
    reload: (next) => {
      paging = compilePaging(next.paging)
    },
    start: (bell, onStop) => {
      const escalator = startEscalator(pages)
      onStop(escalator.stop)
      onStop(bell.onRing(escalator.wake))
    },
  }
}

const nobodyOnCall = async (_tx: Database, schedule: string) => ({
  ...{ logins: [], why: `there is no schedule "${schedule}"` },
})
