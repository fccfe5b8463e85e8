/** Keeps the end of the audit outside of the database while the server runs, and looks whether it is still the same audit. */
import { extendAnchors, storedChain } from '../../audit/actions.ts'
import type { Database } from '../../db/database.ts'
import { forgetOld } from '../../identity/forget/actions.ts'
import type { AuditedPart } from './self-audit.ts'

const ANCHOR_EVERY_MS = 5 * 60_000
const FORGET_EVERY_MS = 3_600_000

/** Adds to the anchor file when it is time. A chain that is shorter than, or other than, what was seen is a finding until it is dealt with. */
export function auditKept(db: Database, path: string, clock: () => Date): AuditedPart {
  let lastAt = Number.NEGATIVE_INFINITY
  let alarm: readonly string[] = []
  return {
    name: 'audit',
    look: async () => {
      if (alarm.length === 0 && clock().getTime() - lastAt < ANCHOR_EVERY_MS) return []
      const verdict = await extendAnchors(path, storedChain(db), clock())
      lastAt = clock().getTime()
      alarm =
        verdict.do === 'alarm'
          ? [
              `entry ${verdict.anchor.seq} is not what was kept in ${path} on ${verdict.anchor.at}: opsbook audit verify`,
            ]
          : []
      return alarm
    },
  }
}

/** Forgets ended sessions, old links and old tries. */
export function oldSessions(db: Database, clock: () => Date): AuditedPart {
  let lastAt = Number.NEGATIVE_INFINITY
  return {
    name: 'old sessions',
    look: async () => {
      if (clock().getTime() - lastAt < FORGET_EVERY_MS) return []
      lastAt = clock().getTime()
      await forgetOld(db, clock())
      return []
    },
  }
}
