/** What is wrong with schedules that are right as settings: found by asking them about the next three months. */
import type { Rota } from '../rota.ts'
import type { Calendars } from '../settings/compile-rota.ts'
import type { OncallSettings, ScheduleSettings } from '../settings/oncall-schema.ts'
import { loginsOf, type OnCallSpan, shiftsBetween, stretchesBetween } from '../shifts.ts'
import { inLayer } from '../who.ts'
import { openings } from '../window/windows.ts'
import { DAY_MS, HOUR_MS, showLocal, weekdayOf } from '../zone/local-date.ts'
import { joinSpans, type Span, type Spans } from '../zone/spans.ts'
import type { OncallFinding } from './finding.ts'

const AHEAD_MS = 90 * DAY_MS

/** All of it, schedule by schedule. `now` is an instant. */
export function findRotaProblems(
  settings: OncallSettings,
  { rotas, calendars, now }: { rotas: ReadonlyMap<string, Rota>; calendars: Calendars; now: number },
): OncallFinding[] {
  const known = new Set(Object.keys(settings.people))
  const ahead = { from: now, until: now + AHEAD_MS }
  return [
    ...Object.keys(settings.calendars).flatMap((name) => calendarProblems(name, calendars)),
    ...Object.entries(settings.schedules).flatMap(([name, schedule]) => {
      const rota = rotas.get(name)!
      const path = ['schedules', name]
      const spans = shiftsBetween(rota, [], ahead)
      return [
        ...unknownPeople(schedule, known, path),
        ...gaps(rota, spans, path),
        ...overlaps({ rota, schedule, stretches: stretchesBetween(rota, [], ahead) }, path),
        ...weekendPeople(rota, spans, path),
        ...singlePerson(schedule, path),
      ]
    }),
  ]
}

const calendarProblems = (name: string, calendars: Calendars): OncallFinding[] =>
  (calendars.get(name)?.problems ?? []).map((problem) => ({
    ...{ code: 'RB706', path: ['calendars', name], message: `Calendar "${name}": ${problem}` },
  }))

/** Every login a schedule names, with its place. */
export function namedPeople(
  schedule: ScheduleSettings,
  path: readonly PropertyKey[],
): { login: string; path: PropertyKey[] }[] {
  const named: { login: string; path: PropertyKey[] }[] = []
  const add = (logins: string | readonly string[] | undefined, ...way: PropertyKey[]) => {
    if (typeof logins === 'string') named.push({ login: logins, path: [...path, ...way] })
    else for (const [index, login] of (logins ?? []).entries()) named.push({ login, path: [...path, ...way, index] })
  }
  for (const [index, { people, rotation }] of schedule.layers.entries()) {
    add(people, 'layers', index, 'people')
    for (const [turn, logins] of (rotation?.people ?? []).entries())
      add(logins, 'layers', index, 'rotation', 'people', turn)
  }
  for (const [index, { shifts }] of schedule.temporary.entries())
    for (const [place, { people }] of shifts.entries()) add(people, 'temporary', index, 'shifts', place, 'people')
  for (const [index, override] of schedule.overrides.entries())
    for (const key of ['add', 'remove', 'replace', 'with'] as const) add(override[key], 'overrides', index, key)
  return named
}

function unknownPeople(
  schedule: ScheduleSettings,
  known: ReadonlySet<string>,
  path: readonly PropertyKey[],
): OncallFinding[] {
  if (known.size === 0) return []
  return namedPeople(schedule, path)
    .filter(({ login }) => !known.has(login))
    .map(({ login, path: place }) => ({
      ...{ code: 'RB704', path: place, message: `"${login}" is none of the people of "oncall.people"` },
    }))
}

function gaps(rota: Rota, spans: readonly OnCallSpan[], path: readonly PropertyKey[]): OncallFinding[] {
  const found = uncovered(rota, spans)
  const [first] = found
  if (!first) return []
  const hours = Math.round(found.reduce((sum, { from, until }) => sum + until - from, 0) / HOUR_MS)
  const more = found.length > 1 ? `, and ${found.length - 1} more times` : ''
  const when = `${local(rota, first.from)} to ${local(rota, first.until)}${more}`
  const message = `Nobody is on call on "${rota.name}" for ${hours} h of the next 90 days: ${when}`
  return [{ code: 'RB701', path, message }]
}

/** Stretches in which somebody has to be on and nobody is. */
export function uncovered({ covers, zone }: Rota, spans: readonly OnCallSpan[]): Spans {
  const empty = joinSpans(spans.filter(({ onCall }) => onCall.kind === 'gap'))
  const [first, last] = [spans[0], spans.at(-1)]
  if (covers === undefined || !first || !last) return empty
  const wanted = joinSpans(openings(covers, zone, { from: first.from, until: last.until }))
  return joinSpans(empty.flatMap((gap) => wanted.map((hours) => shared(gap, hours))))
}

const shared = (one: Span, other: Span): Span => ({
  ...{ from: Math.max(one.from, other.from), until: Math.min(one.until, other.until) },
})

const local = ({ zone }: Rota, at: number): string => showLocal(zone.wall(at)).replace('T', ' ')

interface Looked {
  readonly rota: Rota
  readonly schedule: ScheduleSettings
  readonly stretches: readonly OnCallSpan[]
}

function overlaps({ rota, schedule, stretches }: Looked, path: readonly PropertyKey[]): OncallFinding[] {
  const together = new Map<string, number>()
  const isOn = new Set<string>()
  const has = new Set<string>()
  for (const { from, until, onCall } of stretches) {
    const inForce = onCall.why.flatMap((reason) => (reason.kind === 'layer' ? [reason.layer] : []))
    for (const layer of inForce) isOn.add(layer)
    for (const layer of rota.layers) if (inLayer(layer, rota, from).length > 0) has.add(layer.name)
    const key = inForce.join('" and "')
    if (inForce.length > 1) together.set(key, (together.get(key) ?? 0) + until - from)
  }
  const placeOf = (name: string) => [...path, 'layers', schedule.layers.findIndex((layer) => layer.name === name)]
  const hidden = [...has].filter((name) => !isOn.has(name))
  return [
    ...hidden.map((name): OncallFinding => {
      const message = `Layer "${name}" of "${rota.name}" has people, but others are on instead for all of the next 90 days`
      return { code: 'RB702', path: placeOf(name), message }
    }),
    ...[...together].map(([names, ms]): OncallFinding => {
      const message = `Layers "${names}" of "${rota.name}" are on together for ${Math.round(ms / HOUR_MS)} h of the next 90 days`
      return { code: 'RB702', path: placeOf(names.split('"')[0]!), message }
    }),
  ]
}

function weekendPeople(rota: Rota, spans: readonly OnCallSpan[], path: readonly PropertyKey[]): OncallFinding[] {
  const hours = new Map<string, { weekend: number; week: number }>()
  for (const { from, until, onCall } of spans)
    for (let at = from; at < until; at += HOUR_MS) {
      const isWeekend = weekdayOf(rota.zone.wall(at)) > 5
      for (const login of loginsOf(onCall)) {
        const sum = hours.get(login) ?? { weekend: 0, week: 0 }
        hours.set(login, sum)
        sum[isWeekend ? 'weekend' : 'week'] += 1
      }
    }
  const shared = [...hours.values()].some(({ week }) => week > 0)
  return [...hours]
    .filter(([, { weekend, week }]) => shared && weekend > 0 && week === 0)
    .map(([login]) => ({
      ...{ code: 'RB703', path },
      message: `"${login}" is on call on "${rota.name}" at weekends only in the next 90 days`,
    }))
}

function singlePerson(schedule: ScheduleSettings, path: readonly PropertyKey[]): OncallFinding[] {
  const people = new Set(namedPeople({ ...schedule, temporary: [], overrides: [] }, path).map(({ login }) => login))
  if (people.size !== 1) return []
  const name = String(path.at(-1))
  return [{ code: 'RB705', path, message: `"${name}" has one person only: ${[...people][0]}` }]
}
