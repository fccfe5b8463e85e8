/** The tests of routes that a book keeps: who is to be told of which alert, and how bad an incident it is. */
import { z } from 'zod'
import { SEVERITIES } from '../severity.ts'

const labels = z.record(z.string().min(1), z.string())

export const routeTestSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(200).optional().describe('What it is called; else its labels.'),
    labels: labels.describe('Of the alert.'),
    time: z.iso
      .datetime({ offset: true })
      .optional()
      .describe('When it fires; without it the time intervals of routes are not looked at.'),
    firing: z
      .array(labels)
      .max(100)
      .optional()
      .describe('Labels of other alerts that fire then, which may make it quiet by inhibit_rules.'),
    receivers: z.array(z.string().min(1)).optional().describe('Who is told by the routes, in any order; all of them.'),
    group_by: z
      .array(z.string().min(1))
      .optional()
      .describe("Labels every route that takes it groups by, in any order; ['...'] is all of them."),
    muted: z
      .union([z.boolean(), z.array(z.string().min(1))])
      .optional()
      .describe('Whether nobody hears of it then, by time intervals or inhibit_rules; or the receivers that do not.'),
    incident: z
      .enum([...SEVERITIES, 'none'])
      .optional()
      .describe('How bad an incident it makes, by incidents.rules and what its labels say; "none" for none.'),
  })
  .superRefine(({ receivers, group_by: groupBy, muted, incident, time, firing }, issues) => {
    const add = (path: string[], message: string) => issues.addIssue({ code: 'custom', path, message })
    if ([receivers, groupBy, muted, incident].every((each) => each === undefined))
      add([], 'expects nothing: say receivers, group_by, muted or incident')
    if (muted !== undefined && muted !== false && time === undefined && firing === undefined)
      add(['muted'], 'nothing mutes it without a time or something in firing')
  })

export type RouteTest = z.output<typeof routeTestSchema>
