/** Applying safe fixes to the files of a book; `check --fix` and `fmt --fix` share it. */
import { resolve } from 'node:path'
import { visible } from '../kit/visible.ts'
import type { Book } from '../runbook/book/book.ts'
import { replacePage } from '../runbook/book/fix/actions.ts'
import { type FixedBook, fixBook, type Lint } from '../runbook/book/fix/fix-book.ts'
import { joinRoot } from '../runbook/report/check-report.ts'
import { counted } from '../runbook/report/style.ts'
import type { Call } from './command.ts'
import { EXIT } from './exit-code.ts'
import { Failure } from './failure.ts'

/** Mends the pages on disk and says what was done on stderr. Fails when a page could not be written. */
export async function writeFixes(
  call: Call<object>,
  book: Book,
  how: { lint: Lint; only: readonly string[] | undefined },
): Promise<FixedBook> {
  const fixed = fixBook(book, how.lint, ({ rule }) => how.only?.includes(rule) ?? true)
  const refused: { reason: string; changed: boolean }[] = []
  for (const { repository, file, before, after } of fixed.pages) {
    const shown = joinRoot(repository, file)
    const written = await replacePage(resolve(call.cwd, shown), before, after)
    if (!written.ok) refused.push({ ...written, reason: `${shown}: ${written.reason}` })
  }
  if (refused.length > 0) {
    throw new Failure({
      code: 'fmt/not-written',
      message: [`${counted(refused.length, 'page')} could not be written`, ...refused.map(({ reason }) => reason)].join(
        '\n',
      ),
      hint: 'Run it again; pages that are not named here were mended',
      exit: refused.every(({ changed }) => changed) ? EXIT.notFound : EXIT.failed,
    })
  }
  const count = fixed.pages.reduce((sum, { fixes }) => sum + fixes.length, 0)
  if (count > 0 && !call.flags.quiet) {
    const { signs } = call.terminal.errorStyle
    call.terminal.say(
      `${signs.ok} applied ${counted(count, 'fix', 'fixes')} to ${counted(fixed.pages.length, 'page')}\n`,
    )
    if (call.flags.verbose > 0)
      for (const page of fixed.pages) call.terminal.say(`  ${visible(joinRoot(page.repository, page.file))}\n`)
  }
  return fixed
}
