import { expect, test } from 'vitest'
import { compareMatchers, compileMatchers, firstMiss, matcherText, matchesAll } from './matcher.ts'
import { readMatcher, readMatchers, readTypedMatchers } from './read-matchers.ts'

const shown = (text: string) => {
  const read = readMatchers(text)
  return read.ok ? read.matchers.map(({ name, operator, value }) => `${name} ${operator} ${value}`) : read.problem
}

test.each([
  ['severity="critical"', ['severity = critical']],
  ['severity=critical', ['severity = critical']],
  ['  severity  =~  "warn|crit"  ', ['severity =~ warn|crit']],
  ['{team="db", env!="test"}', ['team = db', 'env != test']],
  ['team="db",', ['team = db']],
  ['{}', []],
  ['', []],
  ['a="1,2",b=3', ['a = 1,2', 'b = 3']],
  ['a="say \\"yes\\""', ['a = say "yes"']],
  ['a="one\\ntwo"', ['a = one\ntwo']],
  ['a=~"\\d+\\.x"', ['a =~ \\d+\\.x']],
  ['a="C:\\\\dir"', ['a = C:\\dir']],
  ['a=', ['a = ']],
  ['a=""', ['a = ']],
  ['a=b c', ['a = b c']],
  ['a=~b!~c', ['a =~ b!~c']],
  // The older syntax cannot read these.
  ['"any name"="x"', ['any name = x']],
  ['größe="5"', ['größe = 5']],
  ['service.name=web', ['service.name = web']],
  ['{"a b"!~"\\u00fc", c=d,}', ['a b !~ ü', 'c = d']],
  ['"\\x41\\101\\t"=x', ['AA\t = x']],
])('reads %s', (text, expected) => expect(shown(text)).toEqual(expected))

test.each([
  ['a', 'expected one of = != =~ !~ after a, found the end'],
  ['a=b"c', 'cannot be read from'],
  ['a="b', 'cannot be read from'],
  ['a="b"c', 'expected a comma, found c'],
  ['a=b,,c=d', 'expected the name of a label, found ,'],
  ['ä="b', 'cannot be read from'],
  ['{ä=b', 'a brace is not closed'],
  ['ä=b}', 'a brace was not opened'],
  ['ä="\\q"', 'an escape that does not exist'],
  ['ä="\\xff"', 'an escape that does not exist'],
  ['ä="\\ud800"', 'an escape that does not exist'],
  ['""=b', 'a label has a name'],
  ['=b', 'expected the name of a label'],
  ['ä==b', 'expected a value for ä'],
])('refuses %s', (text, expected) => expect(shown(text)).toContain(expected))

test('one condition is one', () => {
  expect(readMatcher('a=b')).toEqual({ ok: true, matcher: { name: 'a', operator: '=', value: 'b' } })
  expect(readMatcher('a=b,c=d')).toEqual({ ok: false, problem: 'expected one condition, found 2' })
  expect(readMatcher('')).toMatchObject({ ok: false })
})

// Observed: `amtool alert query foo.bar a=b` of 0.25.0 asks for filter=alertname=foo.bar and filter=a=b.
test('a bare first word is the name of an alert', () => {
  const typed = (...words: string[]) => {
    const read = readTypedMatchers(words)
    return read.ok ? read.matchers.map(matcherText) : read.problem
  }
  expect(typed('foo.bar', 'a=b')).toEqual(['alertname="foo.bar"', 'a="b"'])
  expect(typed('a=b', 'c!=d')).toEqual(['a="b"', 'c!="d"'])
  expect(typed('a=b', 'word')).toContain('expected one of')
  expect(typed()).toEqual([])
})

const labels = { severity: 'critical', host: 'db-1', note: 'two\nlines' }
const check = (text: string, expected: boolean) => {
  const read = readMatchers(text)
  const compiled = compileMatchers(read.ok ? read.matchers : [])
  expect(compiled.ok && matchesAll(compiled.matchers, labels)).toBe(expected)
}
test.each([
  ['severity="critical"', true],
  ['severity!="critical"', false],
  ['severity=~"crit"', false],
  ['severity=~"crit.*"', true],
  ['severity=~"warning|critical"', true],
  ['severity!~"warning|critical"', false],
  ['host=~"db-[0-9]"', true],
  ['host=~"db"', false],
  ['host=~".+"', true],
  ['note=~".*"', false],
  ['note=~"(?s).*"', true],
  ['host=~"DB-1"', false],
  ['host=~"(?i)DB-1"', true],
  // A missing label is the empty text.
  ['team=""', true],
  ['team!=""', false],
  ['team=~"|db"', true],
  ['team=~".+"', false],
  ['team=~".*"', true],
  ['team!~".+"', true],
  ['constructor=""', true],
  ['severity="critical",host="db-2"', false],
  ['', true],
])('%s on a critical alert of db-1', check)

test('a pattern that is none is named', () => {
  expect(compileMatchers([{ name: 'a', operator: '=~', value: '(' }])).toMatchObject({ ok: false })
  expect(compileMatchers([{ name: 'a', operator: '=~', value: '(?=x)y' }])).toMatchObject({ ok: false })
  expect(compileMatchers([{ name: 'a', operator: '=~', value: 'x'.repeat(10_001) }])).toMatchObject({ ok: false })
})
test('the first miss is the reason', () => {
  const compiled = compileMatchers([
    { name: 'host', operator: '=~', value: 'db.*' },
    { name: 'team', operator: '=', value: 'x' },
  ])
  expect(compiled.ok && firstMiss(compiled.matchers, labels)).toMatchObject({ name: 'team' })
})
test('conditions are written so that they read back', () => {
  for (const matcher of [
    { name: 'a', operator: '=', value: 'q"\\\n' },
    { name: 'a b', operator: '!~', value: 'x' },
    { name: 'größe', operator: '=', value: '' },
  ] as const)
    expect(readMatcher(matcherText(matcher))).toEqual({ ok: true, matcher })
})
test('their order is by name, value, operator', () => {
  const sorted = [
    { name: 'b', operator: '=', value: 'a' },
    { name: 'a', operator: '!=', value: 'x' },
    { name: 'a', operator: '=', value: 'x' },
    { name: 'a', operator: '!~', value: 'b' },
  ] as const
  expect([...sorted].sort(compareMatchers).map(matcherText)).toEqual(['a!~"b"', 'a="x"', 'a!="x"', 'b="a"'])
})
