import { expect, test } from 'vitest'
import { compileRules } from './compile-rules.ts'
import { incidentsSchema } from './incidents-schema.ts'

const compile = (settings: object) => compileRules(incidentsSchema.parse(settings))

test('a rule decides by Alertmanager’s conditions, and is called by them where it has no name', () => {
  const { rules, reopenWithinMs } = compile({
    rules: [
      { matchers: ['severity="critical"', 'team=~"shop|pay"'], severity: 'P0', title: '{{ labels.service }} is down' },
      { name: 'dev', matchers: ['{env="dev"}'], severity: 'none' },
    ],
  })
  expect(rules.map(({ name }) => name)).toEqual(['severity="critical", team=~"shop|pay"', 'dev'])
  const fits = (labels: Record<string, string>) => rules.map(({ matches }) => matches(labels))
  expect(fits({ severity: 'critical', team: 'shop' })).toEqual([true, false])
  expect(fits({ severity: 'critical', team: 'shops' })).toEqual([false, false])
  expect(fits({ env: 'dev' })).toEqual([false, true])
  expect(reopenWithinMs).toBe(600_000)
})

test.each([
  ['conditions that are none', { rules: [{ matchers: ['severity ~ x'] }] }],
  ['a pattern that is none', { rules: [{ matchers: ['a=~"("'] }] }],
  ['no conditions at all', { rules: [{ matchers: [] }] }],
  ['a severity nobody has', { rules: [{ matchers: ['a="b"'], severity: 'P9' }] }],
  ['a time that is none', { reopenWithin: 'soon' }],
  ['a key nobody knows', { rule: [] }],
])('%s are refused', (_, settings) => expect(incidentsSchema.safeParse(settings).success).toBe(false))
