import { alertKey } from '../../component/alert-key.ts'
import type { IntakeReading, IntakeRequest, Signal } from '../../component/intake.ts'
import { jsonAnswer } from '../../component/intake-answers.ts'
import { member, textMember } from '../../component/json-value.ts'
import { severityOfWord } from '../../component/severity-word.ts'
import { cutText, oneLine } from '../../component/storable-text.ts'
import { webLink } from '../../component/web-link.ts'
import { labelSet } from '../../kit/label-set.ts'
import { customDetails, linksOf, momentOf } from './event-parts.ts'

const LABELS = ['source', 'component', 'group', 'class'] as const

/** An event that has no errors. */
export function readEvent(event: unknown, request: IntakeRequest): IntakeReading {
  // Without a key every trigger is an alert of its own, and the sender gets the key to resolve it with.
  const dedupKey = textMember(event, 'dedup_key') ?? request.newId()
  const { time, warnings } = momentOf(member(event, 'payload'), request.receivedAt)
  const signal = signalOf(event, dedupKey, time)
  const answer = jsonAnswer(202, { status: 'success', message: 'Event processed', dedup_key: dedupKey })
  return { kind: 'signals', signals: [signal], problems: [], warnings, answer: () => answer }
}

function signalOf(event: unknown, dedupKey: string, startsAt: Date): Signal {
  const payload = member(event, 'payload')
  const action = textMember(event, 'event_action') as Signal['action']
  const client = textMember(event, 'client')
  const page = webLink(textMember(event, 'client_url'))
  return {
    action,
    key: alertKey(dedupKey),
    summary: cutText(oneLine(textMember(payload, 'summary') ?? ''), 1024) || `${action} ${cutText(dedupKey, 100)}`,
    severity: severityOfWord(textMember(payload, 'severity') ?? '') ?? 'error',
    labels: labelSet(LABELS.map((name) => [name, textMember(payload, name) ?? ''])),
    annotations: {},
    startsAt,
    endIsTimeout: false,
    ...(page === undefined ? {} : { generatorUrl: page }),
    links: linksOf(event),
    details: { ...customDetails(payload), ...(client === undefined ? {} : { client }) },
  }
}
