import { expect, test } from 'vitest'
import type { NewEvent, RunEvent, StepResult } from './events.ts'
import { partKey, replay, startProblem } from './replay.ts'

const PART = { step: 'mitigation/1', command: 0, target: 'local' }
const start = (attempt = 1, effect: 'changing' | 'read-only' = 'changing', repeatable = false): NewEvent => ({
  ...{ type: 'step.started', ...PART, attempt, effect, repeatable, textHash: '' },
})
const finish = (result: StepResult, attempt = 1): NewEvent => ({
  ...{ type: 'step.finished', ...PART, attempt, result, durationMs: 1, end: { kind: 'finished', status: 0 } },
})
const decide = (as: 'succeeded' | 'failed' | 'again'): NewEvent => ({
  ...{ type: 'decision', by: 'ana', question: 'Did it take effect?', answer: as, settles: { ...PART, as } },
})
const unknown: NewEvent = { type: 'step.unknown', ...PART, attempt: 1, reason: 'the machine went down' }

const stamped = (events: readonly NewEvent[]): RunEvent[] =>
  events.map((event, index) => ({ ...event, seq: index + 1, at: '', prev: '' }))

/** The state of the part after these events, and whether it may start again by itself. */
function check(events: readonly NewEvent[], state: StepResult, mayStart: boolean, contradictions = 0) {
  const run = replay(stamped(events))
  const part = run.parts.get(partKey(PART))
  expect(part?.state).toBe(state)
  expect(startProblem(part) === undefined).toBe(mayStart)
  expect(run.contradictions).toHaveLength(contradictions)
  return run
}

test('a change starts at most once unless somebody says so', () => {
  expect(startProblem(undefined)).toBeUndefined()
  expect(check([start()], 'unknown', false).unknown).toHaveLength(1)
  check([start(), finish('succeeded')], 'succeeded', false)
  check([start(), finish('failed')], 'failed', false)
  check([start(), finish('cancelled')], 'cancelled', false)
  check([start(), unknown], 'unknown', false)
  check([start(), unknown, decide('succeeded')], 'succeeded', false)
  expect(check([start(), decide('again')], 'unknown', true).unknown).toEqual([])
  check([start(), unknown, decide('again'), start(2)], 'unknown', false)
  check([start(), unknown, decide('again'), start(2), finish('succeeded', 2)], 'succeeded', false)
})

test('what only reads, or is declared repeatable, may start again', () => {
  check([start(1, 'read-only')], 'unknown', true)
  check([start(1, 'read-only'), finish('failed'), start(2, 'read-only')], 'unknown', true)
  check([start(1, 'changing', true), finish('failed')], 'failed', true)
})

test('lines that do not fit are told', () => {
  check([start(), start(2)], 'unknown', false, 1)
  check([start(), finish('succeeded'), start(2)], 'unknown', false, 1)
  check([start(), finish('succeeded'), finish('failed')], 'failed', false, 1)
  expect(replay(stamped([finish('succeeded')])).contradictions).toEqual([
    { seq: 1, reason: 'it is about a part that was never started' },
  ])
})

test('a skipped part was never tried', () => {
  check([{ type: 'step.skipped', ...PART, reason: 'not needed', by: 'ana' }], 'skipped', true)
})

test('parts of several targets and commands are apart', () => {
  const run = replay(
    stamped([
      start(),
      { ...start(), target: 'web-2' } as NewEvent,
      { ...start(), command: 1 } as NewEvent,
      finish('succeeded'),
    ]),
  )
  expect([...run.parts.values()].map(({ target, command, state }) => [target, command, state])).toEqual([
    ['local', 0, 'succeeded'],
    ['web-2', 0, 'unknown'],
    ['local', 1, 'unknown'],
  ])
})

test('a finished run that is resumed is not finished', () => {
  const finished: NewEvent = { type: 'run.finished', result: 'failed' }
  const resumed: NewEvent = { type: 'run.resumed', actor: 'ana', process: { pid: 1, host: 'h' } }
  expect(replay(stamped([finished])).finished).toMatchObject({ result: 'failed' })
  expect(replay(stamped([finished, resumed])).finished).toBeUndefined()
  expect(replay([])).toMatchObject({ unknown: [], contradictions: [] })
})
