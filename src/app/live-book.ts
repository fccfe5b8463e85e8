/** The book and the settings a server works with: read at the start, read anew on demand, replaced only by ones that are right. */
import { statSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import type { Diagnostic } from '../kit/diagnostic.ts'
import type { Refusal } from '../kit/refusal.ts'
import { loadBook } from '../runbook/book/actions.ts'
import type { Book, Repository } from '../runbook/book/book.ts'
import type { Page } from '../runbook/book/page.ts'
import type { BookConfig } from './config.ts'
import { defaultConfig } from './default-config.ts'
import { findConfig, openConfig } from './find-config.ts'
import { readConfig } from './read-config.ts'

export interface OpenBook {
  readonly book: Book
  readonly config: BookConfig
  /** `opsbook.yaml`, when there is one. */
  readonly configPath: string | undefined
  /** Folder that paths of the settings are relative to; steps of a run begin in it. */
  readonly folder: string
  /** Folder that the roots of its repositories are written from. */
  readonly cwd: string
  readonly readAt: Date
}

export type BookReading =
  | { ok: true; value: OpenBook }
  /** `refusal` where there is no such book; else the settings are wrong. */
  | { ok: false; problems: readonly Diagnostic[]; reason: string; refusal?: Refusal }

/** Reads the settings that are in force for a folder, and the book they name. */
export async function readOpenBook(path: string, cwd: string, now: Date): Promise<BookReading> {
  const start = resolve(cwd, path)
  const here = statSync(start, { throwIfNoEntry: false })?.isDirectory() === false ? dirname(start) : start
  const { path: file } = findConfig(here, cwd)
  const settings = await readSettings(file)
  if (!settings.ok) return settings
  const config = settings.value
  const folder = file === undefined ? here : dirname(file)
  const root = file !== undefined && here === folder ? resolve(folder, config.book) : start
  const loaded = await loadBook([root], {
    cwd,
    ...{ include: config.include, exclude: config.exclude, alerts: config.alerts, globRoot: folder },
    ...(file === undefined ? {} : { projectRoot: folder }),
  })
  if (!loaded.ok) {
    const { refusal } = loaded
    return { ok: false, problems: [], reason: `${relative(cwd, root) || '.'}: ${refusal.code}`, refusal }
  }
  return { ok: true, value: { book: loaded.value, config, configPath: file, folder, cwd, readAt: now } }
}

async function readSettings(
  file: string | undefined,
): Promise<{ ok: true; value: BookConfig } | Extract<BookReading, { ok: false }>> {
  if (file === undefined) return { ok: true, value: defaultConfig }
  const opened = await openConfig(file)
  if (!opened.ok) return { ok: false, problems: [], reason: `${file} cannot be read: ${opened.reason}` }
  const { config, diagnostics } = readConfig(file, opened.text)
  if (diagnostics.length === 0) return { ok: true, value: config }
  const lines = diagnostics.map(({ file: where, span, message }) => `${where}:${span.line} ${message}`)
  return { ok: false, problems: diagnostics, reason: lines.join('\n') }
}

export interface LiveBook {
  readonly current: () => OpenBook
  /** Reads everything anew; what is wrong anywhere leaves the old one in force. */
  readonly reload: () => Promise<BookReading>
  readonly onChange: (hear: (book: OpenBook) => void) => void
}

/** Keeps a book that was read. */
export function liveBook(
  first: OpenBook,
  { path, cwd, now }: { path: string; cwd: string; now: () => Date },
): LiveBook {
  let current = first
  const hearers: ((book: OpenBook) => void)[] = []
  return {
    current: () => current,
    reload: async () => {
      const reading = await readOpenBook(path, cwd, now())
      if (reading.ok) {
        current = reading.value
        for (const hear of hearers) hear(current)
      }
      return reading
    },
    onChange: (hear) => void hearers.push(hear),
  }
}

/** A page by its path as the API and people write it: from the repository's root, or its end. */
export function pageByPath({ book }: OpenBook, path: string): { page: Page; repository: Repository } | undefined {
  const wanted = path.replace(/^\.?\//, '')
  const all = book.repositories.flatMap((repository) => repository.pages.map((page) => ({ page, repository })))
  const exact = all.find(({ page }) => page.file === wanted)
  const ends = all.filter(({ page }) => page.file.endsWith(`/${wanted}`))
  return exact ?? (ends.length === 1 ? ends[0] : undefined)
}
