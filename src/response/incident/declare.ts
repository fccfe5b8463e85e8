/** When an alert makes an incident, which one it belongs to, and how bad that is. */
import { type LabelSet, labelOf } from '../../kit/label-set.ts'
import type { SignalSeverity } from '../alert/signal.ts'
import type { Incident, IncidentKind } from './incident.ts'
import { isWorse, type Severity } from './severity.ts'
import { readSeverity, type SeverityPolicy } from './severity-policy.ts'

/** What deciding needs to know of an alert. */
export interface AlertFacts {
  readonly id: string
  readonly summary: string
  readonly severity: SignalSeverity
  readonly labels: LabelSet
  readonly annotations: LabelSet
  /** Alerts of one group are one incident. */
  readonly group: string
}

/** A line of `incidents.rules`: the first one whose matchers fit decides. */
export interface DeclareRule {
  readonly name: string
  readonly matches: (labels: LabelSet) => boolean
  /** `none`: such alerts make no incident, however bad their sender says they are. */
  readonly severity?: Severity | 'none'
  readonly title?: string
  readonly kind?: IncidentKind
}

export type Declaration =
  | { readonly declare: false; readonly why: string }
  | {
      readonly declare: true
      readonly by: 'rule' | 'alert'
      readonly severity: Severity
      readonly kind: IncidentKind
      readonly title: string
      readonly why: string
    }

const WORDS: Readonly<Record<SignalSeverity, 'P1' | 'P2' | 'P3' | undefined>> = {
  critical: 'P1',
  error: 'P2',
  warning: 'P3',
  info: undefined,
}

/**
 * What a sender's word means: critical is P1, error P2, warning P3, info is no incident. P0 is for people and rules. In a book that
 * counts from P1 these are the levels it calls so, its worst among them.
 */
export function severityOfSignal(severity: SignalSeverity, { startsAtOne }: SeverityPolicy): Severity | undefined {
  const code = WORDS[severity]
  if (code === undefined || !startsAtOne) return code
  return ({ P1: 'P0', P2: 'P1', P3: 'P2' } as const)[code]
}

/** Whether an alert is an incident, by the first rule that fits or by what its sender says. */
export function declareFor(alert: AlertFacts, rules: readonly DeclareRule[], policy: SeverityPolicy): Declaration {
  const rule = rules.find(({ matches }) => matches(alert.labels))
  if (rule?.severity === 'none') return { declare: false, why: `rule "${rule.name}" says such alerts are none` }
  const labelled = severityOfLabels(alert.labels, policy)
  const severity = rule?.severity ?? labelled ?? severityOfSignal(alert.severity, policy)
  if (severity === undefined) return { declare: false, why: `its severity is ${alert.severity} and no rule names it` }
  const title = fillTitle(rule?.title ?? '', alert) || alert.summary || labelOf(alert.labels, 'alertname') || 'Alert'
  const shared = {
    declare: true as const,
    severity,
    kind: rule?.kind ?? ('normal' as const),
    title: title.slice(0, 300),
  }
  return rule
    ? { ...shared, by: 'rule', why: `rule "${rule.name}" fits its labels` }
    : { ...shared, by: 'alert', why: labelled ? 'its labels say so' : `its sender says it is ${alert.severity}` }
}

/** A team that labels its alerts by its own scale, `severity: P0`, means what it says there. Words are the sender's, and mapped. */
function severityOfLabels(labels: LabelSet, policy: SeverityPolicy): Severity | undefined {
  const code = ['severity', 'priority']
    .map((name) => labelOf(labels, name))
    .find((text) => /^(?:p|sev-?)\d$/i.test(text))
  return code === undefined ? undefined : readSeverity(code, policy)
}

/** `{{ labels.service }} is down`: labels and annotations of the alert, and its summary; anything else is left out. */
export const fillTitle = (template: string, alert: Pick<AlertFacts, 'labels' | 'annotations' | 'summary'>): string =>
  template
    .replace(
      /\{\{\s*\$?\.?(labels|annotations)?\.?([\w.-]{1,100})\s*\}\}/gi,
      (_, from: string | undefined, name: string) => {
        if (from === undefined) return name === 'summary' ? alert.summary : ''
        return labelOf(from.toLowerCase() === 'labels' ? alert.labels : alert.annotations, name)
      },
    )
    .replace(/\s+/g, ' ')
    .trim()

export type AlertMove =
  | { readonly do: 'ignore'; readonly why: string }
  | { readonly do: 'open'; readonly declaration: Extract<Declaration, { declare: true }> }
  | { readonly do: 'attach'; readonly reopen: boolean; readonly raiseTo?: Severity; readonly why: string }

/**
 * What an alert that fires does to the latest incident of its group. Something that comes back soon is the same story; an alert
 * that is no incident by itself still belongs to the one that is there. Alerts raise an incident until a person has chosen its severity.
 */
export function considerAlert(
  declaration: Declaration,
  latest: Pick<Incident, 'status' | 'severity' | 'severityByHand' | 'resolvedAt'> | undefined,
  { now, reopenWithinMs }: { now: Date; reopenWithinMs: number },
): AlertMove {
  const closedMs = latest?.resolvedAt === undefined ? 0 : now.getTime() - latest.resolvedAt.getTime()
  const over = latest?.status === 'resolved'
  if (!latest || (over && closedMs > reopenWithinMs))
    return declaration.declare ? { do: 'open', declaration } : { do: 'ignore', why: declaration.why }
  if (over && !declaration.declare) return { do: 'ignore', why: declaration.why }
  const raise = declaration.declare && !latest.severityByHand && isWorse(declaration.severity, latest.severity)
  return {
    do: 'attach',
    reopen: over,
    ...(raise ? { raiseTo: declaration.severity } : {}),
    why: over ? 'the same came back soon after it was resolved' : 'its group has this incident',
  }
}
