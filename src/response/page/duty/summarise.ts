import { type AckTimes, ackTimes } from './ack-times.ts'
import { type DutyPage, type DutyShift, isNight, type WallHour } from './duty.ts'

/** What a number of calls come to. */
export interface DutySummary {
  readonly pages: number
  /** Incidents they were for; somebody may be called several times for one. */
  readonly incidents: number
  readonly atNight: number
  readonly acknowledged: number
  readonly declined: number
  /** Another one had it first. */
  readonly taken: number
  /** It was over before anybody had to answer. */
  readonly over: number
  /** They did not answer: called again, passed over, not to be reached, or still open. */
  readonly unanswered: number
  readonly ackSeconds: AckTimes | null
}

export function summarise(pages: readonly DutyPage[], hourOf: WallHour): DutySummary {
  const count = (...ends: DutyPage['ended'][]) => pages.filter(({ ended }) => ends.includes(ended)).length
  return {
    pages: pages.length,
    incidents: new Set(pages.map(({ incident }) => incident)).size,
    atNight: pages.filter(({ login, at }) => isNight(hourOf(login, at))).length,
    ...{ acknowledged: count('acknowledged'), declined: count('declined'), taken: count('taken'), over: count('over') },
    unanswered: count('superseded', 'unreachable', 'open'),
    ackSeconds: ackTimes(
      pages.flatMap(({ ended, at, endedAt }) =>
        ended === 'acknowledged' && endedAt ? [Math.max(0, (endedAt.getTime() - at.getTime()) / 1_000)] : [],
      ),
    ),
  }
}

/** A person in a report. */
export interface PersonDuty extends DutySummary {
  readonly login: string
  /** On call on any schedule; two at a time count once. */
  readonly onCallHours: number
  readonly shifts: number
}

/** Everybody who was on call or called, who was called most first. */
export function dutyOfPeople(
  pages: readonly DutyPage[],
  shifts: readonly DutyShift[],
  hourOf: WallHour,
): readonly PersonDuty[] {
  const logins = new Set([...pages, ...shifts].map(({ login }) => login))
  return [...logins]
    .map((login): PersonDuty => {
      const own = shifts.filter((shift) => shift.login === login)
      const called = pages.filter((page) => page.login === login)
      return { login, ...summarise(called, hourOf), onCallHours: hoursOf(own), shifts: own.length }
    })
    .sort((a, b) => b.pages - a.pages || b.onCallHours - a.onCallHours || (a.login < b.login ? -1 : 1))
}

/** How long at least one of these lasted. */
function hoursOf(shifts: readonly DutyShift[]): number {
  let ms = 0
  let reached = Number.NEGATIVE_INFINITY
  for (const { from, until } of [...shifts].sort((a, b) => a.from.getTime() - b.from.getTime())) {
    ms += Math.max(0, until.getTime() - Math.max(from.getTime(), reached))
    reached = Math.max(reached, until.getTime())
  }
  return Math.round(ms / 36_000) / 100
}

/** A shift in a report. */
export interface ShiftDuty extends DutySummary, DutyShift {}

/** Each shift with the calls on its person that began in it; who was on two schedules at a time has them in both. */
export const dutyOfShifts = (
  pages: readonly DutyPage[],
  shifts: readonly DutyShift[],
  hourOf: WallHour,
): readonly ShiftDuty[] =>
  shifts.map((shift) => {
    const called = pages.filter(
      ({ login, at }) =>
        login === shift.login && at.getTime() >= shift.from.getTime() && at.getTime() < shift.until.getTime(),
    )
    return { ...shift, ...summarise(called, hourOf) }
  })
