import { expect, test } from 'vitest'
import { configSchema } from './config.ts'
import { defaultConfig } from './default-config.ts'
import { explainConfig } from './explain-config.ts'
import { readConfig } from './read-config.ts'

const read = (text: string) => readConfig('opsbook.yaml', text, ['RB101', 'RB301'])
const check = (text: string, ...expected: string[]) => {
  const said = read(text).diagnostics.map(
    ({ rule, span, message, hint }) => `${rule} ${span.line}:${span.column} ${message} | ${hint}`,
  )
  expect(said).toHaveLength(expected.length)
  for (const [index, part] of expected.entries()) expect(said[index]).toContain(part)
}

test('the defaults are those of the schema', () => expect(configSchema.parse({})).toEqual(defaultConfig))
test('an empty file, a comment and an empty map are the defaults', () => {
  for (const text of ['', '# nothing\n', '{}'])
    expect(read(text)).toMatchObject({ config: defaultConfig, diagnostics: [] })
})
test('settings are read', () =>
  expect(read('owner: team-sre\nrules:\n  RB301: error\nbaseline: { symptoms: 12 }\n').config).toMatchObject({
    owner: 'team-sre',
    rules: { RB301: 'error' },
    baseline: { symptoms: 12, documents: ['operations', 'runbook', 'troubleshooting'] },
  }))
test('an unknown key says which was meant', () =>
  check('onwer: a\n', 'RB092 1:1 Unknown key "onwer" | Did you mean "owner"?'))
test('an unknown key deeper down', () =>
  check(
    'overrides:\n  - fils: [a]\n    files: [b]\n    rules: {}\n',
    'RB092 2:5 Unknown key "fils" in "overrides.0" | Did you mean "files"?',
  ))
test('an unknown rule', () =>
  check('rules:\n  RB310: error\n', 'RB092 2:3 There is no rule RB310 | Did you mean RB301'))
test('a severity that does not exist', () => check('rules:\n  RB301: eror\n', 'Did you mean "error"?'))
test('a rule that is no rule', () =>
  check('rules:\n  fences: off\n', 'RB093 2:3 "fences" is no key here: a rule is named like RB301'))
test('a value of the wrong kind, where it stands', () =>
  check('include:\n  - 5\n', 'RB093 2:5 "include.0": expected string, received number'))
test('everything wrong is said at once', () => check('foo: 1\nprofile: fast\n', '"foo"', '"profile"'))
test('broken YAML keeps its place', () => check('book: docs\nrules: {RB301: error\n', 'RB091 3:1'))
test('a key given twice', () => check('book: a\nbook: b\n', 'RB091 2:1'))
test('a list is no configuration', () => check('- a\n', 'RB093 1:1'))
test('aliases that explode are refused', () => {
  const levels = Array.from({ length: 12 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(10).fill(`*a${n}`).join(', ')}]`)
  check(['a0: &a0 [x]', ...levels].join('\n'), 'RB091')
})
test('nesting that would end the stack is refused', () =>
  check(`book: docs\nrules: ${'['.repeat(5000)}`, 'RB091 2:71 Not usable YAML: its values are nested too deep'))
test('explain names the line of what is set and nothing for a default', () => {
  const { config, lines } = read('owner: team-sre\nrules:\n  RB301: error\n')
  const settings = new Map(explainConfig(config, lines).map((setting) => [setting.key, setting]))
  expect(settings.get('owner')).toEqual({ key: 'owner', value: 'team-sre', line: 1 })
  expect(settings.get('rules.RB301')).toEqual({ key: 'rules.RB301', value: 'error', line: 3 })
  expect(settings.get('book')).toEqual({ key: 'book', value: '.' })
})
