import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { repeat } from './actions.ts'

test('a wake during a round is not lost, and a stop waits for the round', async () => {
  const seen: string[] = []
  let release: () => void = () => undefined
  const loop = repeat(
    async () => {
      seen.push('begin')
      await new Promise<void>((resolve) => {
        release = resolve
      })
      seen.push('end')
      return 60_000
    },
    () => undefined,
  )
  await sleep(5)
  loop.wake()
  release()
  await sleep(5)
  expect(seen).toEqual(['begin', 'end', 'begin'])
  const stopped = loop.stop()
  release()
  await stopped
  expect(seen).toEqual(['begin', 'end', 'begin', 'end'])
})

test('trouble is told, and a wake tries again at once', async () => {
  const troubles: unknown[] = []
  let rounds = 0
  const loop = repeat(
    async () => {
      rounds += 1
      if (rounds === 1) throw new Error('away')
      return 60_000
    },
    (error) => troubles.push((error as Error).message),
  )
  await sleep(5)
  loop.wake()
  await sleep(5)
  await loop.stop()
  expect({ rounds, troubles }).toEqual({ rounds: 2, troubles: ['away'] })
})
