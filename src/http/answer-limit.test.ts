import { expect, test } from 'vitest'
import { storeTrouble } from '../db/store-trouble.ts'
import type { Access, Route } from '../kit/route.ts'
import { answerLimitMs, withinLimit } from './answer-limit.ts'
import { answerToError } from './server.ts'

const person: Access = { kind: 'user', permission: 'alert:write', object: 'none' }
test.each<[Route['method'], Access, number | undefined]>([
  ['POST', { kind: 'integration' }, 8_500],
  ['GET', { kind: 'integration' }, 8_500],
  ['POST', person, 20_000],
  ['GET', person, undefined],
  ['POST', { kind: 'runner' }, undefined],
])('%s for %j waits %s ms', (method, access, expected) =>
  expect(answerLimitMs({ method, access } as Route)).toBe(expected),
)

test('what takes too long is a store in trouble, and what it was asked may still happen', async () => {
  const error = await withinLimit(20, new Promise(() => undefined)).catch((thrown: unknown) => thrown)
  expect(storeTrouble(error)).toBe('slow')
  expect(answerToError(error)).toMatchObject({
    status: 503,
    headers: { 'retry-after': '5' },
    body: { code: 'store/slow', hint: expect.stringContaining('Nobody knows') },
  })
})

test('what is in time is passed on, good or bad', async () => {
  expect(await withinLimit(1_000, Promise.resolve(7))).toBe(7)
  await expect(withinLimit(1_000, Promise.reject(new Error('bad')))).rejects.toThrow('bad')
  expect(await withinLimit(undefined, Promise.resolve(7))).toBe(7)
})
