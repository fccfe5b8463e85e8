import type { IntakeReading, IntakeRequest, IntegrationFacts, Signal } from '../src/component/intake.ts'

/** The moment at which the requests of the tests arrive. */
export const NOW = new Date('2030-01-01T12:00:00Z')

export const INTEGRATION: IntegrationFacts = { id: 'integration_1', name: 'test', settings: {} }

/** A request as a test needs it: JSON by POST unless it says otherwise. */
export function exampleRequest(
  body: unknown,
  {
    query = '',
    headers = {},
    ...rest
  }: Partial<Omit<IntakeRequest, 'body' | 'query' | 'headers'>> & {
    query?: string
    headers?: Record<string, string | undefined>
  } = {},
): IntakeRequest {
  let ids = 0
  return {
    ...{ method: 'POST', path: '/', receivedAt: NOW, requestId: 'request-1' },
    query: new URLSearchParams(query),
    headers: { 'content-type': 'application/json', ...headers },
    body: bytesOf(body),
    newId: () => `id-${++ids}`,
    ...rest,
  }
}

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body
  return new TextEncoder().encode(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body))
}

/** The signals of a reading; none where it stores nothing. */
export const signalsOf = (reading: IntakeReading): readonly Signal[] =>
  reading.kind === 'signals' ? reading.signals : []

/** What the sender is told, when every signal opened an alert and everything asked for exists. */
export function answerOf(reading: IntakeReading) {
  switch (reading.kind) {
    case 'answer':
      return reading.answer
    case 'signals':
      return reading.answer(
        reading.signals.map((_, index) => ({
          alertId: `alert-${index}`,
          alertNumber: index,
          outcome: 'opened' as const,
        })),
      )
    case 'command':
    case 'heartbeat':
      return reading.answer(true)
    case 'lookup':
      throw new Error('a lookup is answered with what was found')
  }
}
