import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evaluate } from './evaluate.ts'
import { readExpression } from './read-expression.ts'

const BODY = {
  a: { b: ['x', 'y'], 'with space': 'ws', empty: '', nothing: null },
  n: 5,
  yes: true,
  list: [
    { host: 'web-1', up: false },
    { host: 'web-2', up: true },
  ],
  text: '  Disk Full on /var  ',
}
const value = (text: string) => {
  const read = readExpression(text)
  return read.ok
    ? evaluate(read.expression, { body: BODY, item: BODY.list[0] })
    : `${read.problem.column}: ${read.problem.message}`
}
const check = (text: string, expected: unknown) => expect(value(text)).toEqual(expected)

test('paths', () => {
  check('$.a.b[0]', 'x')
  check('$.a.b[-1]', 'y')
  check('$["a"]["with space"]', 'ws')
  check('$.list[*].host', ['web-1', 'web-2'])
  check('$.list[1].host', 'web-2')
  check('@.host', 'web-1')
  check('$.nowhere.at.all', undefined)
  check('$.n.b', undefined)
  check('$.constructor', undefined)
  check('$.a["__proto__"]', undefined)
  check('$.a.nothing', undefined)
})
test('literals and defaults', () => {
  check('"x"', 'x')
  check("'it\\'s'", "it's")
  check('-1.5', -1.5)
  check('true', true)
  check('null', undefined)
  check('$.a.empty ?? $.a.nothing ?? $.nope[*] ?? "d"', 'd')
  check('$.n ?? "d"', 5)
})
test('choices', () => {
  check('when $.n > 4 then "many" else "few"', 'many')
  check('when $.n >= 6 then "many" else when $.n == 5 then "five" else "few"', 'five')
  check('when $.yes == true and @.host != "web-2" then 1 else 2', 1)
  check('when $.nope == null then "none" else "some"', 'none')
  check('when $.nope == "x" or $.a.b == "x" then 1 else 2', 1)
  check('when $.text matches "(?i)disk" then "disk" else "other"', 'disk')
  check('when $.text > 4 then 1 else 2', 2)
  check('(when $.n < 1 then null else $.nope) ?? "z"', 'z')
})
test('functions', () => {
  check('lower(trim($.text))', 'disk full on /var')
  check('upper($.a.b)', 'X')
  check('join("-", $.list[*].host, "end", $.n, $.nope)', 'web-1-web-2-end-5')
  check('match($.text, "on (/\\w+)")', '/var')
  check('match($.text, "on (/\\w+)", 0)', 'on /var')
  check('match($.text, "off")', undefined)
  check('lower($.nope)', undefined)
})

test('what is wrong, and where', () => {
  const wrong = (text: string, column: number, message: string) => {
    const read = readExpression(text)
    expect(read.ok ? 'no problem' : read.problem).toEqual({ column, message: expect.stringContaining(message) })
  }
  wrong('', 1, 'the expression ends here')
  wrong('$.a ??', 7, 'the expression ends here')
  wrong('$.', 3, 'a name is missing')
  wrong('$.a[x]', 5, 'between brackets')
  wrong('  host', 3, '"host" is no value')
  wrong('$.a $.b', 5, 'one too many')
  wrong('when $.a then 1 else 2', 10, 'a comparison is missing')
  wrong('when $.a == 1 then 2', 21, '"else" is missing')
  wrong('when $.a == $.b then 1 else 2', 13, 'is no value')
  wrong('"abc', 1, 'this text has no end')
  wrong('lower $.a', 7, '"(" is missing')
  wrong('match($.a, "(")', 12, 'the pattern cannot be used')
  wrong('match($.a, "a", 3)', 17, 'the groups 0 to 0')
  wrong('$.a; drop', 4, '";" means nothing here')
  wrong('('.repeat(50), 17, 'nested too deeply')
  wrong(`join("",${'1,'.repeat(300)}1)`, 207, 'at most 200 parts')
  wrong('x'.repeat(3000), 2000, 'at most 2000 characters')
  wrong(`match($.a, "${'a'.repeat(300)}")`, 12, 'at most 200 characters')
})

test('any text is an expression or a problem with its place', () =>
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc
          .array(
            fc.constantFrom(
              '$',
              '@',
              '.a',
              '[0]',
              '[*]',
              ' when ',
              ' then ',
              ' else ',
              '??',
              '(',
              ')',
              '"x"',
              '5',
              '==',
              ' and ',
              'join',
              ',',
              'match',
              'lower',
            ),
          )
          .map((parts) => parts.join('')),
      ),
      fc.jsonValue(),
      (text, body) => {
        const read = readExpression(text)
        if (read.ok) evaluate(read.expression, { body, item: body })
        else expect(read.problem.column).toBeGreaterThan(0)
      },
    ),
    { numRuns: 1000 },
  ))

test('hostile patterns and bodies take linear time', () => {
  const started = performance.now()
  const read = readExpression('match($.t, "(a+)+$") ?? join("", $.l[*][*][*])')
  if (!read.ok) throw new Error('not an expression')
  const nested = Array.from({ length: 200 }, () => Array.from({ length: 200 }, () => ['x'.repeat(10)]))
  evaluate(read.expression, { body: { t: `${'a'.repeat(30_000)}!`, l: nested }, item: undefined })
  expect(performance.now() - started).toBeLessThan(3000)
})
