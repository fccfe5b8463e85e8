import type { IntakeDialect, IntakeReading, IntakeRequest } from '../../component/intake.ts'
import { atOnce, retryAfter, textAnswer } from '../../component/intake-answers.ts'
import { headerKey } from '../../component/intake-credential.ts'
import { readIncoming } from './read-incoming.ts'

const MAX_BYTES = 256 * 1024
const HEARTBEAT = '/heartbeat/'

/** GoAlert's generic API: one alert as a form, a query or JSON, and the check-in of its heartbeat monitors. */
export const goalertGeneric: IntakeDialect = {
  id: 'goalert-generic',
  title: 'GoAlert generic API',
  mount: { kind: 'fixed', prefix: '/api/v2' },
  endpoints: [
    { method: 'POST', path: '/generic/incoming', summary: 'Opens or closes an alert' },
    { method: 'GET', path: '/heartbeat/:id', summary: 'A heartbeat' },
    { method: 'POST', path: '/heartbeat/:id', summary: 'A heartbeat' },
  ],
  maxBytes: MAX_BYTES,
  // GoAlert puts its key into the query; the identifier of a heartbeat is a secret itself.
  credential: (request) =>
    headerKey(request) ?? (request.query.get('token') || undefined) ?? (heartbeatOf(request) || undefined),
  unknownKey: () => textAnswer(401, 'Unauthorized\n'),
  unavailable: (_request, seconds) => textAnswer(503, 'Service Unavailable\n', retryAfter(seconds)),
  throttled: (_request, seconds) => textAnswer(429, 'Too Many Requests\n', retryAfter(seconds)),
  read: (request, integration): IntakeReading => {
    const name = heartbeatOf(request)
    if (name === undefined) return readIncoming(request, integration, MAX_BYTES)
    if (name === '') return atOnce(textAnswer(404, '404 page not found\n'))
    return {
      kind: 'heartbeat',
      name,
      answer: (known) => (known ? { status: 204 } : textAnswer(404, '404 page not found\n')),
    }
  },
}

const heartbeatOf = ({ path }: IntakeRequest) => (path.startsWith(HEARTBEAT) ? path.slice(HEARTBEAT.length) : undefined)
