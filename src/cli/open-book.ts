/** From the paths of a command line to a book with its settings: what most commands begin with. */
import { readdirSync } from 'node:fs'
import { basename, dirname, isAbsolute, relative, resolve } from 'node:path'
import type { Refusal } from '../kit/refusal.ts'
import { loadBook } from '../runbook/book/actions.ts'
import type { Book } from '../runbook/book/book.ts'
import { nearNames } from '../runbook/book/near-names.ts'
import type { Call } from './command.ts'
import { Failure, refusalFailure } from './failure.ts'
import { type OpenedConfig, openSettings } from './open-settings.ts'

export interface OpenedBook {
  book: Book
  settings: OpenedConfig
  paths: readonly string[]
}

/** Reads the book that the arguments name; without arguments, the one that `opsbook.yaml` names, or this folder. */
export async function openBook(
  call: Call<object>,
  paths: readonly string[],
  ruleIds: readonly string[] = [],
): Promise<OpenedBook> {
  const settings = await openSettings(call, paths[0] ?? '.', ruleIds)
  const { config, folder } = settings
  const wanted = (paths.length > 0 ? paths : ['.']).map((path) => bookPath(path, call, settings))
  const progress = new Progress(call)
  const loaded = await loadBook(wanted, {
    cwd: call.cwd,
    include: config.include,
    exclude: config.exclude,
    alerts: config.alerts,
    globRoot: folder,
    ...(settings.path === undefined ? {} : { projectRoot: folder }),
    onPages: (total) => progress.start(total),
  })
  progress.end()
  if (!loaded.ok) throw withSuggestion(loaded.refusal, call.cwd)
  return { book: loaded.value, settings, paths: wanted }
}

/** The folder with `opsbook.yaml` stands for the folder of pages that the file names. */
function bookPath(path: string, { cwd }: Call<object>, { config, path: file, folder }: OpenedConfig): string {
  const isBookFolder = file !== undefined && config.book !== '.' && resolve(cwd, path) === folder
  if (!isBookFolder) return path
  const book = resolve(folder, config.book)
  return isAbsolute(path) ? book : relative(cwd, book) || '.'
}

function withSuggestion(refusal: Refusal, cwd: string): Failure {
  const failure = refusalFailure(refusal)
  if (refusal.code !== 'book/missing-folder') return failure
  const near = nearPaths(refusal.path, cwd)
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Name a folder of Markdown pages, or a page'
  return new Failure({ ...failure.parts, hint })
}

/** Names beside a path that does not exist which it may have meant. */
export function nearPaths(path: string, cwd: string): string[] {
  const folder = dirname(resolve(cwd, path))
  try {
    const start = path.includes('/') ? `${path.slice(0, path.lastIndexOf('/'))}/` : ''
    return nearNames(basename(path), readdirSync(folder)).map((name) => start + name)
  } catch {
    return []
  }
}

const WORTH_TELLING = 150

/** One line on stderr while many pages are read, for a person only. */
class Progress {
  private shown = false
  private readonly call: Call<object>

  constructor(call: Call<object>) {
    this.call = call
  }

  start(total: number): void {
    const { terminal, flags } = this.call
    if (!terminal.live || flags.quiet || total < WORTH_TELLING) return
    this.shown = true
    terminal.say(`reading ${total} pages${terminal.errorStyle.signs.more}`)
  }

  end(): void {
    // Back to the start of the line and over it with spaces: the line is gone without any control sequence.
    if (this.shown) this.call.terminal.say(`\r${' '.repeat(30)}\r`)
  }
}
