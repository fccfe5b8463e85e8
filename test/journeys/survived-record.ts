/** What has to hold for the record of a run and its effects after any death, and after its end. */
import { existsSync, readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { RunEvent } from '../../src/runbook/record/events.ts'
import { readJournal, verifyJournal } from '../../src/runbook/record/journal-text.ts'
import { replay } from '../../src/runbook/record/replay.ts'
import { sha256 } from '../../src/runbook/record/store.ts'

const readIf = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : '')

/** Steps append `step-3` to this file when they take effect. */
export const effectsIn = (path: string): readonly string[] => readIf(path).trim().split('\n').filter(Boolean)

/** A change that begins once more was allowed to by somebody, after its last beginning. */
function expectAllowed(events: readonly RunEvent[]): void {
  const begun = new Map<string, number>()
  const allowed = new Map<string, number>()
  for (const event of events) {
    if (event.type === 'decision' && event.settles?.as === 'again') allowed.set(keyOf(event.settles), event.seq)
    if (event.type !== 'step.started') continue
    const key = keyOf(event)
    const before = begun.get(key)
    if (before !== undefined && event.effect !== 'read-only') {
      expect({ event, again: (allowed.get(key) ?? 0) > before }).toEqual({ event, again: true })
      expect(event.attempt).toBeGreaterThan(1)
    } else if (event.effect !== 'read-only') expect(event.attempt).toBe(1)
    begun.set(key, event.seq)
  }
}
const keyOf = ({ step, command, target }: { step: string; command: number; target: string }) =>
  JSON.stringify([step, command, target])

/** Nothing acknowledged is lost, nothing happened twice, unannounced or again without somebody's word. */
export function expectSurvived(journal: string, { effects, acknowledged }: { effects: string; acknowledged: number }) {
  const { events, problem } = readJournal(readIf(journal), sha256)
  expect(problem).toBeUndefined()
  expect(events.length).toBeGreaterThanOrEqual(acknowledged)
  const done = effectsIn(effects)
  expect(new Set(done).size).toBe(done.length)
  const state = replay(events)
  expect(state.contradictions).toEqual([])
  const titles = new Map(state.started?.steps.map(({ id, title }) => [id, title.toLowerCase().replace(' ', '-')]))
  const begun = new Set([...state.parts.values()].map(({ step }) => titles.get(step)))
  expect(done.filter((step) => !begun.has(step))).toEqual([])
  expectAllowed(events)
  return state
}

/** The run came to its end, each of its steps has happened once, in order, and the record proves itself. */
export function expectEnded(journal: string, { effects, steps }: { effects: string; steps: number }): void {
  const text = readIf(journal)
  expect(verifyJournal(text, sha256).sound).toBe(true)
  expect(replay(readJournal(text, sha256).events).finished?.result).toBe('succeeded')
  expect(effectsIn(effects)).toEqual(Array.from({ length: steps }, (_, index) => `step-${index + 1}`))
}
