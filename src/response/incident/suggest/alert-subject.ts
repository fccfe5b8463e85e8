import { type LabelSet, labelOf } from '../../../kit/label-set.ts'

/** What the book is asked about: an alert, as its sender describes it. */
export interface AlertSubject {
  readonly summary: string
  readonly labels: LabelSet
  readonly annotations: LabelSet
}

/** The alert's name; Grafana's own alerts about a rule carry the rule's name in another label. */
export function alertName({ labels }: AlertSubject): string {
  const name = labelOf(labels, 'alertname')
  return /^Datasource(?:Error|NoData)$/.test(name) ? labelOf(labels, 'rulename') || name : name
}

const ADDRESSES = [
  'runbook_url',
  'runbook',
  'runbookUrl',
  'runbookURL',
  'runbook_link',
  'playbook',
  'playbook_url',
  '__runbook__',
]

/** The address of a runbook in the alert itself, and which annotation or label has it. */
export function runbookAddress({ annotations, labels }: AlertSubject): { name: string; address: string } | undefined {
  for (const name of ADDRESSES) {
    const address = (labelOf(annotations, name) || labelOf(labels, name)).trim()
    if (address !== '') return { name, address }
  }
  return undefined
}
