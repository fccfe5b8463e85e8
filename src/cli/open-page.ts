/** The one page that an argument names. */
import { statSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import type { Repository } from '../runbook/book/book.ts'
import { nearNames } from '../runbook/book/near-names.ts'
import type { Page } from '../runbook/book/page.ts'
import { joinRoot } from '../runbook/report/check-report.ts'
import type { Call } from './command.ts'
import { EXIT } from './exit-code.ts'
import { Failure, refusalFailure, usageFailure } from './failure.ts'
import { nearPaths, type OpenedBook, openBook } from './open-book.ts'

export interface OpenedPage {
  page: Page
  repository: Repository
  opened: OpenedBook
}

/** Opens a file, or the page of the book here whose name or path ends in what was typed. */
export async function openPage(call: Call<object>, name: string, ruleIds: readonly string[] = []): Promise<OpenedPage> {
  const stats = statSync(resolve(call.cwd, name), { throwIfNoEntry: false })
  if (stats?.isDirectory())
    throw usageFailure('not-a-page', `"${name}" is a folder`, `opsbook list ${name} shows its pages`)
  if (stats) {
    const opened = await openBook(call, [name], ruleIds)
    const repository = opened.book.repositories[0]
    const page = repository?.pages[0]
    if (repository && page) return { page, repository, opened }
    const { rule, message, hint } = opened.book.unread[0]!.diagnostic
    throw new Failure({
      code: `OPSBOOK-${rule}`,
      message,
      docs: rule,
      exit: EXIT.failed,
      location: { file: name },
      ...(hint === undefined ? {} : { hint }),
    })
  }
  return pageInBook(call, name, ruleIds)
}

async function pageInBook(call: Call<object>, name: string, ruleIds: readonly string[]): Promise<OpenedPage> {
  const opened = await openBook(call, [], ruleIds).catch((error: unknown) => {
    // A folder without pages has nothing to offer instead of the page that does not exist.
    if (error instanceof Failure && error.parts.code === 'book/empty') return undefined
    throw error
  })
  const pages =
    opened?.book.repositories.flatMap((repository) => repository.pages.map((page) => ({ page, repository }))) ?? []
  const shown = (one: (typeof pages)[number]) => relative('.', joinRoot(one.repository.root, one.page.file))
  const word = name.toLowerCase()
  const stem = (file: string) =>
    (file.split('/').at(-1) ?? file).replace(/\.(?:md|markdown|mdx|md\.erb)$/i, '').toLowerCase()
  const fits = pages.filter((one) => stem(one.page.file) === word || shown(one).toLowerCase().endsWith(`/${word}`))
  if (opened && fits.length === 1) return { ...fits[0]!, opened }
  const near =
    fits.length > 1
      ? fits.map(shown)
      : [...new Set([...nearPaths(name, call.cwd), ...nearPages(word, pages.map(shown), stem)])]
  throw refusalFailure({ code: 'book/no-such-page', page: name, near: near.slice(0, 5) })
}

function nearPages(word: string, files: readonly string[], stem: (file: string) => string): string[] {
  const names = nearNames(stem(word), files.map(stem))
  return files.filter((file) => names.includes(stem(file)))
}
