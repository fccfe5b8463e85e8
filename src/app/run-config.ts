/** The part of `opsbook.yaml` about carrying procedures out: how far, how long, where, and with what. */
import { z } from 'zod'
import { variableProblem } from '../runbook/run/session/environment.ts'

const name = z.string().min(1)
const duration = z.string().regex(/^\d{1,6}(?:s|m|h)$/, 'a time is written like 30s, 5m or 2h')
/** Places a secret can lie in; a password itself is never written into a file of the repository. */
const secretPlace = z
  .string()
  .regex(
    /^(?:env:[A-Za-z_]\w*|file:\/.+)$/,
    'a secret is named by its place, like env:PGPASSWORD or file:/run/secrets/db',
  )
/** Relative to what would be another question for every command that reads it. */
const ownPath = z.string().regex(/^~?\/./, 'a path begins with / or ~/')
const port = z.int().min(1).max(65_535)
const webAddress = z
  .string()
  .regex(
    /^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/,
    'an address is written like http://prometheus:9090, without a password',
  )

const targetName = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,62}$/, 'a name has letters, digits, ".", "_" and "-"')
  .refine((text) => text !== 'person', 'this name stands for the people of a run')

const target = z
  .strictObject({
    local: z.literal(true).optional().describe('This machine.'),
    ssh: name.optional().describe('Host, or its alias in the ssh configuration.'),
    docker: name.optional().describe('A running container.'),
    podman: name.optional().describe('A running container.'),
    kubectl: name.optional().describe('A pod, or a kind and a name: deployment/web.'),
    user: name.optional().describe('Login at the host or in the container.'),
    port: port.optional().describe('ssh: the port.'),
    identityFile: ownPath.optional().describe('ssh: the file of the private key.'),
    configFile: ownPath.optional().describe('ssh: another configuration than ~/.ssh/config.'),
    namespace: name.optional().describe('kubectl: the namespace.'),
    container: name.optional().describe('kubectl: the container of the pod.'),
    context: name.optional().describe('kubectl: the context.'),
  })
  .superRefine((given, issues) => {
    const message = targetProblem(given)
    if (message !== undefined) issues.addIssue({ code: 'custom', message })
  })

const KINDS = ['local', 'ssh', 'docker', 'podman', 'kubectl'] as const
const BELONGS: Readonly<Record<string, readonly (typeof KINDS)[number][]>> = {
  user: ['ssh', 'docker', 'podman'],
  port: ['ssh'],
  identityFile: ['ssh'],
  configFile: ['ssh'],
  namespace: ['kubectl'],
  container: ['kubectl'],
  context: ['kubectl'],
}

function targetProblem(given: Readonly<Record<string, unknown>>): string | undefined {
  const kinds = KINDS.filter((kind) => given[kind] !== undefined)
  if (kinds.length !== 1)
    return `a target is one of ${KINDS.join(', ')}, and this one is ${kinds.join(' and ') || 'none'}`
  const wrong = Object.keys(given).find((key) => BELONGS[key]?.includes(kinds[0]!) === false)
  return wrong === undefined ? undefined : `"${wrong}" means nothing for ${kinds[0]}`
}

const psql = z
  .strictObject({
    service: name.optional().describe('Name of the connection in pg_service.conf.'),
    host: name.optional(),
    port: port.optional(),
    database: name.optional(),
    user: name.optional(),
    passwordFile: z.string().startsWith('/').optional().describe('A PGPASSFILE at the target.'),
    password: secretPlace.optional().describe('Where the password lies: env:NAME or file:PATH.'),
  })
  .refine(({ service, host, database }) => (service ?? host ?? database) !== undefined, {
    message: 'name the connection: service, host or database',
  })

const argv = z.array(z.string().min(1)).min(1).describe('Program and arguments; the text comes on its standard input.')
const command = z.strictObject({ command: argv })

/** Refuses settings that say two things at once, or none. */
const oneOf = (...keys: readonly string[]) => ({
  check: (given: object) => keys.filter((key) => key in given).length === 1,
  message: `say one of ${keys.join(', ')}`,
})
const sqlForms = oneOf('psql', 'command')
const promqlForms = oneOf('prometheus', 'command')

const executors = z
  .object({
    sql: z
      .strictObject({ psql: psql.optional(), command: argv.optional() })
      .refine(sqlForms.check, sqlForms.message)
      .optional()
      .describe('The database that is asked, at the target.'),
    promql: z
      .strictObject({
        prometheus: webAddress.optional(),
        token: secretPlace.optional().describe('Where its bearer token lies: env:NAME or file:PATH.'),
        command: argv.optional(),
      })
      .refine(promqlForms.check, promqlForms.message)
      .optional()
      .describe('The Prometheus that is asked, from this machine.'),
    http: z
      .union([z.literal(true), z.strictObject({ redirects: z.int().min(0).max(10) }), command], {
        error: 'write true, or how many redirections are followed: { redirects: 3 }',
      })
      .optional()
      .describe('Requests are sent from this machine; redirections are followed only where they are counted here.'),
  })
  .catchall(command)
  .superRefine((given, issues) => {
    for (const language of ['bash', 'sh'])
      if (language in given)
        issues.addIssue({ code: 'custom', path: [language], message: 'shell runs in a session and has no executor' })
  })

const effect = z.enum(['read-only', 'changing', 'destructive', 'unknown'])
const risk = z.enum(['read-only', 'changing', 'destructive', 'unknown', 'interactive', 'never-ending', 'privileged'])
const policy = z.strictObject({
  autoRun: z.array(risk).default(['read-only']).describe('Risks that run without a question in every mode.'),
  unattendedChanges: z.boolean().default(false).describe('Changes may run without a person under --yes-changes.'),
  approvals: z
    .array(
      z.strictObject({
        effects: z.array(effect).min(1),
        count: z.int().min(1).max(20).default(1),
        of: z.array(name).default([]).describe('Groups whose members may approve; empty means anybody.'),
        twoPerson: z.boolean().default(false).describe('Whoever asks for the run cannot approve it.'),
      }),
    )
    .default([])
    .describe('Who has to agree before steps of these effects.'),
})

const variable = z.string().superRefine((text, issues) => {
  const message = variableProblem(text)
  if (message !== undefined) issues.addIssue({ code: 'custom', message })
})

export const runConfigSchema = z
  .strictObject({
    environment: z.array(variable).default([]).describe('Further variables of this process that local steps see.'),
    policy: policy.prefault({}).describe('How far a run may go by itself, and who has to agree.'),
    timeouts: z
      .strictObject({
        step: duration.default('5m').describe('For a step that says nothing about its time.'),
        verification: duration.default('2m').describe('How long a check is tried again until it holds.'),
        poll: duration.default('2s').describe('How often.'),
      })
      .prefault({}),
    targets: z.record(targetName, target).default({}).describe('Where steps can run, by name.'),
    groups: z.record(targetName, z.array(targetName).min(1)).default({}).describe('Targets that are named together.'),
    executors: executors.default({}).describe('What carries out blocks of other languages than shell, by language.'),
  })
  .superRefine(({ targets, groups }, issues) => {
    if (targets.local && targets.local.local !== true)
      issues.addIssue({ code: 'custom', path: ['targets', 'local'], message: 'this name is always this machine' })
    for (const [group, members] of Object.entries(groups)) {
      if (Object.hasOwn(targets, group))
        issues.addIssue({ code: 'custom', path: ['groups', group], message: 'a target has this name too' })
      for (const [index, member] of members.entries())
        if (!Object.hasOwn(targets, member) && member !== 'local')
          issues.addIssue({ code: 'custom', path: ['groups', group, index], message: `there is no target "${member}"` })
    }
  })

export type RunConfig = z.infer<typeof runConfigSchema>
export type TargetConfig = RunConfig['targets'][string]
