import { linksOfAnnotations } from '../../component/alert-labels.ts'
import type { IntakeReading, LabelSet } from '../../component/intake.ts'
import { type JsonRecord, labelsMember, member, textMember } from '../../component/json-value.ts'
import { type Addition, readNotifiedAlerts } from '../../component/notified-alerts.ts'
import { webLink } from '../../component/web-link.ts'
import { labelOf } from '../../kit/label-set.ts'

/** Rules that could not be evaluated fire under these names; `rulename` then says which rule it was. */
const SYNTHETIC: Readonly<Record<string, string>> = {
  DatasourceError: 'cannot be evaluated',
  DatasourceNoData: 'gets no data',
}
const LINKS = { dashboardURL: 'dashboard', panelURL: 'panel', silenceURL: 'silence', imageURL: 'image' } as const
const KEPT = ['ruleUID', 'values', 'valueString', 'orgId', 'enrichments']

/** Grafana 9 and later: Alertmanager's payload with links and values for each alert. */
export const readNotification = (notification: JsonRecord, now: Date): IntakeReading =>
  readNotifiedAlerts(notification, { now, add: additionOf })

function additionOf(alert: JsonRecord, labels: LabelSet): Addition {
  const annotations = labelsMember(alert, 'annotations')
  const links = Object.entries(LINKS).flatMap(([name, text]) => {
    const href = webLink(textMember(alert, name))
    return href === undefined ? [] : [{ href, text }]
  })
  const details = Object.fromEntries(
    KEPT.flatMap((name) => (member(alert, name) === undefined ? [] : [[name, alert[name]]])),
  )
  const alertname = labelOf(labels, 'alertname')
  const trouble = Object.hasOwn(SYNTHETIC, alertname) ? SYNTHETIC[alertname] : undefined
  const rule = labelOf(labels, 'rulename')
  const summary = trouble !== undefined && rule !== '' ? { summary: `${rule} ${trouble}` } : {}
  return { ...summary, links: [...linksOfAnnotations(annotations), ...links], details }
}
