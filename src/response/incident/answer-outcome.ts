/** What became of a request, as the API answers it. */
import { refuseRequest } from '../../kit/problem.ts'
import type { RouteAnswer, RouteRequest } from '../../kit/route.ts'
import type { Asked, Outcome } from './actions.ts'
import { showIncident } from './incident-shape.ts'

/** The incident as it is now, with its version as ETag; or why not. */
export function answerOutcome(outcome: Outcome, now: Date, status = 200): RouteAnswer {
  if (outcome.ok) {
    const { incident } = outcome
    const location: Record<string, string> = status === 201 ? { location: `/api/v1/incidents/${incident.id}` } : {}
    return { status, headers: { etag: etag(incident.version), ...location }, body: showIncident(incident, now) }
  }
  const { kind, refused } = outcome
  return refuseRequest(kind === 'unknown' ? 404 : kind === 'changed' ? 412 : 409, refused)
}

export const etag = (version: number): string => `"${version}"`

type Asking = Pick<RouteRequest, 'actor' | 'headers'> & { readonly body?: unknown }

/** Who asks, with the key and the version of the request; or why that cannot be read. */
export function askedBy({ actor, headers, body }: Asking): { asked: Asked } | { refused: RouteAnswer } {
  const key = headers['idempotency-key']
  if (key !== undefined && (key.length > 200 || key.trim() === ''))
    return {
      refused: refuseRequest(400, { code: 'request/key', message: 'Idempotency-Key is 1 to 200 characters long' }),
    }
  const match = headers['if-match']
  const version = match === undefined || match === '*' ? undefined : /^(?:W\/)?"?(\d{1,9})"?$/.exec(match)?.[1]
  if (match !== undefined && match !== '*' && version === undefined)
    return {
      refused: refuseRequest(400, {
        code: 'request/if-match',
        message: 'If-Match takes the ETag of one answer',
        hint: 'Send it back as it came: "7"',
      }),
    }
  const ifVersion = version === undefined ? undefined : Number(version)
  return { asked: { by: actor, key, ifVersion, wish: body } }
}
