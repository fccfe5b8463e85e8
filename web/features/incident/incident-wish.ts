/** What one can do with an incident, as acts. */
import type { Wish } from '../../app/acts.ts'
import { incidentApi } from './incident-path.ts'

export type IncidentVerb = 'acknowledge' | 'mitigate' | 'resolve' | 'reopen'

/** The one of its number that is under way has a button that knows it. */
export const incidentWish = (number: number, verb: IncidentVerb, text?: string): Wish => ({
  name: `incident/${number}/${verb}`,
  path: `${incidentApi(number)}/${verb}`,
  body: text === undefined ? {} : { text },
})

export const roleWish = (number: number, role: string, wish: { do: string; to?: string; force?: boolean }): Wish => ({
  name: `incident/${number}/role/${role}/${wish.do}`,
  path: `${incidentApi(number)}/roles`,
  body: { role, ...wish },
})

/** An act of a pair of incidents: merge, take-out, links, unlink. */
export const pairWish = (number: number, what: 'merge' | 'take-out' | 'links' | 'unlink', body: object): Wish => ({
  name: `incident/${number}/${what}`,
  path: `${incidentApi(number)}/${what}`,
  body,
})

export const attachWish = (number: number, alerts: readonly string[]): Wish => ({
  name: `incident/${number}/attach`,
  path: `${incidentApi(number)}/alerts`,
  body: { alerts },
})
