import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { commandFacts } from './command-facts.ts'

/**
 * One command a line, the expected effect before it. `+` in front of a trait says that it must be there as well. The
 * lists were written from what the programs document, not from the tables they test.
 */
const rows = readFileSync(new URL('./judged-commands.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  .map((line) => {
    const [, effect = '', traits = '', command = ''] = /^(\S+?)((?:\+[a-z-]+)*) +(.*)$/.exec(line) ?? []
    return { effect, traits: traits.split('+').filter((trait) => trait !== ''), command: command.replaceAll('⏎', '\n') }
  })

test('the list is long and says something of every effect', () => {
  const count = (effect: string) => rows.filter((row) => row.effect === effect).length
  expect(rows.length).toBeGreaterThan(400)
  for (const effect of ['read-only', 'unknown', 'changing', 'destructive']) expect(count(effect)).toBeGreaterThan(40)
})

describe('what a command does', () => {
  test.each(rows)('$effect $command', ({ effect, traits, command }) => {
    const facts = commandFacts(command)
    expect({ effect: facts.effect, problem: facts.problem?.message }).toEqual({ effect, problem: undefined })
    expect(facts.traits).toEqual(expect.arrayContaining(traits))
    if (effect !== 'read-only') expect(facts.risk).toBe(effect)
  })
})
