import type { IntakeDialect, IntakeReading, IntakeRequest, IntegrationFacts } from '../../component/intake.ts'
import { atOnce, jsonAnswer, retryAfter } from '../../component/intake-answers.ts'
import { readJsonBody } from '../../component/intake-body.ts'
import { headerKey } from '../../component/intake-credential.ts'
import { isRecord, member } from '../../component/json-value.ts'
import { readLegacyAlert } from './read-legacy-alert.ts'
import { readNotification } from './read-notification.ts'
import { checkSettings, settingsOf } from './settings.ts'
import { signatureProblem } from './signature.ts'

const MAX_BYTES = 10 * 1024 * 1024

/** A Grafana contact point of type webhook, and the notification channel of the same name in Grafana 8 and before. */
export const grafana: IntakeDialect = {
  id: 'grafana',
  title: 'Grafana webhook',
  mount: { kind: 'path' },
  endpoints: (['POST', 'PUT'] as const).map((method) => ({
    method,
    path: '/',
    summary: 'A notification of a Grafana contact point',
  })),
  maxBytes: MAX_BYTES,
  checkSettings,
  credential: headerKey,
  unknownKey: () => jsonAnswer(401, { message: 'the key of the integration is missing or not valid' }),
  unavailable: (_request, seconds) => jsonAnswer(503, { message: 'the store takes nothing now' }, retryAfter(seconds)),
  // It shares its sender with Alertmanager, older versions of which come again after 5xx only.
  throttled: (_request, seconds) => jsonAnswer(503, { message: 'too many requests' }, retryAfter(seconds)),
  read,
}

function read(request: IntakeRequest, { settings, signingSecret }: IntegrationFacts): IntakeReading {
  if (request.body.byteLength > MAX_BYTES)
    return atOnce(jsonAnswer(413, { message: `the body is larger than ${MAX_BYTES} bytes` }))
  if (signingSecret !== undefined) {
    const problem = signatureProblem(request, signingSecret, settingsOf(settings))
    if (problem !== undefined) return atOnce(jsonAnswer(401, { message: problem }))
  }
  const body = readJsonBody(request.body, MAX_BYTES)
  if (!body.ok) return atOnce(jsonAnswer(400, { message: body.message }))
  const sent = body.value
  if (isRecord(sent) && Array.isArray(member(sent, 'alerts'))) return readNotification(sent, request.receivedAt)
  if (isRecord(sent) && member(sent, 'ruleId') !== undefined) return readLegacyAlert(sent, request.receivedAt)
  return atOnce(jsonAnswer(400, { message: 'the body has neither a list "alerts" nor a "ruleId"' }))
}
