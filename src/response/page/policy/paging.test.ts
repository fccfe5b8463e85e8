import { expect, test } from 'vitest'
import { configSchema } from '../../../app/config.ts'
import { readConfig } from '../../../app/read-config.ts'
import { containsInstant } from '../../alert/time-interval/contains-instant.ts'
import { choosePolicy, type Routed } from './choose-policy.ts'
import { compilePaging } from './compile-paging.ts'
import { compileHours, readDays } from './hours.ts'
import { pagingSchema } from './paging-schema.ts'

const problems = (text: string) =>
  readConfig('opsbook.yaml', text).diagnostics.map(({ span, message }) => `${span.line}:${span.column} ${message}`)

test('everything that is wrong is said at once, each at its place', () => {
  expect(
    problems(`paging:
  policies:
    default:
      steps:
        - notify: [{ user: ana, team: sre }]
        - notify: [{ user: x }]
          after: soon
      fallback: []
  hours:
    office: { zone: Europe/Nowhere }
`),
  ).toEqual([
    '5:20 "paging.policies.default.steps.0.notify.0": names one of user, schedule, team',
    '7:18 "paging.policies.default.steps.1.after": a time is written like 30s, 5m or 1h30m',
    '8:17 "paging.policies.default.fallback": Too small: expected array to have >=1 items',
    '10:21 "paging.hours.office.zone": there is no such time zone; they are named like Europe/Berlin',
  ])
})

test('names that nothing has, contradictions and routes nobody comes to', () => {
  expect(
    problems(`paging:
  policies:
    default:
      steps:
        - { notify: [{ user: ana }], during: office }
      fallback: [{ user: boss }]
  routes:
    - policy: defalt
    - { severity: [P0], policy: default, during: h, outside: h }
  hours:
    h: { zone: UTC, days: [mon-fri] }
`),
  ).toEqual([
    '5:46 "paging.policies.default.steps.0.during": there are no hours "office" below paging.hours',
    '8:15 "paging.routes.0.policy": there is no policy "defalt"; there are: default',
    '9:7 "paging.routes.1": route 1 takes every incident, so no later one is ever asked',
    '9:62 "paging.routes.1.outside": nothing is both within "h" and outside of it',
  ])
  expect(configSchema.shape.paging).toBeDefined()
})

test('days run over the end of the week, hours over midnight', () => {
  expect(readDays('fri-mon')).toEqual([5, 6, 0, 1])
  expect(readDays('funday')).toBeUndefined()
  const night = compileHours('night', [{ zone: 'Europe/Berlin', days: ['fri'], from: '22:00', to: '06:00' }])
  const isNight = (text: string) => containsInstant(night, new Date(text))
  expect(['2030-01-04T21:30Z', '2030-01-05T04:59Z', '2030-01-05T05:00Z', '2030-01-04T04:00Z'].map(isNight)).toEqual([
    true,
    true,
    false,
    false,
  ])
})

const step = (user: string) => ({ steps: [{ notify: [{ user }] }], fallback: [{ user: 'boss' }] })
const PAGING = compilePaging(
  pagingSchema.parse({
    policies: { default: step('ana'), data: step('dee'), shop: step('sam') },
    routes: [
      { matchers: ['team="data"'], policy: 'data' },
      { service: ['shop', 'cart'], severity: ['P0'], policy: 'shop' },
      { severity: ['P3'], policy: 'none' },
    ],
  }),
)
const chosen = (incident: Partial<Routed>) => {
  const found = choosePolicy(
    PAGING,
    { severity: 'P1', kind: 'normal', service: undefined, labels: {}, ...incident },
    new Date(0),
  )
  return found.policy ? found.policy.name : found.why
}

test('the first route that fits decides', () => {
  expect(chosen({ labels: { team: 'data' }, severity: 'P3' })).toBe('data')
  expect(chosen({ service: 'cart', severity: 'P0' })).toBe('shop')
  expect(chosen({ service: 'cart' })).toBe('default')
  expect(chosen({ severity: 'P3' })).toBe('its route pages nobody')
  expect(chosen({ kind: 'maintenance' })).toBe('announced work pages nobody without a route of its own')
})
