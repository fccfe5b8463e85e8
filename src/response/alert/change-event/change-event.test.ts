import { expect, test } from 'vitest'
import { subjectOfChange } from './change-event.ts'

test.each([
  ['a label says it', { service: 'shop' }, { service: 'other' }, { service: 'shop' }],
  ['a detail says it', { source: 'ci' }, { service: ' shop ' }, { service: 'shop', source: 'ci' }],
  ['nobody says it', {}, { service: '', region: 'eu' }, {}],
  ['what is no text says nothing', {}, { service: ['shop'], source: 7 }, {}],
  ['a long name is cut', {}, { service: 'x'.repeat(500) }, { service: 'x'.repeat(200) }],
])('%s', (_, labels, details, expected) => expect(subjectOfChange({ labels, details })).toEqual(expected))
