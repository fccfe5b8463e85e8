import { expect, test } from 'vitest'
import { readConfig } from './read-config.ts'

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
})

test('a schedule that there is not', () => {
  const policy = (
    name: string,
  ) => `paging: { policies: { default: { steps: [{ notify: [{ schedule: ${name} }] }], fallback: [{ user: boss }] } } }
oncall:
  schedules:
    primary: { zone: UTC, layers: [{ name: a, rotation: { every: week, from: 2026-01-05, people: [ana] } }] }
`
  expect(problems(policy('primary'))).toEqual([])
  expect(problems(policy('secondary'))).toEqual([
    '1:65 "paging.policies.default.steps.0.notify.0.schedule": there is no schedule "secondary"; there are: primary',
  ])
})
