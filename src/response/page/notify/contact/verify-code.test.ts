import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { CODE_TRIES, codeDigest, codeFrom, judgeCode } from './verify-code.ts'

const now = new Date(Date.UTC(2030, 0, 1))
const salt = new Uint8Array([1, 2, 3])
const kept = { salt, digest: codeDigest('012345', salt), expiresAt: new Date(now.getTime() + 1_000), tries: 0 }

test.each([
  ['012345', kept, 'right'],
  [' 012 345 ', kept, 'right'],
  ['012-345', kept, 'right'],
  ['012346', kept, 'wrong'],
  ['', kept, 'wrong'],
  ['012345', { ...kept, expiresAt: now }, 'expired'],
  ['012345', { ...kept, tries: CODE_TRIES }, 'too-many'],
  ['012345', { ...kept, tries: CODE_TRIES - 1 }, 'right'],
] as const)('"%s"', (typed, code, expected) => expect(judgeCode(typed, code, now)).toBe(expected))

test('codes are six digits, whatever the bytes', () => {
  for (const chance of [
    new Uint8Array(8),
    new Uint8Array(8).fill(255),
    ...Array.from({ length: 500 }, () => randomBytes(8)),
  ])
    expect(codeFrom(chance)).toMatch(/^\d{6}$/)
  expect(codeFrom(new Uint8Array(8))).toBe('000000')
})
