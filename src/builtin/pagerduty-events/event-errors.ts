import { isRecord, member } from '../../component/json-value.ts'

export const ACTIONS = ['trigger', 'acknowledge', 'resolve'] as const
const SEVERITIES = ['critical', 'warning', 'error', 'info']

/** Everything that is wrong with an event, in PagerDuty's words: its users search for them. */
export function eventErrors(event: unknown, key: unknown): readonly string[] {
  if (!isRecord(event)) return [missing('routing_key'), missing('event_action')]
  const action = member(event, 'event_action')
  const errors = [...keyErrors(key), ...wordErrors('event_action', action, ACTIONS)]
  const dedup = member(event, 'dedup_key')
  if (isBlank(dedup) && (action === 'acknowledge' || action === 'resolve')) errors.push(missing('dedup_key'))
  if (!isBlank(dedup) && (typeof dedup !== 'string' || dedup.length > 255))
    errors.push("Length of 'dedup_key' is incorrect (should be at most 255 characters)")
  return action === 'trigger' ? [...errors, ...payloadErrors(member(event, 'payload'))] : errors
}

/** The same for a change: it needs a summary only. */
export function changeErrors(event: unknown, key: unknown): readonly string[] {
  const payload = member(event, 'payload')
  if (!isRecord(payload)) return [...keyErrors(key), missing('payload')]
  return [...keyErrors(key), ...textErrors('payload.summary', member(payload, 'summary'))]
}

function payloadErrors(payload: unknown): readonly string[] {
  if (!isRecord(payload)) return [missing('payload')]
  return [
    ...textErrors('payload.summary', member(payload, 'summary')),
    ...textErrors('payload.source', member(payload, 'source')),
    ...wordErrors('payload.severity', member(payload, 'severity'), SEVERITIES),
  ]
}

function keyErrors(key: unknown): readonly string[] {
  if (isBlank(key)) return [missing('routing_key')]
  const text = typeof key === 'string' ? key : ''
  return [
    ...(text.length === 32 ? [] : ["Length of 'routing_key' is incorrect (should be 32 characters)"]),
    ...(/^[a-zA-Z0-9]*$/.test(text) ? [] : ["'routing_key' cannot contain non-alphanumeric characters."]),
  ]
}

const isBlank = (value: unknown) => value === undefined || (typeof value === 'string' && value.trim() === '')
const missing = (name: string) => `'${name}' is missing or blank`
const textErrors = (name: string, value: unknown) =>
  isBlank(value) ? [missing(name)] : typeof value === 'string' ? [] : [`'${name}' is invalid (must be a string)`]

function wordErrors(name: string, value: unknown, words: readonly string[]): string[] {
  if (isBlank(value)) return [missing(name)]
  if (typeof value === 'string' && words.includes(value)) return []
  const quoted = words.map((word) => `'${word}'`)
  return [`'${name}' is invalid (must be one of the following: ${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)})`]
}
