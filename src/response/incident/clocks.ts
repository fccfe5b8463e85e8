/**
 * Promises with a time: somebody answers, writes a first word, goes on writing, has the damage under control. Each clock is warned about at
 * 50 and 80 % of its time and breached at its end. What was met or breached stays so, whatever the severity becomes.
 */
import { z } from 'zod'
import type { ClockTerms } from './severity-policy.ts'

export const CLOCK_KINDS = ['acknowledge', 'first-update', 'update', 'mitigation'] as const
export type ClockKind = (typeof CLOCK_KINDS)[number]

export const clockSchema = z.object({
  kind: z.enum(CLOCK_KINDS),
  /** When the promise began to count. */
  startedAt: z.coerce.date(),
  /** What the percentages count from: the start, or a change of severity that shortened the time. */
  from: z.coerce.date(),
  /** Absent: nobody promises a time (any more), or the clock was stopped. */
  dueAt: z.coerce.date().optional(),
  metAt: z.coerce.date().optional(),
  /** The highest mark that was told. */
  warned: z.union([z.literal(0), z.literal(50), z.literal(80)]),
  breachedAt: z.coerce.date().optional(),
})
export type Clock = z.infer<typeof clockSchema>

/** Something a clock has to say at an instant. */
export interface ClockNotice {
  readonly kind: ClockKind
  readonly mark: 50 | 80 | 100
  readonly dueAt: Date
}

const MARKS = [50, 80, 100] as const

/** The clocks of a new incident; one that is reopened starts them again. */
export const startClocks = (terms: ClockTerms, at: Date): readonly Clock[] =>
  (['acknowledge', 'first-update', 'mitigation'] as const).map((kind) => startClock(kind, terms, at))

function startClock(kind: ClockKind, terms: ClockTerms, at: Date): Clock {
  const seconds = secondsOf(kind, terms)
  return { kind, startedAt: at, from: at, ...(seconds === undefined ? {} : { dueAt: later(at, seconds) }), warned: 0 }
}

function secondsOf(kind: ClockKind, terms: ClockTerms): number | undefined {
  if (kind === 'acknowledge') return terms.ackSeconds
  if (kind === 'mitigation') return terms.mitigationSeconds
  return kind === 'update' ? terms.updateSeconds : terms.firstUpdateSeconds
}

/**
 * Clocks under the promises of another severity. A shorter time counts from the change, for nobody can keep a promise that was not made
 * yet, but no clock gets more time by becoming worse; a longer one counts from the start.
 */
export const retimeClocks = (clocks: readonly Clock[], terms: ClockTerms, at: Date): readonly Clock[] =>
  clocks.map((clock) => (clock.metAt === undefined ? retime(clock, secondsOf(clock.kind, terms), at) : clock))

function retime(clock: Clock, seconds: number | undefined, at: Date): Clock {
  const { dueAt, ...rest } = clock
  if (seconds === undefined) return rest
  const fromStart = later(clock.startedAt, seconds)
  const fromChange = later(at, seconds)
  const shortened = dueAt === undefined ? fromChange : earliest(fromChange, dueAt)
  const due = latest(fromStart, shortened)
  if (dueAt && due.getTime() === dueAt.getTime()) return clock
  return { ...rest, from: due > fromStart && due === fromChange ? at : clock.startedAt, dueAt: due, warned: 0 }
}

/** Notes that a promise was kept, or kept late; a clock that was met before stays as it was. */
export const meetClock = (clocks: readonly Clock[], kind: ClockKind, at: Date): readonly Clock[] =>
  clocks.map((clock) => (clock.kind === kind && clock.metAt === undefined ? { ...clock, metAt: at } : clock))

/** What a posted status does: it keeps the promise of a first word, and the next one is due after the usual time. */
export function meetUpdate(clocks: readonly Clock[], terms: ClockTerms, at: Date): readonly Clock[] {
  const others = meetClock(clocks, 'first-update', at).filter(({ kind }) => kind !== 'update')
  return terms.updateSeconds === undefined ? others : [...others, startClock('update', terms, at)]
}

/** Clocks of an incident that is over: what was not met by then will not be asked for any more. */
export const stopClocks = (clocks: readonly Clock[]): readonly Clock[] =>
  clocks.map((clock) => {
    if (clock.metAt !== undefined) return clock
    const { dueAt: _, ...stopped } = clock
    return stopped
  })

const markAt = ({ from, dueAt }: Clock, mark: number): Date | undefined =>
  dueAt && new Date(from.getTime() + ((dueAt.getTime() - from.getTime()) * mark) / 100)

const markDone = ({ warned, breachedAt }: Clock, mark: number): boolean =>
  mark === 100 ? breachedAt !== undefined : mark <= warned || breachedAt !== undefined

/** What has to be said now; of several marks that passed while nobody looked only the last. */
export const clockNotices = (clocks: readonly Clock[], now: Date): ClockNotice[] =>
  clocks.flatMap((clock) => {
    if (clock.metAt !== undefined || clock.dueAt === undefined) return []
    const passed = MARKS.filter((mark) => markAt(clock, mark)! <= now && !markDone(clock, mark)).at(-1)
    return passed === undefined ? [] : [{ kind: clock.kind, mark: passed, dueAt: clock.dueAt }]
  })

/** The next instant at which a clock has something to say; in the past where it should have said it already. */
export function nextInstant(clocks: readonly Clock[]): Date | undefined {
  const instants = clocks.flatMap((clock) =>
    clock.metAt === undefined && clock.dueAt !== undefined
      ? MARKS.filter((mark) => !markDone(clock, mark)).map((mark) => markAt(clock, mark)!.getTime())
      : [],
  )
  return instants.length === 0 ? undefined : new Date(Math.min(...instants))
}

/** The clock after its notice was given. */
export const noteNotice = (clocks: readonly Clock[], { kind, mark }: ClockNotice, at: Date): readonly Clock[] =>
  clocks.map((clock) => {
    if (clock.kind !== kind || clock.metAt !== undefined) return clock
    return mark === 100 ? { ...clock, breachedAt: clock.breachedAt ?? at } : { ...clock, warned: mark }
  })

export type ClockState = 'running' | 'at-risk' | 'breached' | 'met' | 'met-late' | 'stopped'

/** How a clock stands at an instant, whether or not anybody was told yet. */
export function clockState(clock: Clock, now: Date): ClockState {
  const { metAt, dueAt, breachedAt } = clock
  if (metAt !== undefined)
    return breachedAt !== undefined || (dueAt !== undefined && metAt > dueAt) ? 'met-late' : 'met'
  if (dueAt === undefined) return breachedAt === undefined ? 'stopped' : 'breached'
  if (dueAt <= now || breachedAt !== undefined) return 'breached'
  return markAt(clock, 50)! <= now ? 'at-risk' : 'running'
}

const earliest = (one: Date, other: Date): Date => (one < other ? one : other)

const latest = (one: Date, other: Date): Date => (one < other ? other : one)
const later = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1000)
