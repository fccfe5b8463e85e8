import { readDay } from '../zone/local-date.ts'
import type {
  LayerSettings,
  OncallSettings,
  RotationSettings,
  ScheduleSettings,
  WindowSettings,
} from './oncall-schema.ts'
import { type Moment, readDayOfMonth, readEvery, readMoment, readWeekday, readWeekTime } from './read-words.ts'

/** What is wrong with settings whose every value is right by itself: keys that exclude each other, ends before beginnings, names of nothing. */
export interface OncallProblem {
  readonly path: PropertyKey[]
  readonly message: string
}

type Path = PropertyKey[]

/** All of it, in the order of the file. */
export function findOncallProblems(settings: OncallSettings): OncallProblem[] {
  const problems: OncallProblem[] = []
  const say: Say = (path, message) => void problems.push({ path, message })
  const unknownCalendars = (names: readonly string[] | undefined, path: Path) => {
    for (const [index, each] of (names ?? []).entries())
      if (!Object.hasOwn(settings.calendars, each)) say([...path, index], `there is no calendar "${each}"`)
  }
  for (const [login, person] of Object.entries(settings.people))
    unknownCalendars(person.absences, ['people', login, 'absences'])
  for (const [name, schedule] of Object.entries(settings.schedules)) {
    const path = ['schedules', name]
    for (const [index, layer] of schedule.layers.entries())
      for (const key of ['during', 'except'] as const) unknownCalendars(layer[key], [...path, 'layers', index, key])
    scheduleProblems(schedule, path, say)
  }
  return problems
}

type Say = (path: Path, message: string) => void

function scheduleProblems(schedule: ScheduleSettings, path: Path, say: Say): void {
  const names = new Set<string>()
  for (const [index, layer] of schedule.layers.entries()) {
    const here = [...path, 'layers', index]
    if (names.has(layer.name)) say([...here, 'name'], `there is a layer "${layer.name}" already`)
    names.add(layer.name)
    layerProblems(layer, here, say)
  }
  windowProblems(schedule.covers, [...path, 'covers'], say)
  for (const [index, temporary] of schedule.temporary.entries()) {
    const here = [...path, 'temporary', index]
    if (isBackwards(temporary)) say([...here, 'until'], 'the end is not after the beginning')
    for (const [place, shift] of temporary.shifts.entries())
      if (isBackwards(shift)) say([...here, 'shifts', place, 'until'], 'the end is not after the beginning')
  }
  for (const [index, override] of schedule.overrides.entries()) {
    const here = [...path, 'overrides', index]
    if (isBackwards(override)) say([...here, 'until'], 'the end is not after the beginning')
    const { add, remove, replace, with: by } = override
    const kinds = [add, remove, by].filter((each) => each !== undefined).length
    if (kinds !== 1) say(here, 'takes one of: add, remove, with (and replace)')
    else if (replace !== undefined && by === undefined) say([...here, 'replace'], 'needs "with": who is on instead')
  }
}

function layerProblems({ rotation, people, restrict }: LayerSettings, path: Path, say: Say): void {
  if ((rotation === undefined) === (people === undefined)) say(path, 'has either a rotation or people')
  if (rotation) rotationProblems(rotation, [...path, 'rotation'], say)
  windowProblems(restrict, [...path, 'restrict'], say)
}

function rotationProblems({ every, on, from, until }: RotationSettings, path: Path, say: Say): void {
  const unit = readEvery(every)?.unit
  if (on !== undefined) {
    const text = String(on)
    if (unit === 'week' && readWeekday(text) === undefined) say([...path, 'on'], 'takes a weekday for weeks: monday')
    if (unit === 'month' && readDayOfMonth(text) === undefined)
      say([...path, 'on'], 'takes a day for months: 15, first monday, last friday or last day')
    if (unit === 'day' || unit === 'hour') say([...path, 'on'], `has no meaning for turns of ${unit}s; leave it out`)
  }
  const [begins, ends] = [readDay(from), until === undefined ? undefined : readDay(until)]
  if (begins !== undefined && ends !== undefined && ends <= begins)
    say([...path, 'until'], 'the end is not after the beginning')
}

function windowProblems(windows: readonly WindowSettings[] | undefined, path: Path, say: Say): void {
  for (const [index, { days, from, to }] of (windows ?? []).entries()) {
    const [opens, closes] = [readWeekTime(from), readWeekTime(to)]
    if (!opens || !closes) continue
    const weekly = [opens, closes].filter(({ weekday }) => weekday !== undefined).length
    if (weekly === 1) say([...path, index], 'both "from" and "to" have a weekday, or neither')
    else if (weekly === 2 && days) say([...path, index, 'days'], 'has no meaning where "from" has a weekday')
    if (opens.clockMs === 86_400_000) say([...path, index, 'from'], 'a day begins at 00:00')
  }
}

/** Where one is by the schedule's clock and the other an instant, nobody can say without the zone; compiled, it is merely empty. */
function isBackwards({ from, until }: { from: string; until: string }): boolean {
  const [start, end] = [readMoment(from), readMoment(until)]
  return (
    start !== undefined && end !== undefined && 'local' in start === 'local' in end && numberOf(end) <= numberOf(start)
  )
}

const numberOf = (moment: Moment): number => ('local' in moment ? moment.local : moment.instant)
