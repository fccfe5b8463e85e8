import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { redaction } from './redact.ts'

const SEED = 1_234_567
const latin = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')

/** Pushes a text in pieces cut at these places. */
function through(
  secrets: readonly (string | Uint8Array)[],
  input: string | Buffer,
  cuts: readonly number[] = [],
): string {
  const stream = redaction(secrets).stream()
  const bytes = typeof input === 'string' ? Buffer.from(input, 'utf8') : input
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length]
  const parts = places.slice(1).map((place, index) => stream.push(bytes.subarray(places[index], place)))
  return Buffer.concat([...parts, stream.end()]).toString('latin1')
}

const check = (secret: string, printed: string, shown: string) => expect(through([secret], printed)).toBe(shown)

test('a secret is masked as it is and in the notations programs use', () => {
  check('swordfish', 'password: swordfish.', 'password: [redacted].')
  check(
    'p@ss w/rd',
    'https://u:p%40ss%20w%2Frd@h p%40ss+w%2Frd p%40ss%20w%2frd',
    'https://u:[redacted]@h [redacted] [redacted]',
  )
  check('say "hi"\n', '{"v":"say \\"hi\\"\\n"}', '{"v":"[redacted]"}')
  check("it's me", `'it'\\''s me' it\\'s\\ me`, "'[redacted]' [redacted]")
  check('swordfish', '73776f726466697368 73776F726466697368', '[redacted] [redacted]')
  check('a<b>&c', 'a&lt;b&gt;&amp;c', '[redacted]')
})

test('each line of a longer secret is one, however it is indented; its frame is not', () => {
  const key = '-----BEGIN KEY-----\nMIIEowIBAAKCAQEA\nq83vEjRWeJCrze8S\n-----END KEY-----\n'
  check(
    key,
    `${key
      .split('\n')
      .map((line) => `  ${line}`)
      .join('\r\n')}`,
    '  -----BEGIN KEY-----\r\n  [redacted]\r\n  [redacted]\r\n  -----END KEY-----\r\n  ',
  )
  check(key, `x${key}y`, 'x[redacted]y')
})

test('base64 is found whatever stands before and after, also wrapped into lines', () => {
  for (let before = 0; before < 7; before++) {
    for (let after = 0; after < 4; after++) {
      const plain = Buffer.from(`${'u'.repeat(before)}correct horse battery${'v'.repeat(after)}`)
      const shown = through(['correct horse battery'], `Basic ${plain.toString('base64')}`)
      // At most the character that mixes the secret with its neighbour stays, at each side.
      expect(shown).toMatch(/^Basic [A-Za-z0-9+/]{0,10}\[redacted\][A-Za-z0-9+/=]{0,8}$/)
    }
  }
  const long = 'k'.repeat(50) + 'é?'.repeat(80)
  expect(through([long], spawnSync('base64', { input: long }).stdout)).toBe('[redacted]\n')
})

test('what bash prints about a secret is masked', () => {
  const secret = 'pa"s$w\'o`r\\d !\ttab'
  const program = 'printf "%s\\n" "$S"; printf "%q\\n" "$S"; declare -p S; set -x; : "$S"'
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', program], {
    env: { S: secret, PATH: process.env.PATH ?? '' },
  })
  const shown = through([secret], Buffer.concat([stdout, stderr]))
  expect(shown.match(/\[redacted\]/g)?.length).toBe(4)
  expect(shown).not.toMatch(/tab|pa"s/)
})

test('secrets that overlap or contain each other leave nothing of each other', () => {
  expect(through(['abcd1234', '1234wxyz', 'cd12'], '(abcd1234wxyz) (cd12) (abcd123)')).toBe(
    '([redacted]) ([redacted]) (ab[redacted]3)',
  )
  expect(through(['abcdabcd', 'abcd'], 'abcdabcabcdabcd')).toBe('[redacted]abc[redacted]')
})

test('too short secrets are told, and nothing is masked by chance', () => {
  const made = redaction(['abc', '', 'longer', Uint8Array.of(1, 2, 3)])
  expect(made.tooShort).toEqual([0, 1, 3])
  expect(made.text('abc longer abc')).toBe('abc [redacted] abc')
  expect(made.contains('abc')).toBe(false)
  expect(redaction([]).text('\ud800 anything')).toBe('\ud800 anything')
  expect(redaction(['longer']).text('\ud800 long')).toBe('\ud800 long')
})

test('2,000 planted secrets, in any notation and cut anywhere: none survives, nothing else is lost', () => {
  const letters = fc.constantFrom(...'abcXYZ0189-_+/=.,:;!?#%&@*()[]{}<>|~^ "\'`$\\\té漢😀\n')
  // A digit sum at the end keeps a secret from being a part of the noise.
  const secret = fc
    .tuple(fc.string({ unit: letters, minLength: 5, maxLength: 60 }), fc.integer({ min: 100_000 }))
    .map(([text, number]) => `${text}${number}`)
  const notations: readonly ((text: string) => string)[] = [
    (text) => text,
    encodeURIComponent,
    (text) => Buffer.from(text).toString('base64'),
    (text) => Buffer.from(text).toString('base64url'),
    (text) => Buffer.from(text).toString('hex'),
    (text) => JSON.stringify(text).slice(1, -1),
    (text) => text.replaceAll("'", "'\\''"),
    (text) => text.replaceAll('\n', '\r\n'),
  ]
  const secrets = [...new Set(fc.sample(secret, { numRuns: 2000, seed: SEED }))]
  expect(secrets.length).toBeGreaterThanOrEqual(1990)
  const made = redaction(secrets)
  const noise = [
    'the quick brown fox',
    'ERROR',
    '\x1b[31mred\x1b[0m',
    '\u0000\u0001',
    'key=',
    '{"a": [1, 2]}',
    'ünïcode',
    '$HOME',
  ]
  const random = fc.sample(
    fc.tuple(fc.nat(notations.length - 1), fc.nat(noise.length - 1), fc.integer({ min: 1, max: 40 })),
    { numRuns: secrets.length, seed: SEED },
  )
  const planted: string[] = []
  const parts: string[] = []
  const expected: string[] = []
  secrets.forEach((one, index) => {
    const [notation, word] = random[index]!
    const form = notations[notation]!(one)
    planted.push(form)
    parts.push(`${noise[word]} <`, form, '>\n')
    expected.push(`${noise[word]} <[redacted]>\n`)
  })
  const bytes = Buffer.from(parts.join(''), 'utf8')
  const stream = made.stream()
  const shown: Uint8Array[] = []
  for (let at = 0, piece = 0; at < bytes.length; piece++) {
    const size = random[piece % random.length]![2]
    shown.push(stream.push(bytes.subarray(at, at + size)))
    at += size
  }
  shown.push(stream.end())
  const text = Buffer.concat(shown).toString('utf8')
  expect(planted.filter((form) => text.includes(form))).toEqual([])
  expect(secrets.filter((one) => text.includes(one))).toEqual([])
  expect(text).toBe(expected.join(''))
})

test('however a stream is cut, the outcome is the same', () => {
  const parts = fc.array(fc.constantFrom('aaaa', 'aaab', 'aab', 'baaa', 'a', 'b', 'secret', 'sec', 'ret', '\xff'), {
    maxLength: 30,
  })
  fc.assert(
    fc.property(parts, fc.array(fc.nat(200), { maxLength: 20 }), (list, cuts) => {
      const input = Buffer.from(list.join(''), 'latin1')
      const secrets = ['aaaab', 'baaaa', 'secret', 'aaaaaaaa', 'retsec']
      const whole = through(secrets, input)
      expect(through(secrets, input, cuts)).toBe(whole)
      for (const one of secrets) expect(whole.includes(one)).toBe(false)
    }),
    { numRuns: 1500 },
  )
})

test('a thousand secrets slow a stream down to no less than 50 MB/s', () => {
  const stream = redaction(Array.from({ length: 1000 }, (_, index) => `token-${index}-${'x'.repeat(30)}`)).stream()
  const chunk = Buffer.from('2026-01-01T00:00:00Z INFO request served in 12 ms by token bucket\n'.repeat(1000))
  const began = performance.now()
  let bytes = 0
  for (let round = 0; round < 160; round++) bytes += stream.push(chunk).length
  expect(bytes / 1e6 / ((performance.now() - began) / 1000)).toBeGreaterThan(50)
  expect(latin(stream.end())).toBe('')
})
