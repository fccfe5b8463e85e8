/**
 * iCalendar (RFC 5545) → stretches of time. Written for what calendars really hold: whole days, times with a zone of the IANA database under
 * whatever prefix a program gave it, zones that only the file itself describes, times without a zone.
 */
import ICAL from 'ical.js'
import { type Zone, zoneOf } from '../zone/zone.ts'
import type { Calendar, CalendarEvent } from './calendar.ts'
import { whyNotRepeated } from './safe-repetition.ts'

/** Texts beyond are refused: a calendar of a team for a hundred years is smaller. */
export const MOST_CALENDAR_BYTES = 2_000_000
const MOST_EVENTS = 5_000
const MOST_REPETITIONS = 2_000
const MOST_OCCURRENCES = 20_000
const MOST_PROBLEMS = 20
/** Repetitions end here. */
const LAST_YEAR = 2100

/** Reads a calendar. What cannot be understood is told and left out; this never throws. */
export function readCalendar(text: string): Calendar {
  if (text.length > MOST_CALENDAR_BYTES)
    return { events: [], problems: [`is larger than ${MOST_CALENDAR_BYTES / 1_000_000} MB`] }
  const reading = new Reading()
  try {
    reading.read(text)
  } catch (error) {
    reading.say(`is no iCalendar: ${firstLine(error)}`)
  }
  return { events: reading.events, problems: reading.problems }
}

class Reading {
  readonly events: CalendarEvent[] = []
  readonly problems: string[] = []

  say(problem: string): void {
    if (this.problems.length < MOST_PROBLEMS) this.problems.push(problem)
  }

  read(text: string): void {
    const parsed = ICAL.parse(text) as unknown[]
    // A file may hold several calendars; then each element is one.
    const calendars = typeof parsed[0] === 'string' ? [parsed] : (parsed as unknown[][])
    const parts = calendars.flatMap((each) => new ICAL.Component(each as never).getAllSubcomponents('vevent'))
    if (parts.length > MOST_EVENTS) this.say(`has ${parts.length} events; only the first ${MOST_EVENTS} are taken`)
    const { masters, changed } = byMaster(parts.slice(0, MOST_EVENTS))
    for (const part of masters) {
      if (this.events.length >= MOST_OCCURRENCES) {
        this.say(`has more than ${MOST_OCCURRENCES} occurrences; the rest is left out`)
        return
      }
      try {
        this.event(part, changed.get(uidOf(part)) ?? [])
      } catch (error) {
        this.say(`${named(part)} is left out: ${firstLine(error)}`)
      }
    }
  }

  private event(part: ICAL.Component, changed: readonly ICAL.Component[]): void {
    if (isCancelled(part)) return
    const start = part.getFirstProperty('dtstart')
    if (!start) throw new Error('it has no beginning')
    const rules = part.getAllProperties('rrule').map((each) => each.toJSON().at(3) as Record<string, unknown>)
    const why = rules.map(whyNotRepeated).find((each) => each !== undefined)
    if (why !== undefined) {
      this.say(`${named(part)} is taken once: ${why}`)
      part.removeAllProperties('rrule')
    }
    const event = new ICAL.Event(part, { exceptions: [...changed] })
    const clock = this.clockOf(start, event.startDate, part)
    if (!event.isRecurring()) {
      this.occurrence(event, { start: event.startDate, end: event.endDate }, clock)
      return
    }
    const moments = event.iterator()
    for (let count = 0; count < MOST_REPETITIONS && this.events.length < MOST_OCCURRENCES; count += 1) {
      const moment = moments.next()
      if (!moment || moment.year > LAST_YEAR) return
      const { item, startDate, endDate } = event.getOccurrenceDetails(moment)
      if (!isCancelled(item.component)) this.occurrence(item, { start: startDate, end: endDate }, clock)
    }
  }

  private occurrence(
    { summary }: ICAL.Event,
    { start, end }: { start: ICAL.Time; end: ICAL.Time },
    clock: Clock,
  ): void {
    const [from, until] = [localOf(start), localOf(end)]
    const about = String(summary ?? '').slice(0, 200)
    if (start.isDate || clock === undefined) {
      // A day without an end is one day; a moment without one is no time at all.
      const last = start.isDate && until <= from ? from + 86_400_000 : until
      if (last > from) this.events.push({ summary: about, kind: 'local', from, until: last })
      return
    }
    const span = { from: clock.first(from), until: end.zone === ICAL.Timezone.utcTimezone ? until : clock.last(until) }
    if (span.until > span.from) this.events.push({ summary: about, kind: 'instants', ...span })
  }

  /** Undefined for times without a zone. */
  private clockOf(property: ICAL.Property, start: ICAL.Time, part: ICAL.Component): Clock {
    if (start.isDate) return undefined
    if (start.zone === ICAL.Timezone.utcTimezone) return UTC
    const name = property.getParameter('tzid')
    if (name === undefined) return undefined
    const known = zoneOfTzid(String(name))
    if (known) return known
    const { zone } = start
    if (zone && zone !== ICAL.Timezone.localTimezone)
      return { first: (local) => instantOf(local, zone), last: (local) => instantOf(local, zone) }
    this.say(
      `${named(part)} is in the zone "${String(name).slice(0, 80)}", which nobody knows; it is read by the clock of who uses the calendar`,
    )
    return undefined
  }
}

type Clock = Pick<Zone, 'first' | 'last'> | undefined

const UTC: Clock = { first: (local) => local, last: (local) => local }

/** Programs put their own words before the name: `/freeassociation.sourceforge.net/Europe/Berlin`. */
function zoneOfTzid(name: string): Zone | undefined {
  const words = name.split('/').slice(-3)
  for (let from = 0; from < words.length; from += 1) {
    const zone = zoneOf(words.slice(from).join('/'))
    if (zone) return zone
  }
  return undefined
}

/** By the rules the file itself gives for a zone. */
function instantOf(local: number, zone: ICAL.Timezone): number {
  const time = ICAL.Time.fromJSDate(new Date(local), true)
  return local - zone.utcOffset(time) * 1000
}

const localOf = ({ year, month, day, hour, minute, second, isDate }: ICAL.Time): number =>
  isDate ? Date.UTC(year, month - 1, day) : Date.UTC(year, month - 1, day, hour, minute, second)

const uidOf = (part: ICAL.Component): string => String(part.getFirstPropertyValue('uid') ?? '')

const isCancelled = (part: ICAL.Component): boolean =>
  String(part.getFirstPropertyValue('status') ?? '').toUpperCase() === 'CANCELLED'

const named = (part: ICAL.Component): string =>
  `"${String(part.getFirstPropertyValue('summary') ?? 'an event').slice(0, 80)}"`

const firstLine = (error: unknown): string =>
  String((error as Error).message ?? error)
    .split('\n')[0]!
    .slice(0, 200)

/** Events, and by their UID what is said about single occurrences of them. */
function byMaster(parts: readonly ICAL.Component[]) {
  const masters = parts.filter((part) => !part.hasProperty('recurrence-id'))
  const known = new Set(masters.map(uidOf))
  const changed = new Map<string, ICAL.Component[]>()
  for (const part of parts) {
    if (!part.hasProperty('recurrence-id')) continue
    const uid = uidOf(part)
    // One whose event is not in the file stands for itself.
    if (known.has(uid)) changed.set(uid, [...(changed.get(uid) ?? []), part])
    else masters.push(part)
  }
  return { masters, changed }
}
