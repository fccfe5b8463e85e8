/** Paging as a part of the server: wired to incidents, schedules and the outbox, kept going, read anew with the settings. */
import type { Database } from '../../db/database.ts'
import { userByLogin } from '../../identity/store.ts'
import type { IncidentDesk } from '../../response/incident/actions.ts'
import { onCallNow, shiftsOf } from '../../response/oncall/actions.ts'
import type { Rota } from '../../response/oncall/rota.ts'
import { loginsOf } from '../../response/oncall/shifts.ts'
import { followIncident } from '../../response/page/escalation/follow/actions.ts'
import { startEscalator } from '../../response/page/escalation/loop/actions.ts'
import type { PageDesk } from '../../response/page/page-desk.ts'
import { compilePaging } from '../../response/page/policy/compile-paging.ts'
import type { Bell } from '../bell.ts'
import type { BookConfig } from '../config.ts'
import { actsOfProviders } from './acts-of-providers.ts'
import { type PageParts, pageDesk, pagePort } from './incidents-to-pages.ts'
import type { TellingParts } from './telling-people.ts'

type Rotas = () => ReadonlyMap<string, Rota>

export interface ServedPaging {
  /** Incidents whose changes reach paging in their own transaction. */
  readonly desk: IncidentDesk
  readonly pages: PageDesk
  /** What the outbox asks of paging and of schedules. */
  readonly telling: Pick<TellingParts, 'pages' | 'acts' | 'onCallSoon'>
  readonly reload: (config: BookConfig) => void
  /** Begins to page on this replica. */
  readonly start: (bell: Bell, onStop: (stop: () => Promise<void> | void) => void) => void
}

export interface ServedPagingParts extends Omit<PageParts, 'incidents' | 'paging' | 'onCall'> {
  readonly incidents: Omit<IncidentDesk, 'follow'>
  readonly config: BookConfig
  readonly rotas: Rotas
}

export function servePaging({ incidents, config, rotas, ...parts }: ServedPagingParts): ServedPaging {
  let paging = compilePaging(config.paging)
  const follow: IncidentDesk['follow'] = (tx, incident, events) => followIncident(pages, tx, incident, events)
  const desk: IncidentDesk = { ...incidents, follow }
  const pages = pageDesk({ ...parts, incidents: desk, paging: () => paging, onCall: onCallIn(rotas) })
  const { db } = incidents
  return {
    ...{ desk, pages },
    telling: {
      ...{ pages: pagePort(pages), acts: actsOfProviders(db, pages) },
      onCallSoon: (now) => onCallWithin(db, rotas(), now, WEEK_MS),
    },
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

const WEEK_MS = 7 * 86_400_000

const onCallIn =
  (rotas: Rotas): PageParts['onCall'] =>
  async (tx, schedule, at) => {
    const now = await onCallNow({ db: tx, rotas: rotas() }, schedule, at)
    if (!now) return { logins: [], why: `there is no schedule "${schedule}"` }
    return { logins: now.logins, why: now.logins.length > 0 ? 'on call' : `nobody is on call in ${schedule}` }
  }

/** Ids of those who are on call at some time from now on; undefined where there are no schedules. */
async function onCallWithin(
  db: Database,
  rotas: ReadonlyMap<string, Rota>,
  now: Date,
  withinMs: number,
): Promise<readonly string[] | undefined> {
  if (rotas.size === 0) return undefined
  const span = { from: now.getTime(), until: now.getTime() + withinMs }
  const shifts = await Promise.all([...rotas.values()].map((rota) => shiftsOf(db, rota, span)))
  const logins = new Set(shifts.flat().flatMap(({ onCall }) => loginsOf(onCall)))
  const users = await Promise.all([...logins].map((login) => userByLogin(db, login)))
  return users.flatMap((user) => (user && user.disabledAt === null ? [user.id] : []))
}
