/** The code that shows that a contact method reaches its owner. */
import { createHash, timingSafeEqual } from 'node:crypto'

export const CODE_MINUTES = 15
export const CODE_TRIES = 5
const DIGITS = 6

/** What is kept of a code. */
export interface KeptCode {
  readonly salt: Uint8Array
  readonly digest: Uint8Array
  readonly expiresAt: Date
  readonly tries: number
}

/** Digits from bytes nobody can guess; eight of them, so that no digit is noticeably likelier than another. */
export const codeFrom = (chance: Uint8Array): string =>
  (Buffer.from(chance).readBigUInt64BE() % 10n ** BigInt(DIGITS)).toString().padStart(DIGITS, '0')

export const codeDigest = (code: string, salt: Uint8Array): Buffer =>
  createHash('sha256').update(salt).update(code).digest()

export type CodeVerdict = 'right' | 'wrong' | 'expired' | 'too-many'

/** Is this the code? Compared in a time that does not depend on how much of it is right; what people put between digits does not count. */
export function judgeCode(typed: string, kept: KeptCode, now: Date): CodeVerdict {
  if (kept.tries >= CODE_TRIES) return 'too-many'
  if (kept.expiresAt <= now) return 'expired'
  const digest = codeDigest(typed.replace(/[\s-]/g, ''), kept.salt)
  return timingSafeEqual(digest, kept.digest) ? 'right' : 'wrong'
}
