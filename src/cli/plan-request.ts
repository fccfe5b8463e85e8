/** From the words of a command line to a plan: what `plan` shows and `run` carries out is made in this one place. */
import { createHash } from 'node:crypto'
import type { Command } from 'commander'
import type { Repository } from '../runbook/book/book.ts'
import { headCommit } from '../runbook/book/commit/actions.ts'
import type { Page } from '../runbook/book/page.ts'
import { linearRegex } from '../runbook/plan/linear-regex.ts'
import { makePlan } from '../runbook/plan/make-plan.ts'
import {
  DEFAULT_EXECUTORS,
  DEFAULT_POLICY,
  DEFAULT_TIMEOUTS,
  type GivenValue,
  type Plan,
} from '../runbook/plan/plan.ts'
import type { PlanRefusal } from '../runbook/plan/plan-refusal.ts'
import type { Call } from './command.ts'
import { EXIT } from './exit-code.ts'
import { Failure, usageFailure } from './failure.ts'
import type { OpenedBook } from './open-book.ts'
import { openPage } from './open-page.ts'
import { chooseProcedure, pageTarget } from './page-target.ts'

export interface PlanFlags {
  param?: string[]
  secret?: string[]
  variant?: string[]
  choice?: string[]
  checks?: boolean
}

const collect = (value: string, before: string[] = []) => [...before, value]

/** Arguments and flags of every command that makes a plan. */
export const shapePlan = (command: Command): Command =>
  command
    .argument('<file>', 'a page with #procedure')
    .argument('[procedure]', 'name or part of the name of a procedure')
    .option('--param <name=value>', 'a value for a placeholder or variable (repeatable)', collect)
    .option('--secret <name=where>', 'where a secret value lies: env:NAME or file:PATH (repeatable)', collect)
    .option(
      '--variant <name>',
      'the way to take wherever the page gives several: systemd, docker… (repeatable)',
      collect,
    )
    .option('--choice <step=letter>', 'the alternative to take at one step (repeatable)', collect)
    .option('--checks', 'only the checks the page demands after every procedure')

export interface PlannedPage {
  plan: Plan
  page: Page
  repository: Repository
  opened: OpenedBook
}

export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')

/** Makes the plan the arguments ask for, or fails with every reason why there is none. */
export async function requestPlan(
  call: Call<PlanFlags>,
  { command, unattended }: { command: string; unattended: boolean },
): Promise<PlannedPage> {
  const { flags } = call
  const { name, wanted } = pageTarget(call.args, command)
  const { page, repository, opened } = await openPage(call, name)
  if (wanted === undefined && !flags.checks) {
    const ids = page.procedures.slice(0, 8).map(({ id }) => `#${id}`)
    const hint = ids.length > 0 ? `It has ${ids.join(', ')}` : 'The page has no procedures'
    throw usageFailure('missing-procedure', `name one procedure of ${page.file}`, hint)
  }
  const result = makePlan({
    page,
    source: { commit: headCommit(repository.root) ?? 'no-commit', contentHash: sha256(page.document.text) },
    what: flags.checks || wanted === undefined ? { hooks: true } : { procedure: chooseProcedure(page, wanted).id },
    values: givenValues(flags),
    variants: flags.variant ?? [],
    choices: Object.fromEntries(pairs(flags.choice, 'choice')),
    targets: [{ name: 'local', kind: 'local' }],
    executors: DEFAULT_EXECUTORS,
    variables: opened.settings.config.variables,
    policy: DEFAULT_POLICY,
    timeouts: DEFAULT_TIMEOUTS,
    unattended,
    sha256,
    matches: linearRegex,
  })
  if (!result.ok) throw planFailure(result.refusals, page.document.lines)
  return { plan: result.plan, page, repository, opened }
}

/** Where steps begin: beside `opsbook.yaml`, else at the root of the repository, which commands of pages take for granted. */
export const runFolder = ({ repository, opened }: Pick<PlannedPage, 'repository' | 'opened'>): string =>
  opened.settings.path === undefined ? repository.root : opened.settings.folder

function givenValues({ param, secret }: PlanFlags): readonly GivenValue[] {
  return [
    ...pairs(param, 'param').map(([name, value]): GivenValue => ({ name, value, origin: 'flag' })),
    ...secretReferences(secret).map(
      ([name, reference]): GivenValue => ({ name, reference, origin: 'flag', secret: true }),
    ),
  ]
}

/** Names of secrets with the place where each lies. */
export function secretReferences(given: readonly string[] | undefined): readonly [string, string][] {
  return pairs(given, 'secret').map(([name, reference]) => {
    if (/^(?:env:[A-Za-z_]\w*|file:.+)$/.test(reference)) return [name, reference]
    const hint = 'Write it like --secret db_password=env:DB_PASSWORD or =file:/run/secrets/db'
    throw usageFailure('bad-secret', '--secret takes the place where the value lies, never the value itself', hint)
  })
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
