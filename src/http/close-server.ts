import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'

/** Takes nothing new, lets what is being answered end, and cuts off streams and what takes longer than `graceMs`. */
export async function closeServer(server: FastifyInstance, graceMs: number): Promise<void> {
  const closing = server.close()
  const cut = new AbortController()
  void sleep(graceMs, undefined, { signal: cut.signal })
    .then(() => server.server.closeAllConnections())
    .catch(() => undefined)
  await closing
  cut.abort()
}
