/** Who sends a request? Asked for each one, answered by the store alone. */
import type { Database } from '../../db/database.ts'
import type { Permission } from '../../kit/permission.ts'
import type { Actor } from '../../kit/route.ts'
import { noteTokenUse, usableToken } from '../api-token/store.ts'
import { isOurOwnRequest, ownOrigins } from '../csrf.ts'
import { type Presented, presentedBy } from '../presented.ts'
import { type AskStanding, allowed, type Rights } from '../role.ts'
import { judgeSession, shouldNoteUse } from '../session.ts'
import { findSession, noteSessionUse } from '../sign-in/store.ts'
import { matches } from '../token.ts'

export interface Gate {
  readonly db: Database
  /** The public address is https. */
  readonly secure: boolean
  /** Address people use, where it is configured. */
  readonly publicUrl?: string | undefined
  /** What a person is in an incident at this moment; nobody is anything where absent. */
  readonly standingIn?: AskStanding
}

export interface AskedBy {
  readonly method: string
  readonly headers: Readonly<Record<string, string | undefined>>
}

type Known = {
  readonly actor: Actor
  readonly permissions: ReadonlySet<Permission>
  /** What they may do in one incident, by what they are there when it is asked. */
  readonly inIncident: (incident: string) => Promise<ReadonlySet<Permission>>
}
type Unknown = { readonly reason: 'missing' | 'invalid' | 'cross-site' }

/** The person behind a request, by session or API token, with what they may do at this moment; or why not. */
export async function authenticate(gate: Gate, asked: AskedBy): Promise<Known | Unknown> {
  const presented = presentedBy(asked.headers, gate.secure)
  if (typeof presented === 'string') return { reason: presented }
  if (presented.kind === 'api') return byToken(gate, presented)
  const isOwnOrigin = ownOrigins(gate.publicUrl, asked.headers.host)
  if (presented.via === 'cookie' && !isOurOwnRequest({ ...asked, isOwnOrigin }, presented.secret))
    return { reason: 'cross-site' }
  return bySession(gate, presented)
}

async function byToken(gate: Gate, { publicId, secret }: Presented): Promise<Known | Unknown> {
  const { db } = gate
  const token = await usableToken(db, publicId)
  if (!token || !matches(secret, token.digest)) return { reason: 'invalid' }
  if (shouldNoteUse(token.lastUsedAt, new Date())) await noteTokenUse(db, token.id)
  const { user, scope } = token
  return {
    actor: { kind: 'token', id: token.id, name: `${user.name} (${token.name})`, userId: user.id },
    ...rightsOf(gate, user.id, { role: user.role, scope }),
  }
}

async function bySession(gate: Gate, { publicId, secret }: Presented): Promise<Known | Unknown> {
  const { db } = gate
  const session = await findSession(db, publicId)
  if (!session || !matches(secret, session.digest)) return { reason: 'invalid' }
  const verdict = judgeSession(session, session.user, session.now)
  if (verdict.is === 'over') return { reason: 'invalid' }
  if (verdict.noteUse) await noteSessionUse(db, session.id)
  const { id, name, role } = session.user
  return { actor: { kind: 'user', id, name }, ...rightsOf(gate, id, { role }) }
}

const rightsOf = ({ standingIn }: Gate, userId: string, rights: Rights): Omit<Known, 'actor'> => ({
  permissions: allowed(rights),
  inIncident: async (incident) => allowed(rights, await standingIn?.(userId, incident)),
})
