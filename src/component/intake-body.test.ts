import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readForm, readJsonBody } from './intake-body.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const check = (text: string, expected: unknown) => {
  const read = readJsonBody(bytes(text), 1000)
  expect(read.ok ? read.value : read.why).toEqual(expected)
}

test('values', () => {
  check('{"a":[1,"b",null]}', { a: [1, 'b', null] })
  check(' "x" ', 'x')
})
test('why not', () => {
  check('', 'empty')
  check(' \n', 'empty')
  check('{"a":', 'cut-short')
  check('["a', 'cut-short')
  check('{a}', 'not-json')
  check('[] []', 'not-json')
  check('x'.repeat(1001), 'too-large')
  check('['.repeat(65) + ']'.repeat(65), 'too-deep')
  check(`"${'['.repeat(65)}"`, '['.repeat(65))
})
test('many members are refused before they are built', () => {
  const read = readJsonBody(bytes(`[${'1,'.repeat(200_001)}1]`), 1_000_000)
  expect(read.ok ? 'ok' : read.why).toBe('too-many')
})
test('characters that no column can hold are replaced, others are not', () => {
  check('"a\\u0000b"', 'a\ufffdb')
  check('"\\ud800x"', '\ufffdx')
  check('"\\uD83D\\uDD25"', '\u{1f525}')
  check('"\\\\u0000"', '\\u0000')
  expect(readJsonBody(Uint8Array.of(0x22, 0xff, 0x22), 10)).toEqual({ ok: true, value: '\ufffd' })
})
test('a label called __proto__ stays one', () => {
  const read = readJsonBody(bytes('{"__proto__":"x"}'), 100)
  expect(read.ok && Object.entries(read.value as object)).toEqual([['__proto__', 'x']])
})
test('ten megabytes of anything take no time', () => {
  const started = performance.now()
  for (const text of ['[', '"\\u0000', '{"a":', '\\', ',', '\n']) {
    const body = bytes(text.repeat(Math.floor(10_000_000 / text.length)))
    readJsonBody(body, 10_000_000)
  }
  expect(performance.now() - started).toBeLessThan(6000)
})
test('whatever bytes: an answer, and texts that are well formed', () =>
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.json().map(bytes)), (body) => {
      const read = readJsonBody(body, 10_000)
      if (read.ok) expect(JSON.stringify(read.value)).not.toMatch(/\\u0000|(?<!\\)(?:\\\\)*\\ud[89a-f]/)
    }),
  ))
test('forms keep every value', () =>
  expect([...readForm('meta=a=1&meta=b=2&summary=x%00y')]).toEqual([
    ['meta', ['a=1', 'b=2']],
    ['summary', ['x\ufffdy']],
  ]))
