import { type LabelSet, labelOf } from '../kit/label-set.ts'
import type { SignalSeverity } from '../response/alert/signal.ts'
import { severityOfWord } from './severity-word.ts'
import { cutText, oneLine } from './storable-text.ts'
import { webLink } from './web-link.ts'

const LONGEST_SUMMARY = 1024

/** The line a person reads first, from what Prometheus rules usually say, in the order in which it is usually written for people. */
export function summaryOfLabels(labels: LabelSet, annotations: LabelSet): string {
  const said = ['summary', 'title', 'message', 'description'].map((name) => labelOf(annotations, name)).find(Boolean)
  const named = labelOf(labels, 'alertname')
  const pairs = () =>
    Object.entries(labels)
      .map(([name, value]) => `${name}=${value}`)
      .join(' ')
  return cutText(oneLine(said || named || pairs()), LONGEST_SUMMARY)
}

/** The severity a rule's labels give. Without one it is `error`, as Alertmanager tells PagerDuty: better paged once too often. */
export const severityOfLabels = (labels: LabelSet): SignalSeverity =>
  severityOfWord(labelOf(labels, 'severity')) ?? severityOfWord(labelOf(labels, 'priority')) ?? 'error'

/** The pages a rule's annotations point at. */
export const linksOfAnnotations = (annotations: LabelSet): { href: string; text: string }[] =>
  ['runbook_url', 'dashboard_url', 'dashboard'].flatMap((name) => {
    const href = webLink(labelOf(annotations, name))
    return href === undefined ? [] : [{ href, text: name.replace(/_url$/, '') }]
  })
