/** The part of `opsbook.yaml` about who is paged: policies, and which incident follows which. */
import { z } from 'zod'
import { duration, matcherText } from '../../alert/settings/field-schemas.ts'
import { readPrometheusDuration } from '../../alert/settings/prometheus-duration.ts'
import { isTimeZone } from '../../alert/time-interval/local-time.ts'
import { readClock } from '../../alert/time-interval/read-range.ts'
import { INCIDENT_KINDS } from '../../incident/incident.ts'
import { SEVERITIES } from '../../incident/severity.ts'
import { findPagingProblems } from './find-paging-problems.ts'
import { readDays } from './hours.ts'

const name = z.string().min(1).max(100)
const severities = z.array(z.enum(SEVERITIES)).min(1)
const clock = z
  .string()
  .refine((text) => readClock(text) !== undefined, 'a time of day is written like "09:00", up to "24:00"')
const atLeast = (ms: number, why: string) => duration.refine((text) => (readPrometheusDuration(text) ?? ms) >= ms, why)

const writtenTarget = z
  .strictObject({
    user: name.optional().describe('A person, by login.'),
    schedule: name.optional().describe('Whoever is on call in it then.'),
    team: name.optional().describe('Everybody of a team.'),
  })
  .refine(
    (target) => Object.values(target).filter((each) => each !== undefined).length === 1,
    'names one of user, schedule, team',
  )

const writtenHours = z
  .strictObject({
    zone: z.string().refine(isTimeZone, 'there is no such time zone; they are named like Europe/Berlin'),
    days: z
      .array(z.string().refine((text) => readDays(text) !== undefined, 'days are written like mon or mon-fri'))
      .min(1)
      .optional()
      .describe('[mon-fri], [sat, sun]; every day if not said.'),
    from: clock.optional(),
    to: clock.optional().describe('Before "from" it means the next day.'),
  })
  .refine(({ from = '00:00', to = '24:00' }) => from !== to, 'begins when it ends')

const conditions = {
  severity: severities.optional().describe('Only for incidents of these.'),
  during: name.optional().describe('Only within these hours.'),
  outside: name.optional().describe('Only outside of these hours.'),
}

const writtenStep = z.strictObject({
  after: duration
    .optional()
    .describe('How long since the step before it reached somebody; at once for the first one, else 5m.'),
  notify: z.array(writtenTarget).min(1).max(50),
  roundRobin: z.boolean().default(false).describe('One of its people at a time, in turn from incident to incident.'),
  if: z
    .enum(['not-acked', 'not-resolved'])
    .default('not-acked')
    .describe('"not-resolved" notifies also when somebody has it already.'),
  ...conditions,
})

const writtenPolicy = z.strictObject({
  steps: z.array(writtenStep).min(1).max(50),
  repeat: z.int().min(0).max(20).default(0).describe('How often all steps are gone through again.'),
  fallback: z
    .array(writtenTarget)
    .min(1)
    .max(50)
    .describe('Who is paged when nobody answered, or nobody could be reached.'),
  fallbackAfter: atLeast(60_000, 'people need a minute to answer')
    .default('5m')
    .describe('From the last step to the next round, and to the fallback.'),
  ackTimeout: z
    .union([duration, z.partialRecord(z.enum(SEVERITIES), atLeast(60_000, 'people need a minute'))])
    .optional()
    .describe('Who acknowledged and has it neither mitigated nor resolved after this long does not have it any more.'),
})

const writtenRoute = z.strictObject({
  ...conditions,
  service: z.union([name, z.array(name).min(1)]).optional(),
  kind: z.array(z.enum(INCIDENT_KINDS)).min(1).optional().describe('[normal, drill] if not said.'),
  matchers: z.array(matcherText).optional().describe('Conditions on the labels of the alert that opened it.'),
  policy: name.describe('Name of a policy; "none" pages nobody.'),
})

/** Keys of `paging` that are about who is paged. */
export const pagingShape = {
  policies: z.record(name, writtenPolicy).default({}).describe('Who is told when, by name.'),
  routes: z
    .array(writtenRoute)
    .default([])
    .describe('Which incident follows which policy; the first that fits. Without one, the policy "default".'),
  hours: z
    .record(name, z.union([writtenHours, z.array(writtenHours).min(1)]))
    .default({})
    .describe('Hours that steps and routes name.'),
}

/** Says what is wrong between them. */
export function sayPagingProblems(settings: PagingSettings, issues: z.RefinementCtx): void {
  for (const { path, message } of findPagingProblems(settings)) issues.addIssue({ code: 'custom', path, message })
}

export const pagingSchema = z.strictObject(pagingShape).superRefine(sayPagingProblems)

export type PagingSettings = z.output<z.ZodObject<typeof pagingShape>>
