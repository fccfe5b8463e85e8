import { expect, test } from 'vitest'
import type { RunQuestion } from '../../../src/http/contract.ts'
import { buttonsOf } from './question-words.ts'

const question = (kind: RunQuestion['kind'], ...words: string[]): RunQuestion => ({
  ...{ key: 'k', kind, text: '', details: [] },
  words: words.map((word) => ({ word, label: word })),
})
const held = (asked: RunQuestion, effect?: string) =>
  buttonsOf(asked, effect).flatMap(({ word, isHeld }) => (isHeld ? [word] : []))

test.each([
  ['a change', question('start', 'yes', 'skip', 'stop'), 'changing', ['yes']],
  ['what nobody can judge', question('start', 'yes', 'skip', 'stop'), 'unknown', ['yes']],
  ['a step that is not in the plan', question('start', 'yes', 'skip'), undefined, ['yes']],
  ['a step that only reads', question('start', 'yes', 'skip', 'stop'), 'read-only', []],
  ['a second try of a change', question('failure', 'again', 'accept', 'give-up'), 'changing', ['again']],
  ['taking back', question('failure', 'again', 'roll-back'), 'read-only', ['roll-back']],
  ['an unknown outcome', question('settle', 'succeeded', 'again', 'failed', 'stop'), 'changing', ['again']],
  ['the plan', question('plan', 'yes', 'no'), undefined, []],
])('%s: what is held', (_, asked, effect, wanted) => expect(held(asked, effect)).toEqual(wanted))

test('an unknown outcome suggests no answer', () =>
  expect(buttonsOf(question('settle', 'succeeded', 'failed'), 'changing').map(({ kind }) => kind)).toEqual([
    'plain',
    'plain',
  ]))
