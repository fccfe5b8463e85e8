/** The part of `opsbook.yaml` about the server. Secrets and the database are named by the environment, never here. */
import { z } from 'zod'

const listen = z
  .string()
  .regex(
    /^(?:\[[0-9a-fA-F:]+\]|[^\s:/]+):\d{1,5}$/,
    'an address to listen on is written like 127.0.0.1:8080 or [::]:8080',
  )

export const serverConfigSchema = z.strictObject({
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
  capacity: z.int().min(10).max(100_000).default(2_000).describe('Requests at a time; more are asked to come again.'),
})

export type ServerConfig = z.output<typeof serverConfigSchema>
