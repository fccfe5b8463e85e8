/**
 * Who does what in an incident. A role changes hands by being offered and accepted: between the two, the one who has it still has it, so
 * that it is never with nobody and never with two.
 */
import type { IncidentEvent, IncidentEventData } from './incident-event.ts'
import { personOf } from './incident-event.ts'
import type { Person, RoleState } from './role-state.ts'

export interface RoleRefusal {
  readonly code: string
  readonly message: string
  readonly hint: string
}
type RoleDecision = { event: IncidentEventData } | { refused: RoleRefusal } | 'unchanged'

export type RoleMove = { role: string; by: Person } & (
  | { do: 'take'; force?: boolean | undefined }
  | { do: 'offer'; to: Person }
  | { do: 'accept' | 'decline' | 'release' }
)

const refused = (code: string, message: string, hint: string): RoleDecision => ({
  refused: { code: `role/${code}`, message, hint },
})

/** What a person may do with a role now. */
export function decideRole(roles: readonly RoleState[], move: RoleMove): RoleDecision {
  const { role, by } = move
  const state = roles.find((each) => each.role === role)
  const { holder, offer } = state ?? {}
  switch (move.do) {
    case 'take': {
      if (holder?.id === by.id) return 'unchanged'
      if (offer?.to.id === by.id) return decideRole(roles, { ...move, do: 'accept' })
      if (holder && !move.force)
        return refused(
          'held',
          `${holder.name} is ${role}`,
          'Ask for a hand-over, or take it over if they cannot be reached',
        )
      return { event: { type: 'role-taken', role, ...(holder ? { from: holder } : {}) } }
    }
    case 'offer': {
      if (holder?.id === move.to.id)
        return refused('same', `${move.to.name} is ${role} already`, 'Nothing is to be done')
      if (offer?.to.id === move.to.id) return 'unchanged'
      if (!holder && move.to.id === by.id) return decideRole(roles, { role, by, do: 'take' })
      return { event: { type: 'role-offered', role, to: move.to } }
    }
    case 'accept':
    case 'decline': {
      if (move.do === 'accept' && !offer && holder?.id === by.id) return 'unchanged'
      if (offer?.to.id !== by.id)
        return refused(
          'not-offered',
          `${role} is not offered to ${by.name}`,
          'Only the person it is offered to can answer',
        )
      if (move.do === 'decline') return { event: { type: 'role-declined', role } }
      return { event: { type: 'role-accepted', role, ...(holder ? { from: holder } : {}) } }
    }
    case 'release':
      if (!holder) return 'unchanged'
      if (holder.id !== by.id) return refused('not-held', `${by.name} is not ${role}`, `${holder.name} is`)
      return { event: { type: 'role-released', role } }
  }
}

/** The roles after an event; events about other things change none. */
export function applyRoleEvent(
  roles: readonly RoleState[],
  { data, actor, happenedAt: at }: IncidentEvent,
): RoleState[] {
  const by = personOf(actor)
  const put = (role: string, next: Omit<RoleState, 'role'>) => [
    ...roles.filter((each) => each.role !== role),
    { role, ...next },
  ]
  switch (data.type) {
    case 'role-taken':
    case 'role-accepted':
      return put(data.role, { holder: by, since: at })
    case 'role-offered':
      return put(data.role, { ...held(roles, data.role), offer: { to: data.to, by, at } })
    case 'role-declined':
      return put(data.role, held(roles, data.role))
    case 'role-released':
      return roles.filter((each) => each.role !== data.role)
    default:
      return [...roles]
  }
}

function held(roles: readonly RoleState[], role: string): Omit<RoleState, 'role'> {
  const state = roles.find((each) => each.role === role)
  return { ...(state?.holder ? { holder: state.holder } : {}), ...(state?.since ? { since: state.since } : {}) }
}

/** Offers nobody has answered for a while: the one who offered should hear of it. */
export const unansweredOffers = (roles: readonly RoleState[], now: Date, afterMs: number): RoleState[] =>
  roles.filter(({ offer }) => offer !== undefined && now.getTime() - offer.at.getTime() >= afterMs)
