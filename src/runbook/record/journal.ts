/** What the keeping of journals can refuse. */
import type { ProcessIdentity } from './events.ts'
import type { JournalProblem } from './journal-text.ts'

export type JournalRefusal =
  | { code: 'journal/missing'; run: string }
  | { code: 'journal/exists'; run: string }
  /** Another process writes to it. */
  | { code: 'journal/locked'; run: string; holder: ProcessIdentity }
  /** Somebody has changed it, or the disk has: nothing is added to it any more. */
  | { code: 'journal/damaged'; run: string; problem: JournalProblem }
  | { code: 'journal/unwritable'; run: string; reason: string }

export type JournalResult<T> = { ok: true; value: T } | { ok: false; refusal: JournalRefusal }
