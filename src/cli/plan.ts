/** `opsbook plan`: what exactly a procedure would run, at which risk, with what expected. Executes nothing. */
import type { Command } from 'commander'
import type { PlanRefusal } from '../runbook/plan/plan-refusal.ts'
import type { Call, CommandDefinition, CommonFlags } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure, usageFailure } from './failure.ts'
import { chooseProcedure, pageTarget } from './page-target.ts'

interface PlanFlags extends CommonFlags {
  param?: string[]
  variant?: string[]
  choice?: string[]
  checks?: boolean
  unattended?: boolean
}

const collect = (value: string, before: string[] = []) => [...before, value]

export const plan: CommandDefinition = {
  text: {
    name: 'plan',
    summary:
      'Shows what exactly a procedure would run: every command with its values filled in, its risk, and what is expected. Nothing is executed.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook plan docs/RUNBOOK.md#nats-restart', 'what it would do here'],
      ['opsbook plan docs/RUNBOOK.md#purge --param stream_name=ORDERS', 'with a value for <stream_name>'],
      ['opsbook plan docs/startup.md#start --variant systemd', 'with one of the ways chosen'],
      ['opsbook plan --unattended --json docs/RUNBOOK.md#nats-restart', 'may it run without a person?'],
    ],
  },
  shape: (command: Command) =>
    command
      .argument('<file>', 'a page with #procedure')
      .argument('[procedure]', 'name or part of the name of a procedure')
      .option('--param <name=value>', 'a value for a placeholder or variable (repeatable)', collect)
      .option(
        '--variant <name>',
        'the way to take wherever the page gives several: systemd, docker… (repeatable)',
        collect,
      )
      .option('--choice <step=letter>', 'the alternative to take at one step (repeatable)', collect)
      .option('--checks', 'only the checks the page demands after every procedure')
      .option('--unattended', 'refuse what needs a person'),
  run,
}

async function run(call: Call<PlanFlags>): Promise<ExitCode> {
  const { terminal, flags } = call
  const { name, wanted } = pageTarget(call.args, 'plan')
  const { openPage } = await import('./open-page.ts')
  const { page, repository, opened } = await openPage(call, name)
  if (wanted === undefined && !flags.checks) {
    const ids = page.procedures.slice(0, 8).map(({ id }) => `#${id}`)
    const hint = ids.length > 0 ? `It has ${ids.join(', ')}` : 'The page has no procedures'
    throw usageFailure('missing-procedure', `name one procedure of ${page.file}`, hint)
  }
  const [
    { makePlan },
    { DEFAULT_EXECUTORS, DEFAULT_POLICY, DEFAULT_TIMEOUTS },
    { explainPlan },
    commit,
    regex,
    crypto,
  ] = await Promise.all([
    import('../runbook/plan/make-plan.ts'),
    import('../runbook/plan/plan.ts'),
    import('../runbook/plan/explain-plan.ts'),
    import('../runbook/book/commit/actions.ts'),
    import('../runbook/plan/linear-regex.ts'),
    import('node:crypto'),
  ])
  const sha256 = (text: string) => crypto.createHash('sha256').update(text, 'utf8').digest('hex')
  const result = makePlan({
    page,
    source: {
      commit: commit.headCommit(repository.root) ?? 'no-commit',
      contentHash: sha256(page.document.text),
    },
    what: flags.checks || wanted === undefined ? { hooks: true } : { procedure: chooseProcedure(page, wanted).id },
    values: pairs(flags.param, 'param').map(([key, value]) => ({ name: key, value, origin: 'flag' as const })),
    variants: flags.variant ?? [],
    choices: Object.fromEntries(pairs(flags.choice, 'choice')),
    targets: [{ name: 'local', kind: 'local' }],
    executors: DEFAULT_EXECUTORS,
    variables: opened.settings.config.variables,
    policy: DEFAULT_POLICY,
    timeouts: DEFAULT_TIMEOUTS,
    unattended: flags.unattended === true,
    sha256,
    matches: regex.linearRegex,
  })
  if (!result.ok) throw planFailure(result.refusals, page.document.lines)
  if (flags.format === 'json') terminal.print(terminal.json(result.plan))
  else {
    const mode = flags.unattended ? 'auto' : 'interactive'
    terminal.print(
      `${explainPlan(result.plan, { width: terminal.style.columns, mode }).map(terminal.style.show).join('\n')}\n`,
    )
  }
  return EXIT.success
}

/** `NAME=VALUE` arguments; the value may hold further equal signs. */
function pairs(given: readonly string[] | undefined, flag: string): [string, string][] {
  return (given ?? []).map((text) => {
    const at = text.indexOf('=')
    if (at < 1) throw usageFailure('bad-pair', `--${flag} takes NAME=VALUE, not "${text}"`)
    return [text.slice(0, at), text.slice(at + 1)]
  })
}

/** The first refusal is the error, the others are named with it: all are mended in one go. */
function planFailure(refusals: readonly PlanRefusal[], lines: readonly string[]): Failure {
  const [first, ...others] = refusals
  const { code, file, line, message, hint } = first!
  const source = line > 0 ? lines[line - 1] : undefined
  const more = others.map((each) => `${each.line > 0 ? `line ${each.line}: ` : ''}${each.message}`)
  return new Failure({
    code,
    message: [message, ...more].join('\n'),
    hint,
    exit: code === 'plan/unknown-procedure' ? EXIT.notFound : EXIT.usage,
    ...(source === undefined ? {} : { location: { file, line, column: 1, endColumn: source.length + 1, source } }),
  })
}
