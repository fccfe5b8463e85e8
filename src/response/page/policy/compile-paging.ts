/** Settings that passed their schema → policies and routes that can decide. */

import { matchesAll } from '../../alert/matcher/matcher.ts'
import { compileConditions } from '../../alert/settings/compile-routes.ts'
import { readPrometheusDuration } from '../../alert/settings/prometheus-duration.ts'
import type { TimeInterval } from '../../alert/time-interval/time-interval.ts'
import { SEVERITIES } from '../../incident/severity.ts'
import type { PagingRoute } from './choose-policy.ts'
import { compileHours } from './hours.ts'
import type { PagingSettings } from './paging-schema.ts'
import type { Policy, Step, Target } from './policy.ts'

/** The paging settings in force. */
export interface Paging {
  readonly policies: ReadonlyMap<string, Policy>
  readonly routes: readonly PagingRoute[]
}

type WrittenPolicy = PagingSettings['policies'][string]
type WrittenStep = WrittenPolicy['steps'][number]
type Hours = ReadonlyMap<string, TimeInterval>

const USUAL_WAIT = '5m'

export function compilePaging({ policies, routes, hours }: PagingSettings): Paging {
  const named: Hours = new Map(
    Object.entries(hours).map(([name, written]) => [
      name,
      compileHours(name, Array.isArray(written) ? written : [written]),
    ]),
  )
  return {
    policies: new Map(Object.entries(policies).map(([name, policy]) => [name, compilePolicy(name, policy, named)])),
    routes: routes.map((route): PagingRoute => {
      const conditions = compileConditions({ matchers: route.matchers ?? [] })
      const services = route.service === undefined ? undefined : [route.service].flat()
      return {
        policy: route.policy,
        kinds: route.kind ?? ['normal', 'drill'],
        matches: (labels) => matchesAll(conditions, labels),
        ...(route.severity === undefined ? {} : { severities: route.severity }),
        ...(services === undefined ? {} : { services }),
        ...hoursOf(route, named),
      }
    }),
  }
}

const compilePolicy = (name: string, written: WrittenPolicy, hours: Hours): Policy => ({
  name,
  steps: written.steps.map((step, index) => compileStep(step, index, hours)),
  repeat: written.repeat,
  fallback: written.fallback.map(targetOf),
  fallbackAfterMs: milliseconds(written.fallbackAfter),
  ackTimeoutMs: timeouts(written.ackTimeout),
})

const compileStep = (step: WrittenStep, index: number, hours: Hours): Step => ({
  afterMs: milliseconds(step.after ?? (index === 0 ? '0' : USUAL_WAIT)),
  notify: step.notify.map(targetOf),
  roundRobin: step.roundRobin,
  until: step.if === 'not-acked' ? 'acknowledged' : 'resolved',
  ...(step.severity === undefined ? {} : { severities: step.severity }),
  ...hoursOf(step, hours),
})

function hoursOf(
  { during, outside }: { during?: string | undefined; outside?: string | undefined },
  hours: Hours,
): Pick<PagingRoute, 'during' | 'outside'> {
  return {
    ...(during === undefined ? {} : { during: hours.get(during)! }),
    ...(outside === undefined ? {} : { outside: hours.get(outside)! }),
  }
}

function timeouts(written: WrittenPolicy['ackTimeout']): Policy['ackTimeoutMs'] {
  if (written === undefined) return {}
  if (typeof written === 'string')
    return Object.fromEntries(SEVERITIES.map((severity) => [severity, milliseconds(written)]))
  return Object.fromEntries(Object.entries(written).map(([severity, text]) => [severity, milliseconds(text)]))
}

const milliseconds = (text: string): number => readPrometheusDuration(text)!

function targetOf({ user, schedule, team }: WrittenStep['notify'][number]): Target {
  if (user !== undefined) return { kind: 'user', name: user }
  return schedule !== undefined ? { kind: 'schedule', name: schedule } : { kind: 'team', name: team! }
}
