/**
 * Opsbook as a library: read operations documents and check them, without a command line.
 *
 * @example
 * ```ts
 * import { defaultConfig, lintBook, lintSettings, loadBook } from 'opsbook'
 *
 * const loaded = await loadBook(['docs/operations'], { cwd: process.cwd() })
 * if (!loaded.ok) throw new Error(loaded.refusal.code)
 * const settings = lintSettings({ config: defaultConfig, prefix: '' }, new Date())
 * for (const { findings } of lintBook(loaded.value, settings)) {
 *   for (const { rule, file, span, message } of findings) console.log(`${file}:${span.line} ${rule} ${message}`)
 * }
 * ```
 *
 * Refusals of `loadBook`: `book/missing-folder`, `book/not-readable`, `book/empty`.
 */
export { defaultConfig } from './app/default-config.ts'
export { lintSettings } from './app/lint-settings.ts'
export type { Diagnostic, Edit, Fix, Severity, Span } from './kit/diagnostic.ts'
export type { Refusal, Result } from './kit/refusal.ts'
export { loadBook } from './runbook/book/actions.ts'
export type { Book, Repository } from './runbook/book/book.ts'
export type { Document } from './runbook/book/document.ts'
export { lintBook } from './runbook/book/lint/lint-book.ts'
export type { Command, Expectation, Hook, Page, PageKind, Procedure, Step, Symptom } from './runbook/book/page.ts'
export { readPage } from './runbook/book/parse/read-page.ts'
