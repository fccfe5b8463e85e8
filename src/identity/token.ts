/**
 * Tokens of every kind: `obk_` + 16 letters that name it + 52 letters of 256 bits of chance + 6 letters of checksum. The name finds
 * the row, the digest of the whole proves it; the checksum tells a typing mistake, and a secret scanner's find, without a database.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { reveal, Secret } from './secret.ts'

/** What a token is for. One of another kind never opens anything, even with the right bytes. */
export const TOKEN_PREFIXES = {
  api: 'obk_',
  session: 'obs_',
  setup: 'obu_',
  signin: 'obo_',
} as const
export type TokenKind = keyof typeof TOKEN_PREFIXES

export const TOKEN_CHANCE_BYTES = 42

/** SHA-256 of a token, as it is stored. No text and no token, so comparing it with either does not compile. */
export class TokenDigest {
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    if (bytes.length !== 32) throw new Error(`a token digest has 32 bytes, not ${bytes.length}`)
    this.#bytes = Uint8Array.from(bytes)
  }

  /** For the store. */
  bytes(): Buffer {
    return Buffer.from(this.#bytes)
  }
}

export interface NewToken {
  /** Names the token in the store, in lists and in the audit. Not secret. */
  readonly publicId: string
  readonly secret: Secret
  readonly digest: TokenDigest
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567'
const ID_LENGTH = 16
const SECRET_LENGTH = 52
const CHECK_LENGTH = 6
const BODY = new RegExp(`^[a-z2-7]{${ID_LENGTH + SECRET_LENGTH + CHECK_LENGTH}}$`)

/** A token of {@link TOKEN_CHANCE_BYTES} bytes of chance: 10 for its name, 32 for the secret. */
export function makeToken(kind: TokenKind, chance: Uint8Array): NewToken {
  if (chance.length !== TOKEN_CHANCE_BYTES) throw new Error(`a token needs ${TOKEN_CHANCE_BYTES} bytes of chance`)
  const publicId = base32(chance.subarray(0, 10))
  const body = TOKEN_PREFIXES[kind] + publicId + base32(chance.subarray(10))
  const secret = new Secret(body + checksum(body))
  return { publicId, secret, digest: digestOf(secret) }
}

/** What a presented text claims to be, or undefined when it cannot be a token of this kind. */
export function readToken(kind: TokenKind, text: string): { publicId: string; secret: Secret } | undefined {
  const prefix = TOKEN_PREFIXES[kind]
  const rest = text.slice(prefix.length)
  if (!text.startsWith(prefix) || !BODY.test(rest)) return undefined
  const body = text.slice(0, -CHECK_LENGTH)
  // The checksum is no secret: it is computed from what was presented, and says nothing about what is stored.
  if (checksum(body) !== text.slice(-CHECK_LENGTH)) return undefined
  return { publicId: rest.slice(0, ID_LENGTH), secret: new Secret(text) }
}

export const digestOf = (secret: Secret): TokenDigest => new TokenDigest(sha256(reveal(secret)))

/** The only way to ask whether a presented token is the stored one; takes the same time for every answer. */
export const matches = (presented: Secret, stored: TokenDigest): boolean =>
  timingSafeEqual(digestOf(presented).bytes(), stored.bytes())

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()

const checksum = (body: string): string => base32(sha256(`opsbook token ${body}`)).slice(0, CHECK_LENGTH)

/** RFC 4648's letters in lower case, without padding. */
function base32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = (value << 8) | byte
    bits += 8
    for (; bits >= 5; bits -= 5) text += LETTERS[(value >>> (bits - 5)) & 31]
    value &= (1 << bits) - 1
  }
  return bits > 0 ? text + LETTERS[(value << (5 - bits)) & 31] : text
}
