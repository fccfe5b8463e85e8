import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { startSelfAudit } from './self-audit.ts'

test('findings are told once, what cannot be looked at is one, and only a clean look counts', async () => {
  let broken = true
  const told: string[] = []
  const audit = startSelfAudit({
    everyMs: 20,
    clock: () => new Date(0),
    tell: (finding) => told.push(finding),
    parts: [
      { name: 'timers', look: async () => (broken ? ['one is overdue'] : []) },
      {
        name: 'queue',
        look: async () => {
          if (broken) throw new Error('no answer')
          return []
        },
      },
    ],
  })
  onTestFinished(audit.stop)
  await sleep(150)
  expect(told).toEqual(['timers: one is overdue', 'queue: cannot be looked at, no answer'])
  expect(audit.lastClean()).toBeUndefined()
  broken = false
  while (audit.lastClean() === undefined) await sleep(10)
  expect(audit.findings()).toEqual([])
})
