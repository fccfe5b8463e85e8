/** What the planner is told of a book's settings; pure. */
import { canonicalJson } from '../kit/canonical-json.ts'
import {
  DEFAULT_EXECUTORS,
  DEFAULT_POLICY,
  type ExecutorFacts,
  type PlanInput,
  type PlanPolicy,
  type Timeouts,
} from '../runbook/plan/plan.ts'
import { present } from './present.ts'
import type { RunConfig } from './run-config.ts'

/** The policy of the book. Its version changes with its rules, because approvals are bound to it. */
export function policyOf({ policy }: RunConfig, sha256: (text: string) => string): PlanPolicy {
  const { version, ...usual } = DEFAULT_POLICY
  const text = canonicalJson(policy)
  return { version: text === canonicalJson(usual) ? version : sha256(text).slice(0, 16), ...policy }
}

export function timeoutsOf({ timeouts: { step, verification, poll } }: RunConfig): Timeouts {
  return { stepSeconds: seconds(step), verificationSeconds: seconds(verification), pollSeconds: seconds(poll) }
}

const UNITS = { s: 1, m: 60, h: 3600 } as const
const seconds = (text: string): number => Number(text.slice(0, -1)) * UNITS[text.at(-1) as keyof typeof UNITS]

/** Executors by language; one that the settings name goes before one the machine has. */
export function executorsOf({ executors }: RunConfig): Pick<PlanInput, 'executors' | 'executorFacts'> {
  const facts = Object.fromEntries(
    Object.entries(executors).flatMap(([language, given]) => {
      const found = given === undefined ? undefined : executorFacts(given as true | GivenExecutor)
      return found ? [[language, found]] : []
    }),
  )
  const own = Object.fromEntries(Object.keys(facts).map((language) => [language, language]))
  return { executors: { ...DEFAULT_EXECUTORS, ...own }, executorFacts: facts }
}

interface GivenExecutor {
  psql?: object | undefined
  command?: readonly string[] | undefined
  prometheus?: string | undefined
  token?: string | undefined
  redirects?: number | undefined
}

function executorFacts(given: true | GivenExecutor): ExecutorFacts {
  if (given === true) return { kind: 'http', redirects: 0 }
  const { psql, command, prometheus, token, redirects = 0 } = given
  if (command !== undefined) return { kind: 'command', argv: command }
  if (psql !== undefined) return { kind: 'psql', ...present(psql) }
  if (prometheus !== undefined) return { kind: 'prometheus', url: prometheus, ...present({ token }) }
  return { kind: 'http', redirects }
}
