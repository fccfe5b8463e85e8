/** A person who may come in, and what is told of them. */
import type { Role } from '../kit/permission.ts'

export interface User {
  readonly id: string
  /** What is typed to sign in; lower case. */
  readonly login: string
  readonly name: string
  readonly email: string | null
  readonly role: Role
  readonly createdAt: Date
  readonly createdBy: string
  readonly disabledAt: Date | null
  /** Signs in by a password of ours, not (only) by the identity provider. */
  readonly hasPassword: boolean
  readonly version: number
}

export const LOGIN_PATTERN = /^[a-z0-9](?:[a-z0-9._@+-]{0,98}[a-z0-9])?$/

/** A name to sign in by for somebody the identity provider sent; `taken` are those there are already. */
export function loginFor(wished: string, taken: ReadonlySet<string>): string {
  const plain = wished
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9._@+-]+/g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
    .slice(0, 80)
    .replace(/[^a-z0-9]+$/, '')
  const base = plain === '' ? 'user' : plain
  for (let count = 1; ; count += 1) {
    const login = count === 1 ? base : `${base}-${count}`
    if (!taken.has(login)) return login
  }
}

/** The event that what somebody may do has changed; its subject is the user. */
export const ACCESS_CHANGED = 'user.access-changed'

/** Would this leave nobody who can make it right again? */
export const losesLastAdmin = (
  user: Pick<User, 'role' | 'disabledAt'>,
  change: { readonly role?: Role | undefined; readonly disabled?: boolean | undefined },
  otherAdmins: number,
): boolean =>
  user.role === 'admin' &&
  user.disabledAt === null &&
  otherAdmins === 0 &&
  (change.disabled === true || (change.role !== undefined && change.role !== 'admin'))
