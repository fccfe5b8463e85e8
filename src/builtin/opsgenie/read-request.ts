import type { IntakeReading, IntakeRequest, IntegrationFacts } from '../../component/intake.ts'
import { atOnce } from '../../component/intake-answers.ts'
import { readJsonBody } from '../../component/intake-body.ts'
import { isRecord, type JsonRecord } from '../../component/json-value.ts'
import { accepted, failed } from './answers.ts'
import { readCommand } from './read-command.ts'
import { readCreation } from './read-creation.ts'
import { readQuestion } from './read-question.ts'

/** A description of 15,000 characters, a note of 25,000 and details of 8,000, each of four bytes and escaped, with room to spare. */
export const MAX_BYTES = 1024 * 1024

const HEARTBEAT = /^\/heartbeats\/(.+)\/ping$/

/** One request; the identifier of an alert may hold slashes, so paths are read from both ends. */
export function readRequest(request: IntakeRequest, integration: IntegrationFacts): IntakeReading {
  const heartbeat = HEARTBEAT.exec(request.path)?.[1]
  // It does not look whether the heartbeat exists either: a ping that came too early must not break the job that sends it.
  if (heartbeat !== undefined)
    return { kind: 'heartbeat', name: heartbeat, answer: () => accepted(request, 'PONG - Heartbeat received') }
  if (request.path !== '/alerts' && !request.path.startsWith('/alerts/')) return notFound(request)
  if (request.method === 'GET') return readQuestion(request, integration) ?? notFound(request)
  const body = bodyOf(request)
  if (!body.ok) return atOnce(failed(request, body.why === 'too-large' ? 413 : 400, body.message))
  if (request.path === '/alerts')
    return request.method === 'POST' ? readCreation(body.value, request) : notFound(request)
  return readCommand(body.value, request) ?? notFound(request)
}

const notFound = (request: IntakeRequest) => atOnce(failed(request, 404, 'No handler found for this address'))

type Body = { ok: true; value: JsonRecord } | { ok: false; why: string; message: string }

/** Actions need no body. */
function bodyOf(request: IntakeRequest): Body {
  const read = readJsonBody(request.body, MAX_BYTES)
  if (!read.ok) return read.why === 'empty' ? { ok: true, value: {} } : read
  return isRecord(read.value)
    ? { ok: true, value: read.value }
    : { ok: false, why: 'no-object', message: 'the body is no JSON object' }
}
