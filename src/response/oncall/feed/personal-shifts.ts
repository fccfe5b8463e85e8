import type { CalendarShift } from '../calendar/write-calendar.ts'
import { loginsOf, type OnCallSpan } from '../shifts.ts'

/** The stretches in which one person is on, whoever else comes and goes meanwhile. */
export function personalShifts(schedule: string, spans: readonly OnCallSpan[], login: string): CalendarShift[] {
  const shifts: (CalendarShift & { until: number })[] = []
  for (const { from, until, onCall } of spans) {
    if (!loginsOf(onCall).includes(login)) continue
    const last = shifts.at(-1)
    if (last?.until === from) last.until = until
    else shifts.push({ schedule, logins: [login], from, until, isGap: false })
  }
  return shifts
}

/** Everybody's shifts of a schedule, and its gaps. */
export const scheduleShifts = (schedule: string, spans: readonly OnCallSpan[]): CalendarShift[] =>
  spans.map(({ from, until, onCall }) => ({
    ...{ schedule, from, until, logins: loginsOf(onCall), isGap: onCall.kind === 'gap' },
  }))

const AHEAD_MONTHS = 4

/**
 * What a calendar shows: the month before this one, this one, and four more. Both ends stay for a month, so that a shift that is cut by one
 * keeps its identity as long.
 */
export function calendarSpan(now: number): { from: number; until: number } {
  const [year, month] = [new Date(now).getUTCFullYear(), new Date(now).getUTCMonth()]
  return { from: Date.UTC(year, month - 1, 1), until: Date.UTC(year, month + AHEAD_MONTHS + 1, 1) }
}
