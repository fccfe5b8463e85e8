import type { Database } from '../../db/database.ts'
import type { Actor } from '../../kit/route.ts'

/** Writes what somebody did into the audit, in the transaction that did it. */
export type AuditNote = (tx: Database, by: Actor, action: string, subject: string, after: object) => Promise<void>

/** Somebody in words that stay readable when the account is gone. */
export function actorText(actor: Actor): string {
  if (actor.kind === 'nobody') return 'nobody'
  return actor.kind === 'user' || actor.kind === 'token' ? actor.name : `${actor.kind} ${actor.name}`
}
