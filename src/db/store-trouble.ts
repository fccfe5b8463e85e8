/** Tells a store that cannot do its work right now from a mistake of ours. */

export type StoreTrouble = 'full' | 'away' | 'slow'

/** The store was asked and has said nothing for too long. What it was asked may still happen. */
export class StoreSilent extends Error {}

const FULL = new Set(['53100', '53200', '58030'])
const SLOW = new Set(['57014', '55P03', '53300', '25P03'])
const AWAY = new Set(['57P01', '57P02', '57P03', '57P05', '25006', '3D000', '28P01'])
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])

/**
 * Why the store refused: its disk is full, it is away (restarting, cut off, fail-over), or it is too slow. Undefined for everything else,
 * which is a bug. Codes: PostgreSQL's documentation, appendix "Error Codes".
 */
export function storeTrouble(error: unknown): StoreTrouble | undefined {
  if (!(error instanceof Error)) return undefined
  if (error instanceof StoreSilent) return 'slow'
  const code = (error as { code?: string }).code ?? ''
  if (FULL.has(code) || /No space left on device/.test(error.message)) return 'full'
  if (SLOW.has(code) || /timeout exceeded when trying to connect/.test(error.message)) return 'slow'
  if (AWAY.has(code) || code.startsWith('08') || NETWORK.has(code)) return 'away'
  if (
    /Connection terminated|Connection ended|not queryable|Client has encountered a connection error/.test(error.message)
  )
    return 'away'
  return error.cause === undefined ? undefined : storeTrouble(error.cause)
}
