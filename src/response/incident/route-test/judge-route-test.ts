/** Whether routes, time intervals, inhibition and incident rules do with an alert what a test of the book says. */
import { type LabelSet, labelSet } from '../../../kit/label-set.ts'
import { type ExplainedGroup, explainRouting, type RoutingExplanation } from '../../alert/explain-routing.ts'
import { fingerprint } from '../../alert/fingerprint.ts'
import { labelsText } from '../../alert/routing/group-key.ts'
import { matchRoutes } from '../../alert/routing/match-routes.ts'
import type { Alerting } from '../../alert/settings/alerting.ts'
import type { SignalSeverity } from '../../alert/signal.ts'
import { type DeclareRule, declareFor } from '../declare.ts'
import type { SeverityPolicy } from '../severity-policy.ts'
import type { RouteTest } from './route-test-schema.ts'

/** What decides about alerts in a book. */
export interface AlertRulebook {
  readonly alerting: Alerting
  readonly rules: readonly DeclareRule[]
  readonly policy: SeverityPolicy
  /** What a sender that only has labels says of how bad it is. */
  readonly severityOf: (labels: LabelSet) => SignalSeverity
}

/** What happens to an alert. */
export interface AlertFate {
  readonly receivers: readonly string[]
  /** Sorted; several where the routes that take it differ. */
  readonly groupBy: readonly (readonly string[])[]
  /** Of the receivers, those that do not hear of it then. */
  readonly muted: readonly string[]
  /** A severity, or `none` and why. */
  readonly incident: string
  readonly incidentWhy: string
  readonly routing: RoutingExplanation
}

export interface JudgedRouteTest {
  readonly name: string
  readonly passed: boolean
  /** Each expectation that does not hold: `receivers`, what was to be, what is. */
  readonly failures: readonly { readonly what: string; readonly expected: string; readonly actual: string }[]
  readonly fate: AlertFate
}

/** The question of a test, or of a person who asks what would happen. */
export type FateQuestion = Pick<RouteTest, 'labels' | 'time' | 'firing'>

/** What happens to an alert that fires with these labels, then. Without a time no time interval mutes. */
export function alertFate({ labels, time, firing = [] }: FateQuestion, rulebook: AlertRulebook): AlertFate {
  const { alerting, rules, policy, severityOf } = rulebook
  const set = labelSet(Object.entries(labels))
  const sources = firing.map((each) => ({ fingerprint: fingerprint(each), labels: labelSet(Object.entries(each)) }))
  const now = new Date(time ?? 0)
  const explained = explainRouting({ labels: set, alerting, silences: [], firing: sources, now })
  const groups = explained.groups.map(
    (group): ExplainedGroup => (time === undefined ? { ...group, mutedBy: [] } : group),
  )
  const inhibited = explained.inhibitedBy.length > 0
  const receivers = unique(groups.map(({ receiver }) => receiver))
  // A receiver two routes lead to hears of it as long as one of them speaks.
  const heard = new Set(groups.filter(({ mutedBy }) => mutedBy.length === 0).map(({ receiver }) => receiver))
  const muted = inhibited ? receivers : receivers.filter((receiver) => !heard.has(receiver))
  const quiet = inhibited || groups.every(({ mutedBy }) => mutedBy.length > 0)
  const facts = { id: '', summary: '', severity: severityOf(set), labels: set, annotations: {}, group: '' }
  const declared = declareFor(facts, rules, policy)
  return {
    ...{ receivers, muted, routing: { ...explained, groups } },
    groupBy: matchRoutes(alerting.root, set).map(({ groupBy }) => (groupBy === 'all' ? ['...'] : [...groupBy].sort())),
    incident: quiet || !declared.declare ? 'none' : declared.severity,
    incidentWhy: quiet ? 'nobody is told of it then' : declared.why,
  }
}

export function judgeRouteTest(test: RouteTest, rulebook: AlertRulebook): JudgedRouteTest {
  const fate = alertFate(test, rulebook)
  const failures: { what: string; expected: string; actual: string }[] = []
  const compare = (what: string, expected: string, actual: string) => {
    if (expected !== actual) failures.push({ what, expected, actual })
  }
  const { receivers, group_by: groupBy, muted, incident } = test
  if (receivers) compare('receivers', listed(receivers), listed(fate.receivers))
  if (groupBy)
    for (const own of unique(fate.groupBy.map((names) => listed(names, 'nothing'))))
      compare('group_by', listed(groupBy, 'nothing'), own)
  if (typeof muted === 'boolean') {
    const nobody = fate.muted.length === fate.receivers.length
    // "Not muted" is a promise to everybody it is routed to.
    if (muted ? !nobody : fate.muted.length > 0) compare('muted', muted ? 'everybody' : 'nobody', listed(fate.muted))
  } else if (muted) compare('muted', listed(muted), listed(fate.muted))
  if (incident !== undefined && incident !== fate.incident)
    failures.push({ what: 'incident', expected: incident, actual: `${fate.incident} (${fate.incidentWhy})` })
  return { name: test.name ?? labelsText(test.labels), passed: failures.length === 0, failures, fate }
}

const unique = (names: readonly string[]) => [...new Set(names)]
const listed = (names: readonly string[], none = 'nobody') => unique(names).sort().join(', ') || none
