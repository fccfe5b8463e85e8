/** Runs of a server, as the commands about runs need them. */
import { findRun } from '../runbook/record/find-run.ts'
import { EXIT } from './exit-code.ts'
import { Failure, usageFailure } from './failure.ts'
import type { ServerClient } from './server-client.ts'

/** A run as the server shows it. */
export interface ServerRun {
  readonly id: string
  readonly title: string
  readonly page: string
  readonly procedure: string
  readonly planHash: string
  readonly state: 'queued' | 'running' | 'waiting' | 'lost' | 'finished'
  readonly result: string | null
  readonly waitsFor: 'person' | 'approval' | 'resume' | null
  readonly reason: string | null
  readonly runner: string | null
  readonly requestedBy: string
  readonly requestedAt: string
  readonly startedAt: string | null
  readonly durationMs: number | null
  readonly headHash: string | null
  readonly events: number
  readonly output: number
}

/** The path of the run somebody named: its name, its beginning or end, or `last`. */
export async function serverRunPath(client: ServerClient, wanted: string): Promise<string> {
  const query = wanted === 'last' ? {} : { name: wanted }
  const MOST = 7
  const found = await client.list<ServerRun>('/runs', query, wanted === 'last' ? 1 : MOST)
  const search = findRun(found.map(({ id }) => id).toReversed(), wanted)
  if ('run' in search) return `/runs/${encodeURIComponent(search.run)}`
  if ('ambiguous' in search) {
    const many = found.length === MOST ? `${MOST} runs or more` : `${found.length} runs`
    throw usageFailure('ambiguous-run', `"${wanted}" fits ${many}`, `Name more of it: ${search.ambiguous.join(', ')}`)
  }
  const message = `there is no run "${wanted}" at ${client.url}`
  const hint = 'opsbook runs list --on-server shows the runs there are'
  throw new Failure({ code: 'journal/missing', message, hint, exit: EXIT.notFound })
}
