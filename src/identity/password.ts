/** Passwords as they are kept: scrypt, its parameters beside the result, so that they can be raised without a new password. */
import { scrypt, timingSafeEqual } from 'node:crypto'
import { normalPassword } from './password-rules.ts'
import { reveal, type Secret } from './secret.ts'

/** Cost of one try: 2^logN blocks of 128·r bytes, p times. */
export interface PasswordCost {
  readonly logN: number
  readonly r: number
  readonly p: number
}

/** One of OWASP's equivalent settings: 32 MiB and about a quarter of a second, so that a small server can hold some tries at once. */
export const PASSWORD_COST: PasswordCost = { logN: 15, r: 8, p: 3 }
export const SALT_BYTES = 16
const KEY_BYTES = 32

/** `scrypt$15$8$3$salt$key`, both in base64url. */
export async function hashPassword(
  password: Secret,
  salt: Uint8Array,
  cost: PasswordCost = PASSWORD_COST,
): Promise<string> {
  const key = await derive(password, salt, cost)
  return ['scrypt', cost.logN, cost.r, cost.p, text64(salt), text64(key)].join('$')
}

export interface PasswordCheck {
  readonly right: boolean
  /** Kept at another cost than today's: hash it again while it is known. */
  readonly outdated: boolean
}

/** Compares a password with what is kept. Where nothing is kept it takes as long and is wrong, so that time does not tell who exists. */
export async function checkPassword(
  password: Secret,
  kept: string | undefined,
  cost: PasswordCost = PASSWORD_COST,
): Promise<PasswordCheck> {
  const parts = kept === undefined ? undefined : readKept(kept)
  if (!parts) {
    await derive(password, new Uint8Array(SALT_BYTES), cost)
    return { right: false, outdated: false }
  }
  const key = await derive(password, parts.salt, parts.cost)
  const right = timingSafeEqual(key, parts.key)
  return { right, outdated: right && (['logN', 'r', 'p'] as const).some((name) => parts.cost[name] !== cost[name]) }
}

const KEPT = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([\w-]{22})\$([\w-]{43})$/

function readKept(kept: string): { cost: PasswordCost; salt: Buffer; key: Buffer } | undefined {
  const match = KEPT.exec(kept)
  if (!match) return undefined
  const [logN, r, p] = match.slice(1, 4).map(Number) as [number, number, number]
  // A row somebody wrote into the database must not make one login take minutes.
  if (logN < 10 || logN > 20 || r < 1 || r > 16 || p < 1 || p > 16) return undefined
  return { cost: { logN, r, p }, salt: Buffer.from(match[4]!, 'base64url'), key: Buffer.from(match[5]!, 'base64url') }
}

const derive = (password: Secret, salt: Uint8Array, { logN, r, p }: PasswordCost): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const options = { N: 2 ** logN, r, p, maxmem: 2 ** logN * r * 128 * 2 + 1024 * r * p }
    scrypt(normalPassword(reveal(password)), salt, KEY_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })

const text64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
