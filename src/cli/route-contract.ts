/** The JSON of the commands about the routes of a book. It only grows. */
import { z } from 'zod'
import { shownRoutingSchema } from '../response/alert/show/shown-routing.ts'

const names = z.array(z.string())
const fate = {
  receivers: names.describe('Who is told by the routes.'),
  muted: names.describe('Of them, those that do not hear of it then.'),
  groupBy: z.array(names).describe('One list a route that takes it; ["..."] is all labels.'),
  incident: z.string().describe('P0 to P3, or none.'),
}

const routeTestsOutput = z.object({
  schema: z.literal('opsbook.route-tests/v1'),
  file: z.string(),
  passed: z.boolean(),
  tests: z.array(
    z.object({
      ...{ name: z.string(), line: z.int().min(1), passed: z.boolean() },
      failures: z.array(z.object({ what: z.string(), expected: z.string(), actual: z.string() })),
      ...fate,
    }),
  ),
})

const routeExplanationOutput = z.object({
  schema: z.literal('opsbook.route-explanation/v1'),
  labels: z.record(z.string(), z.string()),
  time: z.string().optional(),
  ...fate,
  incidentWhy: z.string(),
  routing: shownRoutingSchema,
})

/** Name of the published schema file → schema. */
export const routeContracts = {
  'route-tests': routeTestsOutput,
  'route-explanation': routeExplanationOutput,
} as const
