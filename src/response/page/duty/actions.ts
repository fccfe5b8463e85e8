/** Reports about duty, and the note for whoever comes on call, from what was recorded. */
import type { Database } from '../../../db/database.ts'
import type { Incident } from '../../incident/incident.ts'
import { listIncidents } from '../../incident/store.ts'
import { listHeartbeats } from '../../monitor/heartbeat/store.ts'
import { onCallNow } from '../../oncall/actions.ts'
import { listRecorded } from '../../oncall/history/store.ts'
import type { Rota } from '../../oncall/rota.ts'
import { zoneOf } from '../../oncall/zone/zone.ts'
import type { DutyPage, DutyShift, WallHour } from './duty.ts'
import { type HandoverNote, handoverNote, type OpenIncident } from './handover-note.ts'
import { pagesBetween } from './store.ts'
import {
  type DutySummary,
  dutyOfPeople,
  dutyOfShifts,
  type PersonDuty,
  type ShiftDuty,
  summarise,
} from './summarise.ts'

export interface DutyParts {
  readonly db: Database
  readonly rotas: () => ReadonlyMap<string, Rota>
  /** The zone somebody lives in, where the settings say. */
  readonly zoneOfPerson: (login: string) => string | undefined
  /** Logins by ids of users; those that are gone are left out. */
  readonly loginsOf: (userIds: readonly string[]) => Promise<ReadonlyMap<string, string>>
}

export interface Period {
  readonly from: Date
  readonly until: Date
}

export interface DutyReport extends Period {
  readonly total: DutySummary
  readonly people: readonly PersonDuty[]
  /** There were more calls than a report takes; those after the last that was taken are missing. */
  readonly isCut: boolean
}

const MOST_PAGES = 50_000
const MOST_SHIFTS = 50_000

/** What a period was like, person by person. */
export async function dutyReport(parts: DutyParts, period: Period): Promise<DutyReport> {
  const pages = await pagesIn(parts, period)
  const shifts = (await listRecorded(parts.db, spanOf(period), { after: 0, limit: MOST_SHIFTS })).map((shift) =>
    cut(shift, period),
  )
  const hourOf = wallHour(parts, shifts)
  return {
    ...period,
    ...{ total: summarise(pages, hourOf), people: dutyOfPeople(pages, shifts, hourOf) },
    isCut: pages.length === MOST_PAGES,
  }
}

/** A page of the shifts of a period, oldest first, with the place of each in the record. */
export async function dutyByShift(
  parts: DutyParts,
  { schedule, ...period }: Period & { schedule?: string | undefined },
  page: { after: number; limit: number },
): Promise<readonly (ShiftDuty & { readonly seq: number })[]> {
  const rows = await listRecorded(parts.db, { ...spanOf(period), schedule }, page)
  if (rows.length === 0) return []
  const shifts = rows.map((shift) => cut(shift, period))
  const pages = await pagesIn(parts, {
    from: new Date(Math.min(...shifts.map(({ from }) => from.getTime()))),
    until: new Date(Math.max(...shifts.map(({ until }) => until.getTime()))),
  })
  return dutyOfShifts(pages, shifts, wallHour(parts, shifts)).map((shift, index) => ({
    ...shift,
    seq: rows[index]!.seq,
  }))
}

const spanOf = ({ from, until }: Period) => ({ from: from.getTime(), until: until.getTime() })

/** What of a shift lies in a period. */
const cut = (
  { schedule, login, beganAt, endedAt }: { schedule: string; login: string; beganAt: Date; endedAt: Date },
  { from, until }: Period,
): DutyShift => ({
  ...{ schedule, login },
  from: beganAt > from ? beganAt : from,
  until: endedAt < until ? endedAt : until,
})

async function pagesIn({ db, loginsOf }: DutyParts, period: Period): Promise<readonly DutyPage[]> {
  const rows = await pagesBetween(db, { ...period, limit: MOST_PAGES })
  const logins = await loginsOf([...new Set(rows.map(({ userId }) => userId))])
  return rows.map(({ userId, incident, at, endedAt, ended }) => ({
    ...{ login: logins.get(userId) ?? userId, incident, at, endedAt: endedAt ?? undefined, ended: ended ?? 'open' },
  }))
}

/** The clock of the person where the settings say where they live, else that of a schedule they were on, else UTC. */
function wallHour(
  { rotas, zoneOfPerson }: Pick<DutyParts, 'rotas' | 'zoneOfPerson'>,
  shifts: readonly DutyShift[],
): WallHour {
  const zones = new Map<string, ReturnType<typeof zoneOf>>()
  const known = rotas()
  const find = (login: string) => {
    const own = zoneOfPerson(login)
    if (own !== undefined) return zoneOf(own)
    const schedule = shifts.find((shift) => shift.login === login && known.has(shift.schedule))?.schedule
    return schedule === undefined ? undefined : known.get(schedule)!.zone
  }
  return (login, at) => {
    if (!zones.has(login)) zones.set(login, find(login) ?? zoneOf('UTC'))
    return new Date(zones.get(login)!.wall(at.getTime())).getUTCHours()
  }
}

export interface Handover extends HandoverNote {
  readonly schedule: string
  /** Who is on now. */
  readonly logins: readonly string[]
  readonly until: Date | undefined
  readonly before: readonly string[]
  readonly open: readonly OpenIncident[]
}

const MOST_OPEN = 200
const MISSING_SHOWN = 10
const DAY_MS = 86_400_000

/** The note for whoever is on call on a schedule now; undefined when there is no such schedule. */
export async function handoverOf(parts: DutyParts, schedule: string, now: Date): Promise<Handover | undefined> {
  const { db, rotas } = parts
  const onCall = await onCallNow({ db, rotas: rotas() }, schedule, now)
  if (!onCall) return undefined
  const { before, last } = await shiftBefore(parts, { schedule, logins: onCall.logins, now })
  const open = await openIncidents(db)
  const missing = (await listHeartbeats(db, { state: 'down', limit: MISSING_SHOWN })).map(({ name }) => name)
  const untilShown = onCall.until && shownIn(rotas().get(schedule)!, onCall.until)
  const note = handoverNote({ schedule, now, untilShown, before, last, open, openCount: open.length, missing })
  return { ...note, schedule, logins: onCall.logins, until: onCall.until, before, open }
}

/** Those who were on last and are not now, with the calls of that shift. */
async function shiftBefore(
  parts: DutyParts,
  { schedule, logins, now }: { schedule: string; logins: readonly string[]; now: Date },
): Promise<{ before: readonly string[]; last: DutySummary | undefined }> {
  const span = { from: now.getTime() - 31 * DAY_MS, until: now.getTime(), schedule }
  const others = (await listRecorded(parts.db, span, { after: 0, limit: MOST_SHIFTS })).filter(
    ({ login }) => !logins.includes(login),
  )
  const end = Math.max(...others.map(({ endedAt }) => endedAt.getTime()))
  const last = others.filter(({ endedAt }) => endedAt.getTime() === end)
  if (last.length === 0) return { before: [], last: undefined }
  const period = { from: new Date(Math.min(...last.map(({ beganAt }) => beganAt.getTime()))), until: new Date(end) }
  const before = last.map(({ login }) => login)
  const pages = (await pagesIn(parts, period)).filter(({ login }) => before.includes(login))
  const shifts = last.map((shift) => cut(shift, period))
  return { before, last: summarise(pages, wallHour(parts, shifts)) }
}

/** Drills and announced work are nobody's burden; the worst come first, then the oldest. */
async function openIncidents(db: Database): Promise<OpenIncident[]> {
  const open = await listIncidents(db, { active: true, kind: 'normal', limit: MOST_OPEN })
  return open
    .sort((a, b) =>
      a.severity < b.severity ? -1 : a.severity > b.severity ? 1 : a.openedAt.getTime() - b.openedAt.getTime(),
    )
    .map(({ number, severity, title, status, acknowledgedBy, openedAt }: Incident) => ({
      ...{ number, severity, title, status, by: acknowledgedBy?.name, openedAt },
    }))
}

/** `2026-01-12 09:00 Europe/Berlin`. */
const shownIn = ({ zone }: Rota, at: Date): string =>
  `${new Date(zone.wall(at.getTime())).toISOString().slice(0, 16).replace('T', ' ')} ${zone.name}`
