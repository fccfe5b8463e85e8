/** Acting on a page by a secret: a link, a button of a message, a typed code. It is looked at without an effect, and used once. */
import type { Database } from '../../../db/database.ts'
import { type Context, changeIncident } from '../../incident/actions.ts'
import { decideMove, type IncidentDecision, unchanged } from '../../incident/decide-move.ts'
import { type Incident, isOver } from '../../incident/incident.ts'
import { findIncident } from '../../incident/store.ts'
import { declining, escalating, joining } from '../act/actions.ts'
import type { Page } from '../page.ts'
import type { PageDesk, Person } from '../page-desk.ts'
import { findPage, openCodes } from '../store.ts'
import { actTokenHash, isActToken, type PageAct } from './act-token.ts'
import { codeMisses, countMiss, findToken, takeUse } from './store.ts'

/** A page as its person sees it. */
export interface SeenPage {
  readonly page: Page
  readonly incident: Incident
  readonly person: Person
  /** What was done with this secret before. */
  readonly used: readonly PageAct[]
}

export type Opened =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'seen'; readonly pages: readonly [SeenPage, ...SeenPage[]] }

/**
 * What became of an act on one page: `done`, now or by an earlier use of the same secret; `taken`: another one has it and nothing was changed;
 * `over`: there is nothing to do any more; `refused`: it cannot be, and why.
 */
export interface Acted {
  readonly result: 'done' | 'taken' | 'over' | 'refused'
  readonly act: PageAct
  readonly seen: SeenPage
  readonly why?: string
}

export type ActedOnPages =
  | { readonly kind: 'unknown' | 'expired' | 'wrong-act' }
  | { readonly kind: 'acted'; readonly acted: readonly [Acted, ...Acted[]] }

/** Looks at what a secret is for. Changes nothing, however often and by whomever. */
export async function openToken(desk: PageDesk, token: string): Promise<Opened> {
  if (!isActToken(token)) return { kind: 'unknown' }
  const found = await findToken(desk.incidents.db, actTokenHash(token))
  const [first] = found
  if (!first) return { kind: 'unknown' }
  if (first.isExpired) return { kind: 'expired' }
  const pages: SeenPage[] = []
  for (const { pageId, used } of found) {
    const seen = await seePage(desk, desk.incidents.db, pageId, used)
    if (seen) pages.push(seen)
  }
  const [one, ...others] = pages
  return one ? { kind: 'seen', pages: [one, ...others] } : { kind: 'unknown' }
}

async function seePage(
  desk: PageDesk,
  db: Database,
  pageId: string,
  used: readonly PageAct[],
): Promise<SeenPage | undefined> {
  const page = await findPage(db, pageId)
  const incident = page && (await findIncident(db, page.incidentId))
  const person = page && (await desk.person(db, page.userId))
  return page && incident && person && { page, incident, person, used }
}

/**
 * Does an act by a secret, on every page it stands for. `wished` is what was asked for where the secret opens the whole page; a button's
 * secret does its own act alone. `via` is how, for the timeline: "the page they got".
 */
export async function actOnPage(
  desk: PageDesk,
  token: string,
  { wished, via }: { wished?: PageAct | undefined; via: string },
): Promise<ActedOnPages> {
  const opened = await openToken(desk, token)
  if (opened.kind !== 'seen') return { kind: opened.kind }
  const hash = actTokenHash(token)
  const [{ act: bound }] = (await findToken(desk.incidents.db, hash)) as [Awaited<ReturnType<typeof findToken>>[number]]
  const act = bound === 'show' ? wished : bound
  const isJoin = wished === 'join' && bound === 'acknowledge'
  if (act === undefined || (wished !== undefined && bound !== 'show' && wished !== bound && !isJoin))
    return { kind: 'wrong-act' }
  const use = { hash, act: isJoin ? ('join' as const) : act, via }
  const [first, ...others] = opened.pages
  const acted: [Acted, ...Acted[]] = [await actOnOne(desk, first, use)]
  for (const seen of others) acted.push(await actOnOne(desk, seen, use))
  return { kind: 'acted', acted }
}

interface Use {
  /** Absent for a typed code, which is good as long as its page is open. */
  readonly hash?: Buffer
  readonly act: PageAct
  readonly via: string
}

async function actOnOne(desk: PageDesk, seen: SeenPage, { hash, act, via }: Use): Promise<Acted> {
  const { page, person } = seen
  let result: Acted['result'] = 'done'
  const by = { kind: 'user' as const, id: person.id, name: person.name }
  const outcome = await changeIncident(
    desk.incidents,
    page.incidentId,
    { by, action: `page-${act}` },
    async (incident, context) => {
      result = 'done'
      if (isOver(incident)) {
        result = 'over'
        return unchanged
      }
      const isTaken = act === 'acknowledge' && takenByAnother(incident, person.id) && page.until === 'acknowledged'
      if (isTaken) {
        result = 'taken'
        return unchanged
      }
      // The one use and what it does are committed together: of many who send it at once, one has an effect.
      if (hash && !(await takeUse(context.tx, hash, page.id, act))) return unchanged
      return decide(desk, { incident, context, act, via })
    },
  )
  const incident = outcome.ok
    ? outcome.incident
    : ((await findIncident(desk.incidents.db, page.incidentId)) ?? seen.incident)
  const now = { ...seen, incident }
  return outcome.ok ? { result, act, seen: now } : { result: 'refused', act, seen: now, why: outcome.refused.message }
}

/** Somebody else has it, and nothing worse has come since. */
function takenByAnother({ status, acknowledgedBy, acknowledgedAt, raisedAt }: Incident, userId: string): boolean {
  const isStale = raisedAt !== undefined && acknowledgedAt !== undefined && raisedAt > acknowledgedAt
  return status !== 'open' && acknowledgedBy?.id !== userId && !isStale
}

async function decide(
  desk: PageDesk,
  { incident, context, act, via }: { incident: Incident; context: Context; act: PageAct; via: string },
): Promise<IncidentDecision> {
  switch (act) {
    case 'acknowledge': {
      // Called in although somebody has it: to answer is to join them.
      if (takenByAnother(incident, context.by.id)) return joining(desk, incident, context, { via })
      return decideMove(incident, 'acknowledge', { now: context.now, via })
    }
    case 'join':
      return joining(desk, incident, context, { via })
    case 'escalate':
      return escalating(desk, incident, context, { via })
    case 'decline':
      return declining(desk, incident, context, { via })
  }
}

/** Wrong codes a person may type before none is read for a while. */
const MOST_MISSES = 5

export type Replied =
  | { readonly kind: 'acted'; readonly acted: readonly [Acted, ...Acted[]] }
  | { readonly kind: 'wrong-code' | 'too-many' }

/**
 * Acknowledges by a code that a person typed. Whose address it came from is for the caller to have proved; the code says which of the person's
 * open pages are meant.
 */
export async function actByCode(
  desk: PageDesk,
  { userId, code, via }: { userId: string; code: string; via: string },
): Promise<Replied> {
  const { db } = desk.incidents
  if ((await codeMisses(db, userId)) >= MOST_MISSES) return { kind: 'too-many' }
  const meant = (await openCodes(db, userId)).filter((each) => each.code === code || each.groupCode === code)
  const pages = (await Promise.all(meant.map(({ id }) => seePage(desk, db, id, [])))).filter(
    (seen) => seen !== undefined,
  )
  const acted: Acted[] = []
  for (const seen of pages) acted.push(await actOnOne(desk, seen, { act: 'acknowledge', via }))
  const [first, ...others] = acted
  if (first) return { kind: 'acted', acted: [first, ...others] }
  await countMiss(db, userId)
  return { kind: 'wrong-code' }
}
