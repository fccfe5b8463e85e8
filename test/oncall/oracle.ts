/**
 * Who is on call, by trying: written from docs/guide/on-call.md with nothing of the product but the types of its settings. Slow and plain: hand-offs are
 * counted one by one, windows looked at day by day.
 *
 * All there is to local times are two sentences of the guide: something that starts at a time has started once clocks have shown that time or a later
 * one; something that ends at a time has ended once clocks will never again show an earlier one.
 */
import { DateTime } from 'luxon'
import type { CalendarEvent } from '../../src/response/oncall/calendar/calendar.ts'
import type { Change } from '../../src/response/oncall/rota.ts'
import type { LayerSettings, OncallSettings, WindowSettings } from '../../src/response/oncall/settings/oncall-schema.ts'
import { type LuxonClock, luxonClock } from './luxon-clock.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

export type Events = Readonly<Record<string, readonly CalendarEvent[]>>

/** Logins of who is on, sorted; none in a gap. */
export function oracle(settings: OncallSettings, events: Events, changes: readonly Change[], at: number): string[] {
  const schedule = Object.values(settings.schedules)[0]!
  const home = luxonClock(schedule.zone)
  const isAway = (login: string) => {
    const person = settings.people[login]
    const clock = person?.zone === undefined ? home : luxonClock(person.zone)
    return isDuring(person?.absences ?? [], { events, clock, at })
  }

  let on: string[] = []
  const parties = schedule.temporary.filter((each) => isBetween(each, home, at))
  const later = changes.filter((change) => change.kind === 'temporary' && change.from <= at && at < change.until)
  const temporary = later.at(-1)
  if (temporary?.kind === 'temporary') {
    on = temporary.shifts.filter(({ from, until }) => from <= at && at < until).flatMap(({ people }) => people)
  } else if (parties.length > 0) {
    on = parties
      .at(-1)!
      .shifts.filter((shift) => isBetween(shift, home, at))
      .flatMap(({ people }) => people)
  } else {
    const found = schedule.layers.map((layer, index) => ({
      priority: layer.priority ?? index + 1,
      people: inLayer(layer, { home, events, at, isAway }),
    }))
    const best = Math.max(...found.filter(({ people }) => people.length > 0).map(({ priority }) => priority))
    on = found.filter(({ priority }) => priority === best).flatMap(({ people }) => people)
  }

  for (const { add, remove, replace, with: by, ...each } of schedule.overrides) {
    if (!isBetween(each, home, at)) continue
    if (add) on = [...on, ...add]
    else if (remove) on = on.filter((login) => !remove.includes(login))
    else if (replace === undefined) on = by!
    else if (on.includes(replace)) on = [...on.filter((login) => login !== replace), ...by!]
  }
  for (const change of changes) {
    if (change.from > at || at >= change.until) continue
    if (change.kind === 'add') on = [...on, ...change.people]
    if (change.kind === 'remove') on = on.filter((login) => !change.people.includes(login))
    if (change.kind !== 'replace') continue
    if (change.person === undefined) on = [...change.people]
    else if (on.includes(change.person)) on = [...on.filter((login) => login !== change.person), ...change.people]
  }
  return [...new Set(on)].sort()
}

interface Asked {
  readonly home: LuxonClock
  readonly events: Events
  readonly at: number
  readonly isAway: (login: string) => boolean
}

function inLayer(layer: LayerSettings, { home, events, at, isAway }: Asked): string[] {
  const clock = layer.zone === undefined ? home : luxonClock(layer.zone)
  if (layer.restrict && !isOpen(layer.restrict, clock, at)) return []
  if (layer.during && !isDuring(layer.during, { events, clock, at })) return []
  if (layer.except && isDuring(layer.except, { events, clock, at })) return []
  const { rotation, people } = layer
  if (people) return people.filter((login) => !isAway(login))
  if (rotation!.until !== undefined && clock.shownFrom(at) >= time(rotation!.until) + clockTime(rotation!.at)) return []
  const done = handOffsDone(rotation!, clock.shownBy(at))
  if (done === 0) return []
  const row = rotation!.people.map((turn) => [turn].flat())
  for (let later = 0; later < row.length; later++) {
    const here = row[(done - 1 + later) % row.length]!.filter((login) => !isAway(login))
    if (here.length > 0) return here
  }
  return []
}

/** How many hand-offs there have been when clocks have shown a time. */
function handOffsDone(rotation: NonNullable<LayerSettings['rotation']>, shown: number): number {
  const { every, on, at, from } = rotation
  const [, number, unit] = /^(?:(\d+) )?(hour|day|week|month)/.exec(
    every.replace('hourly', 'hour').replace('daily', 'day').replace('weekly', 'week').replace('monthly', 'month'),
  )!
  const count = Number(number ?? 1)
  let done = 0
  if (unit === 'month')
    return monthlyDone({ count, on: String(on ?? DateTime.fromISO(from, { zone: 'utc' }).day), at, from }, shown)
  let next = time(from)
  if (unit === 'week' && on !== undefined) while (DAYS[weekday(next) - 1] !== String(on).slice(0, 3)) next += DAY
  next += clockTime(at)
  const length = count * (unit === 'hour' ? HOUR : unit === 'day' ? DAY : 7 * DAY)
  while (next <= shown) {
    done++
    next += length
  }
  return done
}

function monthlyDone({ count, on, at, from }: { count: number; on: string; at: string; from: string }, shown: number) {
  let done = 0
  const start = DateTime.fromISO(from, { zone: 'utc' }).startOf('month')
  const isBeforeStart = monthDay(start, on) < time(from)
  for (let month = isBeforeStart ? start.plus({ months: 1 }) : start; ; month = month.plus({ months: count })) {
    if (monthDay(month, on) + clockTime(at) > shown) return done
    done++
  }
}

/** The day of a month that `on` means, found by looking at all of its days. */
function monthDay(month: DateTime, on: string): number {
  const days = Array.from({ length: month.daysInMonth! }, (_, index) => month.toMillis() + index * DAY)
  if (/^\d+$/.test(on)) return days[Math.min(Number(on), days.length) - 1]!
  const [nth, name] = on.split(' ') as [string, string]
  if (name === 'day') return days.at(-1)!
  const fitting = days.filter((day) => DAYS[weekday(day) - 1] === name.slice(0, 3))
  if (nth === 'last') return fitting.at(-1)!
  const index = ['first', 'second', 'third', 'fourth', 'fifth'].indexOf(nth)
  return fitting[index] ?? fitting.at(-1)!
}

function isOpen(windows: readonly WindowSettings[], clock: LuxonClock, at: number): boolean {
  const today = Math.floor(clock.wall(at) / DAY) * DAY
  for (let day = today - 10 * DAY; day <= today + 2 * DAY; day += DAY)
    for (const { days, from, to } of windows) {
      const [opens, closes] = [from.split(' '), to.split(' ')]
      let end: number
      if (opens.length === 2) {
        if (DAYS[weekday(day) - 1] !== opens[0]!.slice(0, 3)) continue
        end = day
        while (DAYS[weekday(end) - 1] !== closes[0]!.slice(0, 3)) end += DAY
        end += clockTime(closes[1]!)
        if (end <= day + clockTime(opens[1]!)) end += 7 * DAY
      } else {
        if (days && !days.some((range) => hasDay(range, weekday(day)))) continue
        end = day + clockTime(to)
        if (end <= day + clockTime(from)) end += DAY
      }
      if (isWithin(day + clockTime(opens.at(-1)!), end, clock, at)) return true
    }
  return false
}

function hasDay(range: string, wanted: number): boolean {
  const [first, last = first] = range.split('-').map((word) => DAYS.indexOf(word.slice(0, 3)) + 1) as [number, number?]
  for (let day = first; ; day = (day % 7) + 1) {
    if (day === wanted) return true
    if (day === last) return false
  }
}

const isDuring = (
  names: readonly string[],
  { events, clock, at }: { events: Events; clock: LuxonClock; at: number },
): boolean =>
  names.some((name) =>
    events[name]!.some(({ kind, from, until }) =>
      kind === 'instants' ? from <= at && at < until : isWithin(from, until, clock, at),
    ),
  )

const isBetween = ({ from, until }: { from: string; until: string }, clock: LuxonClock, at: number): boolean =>
  isWithin(time(from), time(until), clock, at)

const isWithin = (from: number, until: number, clock: LuxonClock, at: number): boolean =>
  clock.shownBy(at) >= from && clock.shownFrom(at) < until

const weekday = remembered((day: number) => DateTime.fromMillis(day, { zone: 'utc' }).weekday)
const time = remembered((text: string) => DateTime.fromISO(text, { zone: 'utc' }).toMillis())
const clockTime = (text: string): number => Number(text.slice(0, 2)) * HOUR + Number(text.slice(3)) * 60_000

function remembered<Key>(compute: (key: Key) => number): (key: Key) => number {
  const known = new Map<Key, number>()
  return (key) => {
    const value = known.get(key) ?? compute(key)
    if (known.size < 100_000) known.set(key, value)
    return value
  }
}
