import type { InhibitRule } from '../inhibit/inhibit.ts'
import {
  type ReadRange,
  readClock,
  readDaysOfMonth,
  readMonths,
  readWeekdays,
  readYears,
} from '../time-interval/read-range.ts'
import type { CalendarTimes, Range, TimeInterval } from '../time-interval/time-interval.ts'
import type { Alerting, Receiver } from './alerting.ts'
import type { AlertingSettings, InhibitRuleSettings } from './alerting-schema.ts'
import { compileReceiver } from './compile-receiver.ts'
import { compileConditions, compileRoutes } from './compile-routes.ts'
import { readPrometheusDuration } from './prometheus-duration.ts'
import type { TimeIntervalSettings } from './time-interval-schema.ts'

const RESOLVE_TIMEOUT = '5m'

/** Settings that passed their schema → what decisions are made with. */
export function compileAlerting(settings: AlertingSettings): Alerting {
  const intervals = [...(settings.time_intervals ?? []), ...(settings.mute_time_intervals ?? [])]
  return {
    root: compileRoutes(settings.route),
    receivers: new Map(
      settings.receivers.map((receiver): [string, Receiver] => [receiver.name, compileReceiver(receiver)]),
    ),
    inhibitRules: (settings.inhibit_rules ?? []).map(compileInhibitRule),
    timeIntervals: new Map(intervals.map((interval) => [interval.name, compileInterval(interval)])),
    resolveTimeoutMs: readPrometheusDuration(settings.global?.resolve_timeout ?? RESOLVE_TIMEOUT)!,
  }
}

const compileInhibitRule = (rule: InhibitRuleSettings): InhibitRule => ({
  source: compileConditions({
    matchers: rule.source_matchers,
    match: rule.source_match,
    match_re: rule.source_match_re,
  }),
  target: compileConditions({
    matchers: rule.target_matchers,
    match: rule.target_match,
    match_re: rule.target_match_re,
  }),
  equal: rule.equal ?? [],
})

const compileInterval = ({ name, time_intervals: times }: TimeIntervalSettings): TimeInterval => ({
  name,
  times: times.map(
    (each): CalendarTimes => ({
      ...given(
        'times',
        each.times?.map(({ start_time: start, end_time: end }) => ({ from: readClock(start)!, to: readClock(end)! })),
      ),
      ...given('weekdays', rangesOf(readWeekdays, each.weekdays)),
      ...given('daysOfMonth', rangesOf(readDaysOfMonth, each.days_of_month)),
      ...given('months', rangesOf(readMonths, each.months)),
      ...given('years', rangesOf(readYears, each.years)),
      ...(each.location === undefined ? {} : { location: each.location }),
    }),
  ),
})

/** An empty list is kept: nothing is inside it. Alertmanager 0.25 tells it from an absent one in the same way. */
const given = <Key extends string>(key: Key, ranges: readonly Range[] | undefined) =>
  (ranges === undefined ? {} : { [key]: ranges }) as { readonly [Name in Key]?: readonly Range[] }

const rangesOf = (read: (text: string) => ReadRange, written: readonly (string | number)[] | undefined) =>
  written?.flatMap((text) => {
    const result = read(String(text))
    return result.ok ? [result.range] : []
  })
