import { createHash } from 'node:crypto'
import { createTransport } from 'nodemailer'
import { handOverGate } from './hand-over-gate.ts'
import type { EmailSettings } from './settings.ts'

function openPool({ smtp }: EmailSettings) {
  const pool = createTransport({
    ...{ pool: true, host: smtp.host, port: smtp.port, maxConnections: smtp.connections, maxMessages: 100 },
    ...{
      secure: smtp.security === 'tls',
      requireTLS: smtp.security === 'starttls',
      ignoreTLS: smtp.security === 'none',
    },
    ...(smtp.user !== undefined && smtp.password !== undefined && { auth: { user: smtp.user, pass: smtp.password } }),
    tls: { minVersion: 'TLSv1.2', ...(smtp.ca !== undefined && { ca: smtp.ca }) },
    ...{
      dnsTimeout: 5_000,
      connectionTimeout: 8_000,
      greetingTimeout: 8_000,
      socketTimeout: 15_000,
      idleTimeout: 20_000,
    },
    // A mail is text that was made here; nothing in it may name a file or an address to be fetched.
    ...{ disableFileAccess: true, disableUrlAccess: true, maxRequeues: 1 },
  })
  pool.use('stream', ({ data, message }, done) => {
    const { beforeHandOver } = data as { beforeHandOver?: () => Promise<void> }
    if (beforeHandOver) message?.transform(handOverGate(beforeHandOver))
    done()
  })
  return pool
}

type Pool = ReturnType<typeof openPool>

const MOST_POOLS = 8
const pools = new Map<string, Pool>()

/**
 * Warm connections to the mail server of these settings. Urgent mail has connections of its own, so that a page never stands behind a
 * hundred reminders. Settings that are gone lose their connections when others take their place.
 */
export function mailPool(settings: EmailSettings, isUrgent: boolean): Pool {
  const key = createHash('sha256')
    .update(JSON.stringify([settings.smtp, isUrgent]))
    .digest('hex')
  const pool = pools.get(key) ?? openPool(settings)
  pools.delete(key)
  pools.set(key, pool)
  if (pools.size > MOST_POOLS) closePool(pools.keys().next().value!)
  return pool
}

function closePool(key: string): void {
  pools.get(key)?.close()
  pools.delete(key)
}

export function closeMailPools(): void {
  for (const key of [...pools.keys()]) closePool(key)
}
