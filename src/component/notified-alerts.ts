import { type LabelSet, labelSet } from '../kit/label-set.ts'
import type { Signal } from '../response/alert/signal.ts'
import { alertKey, keyOfLabels } from './alert-key.ts'
import { linksOfAnnotations, severityOfLabels, summaryOfLabels } from './alert-labels.ts'
import type { IntakeAnswer, IntakeReading } from './intake.ts'
import { atOnce, jsonAnswer } from './intake-answers.ts'
import { isZeroTime, readTime } from './intake-time.ts'
import { isRecord, type JsonRecord, labelsMember, listMember, member, textMember } from './json-value.ts'
import { webLink } from './web-link.ts'

/** What a dialect adds to an alert of a notification. */
export type Addition = Partial<Pick<Signal, 'summary' | 'links' | 'details'>>

/**
 * The alerts of a notification as Alertmanager's webhook has it (version 4; Grafana's is the same with more in it). Each alert has a state of its
 * own: the state of the notification is `firing` as soon as one of them is. A firing alert has no end; it lasts until it is said to be over.
 */
export function readNotifiedAlerts(
  notification: JsonRecord,
  { now, add }: { now: Date; add: (alert: JsonRecord, labels: LabelSet) => Addition },
): IntakeReading {
  const signals: Signal[] = []
  const problems: string[] = []
  for (const [index, alert] of listMember(notification, 'alerts').entries()) {
    const read = isRecord(alert) ? signalOf(alert, notification, now) : 'it is no object'
    if (typeof read === 'string') problems.push(`alert ${index}: ${read}`)
    else signals.push({ ...read, ...add(alert as JsonRecord, read.labels) })
  }
  const answer = answerTo(signals.length, problems)
  if (signals.length === 0) return atOnce(answer)
  return { kind: 'signals', signals, problems, warnings: warningsOf(notification), answer: () => answer }
}

function signalOf(alert: JsonRecord, notification: JsonRecord, now: Date): Signal | string {
  const labels = withoutEmptyName(labelsMember(alert, 'labels'))
  const printed = textMember(alert, 'fingerprint')
  if (Object.keys(labels).length === 0 && printed === undefined) return 'it has neither labels nor a fingerprint'
  const annotations = labelsMember(alert, 'annotations')
  const status = textMember(alert, 'status') ?? textMember(notification, 'status') ?? 'firing'
  if (status !== 'firing' && status !== 'resolved') return `its status is neither "firing" nor "resolved"`
  const endsAt = timeOf(alert, 'endsAt')
  const generatorUrl = webLink(textMember(alert, 'generatorURL'))
  return {
    action: status === 'firing' ? 'trigger' : 'resolve',
    key: printed === undefined ? keyOfLabels(labels) : alertKey(printed),
    summary: summaryOfLabels(labels, annotations) || (printed ?? ''),
    severity: severityOfLabels(labels),
    labels,
    annotations,
    startsAt: timeOf(alert, 'startsAt') ?? now,
    ...(status === 'resolved' && endsAt ? { endsAt } : {}),
    endIsTimeout: false,
    ...(generatorUrl === undefined ? {} : { generatorUrl }),
    links: linksOfAnnotations(annotations),
    details: {},
  }
}

const withoutEmptyName = (labels: LabelSet) => labelSet(Object.entries(labels).filter(([name]) => name !== ''))

/** A time that cannot be read is taken for one that nobody set: the alert matters more than when it began. */
function timeOf(alert: JsonRecord, name: string): Date | undefined {
  const time = readTime(textMember(alert, name) ?? '')
  return time === undefined || isZeroTime(time) ? undefined : time
}

function answerTo(stored: number, problems: readonly string[]): IntakeAnswer {
  if (problems.length === 0) return jsonAnswer(200, { stored })
  return jsonAnswer(stored === 0 ? 400 : 200, { stored, message: problems.join('; ') })
}

function warningsOf(notification: JsonRecord): readonly string[] {
  const cut = member(notification, 'truncatedAlerts')
  if (typeof cut !== 'number' || !(cut > 0)) return []
  return [`the sender left out ${cut} more alerts of this group: raise its limit of alerts in one notification`]
}
