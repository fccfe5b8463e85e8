/** The part of `opsbook.yaml` about who is on call. */
import { z } from 'zod'
import { LOGIN_PATTERN } from '../../../identity/user.ts'
import { readClock, readDay } from '../zone/local-date.ts'
import { isZoneName } from '../zone/zone-name.ts'
import { findOncallProblems } from './find-oncall-problems.ts'
import { readEvery, readMoment, readWeekdays, readWeekTime } from './read-words.ts'

const LOGIN_RULE = 'a login is in lower case, like ana or ben.k'
const NAME = /^[a-z0-9](?:[a-z0-9._-]{0,58}[a-z0-9])?$/

const login = z.string().regex(LOGIN_PATTERN, LOGIN_RULE)
const logins = z.array(login).min(1).max(50)
const zone = z.string().refine(isZoneName, 'a zone is named like Europe/Berlin')
const name = z.string().regex(NAME, 'a name has lower-case letters, digits, dots and dashes')
const clock = z.string().refine((text) => (readClock(text) ?? Infinity) < 86_400_000, 'a time is written like "09:00"')
const day = z.string().refine((text) => readDay(text) !== undefined, 'a day is written like 2026-01-05')
const moment = z
  .string()
  .refine(
    (text) => readMoment(text) !== undefined,
    'a moment is written like 2026-01-05T09:00, by the schedule’s clock',
  )
const weekTime = z
  .string()
  .refine((text) => readWeekTime(text) !== undefined, 'a time is written like "09:00", with a weekday like "fri 17:00"')
const calendarNames = z.array(name).min(1).max(20)

const windowSchema = z.strictObject({
  days: z
    .array(z.string().refine((text) => readWeekdays(text) !== undefined, 'days are written like mon or mon-fri'))
    .min(1)
    .optional()
    .describe('Days on which it begins; without, each day.'),
  from: weekTime.default('00:00').describe('"09:00"; "fri 17:00" opens once a week.'),
  to: weekTime.default('24:00').describe('Not later than "from": on the next day.'),
})
const windows = z.array(windowSchema).min(1).max(50)

const rotationSchema = z.strictObject({
  every: z
    .string()
    .refine((text) => readEvery(text) !== undefined, 'written like day, week, 2 weeks, month or 12 hours')
    .describe('How long a turn is: hour, day, week or month, or a number of them: 2 weeks.'),
  on: z
    .union([z.string(), z.int()])
    .optional()
    .describe('Day of the hand-off: monday for weeks; 15, first monday or last friday for months.'),
  at: clock.default('00:00').describe('Time of the hand-off by the clock of the zone.'),
  from: day.describe('The first turn begins with the first hand-off from this day on.'),
  until: day.optional().describe('Day of the last hand-off: to nobody.'),
  people: z
    .array(z.union([login, logins]))
    .min(1)
    .max(200)
    .describe('Logins in their order; a list of logins is a turn of several together.'),
})

const layerSchema = z.strictObject({
  name: name.describe('Shown wherever it is told why somebody is on.'),
  priority: z
    .int()
    .min(-1000)
    .max(1000)
    .optional()
    .describe('The highest that has somebody is on; equal ones together. Without, its place in the list, from 1.'),
  zone: zone.optional().describe('Its clock, for teams elsewhere; without, the clock of the schedule.'),
  rotation: rotationSchema.optional().describe('People who take turns.'),
  people: logins.optional().describe('People who are on all the time, instead of a rotation.'),
  restrict: windows.optional().describe('Only in these hours.'),
  during: calendarNames.optional().describe('Only during what these calendars have.'),
  except: calendarNames.optional().describe('Not during what these calendars have: holidays.'),
})

const stretch = { from: moment, until: moment }

const temporarySchema = z.strictObject({
  name: z.string().min(1).max(100).describe('Why: what people read.'),
  ...stretch,
  shifts: z
    .array(z.strictObject({ ...stretch, people: logins }))
    .max(500)
    .describe('Who is on instead of all layers. Where it has nobody, nobody is on.'),
})

const overrideSchema = z.strictObject({
  ...stretch,
  add: logins.optional().describe('On, too.'),
  remove: logins.optional().describe('Not on.'),
  replace: login.optional().describe('This person by those of "with"; without it, everybody by them.'),
  with: logins.optional(),
  why: z.string().max(300).optional(),
})

const scheduleSchema = z.strictObject({
  description: z.string().max(1000).optional(),
  zone: zone.describe('Whose clocks its times are read by: Europe/Berlin.'),
  covers: windows
    .optional()
    .describe('Hours in which somebody has to be on; without, always. A gap elsewhere is none.'),
  layers: z.array(layerSchema).min(1).max(50).describe('Later ones beat earlier ones where both have somebody.'),
  temporary: z.array(temporarySchema).max(200).default([]).describe('Stretches with people of their own.'),
  overrides: z.array(overrideSchema).max(500).default([]).describe('Known beforehand; others are made on the server.'),
})

const calendarSchema = z.strictObject({
  file: z.string().min(1).max(500).describe('An .ics file, relative to this file and not outside of its folder.'),
})

const personSchema = z.strictObject({
  zone: zone.optional().describe('Their own clock: days off are read by it, and their shifts are shown in it.'),
  absences: calendarNames.optional().describe('Calendars of when they are away: the next one in the row stands in.'),
})

export const oncallSchema = z
  .strictObject({
    people: z
      .record(login, personSchema)
      .default({})
      .describe('Who can be on call. Where anybody is named here, a schedule may name nobody else.'),
    calendars: z.record(name, calendarSchema).default({}).describe('Holidays and absences, as iCalendar.'),
    schedules: z.record(name, scheduleSchema).default({}).describe('Who is on call, by name.'),
  })
  .superRefine((settings, issues) => {
    for (const { path, message } of findOncallProblems(settings)) issues.addIssue({ code: 'custom', path, message })
  })

export type OncallSettings = z.output<typeof oncallSchema>
export type ScheduleSettings = z.output<typeof scheduleSchema>
export type LayerSettings = z.output<typeof layerSchema>
export type RotationSettings = z.output<typeof rotationSchema>
export type WindowSettings = z.output<typeof windowSchema>
