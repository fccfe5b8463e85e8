import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Expectation, ExpectationKind } from '../../book/page.ts'
import { readExpectation } from '../../book/parse/expectation.ts'
import { decide } from './decide.ts'
import { diffExpectation } from './diff-expectation.ts'

const KINDS: readonly ExpectationKind[] = [
  'exact',
  'json',
  'empty',
  'number',
  'one-of',
  'list',
  'contains',
  'key-value',
  'wildcard',
  'shape',
  'http-status',
  'sequence',
  'prose',
]
const FORMS: readonly Expectation['form'][] = ['comment', 'prose', 'block', 'trailing', 'transcript', 'check']
const observe = (stdout: string, stderr = '') => ({ stdout, stderr, exitCode: 0, durationMs: 1 })

const piece = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    '...',
    '_',
    '<pod>',
    '[..]',
    '(re)',
    ' (glob*)',
    '{ok, [',
    ']}',
    '"a": 1',
    '\n',
    '[1]',
    '? 0',
    '\u001b[1m',
    '__proto__',
  ),
)
const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))
const expectation: fc.Arbitrary<Expectation> = fc.oneof(
  fc.tuple(text, fc.constantFrom(...FORMS)).map(([words, form]) => readExpectation(words, 1, form)),
  fc
    .record({
      kind: fc.constantFrom(...KINDS),
      text,
      form: fc.constantFrom(...FORMS),
      values: fc.array(text, { maxLength: 3 }),
    })
    .map((made) => ({ ...made, line: 1, decidable: made.kind !== 'prose' })),
)

test('never throws, and says the same each time', () => {
  fc.assert(
    fc.property(expectation, text, text, (wanted, stdout, stderr) => {
      const first = decide(wanted, observe(stdout, stderr))
      expect(decide(wanted, observe(stdout, stderr))).toEqual(first)
      expect(first.reason).not.toMatch(/[\u0000-\u001f]/)
      expect(diffExpectation(wanted, { stdout, stderr }).length).toBeLessThanOrEqual(13)
    }),
    { numRuns: 3000 },
  )
})

test('prose and undecidable texts never pass', () => {
  fc.assert(
    fc.property(expectation, text, (wanted, stdout) => {
      // A sample is never decided against anybody, but an output that repeats it does pass.
      const { sample: _, ...said } = wanted
      expect(decide({ ...said, decidable: false }, observe(stdout)).verdict).toBe('unverified')
      expect(decide({ ...wanted, kind: 'prose' }, observe(stdout)).verdict).toBe('unverified')
    }),
  )
})

test('an output that is the text as written passes', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 40 }).filter((each) => each.trim() !== ''),
      (words) => {
        for (const form of FORMS) {
          const wanted = readExpectation(words, 1, form)
          // A label is not part of what is expected, and white space at the ends cannot be seen.
          if (wanted.kind === 'prose' || wanted.text !== words || words !== words.trim()) continue
          expect(decide(wanted, observe(`${words}\n`)).verdict).toBe('passed')
        }
      },
    ),
    { numRuns: 500 },
  )
})

test('colours, line ends and trailing blank lines change nothing', () => {
  fc.assert(
    fc.property(expectation, text, (wanted, stdout) => {
      const dressed = `${stdout.replaceAll('\n', '\u001b[0m\r\n\u001b[31m')}\u001b[0m\r\n\r\n`
      if (stdout.includes('\u001b') || stdout.includes('\r')) return
      expect(decide(wanted, observe(dressed)).verdict).toBe(decide(wanted, observe(stdout)).verdict)
    }),
    { numRuns: 500 },
  )
})

const SIZE = 100_000
const NASTY_OUTPUT: readonly string[] = [
  'a'.repeat(SIZE),
  'a\n'.repeat(SIZE / 2),
  '{'.repeat(SIZE),
  '[]'.repeat(SIZE / 2),
  '{ok,['.repeat(SIZE / 5),
  '1 '.repeat(SIZE / 2),
  '1-'.repeat(SIZE / 2),
  '9'.repeat(SIZE),
  '"'.repeat(SIZE),
  ' '.repeat(SIZE),
  '\n'.repeat(SIZE),
  'key=key '.repeat(SIZE / 8),
  'HTTP/1.1  '.repeat(SIZE / 10),
  '\u001b['.repeat(SIZE / 2),
  '\u001b]'.repeat(SIZE / 2),
  '2025-01-01T00:00:00 '.repeat(SIZE / 20),
  'abcdef0'.repeat(SIZE / 7),
  'not '.repeat(SIZE / 4),
  `[${'1,'.repeat(SIZE / 2)}1]`,
]
const NASTY_PATTERN: readonly string[] = [
  'a...a...a...a...a...b',
  `${'a'.repeat(2000)}b...`,
  `${'a...'.repeat(500)}b`,
  `${'...\na\n'.repeat(300)}b`,
  `${'a\n'.repeat(1000)}...\nb`,
  `{ok, [${'..., a, '.repeat(200)}b]}`,
  `[${'_, '.repeat(500)}...]`,
  '> 5',
  '{"a": 1}',
  '{"a": 1, ...}',
  'key=other',
  'HTTP 200',
  'a, b1, c2',
  '"not a"',
  'OPEN → HALF_OPEN → CLOSED',
  '2025-01-01 00:00:00 started',
  `${'?a'.repeat(400)}* (glob)`,
  'v2.10.7+',
]

test('hostile output takes linear time', () => {
  const slow: string[] = []
  for (const pattern of NASTY_PATTERN) {
    for (const form of ['comment', 'block', 'transcript'] as const) {
      const wanted = readExpectation(pattern, 1, form)
      for (const output of NASTY_OUTPUT) {
        const start = performance.now()
        decide(wanted, observe(output))
        const took = performance.now() - start
        // A second try tells slow code from a machine that was busy.
        // Quadratic time would be minutes here; the limit only has to be far above what a busy machine adds.
        if (took < 2000) continue
        const again = performance.now()
        decide(wanted, observe(output))
        const second = performance.now() - again
        if (second > 2000)
          slow.push(
            `${Math.round(second)} ms: ${form} ${wanted.kind} ${JSON.stringify(pattern.slice(0, 30))} × ${JSON.stringify(output.slice(0, 20))}`,
          )
      }
    }
  }
  expect(slow).toEqual([])
})
