/** What tests of the engine share: minutes, people, policies. */

import type { WantedPage } from '../src/response/page/escalation/advance.ts'
import type { VirtualEscalation } from '../src/response/page/escalation/virtual-escalation.ts'
import type { Policy, Step, Target } from '../src/response/page/policy/policy.ts'

export const START = new Date('2030-01-01T03:00:00Z')
export const at = (minutes: number) => new Date(START.getTime() + minutes * 60_000)
export const minutesOf = (time: Date) => (time.getTime() - START.getTime()) / 60_000
const user = (name: string): Target => ({ kind: 'user', name })
export const step = (afterMinutes: number, names: readonly string[], more: Partial<Step> = {}): Step => ({
  ...{ afterMs: afterMinutes * 60_000, notify: names.map(user), roundRobin: false, until: 'acknowledged' },
  ...more,
})
export const policyOf = (steps: readonly Step[], more: Partial<Policy> = {}): Policy => ({
  ...{
    name: 'default',
    steps: [...steps],
    repeat: 0,
    fallback: [user('boss')],
    fallbackAfterMs: 300_000,
    ackTimeoutMs: {},
  },
  ...more,
})

/** Everybody but some can be reached. */
export const allBut =
  (...gone: readonly string[]) =>
  ({ notify, has }: WantedPage, now: Date) => ({
    reached: notify.map(({ name }) => name).filter((name) => !gone.includes(name) && !has.includes(name)),
    at: now,
  })

export const told = ({ log }: VirtualEscalation) =>
  log.map(({ at: time, effect, reached }) => {
    const what = effect.do === 'page' ? reached.join('+') || 'nobody' : effect.do
    return `${minutesOf(time)} ${what}`
  })
