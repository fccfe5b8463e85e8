/** `opsbook.yaml`: the one schema of what a team may say about its book. Every key is optional. */
import { z } from 'zod'
import { alertingSchema } from '../response/alert/settings/alerting-schema.ts'
import { matcherText } from '../response/alert/settings/field-schemas.ts'
import { routeTestSchema } from '../response/incident/route-test/route-test-schema.ts'
import { incidentsSchema } from '../response/incident/settings/incidents-schema.ts'
import { heartbeatsSchema } from '../response/monitor/heartbeat/settings/heartbeats-schema.ts'
import { oncallSchema } from '../response/oncall/settings/oncall-schema.ts'
import { unknownSchedules } from '../response/page/policy/find-paging-problems.ts'
import { pagingConfigSchema } from './paging-config.ts'
import { runConfigSchema } from './run-config.ts'
import { serverConfigSchema } from './server-config.ts'

const severity = z.enum(['off', 'info', 'warning', 'error'])
const rules = z.record(z.string().regex(/^RB\d{3}$/, 'a rule is named like RB301'), severity)
const globs = z.array(z.string().min(1))

export const configSchema = z
  .strictObject({
    book: z.string().min(1).default('.').describe('Folder of the pages, relative to this file.'),
    include: globs.default([]).describe('Globs of pages, relative to this file; none means every page.'),
    exclude: globs.default([]).describe('Globs of files and folders that are not part of the book.'),
    profile: z
      .enum(['default', 'executable'])
      .default('default')
      .describe('"executable" raises the rules that matter when commands are run from the pages.'),
    rules: rules.default({}).describe('Severity by rule.'),
    overrides: z
      .array(z.strictObject({ files: globs.min(1), rules }))
      .default([])
      .describe('Severities for some pages; later entries win.'),
    severities: z
      .record(z.string(), z.string())
      .default({})
      .describe('Alias of an incident severity and the name it stands for, for books that mix scales on purpose.'),
    variables: z.array(z.string()).default([]).describe('Variables every operator has set.'),
    namespaceConfigured: z
      .boolean()
      .default(false)
      .describe(
        'True when the Kubernetes namespace comes from the operator’s context, so that commands need not name it.',
      ),
    generatedRoutes: globs
      .default([])
      .describe('Link targets that a site generator makes; they are not looked for on disk.'),
    owner: z.string().min(1).optional().describe('Owner of every page that names none.'),
    variants: z
      .array(z.string().min(1))
      .default([])
      .describe('The ways to take wherever a page gives several, chosen once for the whole book: systemd, docker.'),
    run: runConfigSchema.prefault({}).describe('How procedures are carried out.'),
    alerting: alertingSchema
      .safeExtend({
        tests: z
          .array(routeTestSchema)
          .max(1000)
          .optional()
          .describe('Who is to be told of which alert: checked by "opsbook alert routes test" and "opsbook check".'),
      })
      .optional()
      .describe('Who is told of which alert, as Alertmanager has it: route, receivers, inhibit_rules, time_intervals.'),
    incidents: incidentsSchema
      .prefault({})
      .describe(
        'Which alerts are incidents, and how bad: the first rule that fits decides, else what the sender says.',
      ),
    heartbeats: heartbeatsSchema(matcherText)
      .default({})
      .describe('What has to be heard of again and again, by name: jobs, pipelines of alerts, other servers.'),
    oncall: oncallSchema.optional().describe('Who is on call when: people, calendars, schedules.'),
    paging: pagingConfigSchema
      .prefault({})
      .describe('Who is paged for which incident, in which order, until somebody has it; and how people are told.'),
    server: serverConfigSchema.prefault({}).describe('How "opsbook serve" is reached.'),
    baselineFile: z.string().min(1).optional().describe('File of accepted findings, relative to this file.'),
    alerts: globs.default([]).describe('Files with alert rules that their names do not give away.'),
    test: z
      .strictObject({
        include: globs
          .default([])
          .describe('Pages that are tested although they do not ask for it; only local tools run.'),
        documents: globs
          .default([])
          .describe('Test documents of cram, scrut, trycmd, mdx, byexample and clitest whose commands run for real.'),
        evidenceDays: z.int().min(1).default(90).describe('How long a page counts as verified after it was tested.'),
      })
      .prefault({})
      .describe('What "opsbook test" takes, with globs relative to this file, and how long its evidence holds.'),
    baseline: z
      .strictObject({
        documents: z.array(z.string().min(1)).default(['operations', 'runbook', 'troubleshooting']),
        symptoms: z.int().min(0).default(30),
        procedures: z.int().min(0).default(1),
      })
      .prefault({})
      .describe(
        'What "opsbook baseline" demands: the documents, and how many symptom rows and procedures there must be.',
      ),
  })
  .superRefine(({ oncall, paging }, issues) => {
    for (const { path, message } of unknownSchedules(paging.policies, Object.keys(oncall?.schedules ?? {})))
      issues.addIssue({ code: 'custom', path: ['paging', 'policies', ...path], message })
  })
  .meta({ title: 'opsbook.yaml', description: 'Settings of a book of operations documents.' })

/** The settings of a book with every default filled in. */
export type BookConfig = z.infer<typeof configSchema>
