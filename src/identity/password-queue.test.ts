import { expect, test } from 'vitest'
import { fewAtOnce } from './password-queue.ts'

test('a few run, a few wait, the rest is told at once', async () => {
  const run = fewAtOnce(2, 3)
  let active = 0
  let most = 0
  const work = async () => {
    active += 1
    most = Math.max(most, active)
    await new Promise((resolve) => setTimeout(resolve, 5))
    active -= 1
    return 'done'
  }
  const results = await Promise.all(Array.from({ length: 8 }, () => run(work)))
  expect(results.filter((each) => each === 'done')).toHaveLength(5)
  expect(results.filter((each) => each === undefined)).toHaveLength(3)
  expect(most).toBe(2)
  expect(await Promise.all([run(work), run(work)])).toEqual(['done', 'done'])
})

test('work that fails gives its place on', async () => {
  const run = fewAtOnce(1, 5)
  const failing = run(() => Promise.reject(new Error('no')))
  const next = run(async () => 'next')
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe('next')
})
