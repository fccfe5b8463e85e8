import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answerOf, exampleRequest, INTEGRATION, signalsOf } from '../../test/example-request.ts'
import type { IntakeDialect } from '../component/intake.ts'
import { INTAKE_DIALECTS } from './intake-dialects.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const WORDS = [
  ...['labels', 'alerts', 'payload', 'summary', 'severity', 'source', 'status', 'startsAt', 'endsAt', 'annotations'],
  ...['message', 'alias', 'tags', 'details', 'routing_key', 'event_action', 'dedup_key', 'action', 'meta', 'links'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'fingerprint',
    'commonLabels',
    'ruleId',
    'state',
    'evalMatches',
    'trigger',
  ],
  ...['a'.repeat(32), 'firing', 'resolved', '2030-01-01T00:00:00Z', 'https://example.org/'],
]
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(...WORDS),
    fc.jsonValue({ maxDepth: 1 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...WORDS), tie('value'), { maxKeys: 6 }),
  ),
}))
const body = fc.oneof(
  fc.uint8Array({ maxLength: 100 }),
  fc.string({ unit: 'binary', maxLength: 100 }).map(bytes),
  value.map((each) => bytes(JSON.stringify(each))),
)
const contentType = fc.constantFrom(
  undefined,
  'application/json',
  'application/x-www-form-urlencoded',
  'text/plain',
  ';',
)

/** Everything a dialect says about one request, so that anything it throws is seen. */
function exercise(dialect: IntakeDialect, request: ReturnType<typeof exampleRequest>) {
  dialect.credential?.(request)
  dialect.unknownKey(request)
  dialect.unavailable(request, 5)
  dialect.throttled(request, 5)
  const reading = dialect.read(request, INTEGRATION)
  if (reading.kind !== 'lookup') answerOf(reading)
  return reading
}

const requestsOf = ({ endpoints }: IntakeDialect) =>
  endpoints.map(({ method, path }) => ({ method, path: path.replaceAll(/:\w+/g, 'name') }))

describe.each(INTAKE_DIALECTS.map((dialect) => [dialect.id, dialect] as const))('%s', (_id, dialect) => {
  test('no bytes whatever make it throw, and what it stores can be stored', () =>
    fc.assert(
      fc.property(body, contentType, fc.constantFrom(...requestsOf(dialect)), fc.webQueryParameters(), (...given) => {
        const [sent, type, { method, path }, query] = given
        const reading = exercise(
          dialect,
          exampleRequest(sent, { method, path, query, headers: { 'content-type': type, authorization: query } }),
        )
        for (const signal of signalsOf(reading)) {
          expect(signal.key).not.toBe('')
          expect(Number.isNaN(signal.startsAt.getTime())).toBe(false)
          expect(JSON.stringify(signal)).not.toMatch(/\\u0000/)
          for (const { href } of signal.links) expect(href).toMatch(/^https?:\/\//)
        }
      }),
      { numRuns: 400 },
    ))

  test('ten megabytes and deep nesting are bounded', () => {
    const started = performance.now()
    for (const text of ['[', '{"a":', '[{"labels":{"a":"b"}},', 'a=b&', '"\\u0000']) {
      const sent = bytes(text.repeat(Math.ceil(10_000_000 / text.length)))
      for (const { method, path } of requestsOf(dialect).slice(0, 1))
        for (const type of ['application/json', 'application/x-www-form-urlencoded'])
          exercise(dialect, exampleRequest(sent, { method, path, headers: { 'content-type': type } }))
    }
    expect(performance.now() - started).toBeLessThan(20_000)
  })

  test('it says where, how much, and what somebody without a key is told', () => {
    expect(dialect.endpoints.length).toBeGreaterThan(0)
    for (const { path } of dialect.endpoints) expect(path).toMatch(/^\//)
    expect(dialect.maxBytes).toBeLessThanOrEqual(10 * 1024 * 1024)
    const nobody = dialect.unknownKey(exampleRequest({}))
    expect(nobody.status).toBeGreaterThanOrEqual(400)
    expect(nobody.status).toBeLessThan(500)
    expect(dialect.unavailable(exampleRequest({}), 3).status).toBe(503)
    expect(dialect.unavailable(exampleRequest({}), 3).headers?.['retry-after']).toBe('3')
    expect([429, 503]).toContain(dialect.throttled(exampleRequest({}), 3).status)
  })
})

test('each has a name of its own', () =>
  expect(new Set(INTAKE_DIALECTS.map(({ id }) => id)).size).toBe(INTAKE_DIALECTS.length))
