/** The tables of teams. */
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { User } from '../user.ts'

export interface Team {
  readonly id: string
  readonly name: string
  readonly createdAt: Date
  readonly members: readonly { readonly id: string; readonly name: string }[]
}

const TEAM = sql.raw(`
  select t.id, t.name, t.created_at as "createdAt", coalesce((
    select jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name) order by u.name, u.id)
    from team_members m join users u on u.id = m.user_id where m.team_id = t.id), '[]') as members
  from teams t`)

const MEMBER = sql.raw(
  `u.id, u.login, u.name, u.email, u.role, u.created_at as "createdAt", u.created_by as "createdBy",
   u.disabled_at as "disabledAt", u.password_hash is not null as "hasPassword", u.version`,
)

export async function listTeams(db: Database, after: string | undefined, limit: number): Promise<Team[]> {
  const { rows } = await sql<Team>`
    ${TEAM} where ${after ?? null}::text is null or t.id > ${after ?? null} order by t.id limit ${limit}`.execute(db)
  return rows
}

export async function findTeam(db: Database, id: string): Promise<Team | undefined> {
  const { rows } = await sql<Team>`${TEAM} where t.id = ${id}`.execute(db)
  return rows[0]
}

/** False when the name is taken. */
export async function addTeam(tx: Database, id: string, name: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into teams (id, name) values (${id}, ${name}) on conflict (name) do nothing`.execute(tx)
  return (numAffectedRows ?? 0n) > 0n
}

export async function removeTeam(tx: Database, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`delete from teams where id = ${id}`.execute(tx)
  return (numAffectedRows ?? 0n) > 0n
}

/** False when it was so already. */
export async function setMember(tx: Database, team: string, user: string, member: boolean): Promise<boolean> {
  const { numAffectedRows } = member
    ? await sql`insert into team_members (team_id, user_id) values (${team}, ${user}) on conflict do nothing`.execute(
        tx,
      )
    : await sql`delete from team_members where team_id = ${team} and user_id = ${user}`.execute(tx)
  return (numAffectedRows ?? 0n) > 0n
}

/** Teams somebody is in. */
export async function teamsOf(db: Database, user: string): Promise<{ id: string; name: string }[]> {
  const { rows } = await sql<{ id: string; name: string }>`
    select t.id, t.name from teams t join team_members m on m.team_id = t.id where m.user_id = ${user} order by t.name`.execute(
    db,
  )
  return rows
}

/** Everybody of a team by its name, in the order of their names; undefined when there is no such team. */
export async function membersOfTeam(db: Database, name: string): Promise<User[] | undefined> {
  const { rows } = await sql<User & { id: string | null }>`
    select ${MEMBER} from teams t left join team_members m on m.team_id = t.id left join users u on u.id = m.user_id
    where t.name = ${name} order by u.name, u.id`.execute(db)
  return rows.length === 0 ? undefined : rows.filter(({ id }) => id !== null)
}
