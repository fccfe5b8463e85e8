import type { Ping } from '../take-ping.ts'

/** What the last word of an address means; none is a success. Undefined for a word that means nothing. */
export function wordOf(word: string | undefined): Ping | undefined {
  if (word === undefined) return { kind: 'success' }
  if (word === 'start' || word === 'fail') return { kind: word }
  if (!/^\d{1,3}$/.test(word) || Number(word) > 255) return undefined
  const exitCode = Number(word)
  return { kind: exitCode === 0 ? 'success' : 'fail', exitCode }
}
