import { z } from 'zod'
import { isTimeZone } from '../time-interval/local-time.ts'
import {
  type ReadRange,
  readClock,
  readDaysOfMonth,
  readMonths,
  readWeekdays,
  readYears,
} from '../time-interval/read-range.ts'

/** YAML reads `2024` and `5` as numbers where Alertmanager takes them as text. */
const ranges = (read: (text: string) => ReadRange) =>
  z.array(
    z.union([z.string(), z.int()]).superRefine((written, issues) => {
      const result = read(String(written))
      if (!result.ok) issues.addIssue({ code: 'custom', message: result.problem })
    }),
  )

const clock = z
  .string()
  .refine((text) => readClock(text) !== undefined, 'a time of day is written like 09:00, up to 24:00')

const calendarSchema = z.strictObject({
  times: z
    .array(
      z
        .strictObject({ start_time: clock, end_time: clock })
        .refine(
          ({ start_time: start, end_time: end }) => (readClock(start) ?? 0) < (readClock(end) ?? 1),
          'the end comes after the start; a night is two ranges',
        ),
    )
    .optional(),
  weekdays: ranges(readWeekdays).optional().describe('monday:friday'),
  days_of_month: ranges(readDaysOfMonth).optional().describe('1:5, -3:-1'),
  months: ranges(readMonths).optional().describe('january:march, 1:3'),
  years: ranges(readYears).optional().describe('2024:2026'),
  location: z
    .string()
    .refine(isTimeZone, 'there is no such time zone; they are named like Europe/Berlin')
    .optional()
    .describe('The time zone; UTC if not said.'),
})

export const timeIntervalSchema = z.strictObject({
  name: z.string().min(1),
  time_intervals: z.array(calendarSchema),
})

export type TimeIntervalSettings = z.infer<typeof timeIntervalSchema>
