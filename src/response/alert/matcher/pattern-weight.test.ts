import { expect, test } from 'vitest'
import { tooMuchWork } from './pattern-weight.ts'

test.each([
  ['(\\d{1,3}\\.){3}\\d{1,3}(:\\d{1,5})?'],
  ['[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}'],
  [Array.from({ length: 300 }, (_, index) => `web-${index}.prod.shop.example`).join('|')],
  [Array.from({ length: 140 }, (_, index) => `.*team${index}.*`).join('|')],
  ['(?:a|b)(?P<name>c)(?i)d'],
  ['\\*'.repeat(1_000)],
  ['[?*+]'.repeat(400)],
  ['[]?*]'.repeat(400)],
  ['.{0,255}'],
  ['a{1000}'],
  ['x{'],
])('what people write is no work: %s', (pattern) => expect(tooMuchWork(pattern)).toBeUndefined())

test.each([
  ['a?'.repeat(301), /at most 300 repetitions/],
  ['(a*)*'.repeat(151), /at most 300 repetitions/],
  [`(${'a|'.repeat(1_600)}b)*`, /at most 1500 alternatives/],
  ['.{1000}'.repeat(25), /too large/],
  [`${'x'.repeat(1_000)}(ab{10}){10}`, /too large/],
  [`((${'x'.repeat(40)}{10}){10}){10}`, /too large/],
  ['[\\p{L}\\p{N}]{900}'.repeat(20), /too large/],
])('what makes everybody wait is refused: %s', (pattern, why) => expect(tooMuchWork(pattern)).toMatch(why))
