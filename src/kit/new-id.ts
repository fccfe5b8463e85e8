import { randomBytes } from 'node:crypto'

/** Makes identifiers; passed in, so that decisions stay repeatable. */
export type NewId = (noun: string) => string

/** `incident_01jf…`: the noun, then 48 bits of time and 80 of chance in Crockford's base 32, so that later ones sort behind. */
export const newId: NewId = (noun) => `${noun}_${base32(BigInt(Date.now()), 10)}${base32(chance(), 16)}`

const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'

const chance = (): bigint => BigInt(`0x${randomBytes(10).toString('hex')}`)

const base32 = (value: bigint, length: number): string =>
  Array.from({ length }, (_, index) => LETTERS[Number((value >> BigInt(5 * (length - 1 - index))) & 31n)]).join('')
