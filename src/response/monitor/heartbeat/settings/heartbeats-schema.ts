/** The part of `opsbook.yaml` about heartbeats, which is also what the API takes. */
import { z } from 'zod'
import { nextCron, readCron } from '../cron.ts'
import { HEARTBEAT_SEVERITIES } from '../heartbeat.ts'
import { readTime } from './read-time.ts'

/** Other tools name them in addresses; Opsgenie's names may have spaces. */
export const heartbeatName = z
  .string()
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,98}[A-Za-z0-9])?$/,
    'a name has letters, digits, spaces, "." "_" and "-", 100 at most',
  )

const time = (leastMs: number, words: string) =>
  z
    .string()
    .refine((text) => readTime(text) !== undefined, 'a time is written like 30s, 5m, 1h30m or 7d')
    .refine((text) => (readTime(text) ?? leastMs) >= leastMs, words)

const cron = z.string().refine((text) => {
  const read = readCron(text)
  return read !== undefined && nextCron(read, 'UTC', new Date(0)) !== undefined
}, 'five fields of a crontab that come to pass some day, like "0 3 * * mon-fri"')

const labelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,99}$/, 'a label is named like team or team_name')

/** `matchers` brings the schema of a condition on labels, which belongs to alerts. */
export const heartbeatSchema = (matchers: z.ZodType<string>) =>
  z
    .strictObject({
      every: time(10_000, 'less than ten seconds apart is no heartbeat').optional().describe('How far apart: 5m, 1d.'),
      cron: cron.optional().describe('Or when, as in a crontab: "0 3 * * *".'),
      zone: z
        .string()
        .refine(isZone, 'there is no such time zone; they are named like Europe/Berlin')
        .optional()
        .describe('Whose clock "cron" is by; UTC if not said.'),
      early: time(0, '')
        .optional()
        .describe('What comes so much before a time of "cron" counts for it; 1m if not said.'),
      grace: time(1_000, 'a second at least').default('1m').describe('How long after its time it may still come.'),
      longestRun: time(1_000, 'a second at least')
        .optional()
        .describe('How long a run may take that said when it began; the grace if not said.'),
      severity: z.enum(HEARTBEAT_SEVERITIES).default('critical').describe('How bad its silence is.'),
      labels: z.record(labelName, z.string().max(1_000)).default({}).describe('Labels of its alert.'),
      matchers: z
        .array(matchers)
        .max(20)
        .default([])
        .describe('Alerts that fit count as a sign of life, and are no incident: [alertname="Watchdog"].'),
    })
    .refine(({ every, cron: at }) => (every === undefined) !== (at === undefined), 'either "every" or "cron" says when')
    .refine(({ cron: at, zone, early }) => at !== undefined || (zone ?? early) === undefined, {
      message: '"zone" and "early" belong to "cron"',
    })

export const heartbeatsSchema = (matchers: z.ZodType<string>) => z.record(heartbeatName, heartbeatSchema(matchers))

export type WrittenHeartbeat = z.output<ReturnType<typeof heartbeatSchema>>

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return /^[A-Za-z]/.test(name)
  } catch {
    return false
  }
}
