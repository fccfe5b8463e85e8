import type { IntakeReading, IntakeRequest } from '../../component/intake.ts'
import { jsonAnswer } from '../../component/intake-answers.ts'
import { member, textMember } from '../../component/json-value.ts'
import { cutText, oneLine } from '../../component/storable-text.ts'
import { labelSet } from '../../kit/label-set.ts'
import { customDetails, linksOf, momentOf } from './event-parts.ts'

/** A change that has no errors. Changes have no key to meet again by, so each gets its own. */
export function readChange(event: unknown, request: IntakeRequest): IntakeReading {
  const payload = member(event, 'payload')
  const { time, warnings } = momentOf(payload, request.receivedAt)
  const answer = jsonAnswer(202, { status: 'success', message: 'Change event processed' })
  return {
    kind: 'signals',
    signals: [
      {
        action: 'change',
        key: request.newId(),
        summary: cutText(oneLine(textMember(payload, 'summary') ?? ''), 1024),
        severity: 'info',
        labels: labelSet([['source', textMember(payload, 'source') ?? '']]),
        annotations: {},
        startsAt: time,
        endIsTimeout: false,
        links: linksOf(event),
        details: customDetails(payload),
      },
    ],
    problems: [],
    warnings,
    answer: () => answer,
  }
}
