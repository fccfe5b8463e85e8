/** Teams and who is in them. */
import { appendAudit } from '../../audit/store.ts'
import { inTransaction } from '../../db/transaction.ts'
import { type Asker, type IdentityDesk, no, type Outcome } from '../desk.ts'
import { findUser } from '../store.ts'
import { draftBy } from '../user/actions.ts'
import { addTeam, findTeam, removeTeam, setMember, type Team } from './store.ts'

export async function createTeam(desk: IdentityDesk, asker: Asker, name: string): Promise<Outcome<Team>> {
  return inTransaction(desk.db, async (tx): Promise<Outcome<Team>> => {
    const id = desk.newId('team')
    if (!(await addTeam(tx, id, name)))
      return no(409, 'team/taken', `there is a team "${name}" already`, { at: 'name' })
    await appendAudit(tx, [draftBy(asker, 'team.created', { kind: 'team', id, name })])
    return { value: (await findTeam(tx, id))! }
  })
}

export async function deleteTeam(desk: IdentityDesk, asker: Asker, id: string): Promise<Outcome<Team>> {
  return inTransaction(desk.db, async (tx): Promise<Outcome<Team>> => {
    const team = await findTeam(tx, id)
    if (!team || !(await removeTeam(tx, id))) return unknownTeam(id)
    await appendAudit(tx, [{ ...draftBy(asker, 'team.deleted', aboutTeam(team)), before: team }])
    return { value: team }
  })
}

/** Puts somebody into a team or takes them out; doing it twice is no mistake. */
export async function changeMember(
  desk: IdentityDesk,
  asker: Asker,
  change: { team: string; user: string; member: boolean },
): Promise<Outcome<Team>> {
  return inTransaction(desk.db, async (tx): Promise<Outcome<Team>> => {
    const team = await findTeam(tx, change.team)
    if (!team) return unknownTeam(change.team)
    const user = await findUser(tx, change.user)
    if (!user) return no(404, 'user/unknown', `there is no user "${change.user}"`)
    if (await setMember(tx, team.id, user.id, change.member)) {
      const action = change.member ? 'team.member-added' : 'team.member-removed'
      await appendAudit(tx, [{ ...draftBy(asker, action, aboutTeam(team)), after: { user: user.id, name: user.name } }])
    }
    return { value: (await findTeam(tx, team.id)) ?? team }
  })
}

const aboutTeam = ({ id, name }: Team) => ({ kind: 'team', id, name })
const unknownTeam = (id: string) => no(404, 'team/unknown', `there is no team "${id}"`)
