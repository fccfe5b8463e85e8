import type { IntakeDialect, IntakeReading, IntakeRequest } from '../../component/intake.ts'
import { atOnce, jsonAnswer, retryAfter } from '../../component/intake-answers.ts'
import { readJsonBody } from '../../component/intake-body.ts'
import { headerKey } from '../../component/intake-credential.ts'
import { isRecord, type JsonRecord, member, plainText } from '../../component/json-value.ts'
import { readNotifiedAlerts } from '../../component/notified-alerts.ts'

const MAX_BYTES = 10 * 1024 * 1024

/** `webhook_configs` of an Alertmanager: what it has grouped and decided to send, payload version 4. */
export const alertmanagerWebhook: IntakeDialect = {
  id: 'alertmanager-webhook',
  title: 'Alertmanager webhook (version 4)',
  mount: { kind: 'path' },
  endpoints: [{ method: 'POST', path: '/', summary: 'A notification of an Alertmanager receiver' }],
  maxBytes: MAX_BYTES,
  credential: headerKey,
  unknownKey: () => jsonAnswer(401, { message: 'the key of the integration is missing or not valid' }),
  unavailable: (_request, seconds) => jsonAnswer(503, { message: 'the store takes nothing now' }, retryAfter(seconds)),
  // Alertmanager tries again after 5xx only; after 429 this notification would be gone.
  throttled: (_request, seconds) => jsonAnswer(503, { message: 'too many requests' }, retryAfter(seconds)),
  read,
}

function read(request: IntakeRequest): IntakeReading {
  const body = readJsonBody(request.body, MAX_BYTES)
  if (!body.ok) return atOnce(jsonAnswer(body.why === 'too-large' ? 413 : 400, { message: body.message }))
  const notification = body.value
  if (!isRecord(notification) || !Array.isArray(member(notification, 'alerts')))
    return atOnce(jsonAnswer(400, { message: 'the body has no list "alerts": this is for payloads of version 4' }))
  const details = detailsOf(notification)
  const reading = readNotifiedAlerts(notification, { now: request.receivedAt, add: () => ({ details }) })
  const version = plainText(member(notification, 'version'))
  if (reading.kind !== 'signals' || version === '4') return reading
  const warning = `the notification has version ${version ?? 'none'}, not 4: some of it may have been understood wrongly`
  return { ...reading, warnings: [...reading.warnings, warning] }
}

const KEPT = ['receiver', 'groupKey', 'externalURL', 'notification_reason']

const detailsOf = (notification: JsonRecord) =>
  Object.fromEntries(
    KEPT.flatMap((name) => (member(notification, name) === undefined ? [] : [[name, notification[name]]])),
  )
