/** Paging as a part of the server: wired to incidents, kept going, read anew with the settings. */
import type { Database } from '../../db/database.ts'
import { userByLogin } from '../../identity/store.ts'
import type { IncidentDesk } from '../../response/incident/actions.ts'
import { onCallNow, shiftsOf } from '../../response/oncall/actions.ts'
import { loginsOf } from '../../response/oncall/shifts.ts'
import { followIncident } from '../../response/page/escalation/follow/actions.ts'
import { startEscalator } from '../../response/page/escalation/loop/actions.ts'
import type { PageDesk } from '../../response/page/page-desk.ts'
import { compilePaging } from '../../response/page/policy/compile-paging.ts'
import type { Bell } from '../bell.ts'
import type { BookConfig } from '../config.ts'
import { actPort, type PageParts, pageDesk, pagePort } from './incidents-to-pages.ts'
import type { OncallInForce } from './oncall-in-force.ts'
import type { TellingParts } from './telling-people.ts'

export interface ServedPaging {
  /** Incidents whose changes reach paging in their own transaction. */
  readonly desk: IncidentDesk
  readonly pages: PageDesk
  /** What the outbox asks and tells. */
  readonly told: Pick<TellingParts, 'pages' | 'acts' | 'onCallSoon'>
  readonly reload: (config: BookConfig) => void
  /** Begins to page on this replica. */
  readonly start: (bell: Bell, onStop: (stop: () => Promise<void> | void) => void) => void
}

export interface ServedPagingParts extends Omit<PageParts, 'incidents' | 'paging' | 'onCall'> {
  readonly oncall: () => OncallInForce
  readonly incidents: Omit<IncidentDesk, 'follow'>
  readonly config: BookConfig
}

export function servePaging({ incidents, config, oncall, ...parts }: ServedPagingParts): ServedPaging {
  let paging = compilePaging(config.paging)
  const follow: IncidentDesk['follow'] = (tx, incident, events) => followIncident(pages, tx, incident, events)
  const desk: IncidentDesk = { ...incidents, follow }
  const pages = pageDesk({ ...parts, incidents: desk, paging: () => paging, onCall: whoIsOn(oncall) })
  return {
    ...{ desk, pages },
    told: {
      pages: pagePort(pages),
      acts: actPort(pages),
      onCallSoon: (now) => onCallSoon(desk.db, oncall(), now),
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

/** Who is on call in a schedule, by the schedules in force. */
const whoIsOn =
  (oncall: () => OncallInForce): PageParts['onCall'] =>
  async (tx, schedule, at) => {
    const found = await onCallNow({ db: tx, rotas: oncall().rotas }, schedule, at)
    if (!found) return { logins: [], why: 'there is no such schedule' }
    return { logins: found.logins, why: 'nobody is on call' }
  }

const WEEK_MS = 7 * 86_400_000

/** Ids of those who are on call in the coming week; undefined where there are no schedules. */
async function onCallSoon(db: Database, { rotas }: OncallInForce, now: Date): Promise<readonly string[] | undefined> {
  if (rotas.size === 0) return undefined
  const span = { from: now.getTime(), until: now.getTime() + WEEK_MS }
  const shifts = await Promise.all([...rotas.values()].map((rota) => shiftsOf(db, rota, span)))
  const logins = new Set(shifts.flat().flatMap(({ onCall }) => loginsOf(onCall)))
  const users = await Promise.all([...logins].map((login) => userByLogin(db, login)))
  return users.flatMap((user) => (user ? [user.id] : []))
}
