/** On-call as the API shows it: times as texts, everything by name. */
import { z } from 'zod'
import { LOGIN_PATTERN } from '../../identity/user.ts'
import { refuseRequest } from '../../kit/problem.ts'
import type { RouteAnswer } from '../../kit/route.ts'
import type { OnCallNow } from './actions.ts'
import type { OncallRefusal } from './desk.ts'
import type { Change, Rota } from './rota.ts'
import { readMoment } from './settings/read-words.ts'
import { loginsOf, type OnCallSpan } from './shifts.ts'
import type { Span } from './zone/spans.ts'
import type { Zone } from './zone/zone.ts'

const instant = z.iso.datetime({ offset: true })
export const login = z.string().regex(LOGIN_PATTERN)
export const logins = z.array(login).min(1).max(50)
export const note = z.string().trim().max(1000).default('')

/** A moment in a request: an instant, or by the clock of the schedule. */
export const moment = z
  .string()
  .max(40)
  .refine((text) => readMoment(text) !== undefined, 'a moment is written like 2026-01-05T09:00, or with Z or an offset')
  .describe('2026-01-05T09:00 is by the clock of the schedule; with Z or an offset it is an instant.')

/** Reads a stretch of a request; starts take the first, ends the last of a time that comes twice. */
export function stretchIn({ from, until }: { from: string; until: string }, zone: Zone): Span {
  const [start, end] = [readMoment(from)!, readMoment(until)!]
  return {
    from: 'local' in start ? zone.first(start.local) : start.instant,
    until: 'local' in end ? zone.last(end.local) : end.instant,
  }
}

export const iso = (at: number | Date): string => new Date(at).toISOString()

export const reasonSchema = z.object({
  ...{ kind: z.enum(['layer', 'absent', 'temporary', 'override']), people: z.array(z.string()) },
  layer: z.string().optional(),
  ...{ id: z.string().optional(), name: z.string().optional(), swap: z.string().optional() },
  did: z.enum(['add', 'remove', 'replace']).optional(),
})

export const onCallSchema = z.object({
  ...{ schedule: z.string(), description: z.string().nullable(), zone: z.string(), at: instant },
  logins: z.array(z.string()).describe('Nobody in a gap.'),
  until: instant.nullable().describe('When somebody else is, or nobody; null when not within a year.'),
  why: z.array(reasonSchema).describe('How the answer came about, step by step.'),
  source: z.enum(['computed', 'recorded']).describe('The past as it was recorded when it was the present.'),
})

export const shownOnCall = (rota: Rota, { at, logins: on, until, why, source }: OnCallNow) => ({
  ...{ schedule: rota.name, description: rota.description ?? null, zone: rota.zone.name, at: iso(at), source },
  ...{
    logins: [...on],
    until: until ? iso(until) : null,
    why: why.map(({ people, ...rest }) => ({ ...rest, people: [...people] })),
  },
})

export const shiftSchema = z.object({
  ...{ from: instant, until: instant },
  logins: z.array(z.string()).describe('Nobody in a gap.'),
})

export const shownShift = ({ from, until, onCall }: OnCallSpan): z.output<typeof shiftSchema> => ({
  ...{ from: iso(from), until: iso(until), logins: [...loginsOf(onCall)] },
})

export const overrideSchema = z.object({
  ...{ id: z.string(), schedule: z.string(), kind: z.enum(['add', 'remove', 'replace', 'temporary']) },
  ...{ from: instant, until: instant, people: z.array(z.string()) },
  person: z.string().nullable().describe('Whom "replace" replaces; null is everybody.'),
  swap: z.string().nullable(),
  name: z.string().nullable(),
  shifts: z.array(z.object({ from: instant, until: instant, people: z.array(z.string()) })),
  ...{ note: z.string(), createdAt: instant, createdBy: z.string() },
  ...{ withdrawnAt: instant.nullable(), withdrawnBy: z.string().nullable() },
})

export interface DescribedChange {
  readonly schedule: string
  readonly change: Change
  readonly note: string
  readonly createdAt: Date
  readonly createdBy: string
  readonly withdrawnAt: Date | null
  readonly withdrawnBy: string | null
}

export const shownChange = ({ change, ...stored }: DescribedChange): z.output<typeof overrideSchema> => ({
  ...{ id: change.id, schedule: stored.schedule, kind: change.kind, note: stored.note },
  ...{ from: iso(change.from), until: iso(change.until) },
  people: change.kind === 'temporary' ? [] : [...change.people],
  person: change.kind === 'replace' ? (change.person ?? null) : null,
  swap: change.kind === 'replace' ? (change.swap ?? null) : null,
  name: change.kind === 'temporary' ? change.name : null,
  shifts:
    change.kind === 'temporary'
      ? change.shifts.map(({ from, until, people }) => ({ from: iso(from), until: iso(until), people: [...people] }))
      : [],
  ...{ createdAt: iso(stored.createdAt), createdBy: stored.createdBy },
  ...{ withdrawnAt: stored.withdrawnAt && iso(stored.withdrawnAt), withdrawnBy: stored.withdrawnBy },
})

const STATUS: Readonly<Record<OncallRefusal['code'], number>> = {
  'oncall/unknown-person': 422,
  'oncall/invalid': 422,
  'oncall/nothing-changes': 422,
  'oncall/over': 409,
  'oncall/too-many': 409,
  'oncall/not-yours': 403,
}

export const refusedAct = ({ code, message, hint }: OncallRefusal): RouteAnswer =>
  refuseRequest(STATUS[code], { code, message, ...(hint === undefined ? {} : { hint }) })
