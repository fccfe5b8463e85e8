import { expect, test } from 'vitest'
import { type ProcessFacts, processesOfStep, readStat } from './process-facts.ts'
import { readProcessList } from './process-programs.ts'

const SHELL = 10
const facts = (pid: number, more: Partial<ProcessFacts> = {}): ProcessFacts => ({
  pid,
  parent: 1,
  zombie: false,
  startedTicks: 500,
  ...more,
})
const mine = { session: 's' }

/** Which of the processes belong to step 3, which began at tick 400. */
const check = (processes: readonly ProcessFacts[], wanted: readonly number[]) => {
  const shell = facts(SHELL, { ...mine, startedTicks: 100 })
  const found = processesOfStep([shell, ...processes], { session: 's', step: '3', shell: SHELL, sinceTicks: 400 })
  expect(found.toSorted((a, b) => a - b)).toEqual([SHELL, ...wanted])
}

test('what carries the mark of the step belongs to it, wherever it has moved', () => {
  check([facts(20, { ...mine, step: '3' }), facts(21, { session: 'other', step: '3' }), facts(22)], [20])
})

test('what an earlier step has started does not', () => {
  check(
    [facts(20, { ...mine, step: '2', parent: SHELL }), facts(21, { ...mine, parent: SHELL, startedTicks: 300 })],
    [],
  )
  check([facts(20, { ...mine, step: '2', parent: SHELL }), facts(21, { parent: 20 })], [])
})

test('forks without a mark of their own, holders of the output and children without an environment do', () => {
  check(
    [facts(20, mine), facts(21, { holdsOutput: true }), facts(22, { holdsOutput: true, startedTicks: 300 })],
    [20, 21],
  )
  check([facts(20, { ...mine, step: '3' }), facts(21, { parent: 20 }), facts(22, { parent: 21 })], [20, 21, 22])
})

test('a zombie is dead, and a later process with the number of the shell is not the shell', () => {
  check([facts(20, { ...mine, step: '3', zombie: true })], [])
  expect(processesOfStep([facts(SHELL)], { session: 's', step: '3', shell: SHELL, sinceTicks: 400 })).toEqual([])
})

test('a name with spaces and parentheses does not shift the fields of stat', () => {
  const line = (name: string, state: string) =>
    `42 (${name}) ${state} 7 42 42 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 12345 99 1`
  expect(readStat(line('sleep', 'S'))).toEqual({ pid: 42, parent: 7, zombie: false, startedTicks: 12345 })
  expect(readStat(line('a) Z (b', 'Z'))).toEqual({ pid: 42, parent: 7, zombie: true, startedTicks: 12345 })
  expect([readStat(''), readStat('x'), readStat('1 (a')]).toEqual([undefined, undefined, undefined])
})

test('the list of a target is read, whatever else it says', () => {
  const text = [
    'up 1000.25',
    'stat 42 (sleep) S 7 42 42 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 12345 99 1',
    'stat ',
    'Last login: yesterday',
    '/proc/42/environ:OPSBOOK_SESSION_ID=s',
    '/proc/42/environ:OPSBOOK_STEP_MARK=3',
    '/proc/43/environ:OPSBOOK_STEP_MARK=3',
  ].join('\n')
  expect(readProcessList(text)).toEqual({
    uptimeSeconds: 1000.25,
    processes: [{ pid: 42, parent: 7, zombie: false, startedTicks: 12345, session: 's', step: '3' }],
  })
  expect(readProcessList('bash: command not found')).toEqual({ processes: [] })
})
