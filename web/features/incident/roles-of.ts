import type { Incident, IncidentPolicy } from '../../../src/http/contract.ts'

type State = Incident['roles'][number]

export interface ShownRole extends State {
  readonly title: string
  readonly duties: readonly string[]
}

/** Where the book names no roles. */
const USUAL: readonly (readonly [string, string])[] = [
  ['commander', 'Incident commander'],
  ['communications', 'Communications'],
  ['scribe', 'Scribe'],
]

/** The roles of the book in its order, each as it stands, and any other that somebody has. */
export function rolesOf({ roles: held }: Pick<Incident, 'roles'>, book: IncidentPolicy['roles']): readonly ShownRole[] {
  const known = book.length > 0 ? book : USUAL.map(([role, title]) => ({ role, title, duties: [] }))
  const named = new Map<string, ShownRole>()
  for (const { role, title, duties } of known) {
    const before = named.get(role)
    const state = held.find((each) => each.role === role) ?? { role, holder: null, since: null, offer: null }
    named.set(role, { ...state, title: before?.title ?? title, duties: [...(before?.duties ?? []), ...duties] })
  }
  for (const state of held)
    if (!named.has(state.role)) named.set(state.role, { ...state, title: state.role, duties: [] })
  return [...named.values()]
}
