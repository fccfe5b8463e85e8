/** `opsbook view`: a page at a glance, or a procedure step by step. */
import type { Page } from '../runbook/book/page.ts'
import type { Call, CommandDefinition, CommonFlags } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { chooseProcedure, pageTarget } from './page-target.ts'

interface ViewFlags extends CommonFlags {
  all?: boolean
}

export const view: CommandDefinition = {
  text: {
    name: 'view',
    summary: 'Shows a page with its procedures and tables, or one procedure with its steps, risks and expectations.',
    formats: ['table', 'json', 'md'],
    examples: [
      ['opsbook view docs/RUNBOOK.md', 'what is in it'],
      ['opsbook view docs/RUNBOOK.md#nats-restart', 'one procedure, step by step'],
      ['opsbook view --all docs/RUNBOOK.md', 'every procedure'],
      ['opsbook view --json docs/RUNBOOK.md', 'everything that was read, for programs'],
    ],
  },
  shape: (command) =>
    command
      .argument('<file>', 'a page, with or without #procedure')
      .argument('[procedure]', 'name or part of the name of a procedure')
      .option('--all', 'every procedure step by step'),
  run,
}

async function run(call: Call<ViewFlags>): Promise<ExitCode> {
  const { terminal, flags } = call
  const { name, wanted } = pageTarget(call.args, 'view')
  const { openPage } = await import('./open-page.ts')
  const { page, repository, opened } = await openPage(call, name)
  if (flags.format === 'json') {
    const { viewJson } = await import('./view-json.ts')
    terminal.print(terminal.json(viewJson({ page, repository, opened, now: call.now })))
    return EXIT.success
  }
  const [{ procedureView }, { pageView }, { joinRoot }, { procedureMarkdown }] = await Promise.all([
    import('../runbook/report/procedure-view.ts'),
    import('../runbook/report/page-view.ts'),
    import('../runbook/report/check-report.ts'),
    import('../runbook/report/procedure-markdown.ts'),
  ])
  const file = joinRoot(repository.root, page.file)
  const chosen = wanted === undefined ? [] : [chooseProcedure(page, wanted)]
  const all = chosen.length > 0 ? chosen : flags.all || flags.format === 'md' ? page.procedures : []
  const render = (procedure: Page['procedures'][number]) =>
    flags.format === 'md'
      ? procedureMarkdown(procedure)
      : procedureView(procedure, `${file}:${procedure.line}`, terminal.style)
  if (chosen.length === 0 && flags.format !== 'md') terminal.print(pageView(page, repository.root, terminal.style))
  if (all.length > 0)
    terminal.print(`${chosen.length === 0 && flags.format !== 'md' ? '\n' : ''}${all.map(render).join('\n')}`)
  else if (page.procedures[0] && !flags.quiet)
    terminal.print(`\n  next: opsbook view ${file}#${page.procedures[0].id}\n`)
  return EXIT.success
}
