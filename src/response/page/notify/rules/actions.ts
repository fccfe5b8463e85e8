/** Changing how somebody wants to be reached. */
import type { Database } from '../../../../db/database.ts'
import { publish } from '../../../../db/events.ts'
import { inTransaction } from '../../../../db/transaction.ts'
import type { Problem } from '../../../../kit/problem.ts'
import type { Actor } from '../../../../kit/route.ts'
import { contactsOf } from '../contact/store.ts'
import { settingsProblem, type WantedSettings } from './check-settings.ts'
import { keepSettings, type StoredSettings, settingsOf } from './store.ts'

export interface RulesDesk {
  readonly db: Database
  readonly note: (tx: Database, by: Actor, action: string, subject: string, after: object) => Promise<void>
}

export interface SettingsChange {
  readonly userId: string
  readonly wanted: Partial<WantedSettings>
  /** The version the caller has seen. */
  readonly version?: number | undefined
}

/** Changes what is given and keeps the rest. */
export const changeSettings = (
  { db, note }: RulesDesk,
  by: Actor,
  { userId, wanted, version }: SettingsChange,
): Promise<{ readonly value: StoredSettings } | { readonly refused: Problem & { readonly status: 400 | 412 } }> =>
  inTransaction(db, async (tx) => {
    const own = new Set((await contactsOf(tx, userId)).map(({ id }) => id))
    const before = await settingsOf(tx, userId)
    const whole: WantedSettings = { rules: before.rules, quiet: before.quiet, ...wanted }
    const problem = settingsProblem({ rules: wanted.rules ?? null, quiet: wanted.quiet ?? null }, own)
    if (problem) return { refused: { status: 400 as const, ...problem } }
    const { severities: _, ...quiet } = whole.quiet ?? {}
    const kept = await keepSettings(
      tx,
      userId,
      { rules: whole.rules, quiet: whole.quiet && (quiet as typeof whole.quiet) },
      version,
    )
    if (!kept)
      return {
        refused: {
          status: 412 as const,
          code: 'rules/changed',
          message: 'the rules were changed meanwhile',
          hint: 'Read them again',
        },
      }
    await publish(tx, [{ type: 'notification-rules.changed', subject: userId, data: { version: kept.version } }])
    await note(tx, by, 'notification-rules.changed', userId, { rules: kept.rules, quiet: kept.quiet })
    return { value: kept }
  })
