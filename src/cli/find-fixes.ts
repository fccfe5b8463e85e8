/** The work of `opsbook fmt`. */

import { lintSettings } from '../app/lint-settings.ts'
import type { Book } from '../runbook/book/book.ts'
import { type FixedPage, fixBook } from '../runbook/book/fix/fix-book.ts'
import { lintBook } from '../runbook/book/lint/lint-book.ts'
import type { Call } from './command.ts'
import { openBook } from './open-book.ts'
import { ruleCode, ruleIds } from './rule-names.ts'
import { writeFixes } from './write-fixes.ts'

/** Pages that the safe fixes change; with `write` they are changed on disk. */
export async function fixesOf(
  call: Call<object>,
  how: { write: boolean; rules: readonly string[] | undefined },
): Promise<readonly FixedPage[]> {
  const only = how.rules?.map(ruleCode)
  const { book, settings } = await openBook(call, call.args, ruleIds)
  const lint = (one: Book) => lintBook(one, lintSettings(settings, call.now))
  const fixed = how.write
    ? await writeFixes({ ...call, flags: { ...call.flags, quiet: true } }, book, { lint, only })
    : fixBook(book, lint, ({ rule }) => only?.includes(rule) ?? true)
  return fixed.pages
}
