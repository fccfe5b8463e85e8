/** What the acts and routes of on-call work with. */
import type { Database } from '../../db/database.ts'
import type { NewId } from '../../kit/new-id.ts'
import type { Actor } from '../../kit/route.ts'
import type { Rota } from './rota.ts'

/** Notes what somebody did in the audit, in the transaction in which it is done. */
export type AuditNote = (tx: Database, by: Actor, action: string, subject: string, after: object) => Promise<void>

/** Somebody who can sign in. */
export interface Person {
  readonly id: string
  readonly login: string
  readonly name: string
}

export interface OncallDesk {
  readonly db: Database
  readonly newId: NewId
  readonly clock: () => Date
  readonly note: AuditNote
  /** The schedules of the settings that are in force. */
  readonly rotas: () => ReadonlyMap<string, Rota>
  /** Those of the logins that belong to somebody who can come in. */
  readonly people: (logins: readonly string[]) => Promise<readonly Person[]>
  /** Whose act it is; undefined for one that is no person's. */
  readonly personOf: (actor: Actor) => Promise<Person | undefined>
}

/** Somebody wants what cannot be; each code has one status of HTTP. */
export interface OncallRefusal {
  readonly do: 'refuse'
  readonly code: `oncall/${'unknown-person' | 'invalid' | 'over' | 'not-yours' | 'too-many' | 'nothing-changes'}`
  readonly message: string
  readonly hint?: string
}

export const refuseAct = (code: OncallRefusal['code'], message: string, hint?: string): OncallRefusal => ({
  ...{ do: 'refuse', code, message },
  ...(hint === undefined ? {} : { hint }),
})

/** The schedule a path names. */
export const existingSchedule = ({ rotas }: Pick<OncallDesk, 'rotas'>) => ({
  param: 'schedule',
  exists: async (name: string) => rotas().has(name),
})
