/** From the words of a command line to a plan: what `plan` shows and `run` carries out is made in this one place. */
import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { executorsOf, policyOf, timeoutsOf } from '../app/run-settings.ts'
import type { Repository } from '../runbook/book/book.ts'
import { headCommit } from '../runbook/book/commit/actions.ts'
import type { Page } from '../runbook/book/page.ts'
import { linearRegex } from '../runbook/plan/linear-regex.ts'
import { makePlan } from '../runbook/plan/make-plan.ts'
import type { Plan } from '../runbook/plan/plan.ts'
import type { PlanRefusal } from '../runbook/plan/plan-refusal.ts'
import { askValues } from './ask-values.ts'
import type { Call } from './command.ts'
import { EXIT } from './exit-code.ts'
import { Failure, usageFailure } from './failure.ts'
import { givenValues, pairs, type ValueFlags } from './given-values.ts'
import type { OpenedBook } from './open-book.ts'
import { openPage } from './open-page.ts'
import { chooseProcedure, pageTarget } from './page-target.ts'
import { type FanOut, fanOut, type TargetFlags, wantedTargets } from './plan-targets.ts'

export interface PlanFlags extends ValueFlags, TargetFlags {
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
    .option('--params-file <file>', 'values by name, as YAML or JSON')
    .option('--alert <file>', 'an alert as JSON, whose labels are values')
    .option(
      '--target <where>',
      'a target or group of opsbook.yaml, ssh:user@host, docker:NAME, kubectl:NAMESPACE/POD (repeatable)',
      collect,
    )
    .option('--batch <sizes>', 'how many targets go through it together: 1,25%,100%')
    .option('--max-failures <number>', 'how many targets may fail, or which share: 2, 10%')
    .option('--retry-failed <run>', 'only the targets that failed in that run')
    .option(
      '--variant <name>',
      'the way to take wherever the page gives several: systemd, docker… (repeatable)',
      collect,
    )
    .option('--choice <step=letter>', 'the alternative to take at one step (repeatable)', collect)
    .option('--checks', 'only the checks the page demands after every procedure')

export interface PlannedPage {
  plan: Plan
  fanOut: FanOut
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
  const { config } = opened.settings
  const hooksOnly = flags.checks || wanted === undefined
  const procedure = hooksOnly ? '' : chooseProcedure(page, wanted).id
  const targets = await wantedTargets(call, { config: config.run, page: page.file, procedure })
  const together = fanOut(flags, targets)
  const local = targets.every(({ kind }) => kind === 'local')
  // Only local steps inherit; a variable that is not there now is no help to them either.
  const inherits = local ? config.run.environment : []
  const result = makePlan({
    page,
    source: { commit: headCommit(repository.root) ?? 'no-commit', contentHash: sha256(page.document.text) },
    what: hooksOnly ? { hooks: true } : { procedure },
    values: givenValues(flags, call),
    variants: flags.variant ?? [],
    bookVariants: config.variants,
    choices: Object.fromEntries(pairs(flags.choice, 'choice')),
    targets,
    ...executorsOf(config.run),
    variables: [...config.variables, ...inherits.filter((each) => call.env[each] !== undefined)],
    inherits,
    policy: policyOf(config.run, sha256),
    timeouts: timeoutsOf(config.run),
    unattended,
    sha256,
    matches: linearRegex,
  })
  if (!result.ok) {
    const more = await askValues(call, result.refusals)
    if (!more) throw planFailure(result.refusals, page.document.lines)
    const param = [...(flags.param ?? []), ...more]
    return requestPlan({ ...call, flags: { ...flags, param } }, { command, unattended })
  }
  return { plan: result.plan, fanOut: together, page, repository, opened }
}

/**
 * Where steps begin: beside `opsbook.yaml`, else at the root of the repository, which commands of pages take for granted.
 * Absolute, because a run may be resumed from elsewhere.
 */
export const runFolder = ({ repository, opened }: Pick<PlannedPage, 'repository' | 'opened'>, cwd: string): string =>
  resolve(cwd, opened.settings.path === undefined ? repository.root : opened.settings.folder)

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
