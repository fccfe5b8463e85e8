import { expect, test } from 'vitest'
import { storableJson } from './storable-json.ts'

test.each([
  [{ a: 'plain', b: [1, null, true] }, '{"a":"plain","b":[1,null,true]}'],
  [{ a: 'x\0y' }, '{"a":"x\ufffdy"}'],
  [{ 'k\0': ['\ud800'] }, '{"k\ufffd":["\ufffd"]}'],
  ['\u{1f525}', '"\u{1f525}"'],
  ['\\u0000', '"\\\\u0000"'],
  [{ at: new Date(0), x: '\0' }, '{"at":"1970-01-01T00:00:00.000Z","x":"\ufffd"}'],
])('%j', (value, expected) => expect(storableJson(value)).toBe(expected))
