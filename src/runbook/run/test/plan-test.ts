/** The plan of a procedure for a test: everything is allowed, because the folder of the test is all it reaches. */
import type { Page, Parameter } from '../../book/page.ts'
import { makePlan } from '../../plan/make-plan.ts'
import {
  DEFAULT_EXECUTORS,
  type GivenValue,
  type PlanInput,
  type PlanPolicy,
  type PlanResult,
  type Timeouts,
} from '../../plan/plan.ts'
import { isLeftOut } from './select-tests.ts'
import type { TestDeclaration } from './test-declaration.ts'
import { STAND_IN_EXECUTOR } from './test-plan.ts'

export interface PlanTest {
  page: Page
  procedure: string
  mode: 'run' | 'fake'
  declaration: TestDeclaration
  source: PlanInput['source']
  values: readonly GivenValue[]
  variants: readonly string[]
  /** Variables of the settings that every operator has. */
  variables: readonly string[]
  sha256: PlanInput['sha256']
  matches: NonNullable<PlanInput['matches']>
}

const TEST_POLICY: PlanPolicy = { version: 'test-1', autoRun: ['read-only'], unattendedChanges: true, approvals: [] }
const TEST_TIMEOUTS: Timeouts = { stepSeconds: 60, verificationSeconds: 10, pollSeconds: 1 }

/** Where nothing runs for real, one shell does; what is written in other languages has stand-ins. */
const STAND_IN_EXECUTORS = {
  ...{ bash: 'bash', sh: 'bash' },
  ...{ python: STAND_IN_EXECUTOR, javascript: STAND_IN_EXECUTOR, sql: STAND_IN_EXECUTOR },
}

export function planTest(given: PlanTest): PlanResult {
  const { page, mode, declaration, variables, values } = given
  const result = makePlan({
    ...{ page, source: given.source, what: { procedure: given.procedure } },
    values: [...values, ...declaredValues(declaration), ...(mode === 'fake' ? samples(given) : [])],
    variants: [...given.variants, ...declaration.variants],
    choices: {},
    targets: [{ name: 'local', kind: 'local' }],
    executors: mode === 'fake' ? STAND_IN_EXECUTORS : DEFAULT_EXECUTORS,
    variables: [...variables, ...Object.keys(declaration.environment), 'OPSBOOK_BOOK'],
    ...{ policy: TEST_POLICY, timeouts: TEST_TIMEOUTS, unattended: false },
    ...{ sha256: given.sha256, matches: given.matches },
  })
  if (!result.ok) return result
  const { steps } = result.plan
  const kept = steps.filter(({ commands }) => !commands.some(({ line }) => isLeftOut(page.document, line)))
  return { ok: true, plan: { ...result.plan, steps: kept } }
}

const declaredValues = ({ parameters }: TestDeclaration): readonly GivenValue[] =>
  Object.entries(parameters).map(([name, value]) => ({ name, value, origin: 'file' }))

/** What the test itself sets needs no sample. */
const samples = ({ page, declaration }: PlanTest): readonly GivenValue[] =>
  page.parameters
    .filter(({ name }) => !/^OPSBOOK_/i.test(name) && !Object.hasOwn(declaration.environment, name))
    .map(sampleValue)

/** A stand-in takes anything: the name of a placeholder is as good as a value. */
function sampleValue({ name }: Parameter): GivenValue {
  const number = /(?:^|[_-])(?:port|pid|count|size|seconds|replicas|limit|n|num|number)$/i.test(name)
  const word = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return { name, value: number ? '1' : word === '' ? 'sample' : word, origin: 'default' }
}
