import { alertKey } from '../../component/alert-key.ts'
import { severityOfLabels } from '../../component/alert-labels.ts'
import type { IntakeReading, Signal } from '../../component/intake.ts'
import { atOnce, jsonAnswer } from '../../component/intake-answers.ts'
import { type JsonRecord, labelsMember, member, plainText, textMember } from '../../component/json-value.ts'
import { cutText, oneLine } from '../../component/storable-text.ts'
import { webLink } from '../../component/web-link.ts'
import { labelSet } from '../../kit/label-set.ts'

const ACTIONS: Readonly<Record<string, Signal['action']>> = {
  alerting: 'trigger',
  no_data: 'trigger',
  ok: 'resolve',
  // Nobody looks at a rule that was paused, so nothing would ever say that it is over.
  paused: 'resolve',
}

/** The alerting of dashboards in Grafana 8 and before: one rule a request. */
export function readLegacyAlert(sent: JsonRecord, now: Date): IntakeReading {
  const rule = plainText(member(sent, 'ruleId'))
  if (rule === undefined || rule === '')
    return atOnce(jsonAnswer(400, { message: '"ruleId" is neither text nor number' }))
  const state = textMember(sent, 'state') ?? ''
  // `pending` and `unknown`: it is not decided yet.
  if (!Object.hasOwn(ACTIONS, state))
    return atOnce(jsonAnswer(200, { stored: 0, message: `state "${state.slice(0, 32)}" tells of no alert` }))
  const name = textMember(sent, 'ruleName')
  const message = textMember(sent, 'message')
  const labels = labelSet([
    ...Object.entries(labelsMember(sent, 'tags')),
    ...(name ? [['alertname', name] as const] : []),
  ])
  const generatorUrl = webLink(textMember(sent, 'ruleUrl'))
  const image = webLink(textMember(sent, 'imageUrl'))
  const matches = member(sent, 'evalMatches')
  const signal: Signal = {
    action: ACTIONS[state]!,
    key: alertKey(rule),
    summary: cutText(oneLine(textMember(sent, 'title') ?? name ?? message ?? '') || `rule ${rule}`, 1024),
    severity: state === 'no_data' ? 'warning' : severityOfLabels(labels),
    labels,
    annotations: labelSet(message === undefined ? [] : [['description', message]]),
    startsAt: now,
    endIsTimeout: false,
    ...(generatorUrl === undefined ? {} : { generatorUrl }),
    links: image === undefined ? [] : [{ href: image, text: 'image' }],
    details: { state, ...(matches === undefined ? {} : { evalMatches: matches }) },
    ...(state === 'paused' ? { note: 'the rule was paused' } : {}),
  }
  const answer = jsonAnswer(200, { stored: 1 })
  return { kind: 'signals', signals: [signal], problems: [], warnings: [], answer: () => answer }
}
