/**
 * The JSON of the commands that talk to a server. Most of it is what the API answers, under a name and a version: the shapes are those of
 * the routes, so that neither can change without the other. The JSON of runs is that of local runs, wherever they are.
 */
import { z } from 'zod'
import { serverStatusSchema } from '../app/serve/status-route.ts'
import { auditProblemShape, auditRecordShape } from '../audit/routes.ts'
import { integrationShape } from '../http/integration-routes.ts'
import { tokenShape } from '../identity/own/routes.ts'
import { sessionShape } from '../identity/sign-in/routes.ts'
import { changeShape } from '../response/incident/changes-around.ts'
import { entryShape, incidentShape } from '../response/incident/incident-shape.ts'
import { suggestionShape } from '../response/incident/suggest/suggestion-shape.ts'
import { runnerShape } from '../runbook/remote/runner/routes.ts'
import { alertContracts } from './alert-contract.ts'
import { routeContracts } from './route-contract.ts'
import { silenceContracts } from './silence-contract.ts'

const server = z.string().describe('Address of the server')

const incidentOutput = z.object({
  schema: z.literal('opsbook.incident/v1'),
  incident: incidentShape,
  suggestions: z.array(suggestionShape).optional().describe('Of view'),
  timeline: z.array(entryShape).optional().describe('Of view and export'),
  changes: z.array(changeShape).optional().describe('Of view and export: what was changed around it'),
})

const incidentsOutput = z.object({ schema: z.literal('opsbook.incidents/v1'), incidents: z.array(incidentShape) })

const integrationOutput = z.union([
  integrationShape.extend({
    schema: z.literal('opsbook.integration/v1'),
    key: z.string().describe('Shown this once'),
    url: z.string(),
  }),
  z
    .object({ schema: z.literal('opsbook.integration/v1'), id: z.string(), name: z.string(), enabled: z.boolean() })
    .describe('After enable and disable'),
])

const integrationsOutput = z.object({
  schema: z.literal('opsbook.integrations/v1'),
  integrations: z.array(integrationShape),
})

const authOutput = z.union([
  sessionShape.extend({ schema: z.literal('opsbook.auth/v1'), server }).describe('Of status'),
  z
    .object({ schema: z.literal('opsbook.auth/v1'), server, user: z.string(), role: z.string() })
    .describe('Of login and setup'),
  z
    .object({ schema: z.literal('opsbook.auth/v1'), server, user: z.string().nullable(), ended: z.boolean() })
    .describe('Of logout; ended: the server knows'),
])

const tokenOutput = tokenShape.extend({
  schema: z.literal('opsbook.token/v1'),
  token: z.string().optional().describe('The token itself, once, when it is made'),
})

const tokensOutput = z.object({ schema: z.literal('opsbook.tokens/v1'), tokens: z.array(tokenShape) })

const runnerOutput = z.object({
  schema: z.literal('opsbook.runner/v1'),
  id: z.string(),
  name: z.string(),
  draining: z.boolean().optional().describe('Of drain'),
  server: server.optional().describe('Of enroll'),
})

const runnersOutput = z.object({ schema: z.literal('opsbook.runners/v1'), runners: z.array(runnerShape) })

const runnerInvitationOutput = z.object({
  schema: z.literal('opsbook.runner-invitation/v1'),
  name: z.string(),
  token: z.string().describe('Lets one runner in, once, for an hour'),
})

const auditOutput = z.object({ schema: z.literal('opsbook.audit/v1'), entries: z.array(auditRecordShape) })

const auditVerifyOutput = z.object({
  schema: z.literal('opsbook.audit-verify/v1'),
  ok: z.boolean(),
  records: z.int(),
  end: z.object({ seq: z.int(), hash: z.string() }).describe('The last entry that is as it was written'),
  anchored: z.int().describe('Up to here what was kept elsewhere vouches for it'),
  problem: auditProblemShape.nullable().describe('The first entry that is wrong'),
  anchorProblems: z.array(z.string()),
})

const auditAnchorOutput = z.object({
  schema: z.literal('opsbook.audit-anchor/v1'),
  file: z.string(),
  added: z.boolean().describe('False where there was nothing new to keep'),
})

const serverStatusOutput = serverStatusSchema.extend({ schema: z.literal('opsbook.server-status/v1'), server })

/** Name of the published schema file → schema. */
export const serverContracts = {
  ...alertContracts,
  ...routeContracts,
  ...silenceContracts,
  incident: incidentOutput,
  incidents: incidentsOutput,
  integration: integrationOutput,
  integrations: integrationsOutput,
  auth: authOutput,
  token: tokenOutput,
  tokens: tokensOutput,
  runner: runnerOutput,
  runners: runnersOutput,
  'runner-invitation': runnerInvitationOutput,
  audit: auditOutput,
  'audit-verify': auditVerifyOutput,
  'audit-anchor': auditAnchorOutput,
  'server-status': serverStatusOutput,
} as const
