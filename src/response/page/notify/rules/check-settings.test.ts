import { expect, test } from 'vitest'
import { settingsProblem, type WantedSettings } from './check-settings.ts'
import { WEEKDAYS } from './notification-rules.ts'

const own = new Set(['push', 'voice'])
const night = { from: '22:00', to: '07:00', days: WEEKDAYS, zone: 'Europe/Berlin' }
const step = (method: string, afterSeconds = 0) => ({ method, afterSeconds })
const check = (wanted: Partial<WantedSettings>, expected: string | undefined) =>
  expect(settingsProblem({ rules: null, quiet: null, ...wanted }, own)?.code).toBe(expected)

test.each([
  ['nothing', {}, undefined],
  [
    'usual rules',
    {
      rules: [
        { severities: ['P0', 'P1'], steps: [step('push'), step('voice', 120)] },
        { severities: ['P2'], steps: [step('push')] },
      ],
      quiet: night,
    },
    undefined,
  ],
  ['somebody else’s method', { rules: [{ severities: ['P0'], steps: [step('theirs')] }] }, 'rules/method'],
  ['a P1 that comes late', { rules: [{ severities: ['P2', 'P1'], steps: [step('push', 301)] }] }, 'rules/urgent-late'],
  ['a P0 that never comes', { rules: [{ severities: ['P0'], steps: [] }] }, 'rules/urgent-late'],
  ['a P3 that never comes', { rules: [{ severities: ['P3'], steps: [] }] }, undefined],
  [
    'one severity twice',
    {
      rules: [
        { severities: ['P2'], steps: [step('push')] },
        { severities: ['P3', 'P2'], steps: [step('push')] },
      ],
    },
    'rules/twice',
  ],
  ['quiet hours for P0', { quiet: { ...night, severities: ['P3', 'P0'] } }, 'quiet/urgent'],
  ['quiet hours for P2', { quiet: { ...night, severities: ['P2'] } }, undefined],
  ['quiet hours without end', { quiet: { ...night, to: '22:00' } }, 'quiet/empty'],
  ['a zone nobody knows', { quiet: { ...night, zone: 'Europe/Shopville' } }, 'quiet/zone'],
] as const)('%s', (_, wanted, expected) => check(wanted as Partial<WantedSettings>, expected))
