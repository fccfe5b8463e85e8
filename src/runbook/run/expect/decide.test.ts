import { describe, expect, test } from 'vitest'
import type { Expectation } from '../../book/page.ts'
import { readExpectation } from '../../book/parse/expectation.ts'
import { decide } from './decide.ts'

type Form = Expectation['form']
const see = (text: string, stdout: string, more: { form?: Form; stderr?: string; exitCode?: number } = {}) => {
  const { form = 'comment', stderr = '', exitCode = 0 } = more
  return decide(readExpectation(text, 1, form), { stdout, stderr, exitCode, durationMs: 5 })
}
const check = (verdict: string, text: string, stdout: string, more: Parameters<typeof see>[2] = {}) =>
  expect({ text, stdout, verdict: see(text, stdout, more).verdict }).toEqual({ text, stdout, verdict })
const passes = (text: string, stdout: string, more = {}) => check('passed', text, stdout, more)
const fails = (text: string, stdout: string, more = {}) => check('failed', text, stdout, more)
const asks = (text: string, stdout: string, more = {}) => check('unverified', text, stdout, more)

test('what a session printed is a sample: it fails nothing unless a test asserts it', () => {
  const recorded = readExpectation('NAME    READY\napi-0   1/1', 1, 'transcript')
  const seen = { stdout: 'NAME    READY\napi-7   0/1\n', stderr: '', exitCode: 0, durationMs: 5 }
  expect(decide(recorded, seen)).toMatchObject({ verdict: 'unverified', reason: expect.stringMatching(/a sample/) })
  expect(decide(recorded, seen, { assertSamples: true }).verdict).toBe('failed')
  expect(decide(recorded, { ...seen, stdout: 'NAME    READY\napi-0   1/1\n' }).verdict).toBe('passed')
})

describe('exact', () => {
  test('the whole output, or its last line', () => {
    passes('pong', 'pong\n')
    passes('pong', '  pong \r\n\r\n')
    passes('false', 'false\n')
    passes('pong', 'connecting\npong\n')
    fails('pong', 'connection refused\n')
    fails('pong', '')
    fails('active', 'inactive\n')
  })
  test('what only looks alike is for a person', () => {
    asks('pong', 'PONG\n')
    asks('active', 'nginx is active since Monday\n')
    asks('active', 'active\nbut degraded\n')
  })
  test('terms print their spaces as they like', () => {
    passes('{ok, inactive}', '{ok,inactive}\n')
    fails('{ok, inactive}', '{ok,active}\n')
    fails('{ok, inactive}', '{error,inactive}')
  })
  test('colours do not count', () => passes('enabled', '\u001b[32menabled\u001b[0m\n'))
  test('an escape sequence without its end hides nothing', () => fails('no output', '\u001b]0;title\nsomething\n'))
  test('a program may answer on stderr only', () => {
    passes('"syntax is ok"', '', { stderr: 'nginx: the configuration file syntax is ok\n' })
    fails('pong', 'ping\n', { stderr: 'pong\n' })
  })
})

describe('json', () => {
  const ok = '{"status": "ok"}'
  test('white space and key order do not matter', () => {
    passes(ok, '{"status":"ok"}\n')
    passes('{"a": 1, "b": [1, 2]}', '{ "b": [1,2], "a": 1.0 }')
    fails(ok, '{"status":"degraded"}')
    fails(ok, '{"status":"ok",}')
    fails(ok, 'Connection refused')
    fails('{"a": [1, 2]}', '{"a": [1]}')
    fails('[]', '[{"name":"down"}]')
    passes('[]', '[ ]')
  })
  test('behind headers and log prefixes', () => {
    passes(ok, 'HTTP/1.1 200 OK\nContent-Length: 15\n\n{"status":"ok"}')
    passes(ok, '[INFO] NATS is up {x\n{\n  "status": "ok"\n}\n')
  })
  test('more than was expected is for a person', () => asks(ok, '{"status":"ok","uptime":"3m"}'))
  test('the reason names the path and both values', () =>
    expect(see('{"checks": {"db": "ok"}}', '{"checks":{"db":"down"}}').reason).toBe(
      '.checks.db: expected "ok", saw "down"',
    ))
  test('declared volatile keys compare by type', () => {
    const expectation = readExpectation('{"pid": 7, "ok": true}', 1, 'comment')
    const seen = { stdout: '{"pid": 9, "ok": true}', stderr: '', exitCode: 0, durationMs: 1 }
    expect(decide(expectation, seen).verdict).toBe('failed')
    expect(decide(expectation, seen, { volatile: ['pid'] }).verdict).toBe('passed')
  })
  test('names of built-in properties are keys like others', () => {
    fails('{"constructor": 1}', '{}')
    passes('{"constructor": 1}', '{"constructor":1}')
  })
})

describe('shape', () => {
  const health =
    '{"status": "healthy", "checks": {"cache": {"ok": true, "duration_ms": 5}}, "at": "2025-11-21T10:30:00Z"}'
  const answer = (status: string, more = '') =>
    `{"status":"${status}","at":"2026-01-02T03:04:05Z","checks":{"cache":{"ok":true,"duration_ms":17${more}}}}`
  test('numbers and times may differ, states may not', () => {
    passes(health, answer('healthy'), { form: 'block' })
    passes(health, answer('healthy', ',"entries":3'), { form: 'block' })
    fails(health, answer('unhealthy'), { form: 'block' })
    fails(health, answer('healthy').replace('true', 'false'), { form: 'block' })
    fails(health, '{"status":"healthy","at":"2026-01-02T03:04:05Z"}', { form: 'block' })
    fails(health, answer('healthy').replace('17', '"17"'), { form: 'block' })
  })
  test('JSON with a gap', () => {
    passes('{"status": "ok", ...}', '{"status":"ok","version":"2.10.7"}')
    fails('{"status": "ok", ...}', '{"status":"error","version":"2.10.7"}')
  })
  test('samples with times compare by their lines', () => {
    const sample = '2025-11-21 10:00:00 started\nListening on port 4222 after 0.5 s'
    passes(sample, 'boot\n2026-03-04 11:12:13 started\nListening on port 4222 after 1.7 s\n', { form: 'block' })
    asks(sample, 'Address already in use\n', { form: 'block' })
  })
})

describe('empty', () => {
  test('nothing on either stream', () => {
    for (const text of ['no output', 'empty', 'Empty result', '(no output)']) {
      passes(text, '')
      passes(text, '\n\n')
      fails(text, 'tcp LISTEN 0 128 *:4222')
    }
    fails('no output', '', { stderr: 'grep: server.log: No such file or directory' })
  })
  test('a search that finds nothing explains its status', () => {
    expect(see('no output', '', { exitCode: 1 })).toMatchObject({ verdict: 'passed', explainsExit: true })
    expect(see('no output', '', { exitCode: 2 }).explainsExit).toBeUndefined()
  })
})

describe('number', () => {
  test('comparisons', () => {
    passes('> 0.99', '0.997\n')
    fails('> 0.99', '0.97\n')
    fails('> 0.99', '0.99\n')
    passes('< 100 under normal load', '42')
    fails('< 100 under normal load', '100')
    passes('0', '0\n')
    fails('0', '3\n')
    fails('0', '-1\n')
    passes('< 0.001', '1e-05')
    passes('5-10 ms', '7 ms')
    fails('5-10 ms', '12 ms')
    fails('> 0.99', 'no data')
  })
  test('units', () => {
    passes('Should be <5 minutes', 'elapsed: 90 s')
    fails('Should be <5 minutes', 'elapsed: 0.2 h')
    passes('> 10GB free for JetStream', '/dev/sda1  50G used 20G avail 28G 43% /')
    fails('> 10GB free for JetStream', '/dev/sda1  9G used 8.5G avail 512M 95% /')
    asks('> 10GB free for JetStream', '/dev/sda1  50G used 48G avail 2G 96% /')
    passes('~3.7G (down from 7.2G)', '3.9G\t.cache')
    fails('~3.7G (down from 7.2G)', '7.2G\t.cache')
    passes('< 100', '85 ms')
    passes('> 99%', '99.7%')
    fails('> 0.99', '97%')
  })
  test('a share or a percentage is not guessed', () => asks('> 99%', '0.995'))
  test('versions compare by their parts', () => {
    passes('v2.10.7+', 'nats-server: v2.10.22')
    passes('v2.10.7+', 'nats-server version 2.11.0\n')
    fails('v2.10.7+', 'nats-server: v2.9.25')
    passes('v1.2.3', '1.2.3')
    fails('v1.2.3', '1.2.30')
  })
  test('the reason names what was compared', () => {
    expect(see('> 0.99', '0.97').reason).toBe('expected > 0.99, saw 0.97')
    expect(see('~3.7G', '7.2G').reason).toBe('expected ~ 3.7 GB, saw 7.2 GB')
    expect(see('> 10GB free', 'used 48G avail 2G').reason).toContain('which one is meant')
  })
})

describe('one of, lists and pairs', () => {
  test('one of', () => {
    passes('26 or 27', '27\n')
    fails('26 or 27', '25\n')
    fails('26 or 27', '127\n')
    passes('"closed" or "half_open"', 'half_open')
    asks('26 or 27', 'OTP 27 [erts-15.1]')
    passes('{ok, a} or {ok, b}', '{ok,b}')
  })
  test('list', () => {
    passes('ca.crt, server.crt, server.key', 'ca.crt\nserver.crt\nserver.key\nold.pem\n')
    fails('ca.crt, server.crt, server.key', 'ca.crt\nserver.crt\n')
    asks('ca.crt, server.crt', 'ca.crt\nmyserver.crt\n')
    passes('accepting connections\nPONG', 'starting\npostgres: accepting connections\nPONG\n', { form: 'block' })
    expect(see('ca.crt, server.crt, server.key', 'ca.crt').reason).toContain('"server.crt", "server.key"')
  })
  test('contains', () => {
    passes('active (running)', '   Active: active (running) since Mon\n')
    fails('active (running)', '   Active: inactive (dead)\n')
    fails('active (running)', '   Active: activating (auto-restart)\n')
    passes('"Verify return code: 0 (ok)"', 'SSL handshake\n    Verify return code: 0 (ok)\n')
    passes('Should include: beamline_router', '[beamline_router,kernel,stdlib]')
    asks('Should include: beamline_router', '[beamline_router_sup]')
    asks('Status should be Running', 'not Running\n')
    asks('Status should be Running', 'running\n')
    passes('Status should be "Exited (0)"', 'api   Exited (0) 3 seconds ago')
    fails('Status should be "Exited (0)"', 'api   Exited (137) 3 seconds ago')
  })
  test('key and value', () => {
    const text = 'state="ready", provider="redis"'
    passes(text, 'state=ready provider=redis')
    passes(text, '{"state": "ready", "provider": "redis"}')
    passes(text, 'state: ready\nprovider: redis\n')
    passes(text, 'provider   redis\nstate      ready\n')
    fails(text, 'state=draining provider=redis')
    fails(text, 'nothing here')
    asks(text, 'state=ready provider=redis\nstate=failed provider=redis')
    asks('status = "healthy"', 'healthy\n')
    expect(see(text, 'state=draining provider=redis').reason).toBe('expected state "ready", saw "draining"')
  })
  test('sequence', () => {
    passes('OPEN → HALF_OPEN → CLOSED', 'OPEN\nOPEN\nHALF_OPEN\nCLOSED\n')
    fails('OPEN → HALF_OPEN → CLOSED', 'OPEN\nCLOSED\n')
    fails('OPEN → HALF_OPEN → CLOSED', 'CLOSED\nHALF_OPEN\nOPEN\n')
  })
})

describe('HTTP status', () => {
  test('status lines, codes and answers in words', () => {
    expect(see('HTTP 404', 'HTTP/1.1 404 Not Found\n', { exitCode: 22 }).explainsExit).toBe(true)
    expect(see('HTTP 200', 'HTTP/1.1 200 OK\n', { exitCode: 22 }).explainsExit).toBeUndefined()
    passes('All return HTTP 200', 'HTTP/1.1 200 OK\nHTTP/2 200\n')
    fails('All return HTTP 200', 'HTTP/1.1 200 OK\n\nHTTP/1.1 503 Service Unavailable\n')
    passes('200 OK', '200\n')
    passes('200 OK', 'http://localhost:8222/healthz 200\n')
    fails('200 OK', '502\n')
    passes('200 OK', 'HTTP/1.1 301 Moved\n\nHTTP/1.1 200 OK\n')
    passes('HTTP 200', '<html></html>', { stderr: '< HTTP/1.1 200 OK\n' })
    asks('HTTP 200', '{"uptime": 200}')
  })
})

describe('wildcards', () => {
  test('terms', () => {
    const text = '{ok, inactive} or {ok, {active, _}}'
    passes(text, '{ok,inactive}')
    passes(text, '{ok,{active,backpressure}}')
    passes(text, '{ok,{active,{queue,12}}}')
    fails(text, '{ok,{draining,backpressure}}')
    fails(text, '{error,timeout}')
    passes('{ok, [beamline_router, ...]}', '{ok,[beamline_router,kernel,stdlib]}')
    passes('{ok, [beamline_router, ...]}', '{ok,\n [beamline_router]}\n')
    fails('{ok, [beamline_router, ...]}', '{ok,[kernel,beamline_router]}')
    passes('{ok, [...]}', '{ok,[]}')
    passes('{ok, #{status => _, ...}}', '{ok,#{time => 12,status => healthy}}')
    passes('{ok, [..., stdlib, ...]}', '1> {ok,[kernel,stdlib,sasl]}')
  })
  test('lines', () => {
    passes('Active: active (running) since ...', '   Active: active (running) since Mon 2026-01-02\n')
    fails('Active: active (running) since ...', '   Active: failed since Mon\n')
    const block = '● api.service\n   Loaded: loaded\n   Active: active (running) since ...\n   ...'
    passes(block, '● api.service\n     Loaded: loaded\n     Active: active (running) since now\n   Main PID: 7\n', {
      form: 'block',
    })
    fails(block, '● api.service\n     Loaded: loaded\n     Active: failed\n', { form: 'block' })
  })
  test('captures', () => {
    const found = decide(
      { kind: 'wildcard', text: 'created pod <pod> in <namespace>', line: 1, decidable: true, form: 'block' },
      { stdout: 'ok\ncreated pod api-7 in shop\n', stderr: '', exitCode: 0, durationMs: 1 },
    )
    expect(found).toMatchObject({ verdict: 'passed', captures: { pod: 'api-7', namespace: 'shop' } })
    const listed = see('NAME READY\n<pod> 1/1', 'NAME READY\napi-7 1/1\n', { form: 'block' })
    expect(listed).toMatchObject({ verdict: 'passed', captures: { pod: 'api-7' } })
    fails('NAME READY\n<pod> 1/1', 'NAME READY\napi-7 0/1\n', { form: 'block' })
    passes('done in \\d+ s (re)', 'done in \\d+ s (re)', { form: 'block' })
    asks('done in \\d+ s (re)', 'done in 5 s', { form: 'block' })
  })
})

describe('prose', () => {
  test('is never passed by itself, whatever is printed', () => {
    for (const text of ['All tests passed', 'No critical errors', 'Success', 'Counters are incrementing']) {
      asks(text, `${text}\n`)
      asks(text, '')
    }
  })
})

test('output beyond the first MiB is not held against the author', () => {
  const far = `${'x\n'.repeat(600_000)}ready\n`
  asks('"is ready"', far)
  expect(see('"is ready"', far).reason).toContain('first MiB')
})
