/** The tables of users and teams. */
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { Role } from '../kit/permission.ts'
import type { User } from './user.ts'

const USERS_LOCK = 4_712_002

const COLUMNS = sql.raw(
  `id, login, name, email, role, created_at as "createdAt", created_by as "createdBy", disabled_at as "disabledAt",
   password_hash is not null as "hasPassword", version`,
)

/**
 * Held to the end of the transaction by whoever changes who there is: the first administrator is made once, and the last one is not lost
 * by two changes at the same time.
 */
export async function lockUsers(tx: Database): Promise<void> {
  await sql`select pg_advisory_xact_lock(${USERS_LOCK})`.execute(tx)
}

export async function anyUser(db: Database): Promise<boolean> {
  const { rows } = await sql`select 1 from users limit 1`.execute(db)
  return rows.length > 0
}

export interface NewUser {
  readonly id: string
  readonly login: string
  readonly name: string
  readonly email: string | null
  readonly role: Role
  readonly passwordHash: string | null
  readonly createdBy: string
}

/** Stores a user; undefined when the login or the address belongs to somebody. */
export async function addUser(tx: Database, user: NewUser): Promise<User | undefined> {
  const { rows } = await sql<User>`
    insert into users (id, login, name, email, role, password_hash, created_by)
    values (${user.id}, ${user.login}, ${user.name}, ${user.email}, ${user.role}, ${user.passwordHash}, ${user.createdBy})
    on conflict do nothing returning ${COLUMNS}`.execute(tx)
  return rows[0]
}

export async function findUser(db: Database, id: string): Promise<User | undefined> {
  const { rows } = await sql<User>`select ${COLUMNS} from users where id = ${id}`.execute(db)
  return rows[0]
}

export async function userByLogin(
  db: Database,
  login: string,
): Promise<(User & { passwordHash: string | null }) | undefined> {
  const { rows } = await sql<User & { passwordHash: string | null }>`
    select ${COLUMNS}, password_hash as "passwordHash" from users where login = ${login} or email = ${login}
    order by (login = ${login}) desc limit 1`.execute(db)
  return rows[0]
}

export async function passwordHashOf(db: Database, id: string): Promise<string | null> {
  const { rows } = await sql<{ hash: string | null }>`select password_hash as hash from users where id = ${id}`.execute(
    db,
  )
  return rows[0]?.hash ?? null
}

export async function takenLogins(db: Database): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ login: string }>`
    select login from users union select email as login from users where email is not null`.execute(db)
  return new Set(rows.map(({ login }) => login))
}

/** The address belongs to somebody besides this user. */
export async function emailTaken(db: Database, email: string, except: string): Promise<boolean> {
  const { rows } = await sql`select 1 from users where email = ${email} and id <> ${except}`.execute(db)
  return rows.length > 0
}

export async function listUsers(db: Database, after: string | undefined, limit: number): Promise<User[]> {
  const { rows } = await sql<User>`
    select ${COLUMNS} from users where ${after ?? null}::text is null or id > ${after ?? null} order by id limit ${limit}`.execute(
    db,
  )
  return rows
}

export interface UserChange {
  readonly name?: string | undefined
  readonly email?: string | null | undefined
  readonly role?: Role | undefined
  readonly disabled?: boolean | undefined
}

/** Changes a user; undefined when there is none, or, with `version`, when it was changed meanwhile. */
export async function changeUser(
  tx: Database,
  id: string,
  change: UserChange,
  version?: number,
): Promise<User | undefined> {
  const { name, email, role, disabled } = change
  const { rows } = await sql<User>`
    update users set name = coalesce(${name ?? null}, name), role = coalesce(${role ?? null}, role),
      email = case when ${email !== undefined} then ${email ?? null} else email end,
      disabled_at = case when ${disabled ?? null}::boolean is null then disabled_at
        when ${disabled ?? false} then coalesce(disabled_at, now()) end,
      version = version + 1
    where id = ${id} and (${version ?? null}::int is null or version = ${version ?? null})
    returning ${COLUMNS}`.execute(tx)
  return rows[0]
}

export async function setPasswordHash(tx: Database, id: string, hash: string): Promise<void> {
  await sql`update users set password_hash = ${hash}, version = version + 1 where id = ${id}`.execute(tx)
}

/** Puts the same password's hash at today's cost in place of the one it was checked against. */
export async function renewPasswordHash(db: Database, id: string, from: string, to: string): Promise<void> {
  await sql`update users set password_hash = ${to} where id = ${id} and password_hash = ${from}`.execute(db)
}

/** Active administrators besides this user. */
export async function otherAdmins(tx: Database, id: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from users where role = 'admin' and disabled_at is null and id <> ${id}`.execute(tx)
  return rows[0]!.count
}
