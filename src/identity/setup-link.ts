/** The way in at the very first start: a link on the server's terminal, good for one administrator, once, for a while. */
export const SETUP_LIFETIME_MS = 24 * 3_600_000

export interface SetupLink {
  readonly expiresAt: Date
  readonly usedAt: Date | null
}

export type SetupVerdict = { do: 'create' } | { do: 'refuse'; why: 'already-set-up' | 'unknown' | 'used' | 'expired' }

/** May this link make the first administrator? Once there is any user, no link does, whoever still has one. */
export function judgeSetup(link: SetupLink | undefined, usersExist: boolean, now: Date): SetupVerdict {
  if (usersExist) return { do: 'refuse', why: 'already-set-up' }
  if (!link) return { do: 'refuse', why: 'unknown' }
  if (link.usedAt) return { do: 'refuse', why: 'used' }
  return link.expiresAt <= now ? { do: 'refuse', why: 'expired' } : { do: 'create' }
}

/**
 * The address to print. The secret stands behind `#`: a browser keeps that part to itself, so it reaches no access log, no proxy and no
 * `Referer`.
 */
export const setupAddress = (serverUrl: string, secret: string): string => `${serverUrl}/setup#${secret}`
