import type { IntakeAnswer, IntakeDialect, IntakeReading, IntakeRequest } from '../../component/intake.ts'
import { atOnce, jsonAnswer, retryAfter } from '../../component/intake-answers.ts'
import { readJsonBody } from '../../component/intake-body.ts'
import { member, textMember } from '../../component/json-value.ts'
import { changeErrors, eventErrors } from './event-errors.ts'
import { readChange } from './read-change.ts'
import { readEvent } from './read-event.ts'

const MAX_BYTES = 512 * 1024

/** PagerDuty's Events API v2: what its libraries, and every tool with a PagerDuty integration, send. */
export const pagerdutyEvents: IntakeDialect = {
  id: 'pagerduty-events',
  title: 'PagerDuty Events API v2',
  mount: { kind: 'fixed', prefix: '/v2' },
  endpoints: [
    { method: 'POST', path: '/enqueue', summary: 'Trigger, acknowledge or resolve' },
    { method: 'POST', path: '/change/enqueue', summary: 'Something was changed; never alerts' },
  ],
  maxBytes: MAX_BYTES,
  keyShape: { length: 32, characters: 'alphanumeric' },
  credential: (request) => {
    const body = readJsonBody(request.body, MAX_BYTES)
    return (body.ok ? textMember(body.value, 'routing_key') : undefined) ?? request.headers['x-routing-key']
  },
  unknownKey: (request) => {
    // Whoever sends a broken event is told of that first: it is why the key was not found.
    const reading = read(request)
    return reading.kind === 'answer'
      ? reading.answer
      : jsonAnswer(400, { status: 'invalid key', message: 'Invalid routing key' })
  },
  unavailable: (_request, seconds) =>
    jsonAnswer(
      503,
      { status: 'unavailable', message: 'The event was not stored. Please retry later.' },
      retryAfter(seconds),
    ),
  throttled: (_request, seconds) =>
    jsonAnswer(
      429,
      {
        status: 'throttle exceeded',
        message: 'Requests for this service are arriving too quickly.  Please retry later.',
        errors: ['Enhance Your Calm.'],
      },
      retryAfter(seconds),
    ),
  read,
}

function read(request: IntakeRequest): IntakeReading {
  const body = readJsonBody(request.body, MAX_BYTES)
  if (!body.ok) {
    if (body.why === 'too-large') return atOnce(invalid(['Event object exceeds the size limit of 512 KB'], 413))
    return atOnce(invalid([`Event object cannot be read: ${body.message}`]))
  }
  const key = member(body.value, 'routing_key') ?? request.headers['x-routing-key']
  if (request.path === '/change/enqueue') {
    const errors = changeErrors(body.value, key)
    return errors.length > 0 ? atOnce(invalid(errors)) : readChange(body.value, request)
  }
  const errors = eventErrors(body.value, key)
  return errors.length > 0 ? atOnce(invalid(errors)) : readEvent(body.value, request)
}

const invalid = (errors: readonly string[], status = 400): IntakeAnswer =>
  jsonAnswer(status, { status: 'invalid event', message: 'Event object is invalid', errors })
