import { expect, test } from 'vitest'
import { type Bucket, takeOne } from './sending-limit.ts'

const send = (times: readonly number[], perMinute: number) => {
  let bucket: Bucket | undefined
  return times.map((at) => {
    const taken = takeOne(bucket, perMinute, at)
    bucket = taken.bucket
    return taken.retryAfterSeconds ?? 'ok'
  })
}

test('a burst of ten seconds passes, the next is told when to come', () => {
  expect(send(Array(11).fill(0), 60)).toEqual([...Array(10).fill('ok'), 1])
})

test('the bucket fills with time, and a clock that stands still gives nothing', () => {
  expect(send([...Array(10).fill(0), 0, 999, 1001, 1001], 60).slice(10)).toEqual([1, 1, 'ok', 1])
})

test('a limit below one in ten seconds still lets one through', () => {
  expect(send([0, 1000, 61_000], 1)).toEqual(['ok', 59, 'ok'])
})
