/**
 * Whether somebody has already agreed to run these steps from this place. Trust is for a folder, a page and a procedure,
 * and for the exact texts that would run, together with the files of the repository that they name.
 */
import { canonicalJson } from '../../../kit/canonical-json.ts'
import type { Plan, PlannedStep } from '../../plan/plan.ts'
import { allSteps } from '../open-steps.ts'

export interface TrustEntry {
  folder: string
  page: string
  procedure: string
  commit: string
  /** Of every step that was agreed to. */
  hashes: readonly string[]
  at: string
  by: string
}

export type TrustQuestion =
  | { why: 'first' }
  | { why: 'changed'; steps: readonly PlannedStep[]; since: { commit: string; at: string } }

export interface TrustFacts {
  /** Hash of the content of each file that a command names, by the name as it is written. */
  files: ReadonlyMap<string, string>
  sha256: (text: string) => string
}

/** One hash a step: over what is executed, how, and with whose word, never over values. */
export function stepHash(step: PlannedStep, plan: Plan, { files, sha256 }: TrustFacts): string {
  const { executor, cwd, variables, background, commands, consent, approval, retries } = step
  const named = namedPaths(step).flatMap((path) => {
    const hash = files.get(path)
    return hash === undefined ? [] : [[path, hash]]
  })
  // What is behind an executor's name comes from the book as well, and how far a run goes without a question.
  const facts = plan.executors?.[executor]
  const { policy, inherits } = plan
  return sha256(
    canonicalJson({
      policy,
      inherits,
      facts,
      executor,
      cwd,
      variables,
      background,
      consent,
      approval,
      retries,
      commands: commands.map(({ text }) => text),
      named,
    }),
  )
}

const executed = (plan: Plan): readonly PlannedStep[] =>
  allSteps([...plan.steps, ...plan.rollback]).filter(({ executor }) => executor !== 'manual')

/** Words of the commands that may be paths of files beside the page. */
export const namedPaths = ({ commands }: PlannedStep): readonly string[] => [
  ...new Set(commands.flatMap(({ text }) => text.match(/(?<![\w$<])\.{0,2}[\w@+-][\w@+./-]{0,200}/g) ?? [])),
]

/** The paths all steps of a plan name. */
export const planPaths = (plan: Plan): readonly string[] => [...new Set(executed(plan).flatMap(namedPaths))]

export const stepHashes = (plan: Plan, facts: TrustFacts): readonly string[] => [
  ...new Set(executed(plan).map((step) => stepHash(step, plan, facts))),
]

/** What somebody has to agree to first; nothing where these very texts were agreed to before. */
export function trustQuestion(plan: Plan, entry: TrustEntry | undefined, facts: TrustFacts): TrustQuestion | undefined {
  if (!entry) return executed(plan).length === 0 ? undefined : { why: 'first' }
  const known = new Set(entry.hashes)
  const steps = executed(plan).filter((step) => !known.has(stepHash(step, plan, facts)))
  return steps.length === 0 ? undefined : { why: 'changed', steps, since: { commit: entry.commit, at: entry.at } }
}
