/** Whole runs in a real shell, in a folder of their own, with an operator that answers from a list. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { readPage } from '../src/runbook/book/parse/read-page.ts'
import { linearRegex } from '../src/runbook/plan/linear-regex.ts'
import { makePlan } from '../src/runbook/plan/make-plan.ts'
import {
  DEFAULT_EXECUTORS,
  DEFAULT_POLICY,
  DEFAULT_TIMEOUTS,
  type Plan,
  type PlanInput,
} from '../src/runbook/plan/plan.ts'
import type { EventType, RunEvent } from '../src/runbook/record/events.ts'
import { sha256 } from '../src/runbook/record/store.ts'
import { startRun } from '../src/runbook/run/actions.ts'
import { absentOperator, type Operator } from '../src/runbook/run/operator.ts'
import type { RunOutcome, RunRequest, RunSurroundings } from '../src/runbook/run/run-options.ts'
import { inheritedEnvironment } from '../src/runbook/run/session/environment.ts'
import { localTransport } from '../src/runbook/run/session/transport.ts'

/** The folder of the present test. */
export let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opsbook-run-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

export function planOf(body: string, more: Partial<PlanInput> = {}): Plan {
  const text = `# S\n\n## Mend It\n\n${body}\n`
  const result = makePlan({
    ...{ page: readPage('ops.md', text), source: { commit: 'c', contentHash: sha256(text) } },
    ...{ what: { procedure: 'mend-it' }, values: [], variants: [], choices: {} },
    ...{ targets: [{ name: 'local', kind: 'local' }], executors: DEFAULT_EXECUTORS, variables: [] },
    ...{ policy: { ...DEFAULT_POLICY, unattendedChanges: true }, timeouts: DEFAULT_TIMEOUTS, unattended: false },
    ...{ sha256, matches: linearRegex, ...more },
  })
  if (!result.ok) throw new Error(JSON.stringify(result.refusals))
  return result.plan
}

/** Answers every question from the list; what is left over or missing fails the test. */
export function operator(answers: string[]): Operator {
  const next = () => {
    const answer = answers.shift()
    if (answer === undefined) throw new Error('a question too many')
    return Promise.resolve({ answer: answer as never })
  }
  return {
    ...{ name: 'ana', present: true, confirmPlan: next, start: next, choose: next, carryOut: next, judge: next },
    ...{ settle: next, resolveFailure: next },
  }
}

export function surroundings(more: Partial<RunSurroundings> = {}): RunSurroundings {
  return {
    ...{ root: join(folder, 'runs'), version: '0', environment: inheritedEnvironment(process.env) },
    ...{ reach: () => ({ ok: true, value: localTransport() }), interpreters: {}, executors: {}, secrets: new Map() },
    ...{ operator: absentOperator('ana'), watcher: {}, matches: linearRegex, graceMs: 200 },
    ...{ pause: new AbortController().signal, kill: new AbortController().signal, ...more },
  }
}

export const request = (plan: Plan, more: Partial<RunRequest> = {}): RunRequest => ({
  ...{ run: 'r1', plan, page: 'text', mode: 'yes-changes', folder },
  ...{ batches: [plan.targets.map(({ name }) => name)], mayFail: 0, rollsBack: false, ...more },
})

interface Ran {
  outcome: RunOutcome
  result: string | undefined
  events: readonly RunEvent[]
  of<T extends EventType>(type: T): Extract<RunEvent, { type: T }>[]
}

export function read(outcome: RunOutcome): Ran {
  const text = readFileSync(join(folder, 'runs/r1/journal.ndjson'), 'utf8')
  const events = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RunEvent)
  const of = <T extends EventType>(type: T) => events.filter((event) => event.type === type) as never
  const state = outcome.ok ? outcome.state : undefined
  return {
    outcome,
    events,
    of,
    result: state?.finished?.result ?? (state?.paused && `waits for ${state.paused.needs}`),
  }
}

export const run = async (plan: Plan, more: Partial<RunSurroundings> = {}, how: Partial<RunRequest> = {}) =>
  read(await startRun(request(plan, how), surroundings(more)))

export const file = (name: string) => readFileSync(join(folder, name), 'utf8')
export const fence = (info: string, ...lines: string[]) =>
  `\`\`\`bash${info === '' ? '' : ` ${info}`}\n${lines.join('\n')}\n\`\`\``
