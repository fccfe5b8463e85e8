/** Generated schedules and instants, near the moments at which clocks are moved. */
import fc from 'fast-check'
import type { CalendarEvent } from '../../src/response/oncall/calendar/calendar.ts'
import type { Change } from '../../src/response/oncall/rota.ts'
import { type OncallSettings, oncallSchema } from '../../src/response/oncall/settings/oncall-schema.ts'
import { luxonClock } from './luxon-clock.ts'
import type { Events } from './oracle.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

export interface Case {
  readonly settings: OncallSettings
  readonly events: Events
  readonly changes: readonly Change[]
  readonly instants: readonly number[]
}

const PEOPLE = ['ana', 'ben', 'eve', 'kim', 'lou', 'max']
const person = fc.constantFrom(...PEOPLE)
const people = fc.uniqueArray(person, { minLength: 1, maxLength: 2 })
const weekday = fc.constantFrom('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')
/** Clocks are moved at night: most of what can go wrong is at these times. */
const clock = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      '00:00',
      '00:30',
      '01:00',
      '01:30',
      '01:59',
      '02:00',
      '02:15',
      '02:30',
      '03:00',
      '03:30',
    ),
  },
  { weight: 2, arbitrary: fc.constantFrom('09:00', '17:00', '12:00', '23:00', '23:30', '22:45') },
  { weight: 1, arbitrary: fc.nat(24 * 60 - 1).map((minute) => new Date(minute * 60_000).toISOString().slice(11, 16)) },
)
const iso = (local: number) => new Date(local).toISOString()
const day = (local: number) => iso(local).slice(0, 10)

const window = fc.oneof(
  fc.record(
    {
      days: fc.array(
        fc.oneof(
          weekday,
          fc.tuple(weekday, weekday).map((pair) => pair.join('-')),
        ),
        { minLength: 1, maxLength: 2 },
      ),
      from: clock,
      to: fc.oneof(clock, fc.constant('24:00')),
    },
    { requiredKeys: [] },
  ),
  fc.tuple(weekday, clock, weekday, clock).map(([a, from, b, to]) => ({ from: `${a} ${from}`, to: `${b} ${to}` })),
)
const restrict = fc.array(window, { minLength: 1, maxLength: 3 })

const rotation = (near: number) =>
  fc
    .record({
      every: fc.oneof(
        fc.constantFrom('day', 'week', 'month', 'weekly', 'daily'),
        fc
          .tuple(fc.integer({ min: 2, max: 9 }), fc.constantFrom('days', 'weeks', 'months'))
          .map((pair) => pair.join(' ')),
        fc.constantFrom('hour', '2 hours', '5 hours', '8 hours', '12 hours', '24 hours', '36 hours'),
      ),
      weekday: fc.option(weekday, { nil: undefined }),
      monthDay: fc.option(
        fc.oneof(
          fc.integer({ min: 1, max: 31 }),
          fc.constantFrom(29, 30, 31),
          fc.constant('last day'),
          fc
            .tuple(fc.constantFrom('first', 'second', 'third', 'fourth', 'fifth', 'last'), weekday)
            .map((pair) => pair.join(' ')),
        ),
        { nil: undefined },
      ),
      at: clock,
      back: fc.oneof(fc.integer({ min: -2, max: 70 }), fc.integer({ min: 0, max: 1500 })),
      until: fc.option(fc.integer({ min: -3, max: 90 }), { nil: undefined, freq: 4 }),
      people: fc.array(fc.oneof(person, people), { minLength: 1, maxLength: 4 }),
    })
    .map(({ weekday, monthDay, back, until, ...rest }) => {
      const on = rest.every.includes('week') ? weekday : rest.every.includes('month') ? monthDay : undefined
      // An hourly row that began years ago takes the oracle long to count.
      const days = rest.every.includes('hour') ? Math.min(back, 70) : back
      const from = near - days * DAY
      const ends = until === undefined ? {} : { until: day(Math.max(near + until * DAY, from + DAY)) }
      return { ...rest, ...(on === undefined ? {} : { on }), from: day(from), ...ends }
    })

const calendars = ['away', 'holidays']
const names = fc.uniqueArray(fc.constantFrom(...calendars), { minLength: 1, maxLength: 2 })

const layer = (near: number, zones: readonly string[]) =>
  fc.record(
    {
      priority: fc.integer({ min: 0, max: 3 }),
      zone: fc.constantFrom(...zones),
      turns: fc.oneof(
        { weight: 5, arbitrary: rotation(near).map((each) => ({ rotation: each })) },
        { weight: 1, arbitrary: people.map((each) => ({ people: each })) },
      ),
      restrict,
      during: names,
      except: names,
    },
    { requiredKeys: ['turns'] },
  )

/** Layers without their rarer keys most of the time, or nobody would ever be on. */
const layers = (near: number, zones: readonly string[]) =>
  fc
    .array(
      fc.tuple(layer(near, zones), fc.nat(9), fc.nat(9)).map(([{ turns, ...rest }, hasRestrict, hasDuring]) => {
        const { restrict, during, except, ...kept } = rest
        return {
          ...kept,
          ...turns,
          ...(restrict && hasRestrict < 5 ? { restrict } : {}),
          ...(except && hasDuring > 5 ? { except } : {}),
          ...(during && hasDuring === 0 ? { during } : {}),
        }
      }),
      { minLength: 1, maxLength: 3 },
    )
    .map((all) => all.map((each, index) => ({ ...each, name: `layer-${index}` })))

const quarter = 15 * 60_000
const around = (local: number) =>
  fc.integer({ min: -300, max: 300 }).map((step) => Math.round(local / quarter) * quarter + step * quarter)
const stretch = (local: number) =>
  fc
    .tuple(around(local), fc.integer({ min: 1, max: 200 }))
    .map(([from, steps]) => ({ from, until: from + steps * quarter }))
const written = (local: number) =>
  stretch(local).map(({ from, until }) => ({ from: iso(from).slice(0, 16), until: iso(until).slice(0, 16) }))

const event = (near: number): fc.Arbitrary<CalendarEvent> =>
  fc.oneof(
    fc.integer({ min: -3, max: 3 }).map((days): CalendarEvent => {
      const from = Math.floor(near / DAY) * DAY + days * DAY
      return { summary: 'a day', kind: 'local', from, until: from + DAY }
    }),
    fc
      .tuple(stretch(near), fc.constantFrom('local' as const, 'instants' as const))
      .map(([span, kind]) => ({ summary: 'hours', kind, ...span })),
  )

const change = (near: number): fc.Arbitrary<Change> =>
  fc
    .tuple(
      stretch(near),
      fc.constantFrom('add', 'remove', 'replace', 'all', 'temporary'),
      person,
      people,
      fc.array(fc.tuple(stretch(near), people), { maxLength: 2 }),
    )
    .map(([span, kind, one, several, shifts]): Change => {
      const base = { id: 'change', ...span }
      if (kind === 'add' || kind === 'remove') return { ...base, kind, people: several }
      if (kind === 'temporary')
        return { ...base, kind, name: 'party', shifts: shifts.map(([each, who]) => ({ ...each, people: who })) }
      return { ...base, kind: 'replace', person: kind === 'all' ? undefined : one, people: several }
    })

const override = (near: number) =>
  fc
    .tuple(written(near), fc.constantFrom('add', 'remove', 'replace', 'all'), person, people)
    .map(([span, kind, one, several]) => {
      if (kind === 'add' || kind === 'remove') return { ...span, [kind]: several }
      return { ...span, with: several, ...(kind === 'all' ? {} : { replace: one }) }
    })

/** A moment the whole case is about: usually one at which clocks are moved. */
const focus = (zones: readonly string[]) =>
  fc
    .tuple(fc.constantFrom(...zones), fc.nat(), fc.nat(9), fc.integer({ min: 0, max: Date.UTC(2040, 11, 31) }))
    .map(([zone, pick, rare, any]) => {
      const { moves } = luxonClock(zone)
      const inside = moves.filter(({ at }) => at > DAY)
      return { zone, at: inside.length === 0 || rare === 0 ? any : inside[pick % inside.length]!.at }
    })

const instant = (at: number) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: -2 * HOUR, max: 2 * HOUR }).map((off) => at + off) },
    {
      weight: 3,
      arbitrary: fc
        .integer({ min: -130, max: 130 })
        .chain((minutes) => fc.constantFrom(-1, 0, 0, 1).map((ms) => at + minutes * 60_000 + ms)),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.integer({ min: -16, max: 16 }), fc.constantFrom(-1, 0, 0, 1))
        .map(([steps, ms]) => at + steps * quarter + ms),
    },
    { weight: 2, arbitrary: fc.integer({ min: -40 * 24 * 4, max: 40 * 24 * 4 }).map((steps) => at + steps * quarter) },
  )

/** Cases over some zones, each with so many instants. */
export const anyCase = (zones: readonly string[], instants: number): fc.Arbitrary<Case> =>
  fc.tuple(focus(zones), fc.constantFrom(...zones), fc.constantFrom(...zones)).chain(([{ zone, at }, other, third]) => {
    const near = luxonClock(zone).wall(at)
    return fc
      .record({
        home: fc.oneof({ weight: 4, arbitrary: fc.constant(zone) }, { weight: 1, arbitrary: fc.constant(other) }),
        layers: layers(near, [zone, zone, other, third]),
        overrides: fc.array(override(near), { maxLength: 2 }),
        temporary: fc.array(
          fc
            .tuple(written(near), fc.array(fc.tuple(written(near), people), { maxLength: 2 }))
            .map(([span, shifts]) => ({
              ...span,
              name: 'party',
              shifts: shifts.map(([each, who]) => ({ ...each, people: who })),
            })),
          { maxLength: 1 },
        ),
        rare: fc.nat(9),
        away: fc.array(event(near), { maxLength: 2 }),
        holidays: fc.array(event(near), { maxLength: 3 }),
        changes: fc.array(change(near), { maxLength: 3 }),
        instants: fc.array(instant(at), { minLength: instants, maxLength: instants }),
      })
      .map(({ home, layers, overrides, temporary, rare, away, holidays, changes, instants }) => ({
        settings: oncallSchema.parse({
          people: { ana: { absences: ['away'], zone: other }, ben: { absences: ['holidays'] } },
          calendars: { away: { file: 'a.ics' }, holidays: { file: 'h.ics' } },
          schedules: {
            it: { zone: home, layers, overrides: rare < 4 ? overrides : [], temporary: rare < 2 ? temporary : [] },
          },
        }),
        events: { away, holidays },
        changes: rare % 2 === 0 ? changes : [],
        instants: instants.map((each) => Math.min(Math.max(each, 0), Date.UTC(2040, 11, 31))),
      }))
  })
