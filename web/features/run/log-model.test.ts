import { expect, test } from 'vitest'
import { LogModel } from './log-model.ts'

const log = (total: () => number) => {
  const asked: string[] = []
  const model = new LogModel(async ({ from = 0, limit, tail }) => {
    const start = tail ? Math.max(0, total() - limit) : from
    asked.push(tail ? 'tail' : `${start}+${limit}`)
    const count = Math.max(0, Math.min(limit, total() - start))
    const lines = Array.from({ length: count }, (_, at) => ({
      ...{
        number: start + at,
        step: 'a',
        target: 'local',
        stream: 'stdout' as const,
        text: `${start + at}`,
        isCut: false,
      },
    }))
    return { from: start, total: total(), lines }
  })
  return { model, asked }
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 0))
const never = new AbortController().signal

test('only what is looked at is read, once', async () => {
  const { model, asked } = log(() => 1_000_000)
  await model.refresh(never)
  model.need(500_000, 500_040)
  await settled()
  model.need(500_010, 500_050)
  await settled()
  expect(asked).toEqual(['tail', '500000+250'])
  expect(model.line(500_020)?.text).toBe('500020')
  expect(model.line(3)).toBeUndefined()
})

test('what grows is followed without reading it again', async () => {
  let total = 10
  const { model, asked } = log(() => total)
  await model.refresh(never)
  expect(model.line(9)?.text).toBe('9')
  total = 400
  await model.refresh(never)
  expect(model.total).toBe(400)
  expect(model.line(399)?.text).toBe('399')
  expect(asked).toEqual(['tail', 'tail'])
})

test('a gap between what is here and the end is read when it is looked at', async () => {
  let total = 10
  const { model } = log(() => total)
  await model.refresh(never)
  total = 2_000
  await model.refresh(never)
  model.need(0, 40)
  await settled()
  expect(model.line(39)?.text).toBe('39')
})
