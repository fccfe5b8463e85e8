/**
 * Every expected refusal of the product: code → what a caller needs to act on it.
 * Bugs are thrown, findings about a user's page are diagnostics; neither is listed here.
 */
export interface Refusals {
  'book/missing-folder': { path: string }
  'book/not-readable': { path: string; reason: string }
  'book/empty': { path: string }
  'book/no-such-page': { page: string; near: readonly string[] }
  'config/invalid': { path: string; problems: readonly string[] }
  'baseline/unreadable': { path: string; reason: string }
  'git/unavailable': { reason: string }
  'rule/unknown': { rule: string; near: readonly string[] }
  'clock/invalid': { value: string }
}

export type RefusalCode = keyof Refusals
export type Refusal = { [Code in RefusalCode]: { code: Code } & Refusals[Code] }[RefusalCode]
export type Result<T> = { ok: true; value: T } | { ok: false; refusal: Refusal }

/** Wraps a success. */
export const done = <T>(value: T): Result<T> => ({ ok: true, value })

/** Wraps an expected refusal; `cli/` and `http/` translate it once each. */
export const refuse = (refusal: Refusal): Result<never> => ({ ok: false, refusal })
