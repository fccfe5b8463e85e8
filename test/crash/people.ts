/** The first administrator and the first integration of a new server, made as a person makes them. */
import { expect, vi } from 'vitest'
import type { ServerProcess } from './server-process.ts'

export interface Access {
  /** For `/api/v1`. */
  readonly token: string
  /** Of the integration that speaks Alertmanager's API. */
  readonly key: string
}

export async function firstAccess(server: ServerProcess): Promise<Access> {
  // It takes work a moment before it has printed the link.
  const link = () => /\/setup#(\S+?)'?\s/.exec(server.said())?.[1]
  await vi.waitUntil(() => link() !== undefined, { timeout: 20_000 })
  const token = link()
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${server.url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    const given = (await answer.json()) as Record<string, string>
    expect({ status: answer.status, given }).toMatchObject({ status: 201 })
    return given
  }
  const password = 'nine quiet boats at dawn'
  const admin = await post('/auth/setup', { token, login: 'ana', name: 'Ana', password, keep: 'token' })
  const authorization = `Bearer ${admin.token}`
  const integration = await post(
    '/integrations',
    { name: 'prometheus', dialect: 'alertmanager-api', requestsPerMinute: 600_000 },
    { authorization },
  )
  return { token: admin.token!, key: integration.key! }
}
