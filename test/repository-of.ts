import type { Artifact, Book, Repository } from '../src/runbook/book/book.ts'
import { readPage } from '../src/runbook/book/parse/read-page.ts'

/** A repository of pages given as text, for decisions that are made from a book. */
export const repositoryOf = (
  pages: Readonly<Record<string, string>>,
  artifacts: readonly Artifact[] = [],
): Repository => ({
  root: '.',
  files: new Set([...Object.keys(pages), ...artifacts.map(({ file }) => file)]),
  folders: new Set(),
  complete: true,
  artifacts,
  pages: Object.entries(pages).map(([file, text]) => readPage(file, text)),
})

export const bookOf = (pages: Readonly<Record<string, string>>, artifacts: readonly Artifact[] = []): Book => ({
  root: '.',
  repositories: [repositoryOf(pages, artifacts)],
  unread: [],
})
