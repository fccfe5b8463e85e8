import { expect, test } from 'vitest'
import { shownRequest } from './shown-request.ts'

test.each([
  ['{"a":[1,2]}', '{\n  "a": [\n    1,\n    2\n  ]\n}'],
  ['plain <b>text</b>', 'plain <b>text</b>'],
  ['', ''],
  ['a'.repeat(100_002), `${'a'.repeat(100_000)}\n… 2 more characters`],
])('%j', (text, shown) => {
  expect(shownRequest(text)).toBe(shown)
})
