/** From the targets of a step to people who have been told. */
import { sql } from 'kysely'
import type { Database } from '../../../../db/database.ts'
import type { NewEvent } from '../../../../db/events.ts'
import { storeTrouble } from '../../../../db/store-trouble.ts'
import type { Incident } from '../../../incident/incident.ts'
import { actToken, actTokenHash, replyCode, TOKEN_ACTS } from '../../ack/act-token.ts'
import { addTokens } from '../../ack/store.ts'
import { urgencyOf } from '../../page.ts'
import type { PageDesk, Person } from '../../page-desk.ts'
import type { Target } from '../../policy/policy.ts'
import { targetName } from '../../policy/policy.ts'
import { addPage, endPage, openCodes, openPages } from '../../store.ts'
import { keepTurn, lockTurn } from '../store.ts'
import { inTurn } from '../take-turn.ts'

/** Whom to page, and what is written on their page. */
export interface WantedPeople {
  readonly by: string
  readonly step: number | undefined
  readonly round: number
  readonly notify: readonly Target[]
  readonly until: 'acknowledged' | 'resolved'
  /** Names the row of turns; absent: everybody. */
  readonly turnsOf?: string
  readonly has: readonly string[]
  readonly text?: string | undefined
  /** When it was due. */
  readonly dueAt: Date
}

export interface PagedPeople {
  readonly people: readonly { readonly id: string; readonly name: string; readonly why: string }[]
  readonly missed: readonly { readonly who: string; readonly why: string }[]
  /** When the first of them hears of it. */
  readonly at: Date
  readonly events: readonly NewEvent[]
}

interface Place {
  readonly incident: Incident
  readonly now: Date
}

/** Pages the people of a step who can be reached; says of every other one why not. In the caller's transaction, behind the incident's lock. */
export async function pagePeople(
  desk: PageDesk,
  tx: Database,
  place: Place,
  wanted: WantedPeople,
): Promise<PagedPeople> {
  const { people, missed } = await findPeople(desk, tx, wanted.notify, place.now)
  const open = new Map((await openPages(tx, place.incident.id)).map((page) => [page.userId, page.id]))
  const paged: { id: string; name: string; why: string; at: Date; event?: NewEvent }[] = []
  const tell = async ({ person, why }: { person: Person; why: string }): Promise<boolean> => {
    const told = await pageOne(desk, tx, place, { wanted, person, openPage: open.get(person.id) })
    if ('missed' in told) {
      missed.push({ who: person.name, why: told.missed })
      return false
    }
    paged.push({ id: person.id, name: person.name, why, ...told })
    return true
  }
  if (wanted.turnsOf === undefined || wanted.step === undefined || people.length < 2)
    for (const each of people) await tell(each)
  else {
    const turn = await lockTurn(tx, wanted.turnsOf, wanted.step)
    for (const { person, nextTurn } of inTurn(people, turn)) {
      if (!(await tell(person))) continue
      await keepTurn(tx, wanted.turnsOf, wanted.step, nextTurn)
      break
    }
  }
  const at = paged.length === 0 ? place.now : new Date(Math.min(...paged.map((each) => each.at.getTime())))
  return {
    people: paged.map(({ id, name, why }) => ({ id, name, why })),
    ...{ missed, at, events: paged.flatMap(({ event }) => event ?? []) },
  }
}

/** Everybody the targets mean, each once, in their order. */
async function findPeople(desk: PageDesk, tx: Database, notify: readonly Target[], now: Date) {
  const people = new Map<string, { person: Person; why: string }>()
  const missed: { who: string; why: string }[] = []
  for (const target of notify) {
    const found = await desk.roster.find(tx, target, now)
    if (found.people.length === 0) missed.push({ who: targetName(target), why: found.why })
    for (const person of found.people) if (!people.has(person.id)) people.set(person.id, { person, why: found.why })
  }
  return { people: [...people.values()], missed }
}

type Told = { readonly at: Date; readonly event?: NewEvent } | { readonly missed: string }

async function pageOne(
  desk: PageDesk,
  tx: Database,
  { incident, now }: Place,
  { wanted, person, openPage }: { wanted: WantedPeople; person: Person; openPage: string | undefined },
): Promise<Told> {
  if (wanted.has.includes(person.id)) return openPage === undefined ? { missed: 'has it already' } : { at: now }
  if (openPage !== undefined) {
    await endPage(tx, openPage, 'superseded')
    await desk.notifier.withdrawMessages(tx, { pageId: openPage }, 'paged anew')
  }
  const id = desk.incidents.newId('page')
  const { by, step = null, round, until, text = null, dueAt } = wanted
  const { severity } = incident
  const code = replyCode(
    desk.mark,
    id,
    new Set((await openCodes(tx, person.id)).flatMap((each) => [each.code, each.groupCode ?? ''])),
  )
  await addPage(tx, {
    id,
    incidentId: incident.id,
    userId: person.id,
    by,
    step,
    round,
    until,
    severity,
    code,
    text,
    dueAt,
  })
  await addTokens(
    tx,
    TOKEN_ACTS.map((act) => ({ act, pageId: id, hash: actTokenHash(actToken(desk.mark, id, act)) })),
  )
  const told = await notified(desk, tx, incident, { userId: person.id, pageId: id })
  if (!told.reachable) {
    await endPage(tx, id, 'unreachable')
    return { missed: told.why ?? 'cannot be reached' }
  }
  const data = { incident: incident.id, number: incident.number, user: person.id, severity, by }
  const first = told.first && told.first > now ? told.first : now
  return { at: first, event: { type: 'page.started', subject: id, data } }
}

/** One person who cannot be told because of a bug must not keep the next one from being told. */
async function notified(
  desk: PageDesk,
  tx: Database,
  { id, severity }: Incident,
  { userId, pageId }: { userId: string; pageId: string },
) {
  const subject = { kind: 'incident' as const, id, thread: id }
  const urgency = urgencyOf(severity)
  await sql`savepoint one_person`.execute(tx)
  try {
    return await desk.notifier.notifyPerson(tx, { userId, pageId, subject, urgency, severity })
  } catch (error) {
    // The database is what is in trouble, or asks to do all of it again: nothing of this step may be kept.
    if (storeTrouble(error) || AGAIN.has((error as { code?: string }).code ?? '')) throw error
    desk.onTrouble(error)
    await sql`rollback to savepoint one_person`.execute(tx)
    return { reachable: false, first: undefined, why: 'telling them failed on our side; the log has the details' }
  }
}

/** Serialisation failure and deadlock. */
const AGAIN = new Set(['40001', '40P01'])
