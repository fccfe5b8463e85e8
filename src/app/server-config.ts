/** The part of `opsbook.yaml` about the server. Secrets and the database are named by the environment, never here. */
import { z } from 'zod'
import { ROLES } from '../kit/permission.ts'

const listen = z
  .string()
  .regex(
    /^(?:\[[0-9a-fA-F:]+\]|[^\s:/]+):\d{1,5}$/,
    'an address to listen on is written like 127.0.0.1:8080 or [::]:8080',
  )

const role = z.enum(ROLES)

const oidcSchema = z.strictObject({
  name: z.string().min(1).max(50).default('Single sign-on').describe('What people know it as.'),
  issuer: z
    .string()
    .regex(
      /^https:\/\/[^\s?#]+$|^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?(?:\/[^\s?#]*)?$/,
      'an issuer is written like https://login.example.org; http is for this machine alone',
    )
    .describe('Address of the identity provider.'),
  clientId: z.string().min(1).describe('What the provider calls us.'),
  clientSecret: z
    .string()
    .regex(/^(?:env|file):./, 'a secret is written as env:NAME or file:PATH')
    .optional()
    .describe('Where the secret of the client lies: env:NAME or file:PATH.'),
  scope: z.string().min(1).default('openid email profile').describe('What is asked of the provider.'),
  groupsClaim: z.string().min(1).default('groups').describe('The claim that lists groups.'),
  roles: z.record(z.string().min(1), role).default({}).describe('Role by group; the highest counts, at every sign-in.'),
  defaultRole: role.optional().describe('Role of people in none of these groups; without it they stay outside.'),
  linkByEmail: z
    .boolean()
    .default(false)
    .describe('Lets people into the account that has their verified address already.'),
})

const backupsSchema = z.strictObject({
  folder: z
    .string()
    .regex(/^\//, 'a folder for backups is written as a whole path, like /var/backups/opsbook')
    .describe('Folder the backups are written into, best on another disk.'),
  keep: z.int().min(1).max(1_000).default(7).describe('How many are kept.'),
  at: z
    .string()
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time of day is written like 02:30')
    .default('02:30')
    .describe('When, in UTC.'),
})

export type BackupSettings = z.output<typeof backupsSchema>

const deadManSchema = z.strictObject({
  url: z
    .string()
    .regex(
      /^https?:\/\/\S+$|^(?:env|file):./,
      'an address begins with https://, or says where it lies: env:NAME or file:PATH',
    )
    .describe('What is asked for as long as all is well here; it is best kept out of the file: env:NAME or file:PATH.'),
  every: z
    .string()
    .regex(/^(?:[1-9]\d{0,3}s|[1-9]\d{0,2}m|[1-9]\d?h)$/, 'a time is written like 30s, 1m or 5m')
    .default('1m')
    .describe('How often.'),
})

export const serverConfigSchema = z
  .strictObject({
    url: z
      .string()
      .regex(/^https?:\/\/[^\s/?#@]+$/, 'the address people use is written like https://ops.example.org')
      .optional()
      .describe('Address people reach the server by; links in messages begin with it.'),
    listen: listen.default('127.0.0.1:8080').describe('Address and port to listen on; port 0 takes a free one.'),
    hosts: z.array(z.string().min(1)).default([]).describe('More names the server is reached by.'),
    trustedProxies: z
      .array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))
      .default([])
      .describe('Proxies whose X-Forwarded-For is believed.'),
    oidc: oidcSchema.optional().describe('Signing in by an identity provider; needs "url".'),
    egress: z
      .strictObject({
        allow: z
          .array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))
          .default([])
          .describe('Addresses and ranges of your own network that people may enter, like 10.20.0.0/16.'),
      })
      .prefault({})
      .describe('Where requests of the server may go.'),
    deadMan: deadManSchema
      .optional()
      .describe('Somebody outside who raises the alarm when this server falls silent, or is not well.'),
    auditAnchors: z
      .string()
      .min(1)
      .optional()
      .describe('File in which the end of the audit is kept, best on another machine; only ever added to.'),
    backups: backupsSchema.optional().describe('A backup a day, proved by restoring it.'),
    capacity: z.int().min(10).max(100_000).default(2_000).describe('Requests at a time; more are asked to come again.'),
  })
  .refine(({ oidc, url }) => !oidc || url !== undefined, {
    path: ['oidc'],
    error: 'signing in by a provider needs "url": it sends people back there',
  })

export type ServerConfig = z.output<typeof serverConfigSchema>
