import { expect, test } from 'vitest'
import type { AlertWords } from '../receive/alert-words.ts'
import { changeWords } from './change-words.ts'

const words: AlertWords = {
  ...{ summary: 'Disk', severity: 'warning', labels: { host: 'a' }, annotations: {}, links: [] },
  details: { tags: ['x', 'y'], rack: '4' },
}
test.each([
  [{ do: 'set-message', text: 'Disk is full' }, { summary: 'Disk is full' }],
  [{ do: 'set-description', text: 'All of it' }, { annotations: { description: 'All of it' } }],
  [
    { do: 'set-priority', priority: 'P1' },
    { severity: 'critical', labels: { host: 'a', priority: 'P1' } },
  ],
  [{ do: 'add-tags', tags: ['z', 'x'] }, { details: { tags: ['x', 'y', 'z'], rack: '4' } }],
  [{ do: 'remove-tags', tags: ['x', 'q'] }, { details: { tags: ['y'], rack: '4' } }],
  [{ do: 'add-details', details: { row: '2', host: 'b' } }, { labels: { host: 'b', row: '2' } }],
  [{ do: 'remove-details', names: ['host', 'rack'] }, { labels: {} }],
] as const)('%j', (command, expected) => expect(changeWords(words, command)).toEqual({ ...words, ...expected }))

test('other commands say nothing', () => {
  expect(changeWords(words, { do: 'note' })).toBeUndefined()
  expect(changeWords(words, { do: 'assign', to: { type: 'user', name: 'ana' } })).toBeUndefined()
})
