/** What the acts of identity work with, and how they say no. */
import type { Database } from '../db/database.ts'
import type { NewId } from '../kit/new-id.ts'
import type { Actor } from '../kit/route.ts'
import type { PasswordCost } from './password.ts'
import type { Secret } from './secret.ts'

export interface IdentityDesk {
  readonly db: Database
  readonly newId: NewId
  /** Bytes nobody can guess. */
  readonly chance: (bytes: number) => Uint8Array
  /** People reach us by https. */
  readonly secure: boolean
  /** Cost of passwords; the standing one where absent. */
  readonly passwordCost?: PasswordCost
}

/** Who asks for something, from where. */
export interface Asker {
  readonly actor: Actor
  readonly requestId: string
  readonly address: string
  readonly agent: string
}

/** A session that has just begun: its secret is told this once. */
export interface Begun {
  readonly secret: Secret
  readonly sessionId: string
  readonly user: { readonly id: string; readonly name: string }
}

/** An expected no, in the words of the house's problems. */
export interface No {
  readonly status: 400 | 401 | 403 | 404 | 409 | 412 | 429 | 502 | 503
  readonly code: string
  readonly message: string
  readonly hint?: string
  readonly at?: string
  readonly retryAfterSeconds?: number
}

export type Outcome<Value> = { readonly value: Value } | { readonly no: No }

export const no = (
  status: No['status'],
  code: string,
  message: string,
  more: Omit<No, 'status' | 'code' | 'message'> = {},
): { no: No } => ({ no: { status, code, message, ...more } })
