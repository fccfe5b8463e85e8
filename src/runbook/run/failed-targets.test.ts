import { expect, test } from 'vitest'
import type { NewEvent, RunEvent } from '../record/events.ts'
import { replay } from '../record/replay.ts'
import { failedTargets } from './failed-targets.ts'

const page = { file: 'a.md', commit: '', sha256: '', pinned: '' }
const started: NewEvent = {
  ...{ type: 'run.started', format: 1, run: 'r', version: '0', actor: 'ana', mode: 'yes-changes', planHash: '', page },
  ...{ procedure: 'p', plan: '', folder: '/', targets: ['a', 'b', 'c'], parameters: [], steps: [] },
  process: { pid: 1, host: 'h' },
}
const part = (target: string) => ({ step: 's', command: 0, target, attempt: 1 })
const begun = (target: string): NewEvent => ({
  ...{ type: 'step.started', ...part(target), effect: 'changing', textHash: '', repeatable: false },
})
const ended = (target: string, status: number): NewEvent => ({
  ...{ type: 'step.finished', ...part(target), result: status === 0 ? 'succeeded' : 'failed', durationMs: 1 },
  end: { kind: 'finished', status },
})
const missed = (target: string): NewEvent => ({
  ...{ type: 'verification', ...part(target), about: 'command', verdict: 'not-met', by: 'opsbook' },
  expectation: { kind: 'exact', text: 'ok', line: 1 },
})
const accepted = (target: string): NewEvent => ({
  ...{ type: 'decision', by: 'ana', question: 'What now?', answer: 'yes' },
  about: { kind: 'accept', step: 's', target },
})
const of = (...events: NewEvent[]) =>
  failedTargets(
    replay([started, ...events].map((event, index): RunEvent => ({ seq: index + 1, at: '', prev: '', ...event }))),
  )

test('targets where a command failed or an expectation was not met, in the order of the run', () =>
  expect(of(begun('c'), ended('c', 1), begun('a'), ended('a', 0), missed('a'), begun('b'), ended('b', 0))).toEqual({
    failed: ['a', 'c'],
    unknown: [],
  }))
test('what a person accepted is done', () =>
  expect(of(begun('a'), ended('a', 1), accepted('a'))).toEqual({ failed: [], unknown: [] }))
test('what nobody knows is told apart', () =>
  expect(of(begun('a'), begun('b'), ended('b', 2))).toEqual({ failed: ['b'], unknown: ['a'] }))
test('a run that never began has no targets', () =>
  expect(failedTargets(replay([]))).toEqual({ failed: [], unknown: [] }))
