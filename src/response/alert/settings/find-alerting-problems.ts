import { compileMatchers } from '../matcher/matcher.ts'
import type { AlertingSettings, RouteSettings } from './alerting-schema.ts'
import { readPrometheusDuration } from './prometheus-duration.ts'

interface AlertingProblem {
  readonly path: PropertyKey[]
  readonly message: string
}

type Settings = Pick<
  AlertingSettings,
  'route' | 'receivers' | 'time_intervals' | 'mute_time_intervals' | 'inhibit_rules'
>

/** What no single field shows: names that nothing has, and combinations Alertmanager refuses as well. */
export function findAlertingProblems(settings: Settings): readonly AlertingProblem[] {
  return [
    ...rootProblems(settings.route),
    ...repeated(settings.receivers, 'receivers', 'receiver'),
    ...repeated(
      [...(settings.time_intervals ?? []), ...(settings.mute_time_intervals ?? [])],
      'time_intervals',
      'interval',
    ),
    ...routeProblems(settings.route, ['route'], {
      receivers: new Set(settings.receivers.map(({ name }) => name)),
      intervals: new Set(
        [...(settings.time_intervals ?? []), ...(settings.mute_time_intervals ?? [])].map(({ name }) => name),
      ),
    }),
    ...(settings.inhibit_rules ?? []).flatMap((rule, index) => [
      ...patternProblems(rule.source_match_re, ['inhibit_rules', index, 'source_match_re']),
      ...patternProblems(rule.target_match_re, ['inhibit_rules', index, 'target_match_re']),
    ]),
  ]
}

function rootProblems(root: RouteSettings): AlertingProblem[] {
  const problems: AlertingProblem[] = []
  const say = (key: keyof RouteSettings, message: string) => problems.push({ path: ['route', key], message })
  if (root.receiver === undefined) say('receiver', 'the root names a receiver, for all alerts no other route takes')
  for (const key of ['matchers', 'match', 'match_re'] as const)
    if (Object.keys(root[key] ?? {}).length > 0) say(key, 'the root takes every alert, so it has no conditions')
  for (const key of ['mute_time_intervals', 'active_time_intervals'] as const)
    if ((root[key] ?? []).length > 0) say(key, 'the root is never silent; put a route below it')
  if (root.continue) say('continue', 'nothing comes behind the root')
  return problems
}

function repeated(named: readonly { name: string }[], key: string, what: string): AlertingProblem[] {
  return named.flatMap(({ name }, index) =>
    named.findIndex((other) => other.name === name) < index
      ? [
          {
            path: [key, index, 'name'],
            message: `there is already ${/^[aeiou]/.test(what) ? 'an' : 'a'} ${what} "${name}"`,
          },
        ]
      : [],
  )
}

interface Known {
  readonly receivers: ReadonlySet<string>
  readonly intervals: ReadonlySet<string>
}

function routeProblems(route: RouteSettings, path: PropertyKey[], known: Known): AlertingProblem[] {
  const problems: AlertingProblem[] = []
  const say = (key: keyof RouteSettings, message: string) => problems.push({ path: [...path, key], message })
  if (route.receiver !== undefined && !known.receivers.has(route.receiver))
    say('receiver', `there is no receiver "${route.receiver}"`)
  for (const key of ['mute_time_intervals', 'active_time_intervals'] as const)
    for (const name of route[key] ?? []) if (!known.intervals.has(name)) say(key, `there is no time interval "${name}"`)
  const groupBy = route.group_by ?? []
  if (groupBy.includes('...') && groupBy.length > 1) say('group_by', '"..." is all labels, so it stands alone')
  if (new Set(groupBy).size < groupBy.length) say('group_by', 'names a label twice')
  for (const key of ['group_interval', 'repeat_interval'] as const)
    if (route[key] !== undefined && readPrometheusDuration(route[key]) === 0) say(key, 'cannot be zero')
  return [
    ...problems,
    ...patternProblems(route.match_re, [...path, 'match_re']),
    ...(route.routes ?? []).flatMap((child, index) => routeProblems(child, [...path, 'routes', index], known)),
  ]
}

function patternProblems(
  patterns: Readonly<Record<string, string>> | undefined,
  path: PropertyKey[],
): AlertingProblem[] {
  return Object.entries(patterns ?? {}).flatMap(([name, value]) => {
    const compiled = compileMatchers([{ name, operator: '=~', value }])
    return compiled.ok ? [] : [{ path: [...path, name], message: `not a pattern: ${compiled.problem}` }]
  })
}
