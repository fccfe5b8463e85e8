import { type Incident, isOver } from './incident.ts'

/** What a person is in an incident: the roles they hold, and whether one is offered to them. */
export const standingIn = (
  incident: Incident,
  userId: string,
): { roles: readonly string[]; isOffered: boolean; isOver: boolean } => ({
  roles: incident.roles.flatMap(({ role, holder }) => (holder?.id === userId ? [role] : [])),
  isOffered: incident.roles.some(({ offer }) => offer?.to.id === userId),
  isOver: isOver(incident),
})
