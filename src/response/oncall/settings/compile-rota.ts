/** Settings that were found right → schedules that can be asked. */
import { type Calendar, spansOf } from '../calendar/calendar.ts'
import type { Change, Layer, Rota, Shift } from '../rota.ts'
import { type DayOfMonth, dayInMonth, type HandOffs } from '../turn/turns.ts'
import type { Window } from '../window/windows.ts'
import { DAY_MS, monthOf, readClock, readDay, weekdayOf } from '../zone/local-date.ts'
import { joinSpans, type Span, type Spans } from '../zone/spans.ts'
import { type Zone, zoneOf } from '../zone/zone.ts'
import type {
  LayerSettings,
  OncallSettings,
  RotationSettings,
  ScheduleSettings,
  WindowSettings,
} from './oncall-schema.ts'
import {
  readDayOfMonth,
  readEvery,
  readMoment,
  readWeekday,
  readWeekdays,
  readWeekTime,
  UNIT_MS,
} from './read-words.ts'

const WEEK_MS = 7 * DAY_MS

export type Calendars = ReadonlyMap<string, Calendar>

/** Every schedule by its name. A calendar that could not be read has no events. */
export function compileRotas(settings: OncallSettings, calendars: Calendars): ReadonlyMap<string, Rota> {
  return new Map(
    Object.entries(settings.schedules).map(([name, schedule]) => [
      name,
      compileRota({ name, schedule, people: settings.people, calendars }),
    ]),
  )
}

interface RotaParts {
  readonly name: string
  readonly schedule: ScheduleSettings
  readonly people: OncallSettings['people']
  readonly calendars: Calendars
}

function compileRota({ name, schedule, people, calendars }: RotaParts): Rota {
  const zone = zoneNamed(schedule.zone)
  const layers = schedule.layers.map((layer, index) => compileLayer(layer, { index, zone, calendars }))
  const absences = Object.entries(people).flatMap(([login, person]): [string, Spans][] =>
    person.absences === undefined
      ? []
      : [[login, calendarSpans(person.absences, calendars, person.zone === undefined ? zone : zoneNamed(person.zone))]],
  )
  return {
    ...{ name, zone, description: schedule.description },
    layers: layers.sort((a, b) => b.priority - a.priority),
    changes: [...schedule.temporary.map(temporaryOf(zone)), ...schedule.overrides.map(overrideOf(zone))],
    absences: new Map(absences),
    covers: schedule.covers && compileWindows(schedule.covers),
  }
}

function compileLayer(
  layer: LayerSettings,
  { index, zone: usual, calendars }: { index: number; zone: Zone; calendars: Calendars },
): Layer {
  const zone = layer.zone === undefined ? usual : zoneNamed(layer.zone)
  const { rotation, people = [] } = layer
  return {
    ...{ name: layer.name, priority: layer.priority ?? index + 1, zone },
    handOffs: rotation && compileHandOffs(rotation),
    endsAt: rotation?.until === undefined ? undefined : zone.last(readDay(rotation.until)! + readClock(rotation.at)!),
    turns: rotation ? rotation.people.map((turn) => (typeof turn === 'string' ? [turn] : turn)) : [people],
    windows: layer.restrict && compileWindows(layer.restrict),
    during: layer.during && calendarSpans(layer.during, calendars, zone),
    except: layer.except ? calendarSpans(layer.except, calendars, zone) : [],
  }
}

function compileHandOffs({ every, on, at, from }: RotationSettings): HandOffs {
  const { count, unit } = readEvery(every)!
  const [day, clockMs] = [readDay(from)!, readClock(at)!]
  if (unit === 'month') {
    const wanted = on === undefined ? dayOf(day) : readDayOfMonth(String(on))!
    const first = dayInMonth(monthOf(day), wanted) < day ? monthOf(day) + 1 : monthOf(day)
    return { kind: 'months', first, every: count, on: wanted, clockMs }
  }
  const weekday = unit === 'week' && on !== undefined ? readWeekday(String(on))! : weekdayOf(day)
  const first = day + ((weekday - weekdayOf(day) + 7) % 7) * DAY_MS + clockMs
  return { kind: 'even', first, everyMs: count * UNIT_MS[unit] }
}

const dayOf = (day: number): DayOfMonth => ({ kind: 'day', day: new Date(day).getUTCDate() })

/** Windows of every day of the week they open on. */
export const compileWindows = (windows: readonly WindowSettings[]): readonly Window[] =>
  windows.flatMap(({ days, from, to }) => {
    const [opens, closes] = [readWeekTime(from)!, readWeekTime(to)!]
    const opensMs = opens.clockMs
    if (opens.weekday !== undefined && closes.weekday !== undefined) {
      const lengthMs = (closes.weekday - opens.weekday) * DAY_MS + closes.clockMs - opensMs
      return [{ weekday: opens.weekday, opensMs, lengthMs: lengthMs > 0 ? lengthMs : lengthMs + WEEK_MS }]
    }
    const lengthMs = closes.clockMs > opensMs ? closes.clockMs - opensMs : closes.clockMs - opensMs + DAY_MS
    const weekdays = new Set((days ?? ['mon-sun']).flatMap((each) => readWeekdays(each)!))
    return [...weekdays].map((weekday) => ({ weekday, opensMs, lengthMs }))
  })

const calendarSpans = (names: readonly string[], calendars: Calendars, zone: Zone): Spans =>
  joinSpans(names.flatMap((name) => spansOf(calendars.get(name)?.events ?? [], zone)))

/** A stretch that is written down: its start is the first time the clock shows it, its end the last. */
export function readStretch({ from, until }: { from: string; until: string }, zone: Zone): Span {
  const [start, end] = [readMoment(from)!, readMoment(until)!]
  return {
    from: 'local' in start ? zone.first(start.local) : start.instant,
    until: 'local' in end ? zone.last(end.local) : end.instant,
  }
}

const temporaryOf =
  (zone: Zone) =>
  ({ name, shifts, ...written }: ScheduleSettings['temporary'][number], index: number): Change => ({
    ...{ id: `settings/temporary/${index}`, kind: 'temporary', name },
    ...readStretch(written, zone),
    shifts: shifts.map((shift): Shift => ({ ...readStretch(shift, zone), people: shift.people })),
  })

const overrideOf =
  (zone: Zone) =>
  ({ add, remove, replace, with: by, ...written }: ScheduleSettings['overrides'][number], index: number): Change => {
    const base = { id: `settings/overrides/${index}`, ...readStretch(written, zone) }
    if (add) return { ...base, kind: 'add', people: add }
    if (remove) return { ...base, kind: 'remove', people: remove }
    return { ...base, kind: 'replace', person: replace, people: by! }
  }

function zoneNamed(name: string): Zone {
  const zone = zoneOf(name)
  if (!zone) throw new Error(`the settings name a zone that does not exist: ${name}`)
  return zone
}
