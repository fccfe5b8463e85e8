/** `opsbook test`: carries out the commands of pages in folders of their own, and says whether the pages still hold. */
import type { Command } from 'commander'
import type { TestedPage } from '../runbook/run/test/tested.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import type { TestFlags } from './test-flags.ts'

const collect = (value: string, before: string[] = []) => [...before, value]

export const test: CommandDefinition = {
  text: {
    name: 'test',
    summary:
      'Carries out the procedures of pages that ask for it, each in a folder of its own, and compares what comes with what the page shows. Exit 3 when something does not hold.',
    formats: ['table', 'json', 'junit', 'tap', 'github', 'md'],
    examples: [
      ['opsbook test docs', 'every page that asks for it (front matter: test: true)'],
      ['opsbook test --all docs', 'every page; only local tools run, the rest has stand-ins'],
      ['opsbook test docs/RUNBOOK.md#nats-restart', 'one procedure'],
      ['opsbook test --fake-missing docs', 'programs that are not here get stand-ins'],
      ['opsbook test --format github docs', 'annotations at the lines that do not hold'],
    ],
  },
  shape: (command: Command) =>
    command
      .argument('[path...]', 'folders, pages, pages with #procedure, test documents; default: the book')
      .option('--all', 'every page, whether it asks for it or not; only local tools run')
      .option('--fake-missing', 'give programs that are not here a stand-in, on pages that run for real too')
      .option('--param <name=value>', 'a value for a placeholder or variable (repeatable)', collect)
      .option('--variant <name>', 'the way to take wherever a page gives several (repeatable)', collect)
      .option('--changed-since <ref>', 'only pages that changed since a commit, branch or tag')
      .option('--write-evidence <file>', 'note what was tested: .opsbook/verified.json is read by "opsbook check"')
      .option('--keep', 'keep the folders in which procedures were carried out'),
  run,
}

async function run(call: Call<TestFlags>): Promise<ExitCode> {
  const { testBook } = await import('./test-book.ts')
  const { pages, stopped } = await testBook(call)
  call.terminal.print(await report(call, pages))
  if (stopped) return EXIT.interrupted
  const failed = pages.some(({ procedures }) => procedures.some(({ status }) => status === 'failed'))
  return failed ? EXIT.found : EXIT.success
}

async function report({ flags, terminal }: Call<TestFlags>, pages: readonly TestedPage[]): Promise<string> {
  switch (flags.format) {
    case 'json':
      return terminal.json((await import('../runbook/report/test-json.ts')).testJson(pages))
    case 'junit':
      return (await import('../runbook/report/test-junit.ts')).testJunit(pages)
    case 'tap':
      return (await import('../runbook/report/test-tap.ts')).testTap(pages)
    case 'github':
      return (await import('../runbook/report/test-github.ts')).testGithub(pages)
    case 'md':
      return (await import('../runbook/report/test-markdown.ts')).testMarkdown(pages)
    default: {
      const { testTable } = await import('../runbook/report/test-table.ts')
      const look = { style: terminal.style, verbose: flags.verbose > 0, quiet: flags.quiet === true }
      return testTable(pages, look)
    }
  }
}
