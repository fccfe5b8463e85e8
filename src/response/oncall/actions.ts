/** Who is on call now, on a server: the settings, and what people changed since. */
import type { Database } from '../../db/database.ts'
import { recordedAt } from './history/store.ts'
import { changesIn } from './override/store.ts'
import type { Change, Rota } from './rota.ts'
import { loginsOf, nextChange, type OnCallSpan, shiftsBetween } from './shifts.ts'
import { type Reason, whoIsOn } from './who.ts'
import { DAY_MS } from './zone/local-date.ts'
import type { Span } from './zone/spans.ts'

export interface OnCallNow {
  readonly schedule: string
  readonly at: Date
  /** Nobody in a gap. */
  readonly logins: readonly string[]
  /** When somebody else is, or nobody; undefined when not within a year, and for what was recorded. */
  readonly until: Date | undefined
  readonly why: readonly Reason[]
  /** The past as it was recorded when it was the present; else computed from what is in force now. */
  readonly source: 'computed' | 'recorded'
}

export interface OnCallParts {
  readonly db: Database
  readonly rotas: ReadonlyMap<string, Rota>
}

const AHEAD_MS = 400 * DAY_MS

/** Who is on call on a schedule at an instant, from when to when, and why; undefined when there is no such schedule. */
export async function onCallNow(
  { db, rotas }: OnCallParts,
  schedule: string,
  at: Date,
): Promise<OnCallNow | undefined> {
  const rota = rotas.get(schedule)
  if (!rota) return undefined
  const instant = at.getTime()
  const changes = await changesIn(db, schedule, { from: instant, until: instant + AHEAD_MS })
  const onCall = whoIsOn(rota, changes, instant)
  const next = nextChange(rota, changes, instant)
  return {
    ...{ schedule, at, logins: loginsOf(onCall), why: onCall.why, source: 'computed' },
    until: next === undefined ? undefined : new Date(next),
  }
}

/** The same for a time that is over: as it was recorded where it was, else computed. */
export async function onCallThen(parts: OnCallParts, schedule: string, at: Date): Promise<OnCallNow | undefined> {
  const recorded = await recordedAt(parts.db, schedule, at)
  if (recorded === undefined || !parts.rotas.has(schedule)) return onCallNow(parts, schedule, at)
  return { schedule, at, logins: recorded, until: undefined, why: [], source: 'recorded' }
}

/** Who is on a schedule from when until when, with what people changed. */
export async function shiftsOf(db: Database, rota: Rota, span: Span): Promise<OnCallSpan[]> {
  const changes: readonly Change[] = await changesIn(db, rota.name, span)
  return shiftsBetween(rota, changes, span)
}
