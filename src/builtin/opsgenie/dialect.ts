import type { IntakeDialect, IntakeEndpoint, IntakeRequest } from '../../component/intake.ts'
import { retryAfter } from '../../component/intake-answers.ts'
import { authorizationOf } from '../../component/intake-credential.ts'
import { failed, throttled } from './answers.ts'
import { COMMAND_VERBS } from './read-command.ts'
import { MAX_BYTES, readRequest } from './read-request.ts'

const endpoint = (method: IntakeEndpoint['method'], path: string, summary: string): IntakeEndpoint => ({
  ...{ method, path, summary },
})

/** Opsgenie's alert and heartbeat API v2: clients change the address and the key. */
export const opsgenie: IntakeDialect = {
  id: 'opsgenie',
  title: 'Opsgenie alert API v2',
  mount: { kind: 'fixed', prefix: '/v2' },
  endpoints: [
    endpoint('POST', '/alerts', 'Creates an alert, or counts up the open one with its alias'),
    endpoint('GET', '/alerts', 'The alerts of this integration'),
    endpoint('GET', '/alerts/count', 'How many there are'),
    endpoint('GET', '/alerts/requests/:requestId', 'What became of a request'),
    endpoint('GET', '/alerts/:id', 'One alert'),
    endpoint('DELETE', '/alerts/:id', 'Closes an alert; its record stays'),
    endpoint('GET', '/alerts/:id/logs', 'The log of an alert'),
    endpoint('GET', '/alerts/:id/notes', 'The notes on an alert'),
    ...Object.entries(COMMAND_VERBS).map(([verb, { method, summary }]) =>
      endpoint(method, `/alerts/:id/${verb}`, summary),
    ),
    endpoint('DELETE', '/alerts/:id/tags', 'Takes tags away'),
    endpoint('DELETE', '/alerts/:id/details', 'Takes details away'),
    endpoint('POST', '/alerts/:id/actions/:action', 'Records a custom action'),
    ...(['GET', 'POST', 'PUT', 'PATCH'] as const).map((method) =>
      endpoint(method, '/heartbeats/:name/ping', 'A heartbeat'),
    ),
  ],
  maxBytes: MAX_BYTES,
  credential,
  unknownKey: (request) => failed(request, 401, 'Could not authenticate'),
  unavailable: (request, seconds) => {
    const { headers, ...answer } = failed(request, 503, 'The request was not stored. Please try again.')
    return { ...answer, headers: { ...headers, ...retryAfter(seconds) } }
  },
  throttled,
  read: readRequest,
}

/** `GenieKey <key>`, `Basic <base64 of the key>`, or `?apiKey=`. */
function credential(request: IntakeRequest): string | undefined {
  const basic = authorizationOf(request, 'Basic')
  const decoded = basic === undefined ? '' : new TextDecoder().decode(Buffer.from(basic, 'base64'))
  return (
    authorizationOf(request, 'GenieKey') ??
    (decoded.replace(/^:|:$/g, '') || undefined) ??
    (request.query.get('apiKey') || undefined)
  )
}
