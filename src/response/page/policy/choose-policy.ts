/** Which policy an incident follows: the first route that fits, else the one called "default". */
import type { LabelSet } from '../../../kit/label-set.ts'
import { containsInstant } from '../../alert/time-interval/contains-instant.ts'
import type { TimeInterval } from '../../alert/time-interval/time-interval.ts'
import type { Incident, IncidentKind } from '../../incident/incident.ts'
import type { Severity } from '../../incident/severity.ts'
import type { Paging } from './compile-paging.ts'
import type { Policy } from './policy.ts'

export interface PagingRoute {
  readonly policy: string
  readonly kinds: readonly IncidentKind[]
  readonly matches: (labels: LabelSet) => boolean
  readonly severities?: readonly Severity[]
  readonly services?: readonly string[]
  readonly during?: TimeInterval
  readonly outside?: TimeInterval
}

export type ChosenPolicy =
  | { readonly policy: Policy }
  /** Nobody is paged, and why; `meant` where the settings say so. */
  | { readonly policy: undefined; readonly why: string; readonly meant: boolean }

export interface Routed extends Pick<Incident, 'severity' | 'kind' | 'service'> {
  /** Of the alert that tells most; none for what a person declared. */
  readonly labels: LabelSet
}

/** The policy for an incident at a time, or why there is none. */
export function choosePolicy({ policies, routes }: Paging, incident: Routed, at: Date): ChosenPolicy {
  if (policies.size === 0) return { policy: undefined, why: 'there are no paging policies', meant: true }
  const found = routes.find((route) => fits(route, incident, at))
  if (found?.policy === 'none') return { policy: undefined, why: 'its route pages nobody', meant: true }
  if (!found && incident.kind === 'maintenance')
    return { policy: undefined, why: 'announced work pages nobody without a route of its own', meant: true }
  const policy = policies.get(found?.policy ?? 'default')
  return policy
    ? { policy }
    : { policy: undefined, why: 'no route fits it, and no policy is called "default"', meant: false }
}

const fits = (route: PagingRoute, { severity, kind, service, labels }: Routed, at: Date): boolean =>
  route.kinds.includes(kind) &&
  (route.severities?.includes(severity) ?? true) &&
  (route.services === undefined || (service !== undefined && route.services.includes(service))) &&
  isTime(route, at) &&
  route.matches(labels)

/** Within the hours that are asked for, and outside of those that are not. */
export const isTime = (
  { during, outside }: { readonly during?: TimeInterval | undefined; readonly outside?: TimeInterval | undefined },
  at: Date,
): boolean =>
  (during === undefined || containsInstant(during, at)) && (outside === undefined || !containsInstant(outside, at))
