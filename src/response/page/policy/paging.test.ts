import { expect, test } from 'vitest'
import { containsInstant } from '../../alert/time-interval/contains-instant.ts'
import { choosePolicy, type Routed } from './choose-policy.ts'
import { compilePaging } from './compile-paging.ts'
import { compileHours, readDays } from './hours.ts'
import { pagingSchema } from './paging-schema.ts'

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
