import { inspect } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { reveal, Secret } from './secret.ts'
import { digestOf, makeToken, matches, readToken, TOKEN_CHANCE_BYTES, TOKEN_PREFIXES, type TokenKind } from './token.ts'

const chance = (seed: number) => Uint8Array.from({ length: TOKEN_CHANCE_BYTES }, (_, at) => (seed * 31 + at * 7) % 256)
const kinds = Object.keys(TOKEN_PREFIXES) as TokenKind[]

test('a token is found by its name and proven by its digest', () => {
  const { publicId, secret, digest } = makeToken('api', chance(1))
  expect(reveal(secret)).toMatch(/^obk_[a-z2-7]{74}$/)
  const read = readToken('api', reveal(secret))
  expect(read?.publicId).toBe(publicId)
  expect(matches(read!.secret, digest)).toBe(true)
  expect(matches(read!.secret, makeToken('api', chance(2)).digest)).toBe(false)
})

test('a token of one kind is no token of another', () => {
  for (const kind of kinds) {
    const text = reveal(makeToken(kind, chance(3)).secret)
    expect(kinds.filter((each) => readToken(each, text) !== undefined)).toEqual([kind])
    for (const other of kinds.filter((each) => each !== kind))
      expect(readToken(other, TOKEN_PREFIXES[other] + text.slice(4)), 'a swapped prefix').toBeUndefined()
  }
})

test('a changed letter is told by the checksum', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: TOKEN_CHANCE_BYTES, maxLength: TOKEN_CHANCE_BYTES }),
      fc.integer({ min: 4, max: 77 }),
      fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz234567'),
      (bytes, at, letter) => {
        const text = reveal(makeToken('session', bytes).secret)
        const changed = text.slice(0, at) + letter + text.slice(at + 1)
        expect(readToken('session', changed) === undefined).toBe(changed !== text)
      },
    ),
    { numRuns: 2_000 },
  )
})

test.each([
  ['nothing', ''],
  ['a prefix alone', 'obk_'],
  ['capitals', reveal(makeToken('api', chance(4)).secret).toUpperCase()],
  ['space behind it', `${reveal(makeToken('api', chance(4)).secret)} `],
  ['a line behind it', `${reveal(makeToken('api', chance(4)).secret)}\n`],
  ['something in front', `x${reveal(makeToken('api', chance(4)).secret)}`],
  ['a megabyte', `obk_${'a'.repeat(1_000_000)}`],
])('%s is no token', (_what, text) => expect(readToken('api', text)).toBeUndefined())

test('a secret shows itself nowhere', () => {
  const secret = new Secret('hunter-of-the-lost-socket')
  const shown = [`${secret}`, JSON.stringify({ secret }), inspect({ secret }, { showHidden: true }), `${[secret]}`]
  expect(shown.filter((text) => text.includes('hunter'))).toEqual([])
  expect(reveal(secret)).toBe('hunter-of-the-lost-socket')
})

test('comparing secrets with === does not compile', () => {
  const { secret, digest } = makeToken('api', chance(5))
  // @ts-expect-error a secret is no text
  expect(secret === 'obk_').toBe(false)
  // @ts-expect-error a digest is no text
  expect(digest === '9f86d0').toBe(false)
  // @ts-expect-error what is presented is not what is stored
  expect(secret === digest).toBe(false)
  // Two objects are never the same one, so a comparison by mistake refuses.
  expect(digestOf(secret) === digest).toBe(false)
})

test('a digest of another length is a bug', () => {
  expect(() => makeToken('api', new Uint8Array(8))).toThrow('42 bytes')
})
