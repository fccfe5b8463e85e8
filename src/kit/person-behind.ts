import type { Actor } from './route.ts'

/** Whom an actor acts for: a token counts as the person it belongs to, under the name that says which token it was. */
export const personBehind = (actor: Actor): { id: string; name: string } => {
  if (actor.kind === 'nobody') return { id: 'nobody', name: 'nobody' }
  return { id: actor.kind === 'token' ? actor.userId : actor.id, name: actor.name }
}
