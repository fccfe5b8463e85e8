/** What the commands about incidents share: the shape of an answer, a request that may be repeated, how one is named. */
import { randomUUID } from 'node:crypto'
import type { Call } from './command.ts'
import { usageFailure } from './failure.ts'
import { type ServerFlags, type ServerRequest, serverClient } from './server-client.ts'

interface Named {
  id: string
  name: string
}

/** An incident as the server shows it; what the commands print of it. */
export interface ShownIncident {
  id: string
  number: number
  kind: 'normal' | 'drill' | 'maintenance'
  title: string
  service: string | null
  severity: string
  severityName: string
  status: 'open' | 'acknowledged' | 'mitigated' | 'resolved' | 'merged'
  openedAt: string
  acknowledgedAt: string | null
  acknowledgedBy: Named | null
  mitigatedAt: string | null
  resolvedAt: string | null
  mergedInto: string | null
  links: readonly { incident: string; relation: string }[]
  alerts: { attached: number; firing: number }
  runs: readonly { run: string; procedure: string; outcome: string | null; exitCode: number | null }[]
  roles: readonly { role: string; holder: Named | null; offer: { to: Named } | null }[]
  clocks: readonly { kind: string; state: string; dueAt: string | null }[]
  updateDue: { dueAt: string; overdue: boolean } | null
  version: number
}

type ServerCall = Pick<Call<ServerFlags>, 'flags' | 'env'>

/** The path of an incident by what was typed: a number, with or without `#` or `INC-`, or an id. */
export function incidentPath(typed: string): string {
  const name = /^(?:#|inc-)?(\d{1,15})$/i.exec(typed)?.[1] ?? (/^incident_\w{1,80}$/.test(typed) ? typed : undefined)
  if (name === undefined)
    throw usageFailure('invalid-value', `"${typed}" names no incident`, 'It has a number: opsbook incident list')
  return `/incidents/${name}`
}

/** Asks for a change. Its key makes a repetition on the way to the server harmless. */
export function changeIncident(
  call: ServerCall,
  path: string,
  { method = 'POST', body }: Pick<ServerRequest, 'method' | 'body'>,
): Promise<ShownIncident> {
  const headers = { 'idempotency-key': randomUUID() }
  return serverClient(call).ask<ShownIncident>(path, { method, body: body ?? {}, headers })
}
