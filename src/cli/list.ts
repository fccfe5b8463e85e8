/** `opsbook list`: the pages of a book and what can be done with them. */
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'

export const list: CommandDefinition = {
  text: {
    name: 'list',
    summary: 'Lists the pages of a folder and their procedures.',
    formats: ['table', 'plain', 'json', 'md'],
    examples: [
      ['opsbook list docs', 'pages and procedures'],
      ['opsbook list --json docs', 'everything that was read, for programs'],
    ],
  },
  shape: (command) =>
    command.argument('[path...]', 'folders and files; default: the book of opsbook.yaml, or this folder'),
  run,
}

async function run(call: Call<object>): Promise<ExitCode> {
  const [{ openBook }, table] = await Promise.all([import('./open-book.ts'), import('../runbook/report/list-table.ts')])
  const { book } = await openBook(call, call.args)
  const { print, json, say, style, errorStyle } = call.terminal
  switch (call.flags.format) {
    case 'json': {
      const { listJson } = await import('../runbook/report/page-json.ts')
      print(json(listJson(book)))
      break
    }
    case 'plain':
      print(table.listPlain(book))
      break
    case 'md':
      print(table.listMarkdown(book))
      break
    default:
      print(table.listTable(book, style))
  }
  if (book.unread.length > 0 && !call.flags.quiet) {
    say(
      `${errorStyle.signs.warning} ${book.unread.length} of the files could not be read: opsbook check ${call.args.join(' ')}\n`,
    )
  }
  return EXIT.success
}
