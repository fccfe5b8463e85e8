import type { IntakeDialect } from '../../component/intake.ts'
import { jsonAnswer, retryAfter, textAnswer } from '../../component/intake-answers.ts'
import { headerKey } from '../../component/intake-credential.ts'
import { readPostedAlerts } from './read-posted-alerts.ts'
import { checkSettings } from './settings.ts'

const MEGABYTES = 1024 * 1024

/** What Prometheus, `amtool` and everything else that speaks to an Alertmanager posts: `POST /api/v2/alerts`. */
export const alertmanagerApi: IntakeDialect = {
  id: 'alertmanager-api',
  title: 'Alertmanager API v2 (Prometheus, amtool)',
  mount: { kind: 'fixed', prefix: '/api/v2' },
  endpoints: [{ method: 'POST', path: '/alerts', summary: 'Alerts, as Prometheus sends them to an Alertmanager' }],
  maxBytes: 10 * MEGABYTES,
  checkSettings,
  credential: headerKey,
  unknownKey: () =>
    jsonAnswer(
      401,
      { code: 401, message: 'the key of the integration is missing or not valid' },
      { 'www-authenticate': 'Basic realm="opsbook"' },
    ),
  // Prometheus drops a batch on any error and sends the same alerts again a minute later; only 5xx says that it was not its fault.
  unavailable: (_request, seconds) => textAnswer(503, 'the store takes nothing now', retryAfter(seconds)),
  throttled: (_request, seconds) => textAnswer(503, 'too many requests', retryAfter(seconds)),
  read: readPostedAlerts,
}
