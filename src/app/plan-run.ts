/** From the wish for a run to what a runner is given: a plan of the book as it is now. */
import { createHash, randomInt } from 'node:crypto'
import { relative } from 'node:path'
import type { Problem } from '../kit/problem.ts'
import { headCommit } from '../runbook/book/commit/actions.ts'
import type { Page } from '../runbook/book/page.ts'
import { linearRegex } from '../runbook/plan/linear-regex.ts'
import { makePlan } from '../runbook/plan/make-plan.ts'
import { onlySteps } from '../runbook/plan/only-steps.ts'
import { isSecretName } from '../runbook/plan/parameter-name.ts'
import type { GivenValue } from '../runbook/plan/plan.ts'
import { runId } from '../runbook/record/run-folder.ts'
import type { Planned, RunWish } from '../runbook/remote/routes.ts'
import { readBatches, readFailureBudget } from '../runbook/run/batches.ts'
import { findTargets } from './find-targets.ts'
import { type OpenBook, pageByPath } from './live-book.ts'
import { executorsOf, policyOf, timeoutsOf } from './run-settings.ts'

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')

/** Makes the plan, or says everything that stands in its way. */
export function planRun(wish: RunWish, open: OpenBook, now: Date): Planned {
  const found = pageByPath(open, wish.page)
  if (!found)
    return no({ code: 'book/no-such-page', message: `there is no page "${wish.page}" in the book`, at: 'page' })
  const { repository } = found
  const typed = Object.keys(wish.params).find((name) => isSecretName(name))
  if (typed !== undefined)
    return no({
      code: 'run/typed-secret',
      message: `${typed} is a secret: name the place where it lies under "secrets"`,
      at: `params.${typed}`,
    })
  const procedure = procedureId(found.page, wish.procedure)
  const page = wish.steps === undefined ? found.page : onlySteps(found.page, procedure, wish.steps)
  if (typeof page === 'string')
    return no({ code: 'run/no-such-step', message: `the procedure has no step "${page}"`, at: 'steps' })
  const { run, variants, variables } = open.config
  const targets = findTargets(wish.targets, run)
  if (!targets.ok)
    return no({
      code: 'run/unknown-target',
      message: `"${targets.word}": ${targets.reason}`,
      hint: targets.hint,
      at: 'targets',
    })
  const names = targets.targets.map(({ name }) => name)
  const batches = readBatches(wish.batch, names)
  if (!batches.ok) return no({ code: 'run/batch', message: batches.reason, at: 'batch' })
  const mayFail = wish.maxFailures === undefined ? 0 : readFailureBudget(wish.maxFailures, names.length)
  if (mayFail === undefined)
    return no({
      code: 'run/budget',
      message: `"${wish.maxFailures}" is no number and no percentage`,
      at: 'maxFailures',
    })
  const inherits = targets.targets.every(({ kind }) => kind === 'local') ? run.environment : []
  const result = makePlan({
    page,
    source: { commit: headCommit(repository.root) ?? 'no-commit', contentHash: sha256(page.document.text) },
    what: { procedure },
    values: givenValues(wish),
    ...{ variants: wish.variants, bookVariants: variants, choices: wish.choices, targets: targets.targets },
    ...executorsOf(run),
    // Which of these the runner has is known there; a step that misses one fails with its name.
    ...{ variables: [...variables, ...inherits], inherits },
    ...{ policy: policyOf(run, sha256), timeouts: timeoutsOf(run), unattended: wish.mode === 'yes-changes' },
    ...{ sha256, matches: linearRegex },
  })
  if (!result.ok)
    return {
      ok: false,
      problems: result.refusals.map(({ code, message, hint, lines, parameter }) => ({
        ...{ code, message, hint, lines },
        ...(parameter === undefined ? {} : { parameter }),
      })),
    }
  const folder = relative(open.folder, open.configPath === undefined ? repository.root : open.folder)
  return {
    ok: true,
    id: runId(now, randomInt(36 ** 3)),
    request: {
      ...{
        run: '',
        plan: result.plan,
        page: page.document.text,
        mode: wish.mode,
        folder: folder === '' ? '.' : folder,
      },
      ...{ batches: batches.batches, mayFail, rollsBack: wish.rollsBack },
    },
  }
}

/** By id or by title, as people name it. */
const procedureId = ({ procedures }: Page, wanted: string): string =>
  procedures.find(({ id, title }) => id === wanted || title.toLowerCase() === wanted.toLowerCase())?.id ?? wanted

const givenValues = ({ params, secrets, labels }: RunWish): GivenValue[] => [
  ...Object.entries(params).map(([name, value]): GivenValue => ({ name, value, origin: 'flag' })),
  ...Object.entries(secrets).map(
    ([name, reference]): GivenValue => ({ name, reference, origin: 'flag', secret: true }),
  ),
  ...Object.entries(labels).map(([name, value]): GivenValue => ({ name, value, origin: 'alert' })),
]

const no = (problem: Problem): Planned => ({ ok: false, problems: [problem] })
