import { expect, test } from 'vitest'
import { newId } from './new-id.ts'

test('an identifier is its noun, a time and chance; none comes twice, and later ones sort behind', async () => {
  const early = Array.from({ length: 2_000 }, () => newId('alert'))
  await new Promise((resolve) => setTimeout(resolve, 5))
  const late = newId('alert')
  for (const id of early) expect(id).toMatch(/^alert_[0-9a-hjkmnp-tv-z]{26}$/)
  expect(new Set(early).size).toBe(2_000)
  expect(early.every((id) => id < late)).toBe(true)
})

test('the time is the first ten letters, in the base 32 of Crockford', () => {
  const [before, after] = [Date.now(), newId('x')]
  const read = [...after.slice(2, 12)].reduce(
    (all, letter) => all * 32 + '0123456789abcdefghjkmnpqrstvwxyz'.indexOf(letter),
    0,
  )
  expect(read - before).toBeLessThan(60_000)
  expect(read).toBeGreaterThanOrEqual(before)
})
