/** `opsbook search`: what to do about what one sees. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Call, CommandDefinition, CommonFlags } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'

interface SearchFlags extends CommonFlags {
  limit?: string
}

export const search: CommandDefinition = {
  text: {
    name: 'search',
    summary: 'Finds symptoms, procedures, error texts and sections; forgives typing mistakes, needs no network.',
    formats: ['table', 'plain', 'json', 'md'],
    examples: [
      ['opsbook search "connection refused 8222"', 'in the book of this folder'],
      ['opsbook search docs backpresure stuck', 'in another folder; mistakes are forgiven'],
    ],
  },
  shape: (command) =>
    command
      .usage('[path] <query...> [flags]')
      .argument('<query...>', 'words to look for; a first word that is a folder or page says where')
      .option('-n, --limit <n>', 'at most so many results (10)'),
  run,
}

async function run(call: Call<SearchFlags>): Promise<ExitCode> {
  const { flags, terminal } = call
  const limit = flags.limit === undefined ? 10 : Number(flags.limit)
  if (!Number.isInteger(limit) || limit < 1)
    throw usageFailure('invalid-value', `--limit takes a number from 1, not "${flags.limit}"`)
  const { paths, query } = pathAndQuery(call)
  const [{ openBook }, engine, table] = await Promise.all([
    import('./open-book.ts'),
    import('../runbook/book/search.ts'),
    import('../runbook/report/search-table.ts'),
  ])
  const { book } = await openBook(call, paths)
  const hits = engine.search(book, query, limit)
  const { print, json, style } = terminal
  if (flags.format === 'json') print(json(table.searchJson(query, hits)))
  else if (flags.format === 'plain') print(table.searchPlain(hits))
  else if (flags.format === 'md') print(table.searchMarkdown(hits))
  else if (hits.length > 0) print(table.searchTable(hits, style))
  else if (!flags.quiet)
    terminal.say(`nothing found for "${query}"; try fewer words, or opsbook list to see what there is\n`)
  return EXIT.success
}

/** The first word is a path when there is such a file or folder and something to look for remains. */
function pathAndQuery({ args, cwd }: Call<SearchFlags>): { paths: string[]; query: string } {
  const [first = '', ...rest] = args
  const isPath = rest.length > 0 && (existsSync(resolve(cwd, first)) || first.includes('/'))
  const query = (isPath ? rest : args).join(' ').trim()
  if (query === '')
    throw usageFailure('missing-argument', 'there is nothing to look for', 'opsbook search "connection refused 8222"')
  return { paths: isPath ? [first] : [], query }
}
