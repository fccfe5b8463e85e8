import { describe, expect, test } from 'vitest'
import { isExpectation, readExpectation, readSoftCheck } from './expectation.ts'

const read = (text: string, form: 'comment' | 'block' = 'comment') => readExpectation(text, 7, form)
const check = (text: string, kind: string, values?: readonly string[]) => {
  const found = read(text)
  expect({ text, kind: found.kind, values: found.values }).toEqual({ text, kind, values })
  expect(found.decidable).toBe(kind !== 'prose')
}
const number = (text: string, expected: object) => {
  const found = read(text)
  expect({ text, kind: found.kind, ...found.comparison }).toEqual({ text, kind: 'number', ...expected })
}

describe('which comments are expectations', () => {
  const expects = (comment: string, text: string | undefined) =>
    expect({ comment, text: isExpectation(comment)?.text }).toEqual({ comment, text })

  test('labels and verbs', () => {
    expects('Expected: pong', 'pong')
    expects('Expected output:', '')
    expects('Expected (on primary): 0', '0')
    expects('Expect 200 OK', '200 OK')
    expects('=> 42', '42')
    expects('Should be < 100', 'Should be < 100')
    expects('Should include: beamline_router', 'Should include: beamline_router')
    expects('State should be closed', 'State should be closed')
  })
  test('other comments', () => {
    for (const comment of [
      'Example: 7.2G',
      'Prometheus',
      'Create silence for expected alerts',
      'Expected Time: < 30 seconds',
      '- Sync success rate (should be > 99%)',
      'Check Prometheus rules (should be empty)',
      'If this should be slow, wait',
      'Expect to wait a while',
      '1. Verify scope',
    ])
      expects(comment, undefined)
  })
  test('soft checks', () => {
    expect(readSoftCheck('Verify: All checks passing')).toEqual({ verb: 'verify', text: 'All checks passing' })
    expect(readSoftCheck('Watch for memory growth')).toEqual({ verb: 'watch', text: 'memory growth' })
    expect(readSoftCheck('Look for: "READY"')).toEqual({ verb: 'look', text: '"READY"' })
    expect(readSoftCheck('Compare with before.txt')).toEqual({ verb: 'compare', text: 'before.txt' })
    expect(readSoftCheck('Record: Success rate = 99.8%')).toEqual({ verb: 'record', text: 'Success rate = 99.8%' })
    expect(readSoftCheck('Decision: Proceed or rollback')).toEqual({ verb: 'decide', text: 'Proceed or rollback' })
    expect(readSoftCheck('Ensure ports are free')).toEqual({ verb: 'ensure', text: 'ports are free' })
    expect(readSoftCheck('Notes from last time')).toBeUndefined()
    expect(readSoftCheck('Stop NATS (graceful)')).toBeUndefined()
  })
})

describe('what an expectation says', () => {
  test('exact values', () => {
    check('pong', 'exact', ['pong'])
    check('false', 'exact', ['false'])
    check('cp1-freeze-1.0.0-rc1', 'exact', ['cp1-freeze-1.0.0-rc1'])
    check('`enabled`', 'exact', ['enabled'])
    check('{ok, inactive}', 'exact', ['{ok, inactive}'])
    check('State should be half_open', 'exact', ['half_open'])
    check('Should return v1', 'exact', ['v1'])
  })
  test('data', () => {
    check('{"status": "ok"}', 'json')
    check('[]', 'json')
    check('{"status": "ok", ...}', 'shape')
    expect(read('{"status": "ok", "time": "2025-01-01T00:00:00Z"}', 'block').kind).toBe('shape')
  })
  test('nothing', () => {
    for (const text of ['no output', 'empty', 'Empty result', 'Should be empty', '(no output)']) check(text, 'empty')
  })
  test('numbers', () => {
    number('> 0.99', { operator: '>', value: 0.99 })
    number('< 100 under normal load', { operator: '<', value: 100 })
    number('~3.7G (down from 7.2G)', { operator: '~', value: 3.7, unit: 'GB' })
    number('> 10GB free for JetStream', { operator: '>', value: 10, unit: 'GB' })
    number('< 100 (reasonable)', { operator: '<', value: 100 })
    number('0', { operator: '=', value: 0 })
    number('Should be < 100', { operator: '<', value: 100 })
    number('Should be <5 minutes', { operator: '<', value: 5, unit: 'min' })
    number('>80% hit rate', { operator: '>', value: 80, unit: '%' })
    number('5-10 ms', { operator: '=', value: 5, upper: 10, unit: 'ms' })
    number('v2.10.7+', { operator: '>=', value: 2, unit: 'version' })
    expect(read('v2.10.7+').values).toEqual(['2.10.7'])
  })
  test('choices, pairs and lists', () => {
    check('26 or 27', 'one-of', ['26', '27'])
    check('Should be false/true', 'one-of', ['false', 'true'])
    check('"closed" or "half_open"', 'one-of', ['closed', 'half_open'])
    check('{ok, a} or {ok, b}', 'one-of', ['{ok, a}', '{ok, b}'])
    check('state="ready", provider="redis"', 'key-value', ['state=ready', 'provider=redis'])
    check('status = "healthy"', 'key-value', ['status=healthy'])
    check('ca.crt, server.crt, server.key', 'list', ['ca.crt', 'server.crt', 'server.key'])
    check('Should include: beamline_router', 'contains', ['beamline_router'])
    check('"Verify return code: 0 (ok)"', 'contains', ['Verify return code: 0 (ok)'])
    check('Status should be "Exited (0)"', 'contains', ['Exited (0)'])
    check('active (running)', 'contains', ['active (running)'])
  })
  test('wildcards', () => {
    check('{ok, inactive} or {ok, {active, _}}', 'wildcard', ['{ok, inactive}', '{ok, {active, _}}'])
    check('{ok, [beamline_router, ...]}', 'wildcard', ['{ok, [beamline_router, ...]}'])
    check('Active: active (running) since ...', 'wildcard', ['Active: active (running) since ...'])
  })
  test('HTTP and sequences', () => {
    check('All return HTTP 200', 'http-status', ['200'])
    check('200 OK', 'http-status', ['200'])
    check('OPEN → HALF_OPEN → CLOSED', 'sequence', ['OPEN', 'HALF_OPEN', 'CLOSED'])
    check('1. `State: OPEN` (initially)\n2. `State: CLOSED` (later)', 'sequence', ['State: OPEN', 'State: CLOSED'])
  })
  test('blocks', () => {
    expect(read('enabled\nactive', 'block')).toMatchObject({ kind: 'list', values: ['enabled', 'active'] })
    expect(read('┌─ State ─┐\n│ State: OPEN\n└──┘', 'block').kind).toBe('shape')
    expect(read('Loaded: loaded\nActive: since ...', 'block').kind).toBe('wildcard')
  })
  test('prose is never decided by a program', () => {
    for (const text of [
      'All tests passed',
      'No critical errors',
      'All checks passing',
      'Success, signature verified',
      'Success',
      '',
      'All scripts run without errors',
      'nats-server listening',
      'No errors',
      'Recent log entry',
      'no recent events',
      'PASS (or establish new baseline)',
      'v$TARGET_VERSION',
      'All Running, READY 1/1',
      'File exists',
      'All components "healthy", duration <100ms',
      '0% failed, <100ms average response time',
      'All services should be "Up"',
      'Should include remote-sourced candidates',
      'Tests pass (or known failures documented)',
      'Should return empty or no groups',
      '> 5 and < 10',
      'Counters are incrementing',
      'Everything works...',
    ])
      check(text, 'prose')
  })
})

test('what a session printed is a sample, whatever it looks like', () => {
  for (const text of ['pong', '{"status": "ok"}', 'NAME READY\napi-0 1/1', 'It is done.']) {
    expect(readExpectation(text, 7, 'transcript')).toMatchObject({ form: 'transcript', sample: true, decidable: false })
    expect(readExpectation(text, 7, 'block').sample).toBeUndefined()
  }
})

test('hostile text takes linear time', () => {
  const start = performance.now()
  for (const text of [
    '{'.repeat(100_000),
    'a, '.repeat(50_000),
    'or '.repeat(50_000),
    'a should '.repeat(20_000),
    '1.'.repeat(50_000),
    '->'.repeat(50_000),
  ]) {
    read(text)
    readSoftCheck(text)
  }
  expect(performance.now() - start).toBeLessThan(3000)
})
