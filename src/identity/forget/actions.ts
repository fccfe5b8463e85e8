/** Forgets what proves nothing any more, once a day; the audit keeps that it was there. */
import type { Database } from '../../db/database.ts'
import { LOGIN_LIMITS } from '../login-limit.ts'
import { SESSION_LIMITS } from '../session.ts'
import { forgetEndedSessions, forgetOldTries } from '../sign-in/store.ts'

/** Sessions and links that ended longer ago than any could live, and tries that count no more. */
export async function forgetOld(db: Database, now: Date): Promise<void> {
  await forgetEndedSessions(db, new Date(now.getTime() - SESSION_LIMITS.absoluteMs))
  await forgetOldTries(db, LOGIN_LIMITS.windowMs)
}
