/** Sessions of people in a browser or a command line: a row and a secret, nothing that is valid without asking the store. */
export interface SessionTimes {
  readonly createdAt: Date
  readonly lastSeenAt: Date
  readonly endedAt: Date | null
}

export interface SessionLimits {
  /** Ends when not used for so long. */
  readonly idleMs: number
  /** Ends this long after signing in, used or not. */
  readonly absoluteMs: number
}

const HOUR_MS = 3_600_000
export const SESSION_LIMITS: SessionLimits = { idleMs: 24 * HOUR_MS, absoluteMs: 14 * 24 * HOUR_MS }

/** A session's use is noted this often; between, looking costs no write. */
const NOTED_EVERY_MS = 60_000

export type SessionVerdict =
  | { is: 'live'; noteUse: boolean; endsAt: Date }
  | { is: 'over'; why: 'ended' | 'idle' | 'too-old' | 'user-disabled' }

/** Is this session worth anything now? A disabled user's is not, whatever its row says. */
export function judgeSession(
  session: SessionTimes,
  user: { disabledAt: Date | null },
  now: Date,
  limits: SessionLimits = SESSION_LIMITS,
): SessionVerdict {
  if (session.endedAt) return { is: 'over', why: 'ended' }
  if (user.disabledAt) return { is: 'over', why: 'user-disabled' }
  const oldest = session.createdAt.getTime() + limits.absoluteMs
  const idlest = session.lastSeenAt.getTime() + limits.idleMs
  if (now.getTime() >= oldest) return { is: 'over', why: 'too-old' }
  if (now.getTime() >= idlest) return { is: 'over', why: 'idle' }
  return {
    is: 'live',
    noteUse: shouldNoteUse(session.lastSeenAt, now),
    endsAt: new Date(Math.min(oldest, now.getTime() + limits.idleMs)),
  }
}

/** Is "last used" worth a write? At most once a minute. */
export const shouldNoteUse = (lastUsedAt: Date | null, now: Date): boolean =>
  lastUsedAt === null || now.getTime() - lastUsedAt.getTime() >= NOTED_EVERY_MS
