/** What a run amounts to, from its record: the last lines on the screen, and the same as JSON. */
import type { Plan, PlannedStep } from '../plan/plan.ts'
import type { RunStarted, Verification } from '../record/events.ts'
import type { RecordedRun, RunStatus } from '../record/recorded-run.ts'
import type { RunState } from '../record/replay.ts'
import { showSeconds } from '../run/expect/judge-time.ts'
import { allSteps } from '../run/open-steps.ts'
import { wrapTo } from './display-width.ts'
import type { RunOutput } from './run-contract.ts'
import { counted, type Style, type Tone } from './style.ts'

type RunResult = Exclude<RunStatus, 'damaged' | 'interrupted'>

/** What a summary needs of a plan; where the plan is lost, the first line of the record has it too. */
export interface RunSubject extends Pick<Plan, 'page' | 'title' | 'commit' | 'hash'> {
  procedure?: { id: string }
  targets: readonly { name: string }[]
  steps: readonly SubjectStep[]
  rollback: readonly SubjectStep[]
}

export interface SubjectStep extends Pick<PlannedStep, 'id' | 'title' | 'line'> {
  alternatives?: readonly { steps: readonly SubjectStep[] }[]
}

/** How often each thing happened; steps at several targets count once for each. */
export interface RunCounts {
  done: number
  failed: number
  skipped: number
  unknown: number
  /** Expectations that hold, that do not, and that nobody has judged. */
  met: number
  missed: number
  unverified: number
}

export function runResult({ finished, paused, started }: RunState): RunResult {
  if (finished) return finished.result
  return paused || !started ? 'waiting' : 'running'
}

export function runCounts(state: RunState): RunCounts {
  const states = new Map<string, string[]>()
  for (const { step, target, state: is } of state.parts.values()) {
    const key = JSON.stringify([step, target])
    states.set(key, [...(states.get(key) ?? []), is])
  }
  const steps = [...states.values()]
  const verdicts = [...state.verdicts.values()].flat()
  const judged = (wanted: Verification['verdict']) => verdicts.filter(({ verdict }) => verdict === wanted).length
  const has = (parts: readonly string[], ...wanted: string[]) => parts.some((is) => wanted.includes(is))
  return {
    done: steps.filter((parts) => parts.every((is) => is === 'succeeded')).length,
    failed: steps.filter((parts) => has(parts, 'failed', 'cancelled') && !has(parts, 'unknown')).length,
    skipped: steps.filter((parts) => has(parts, 'skipped') && !has(parts, 'failed', 'cancelled', 'unknown')).length,
    unknown: steps.filter((parts) => has(parts, 'unknown')).length,
    met: judged('met'),
    missed: judged('not-met'),
    unverified: judged('unverified'),
  }
}

/** Sign, colour and words of everything a run can be at. */
export const RUN_STATUS: Readonly<Record<RunStatus, { sign: keyof Style['signs']; tone: Tone; words: string }>> = {
  succeeded: { sign: 'ok', tone: 'green', words: 'done' },
  failed: { sign: 'error', tone: 'red', words: 'failed' },
  cancelled: { sign: 'error', tone: 'yellow', words: 'cancelled' },
  unknown: { sign: 'unsure', tone: 'yellow', words: 'outcome unknown' },
  'rolled-back': { sign: 'warning', tone: 'yellow', words: 'taken back' },
  rejected: { sign: 'error', tone: 'yellow', words: 'rejected' },
  waiting: { sign: 'warning', tone: 'yellow', words: 'waits' },
  running: { sign: 'dot', tone: 'blue', words: 'is running' },
  interrupted: { sign: 'unsure', tone: 'yellow', words: 'was interrupted' },
  damaged: { sign: 'error', tone: 'red', words: 'its record is damaged' },
  queued: { sign: 'dot', tone: 'blue', words: 'waits for a runner' },
  lost: { sign: 'unsure', tone: 'yellow', words: 'its runner has not been heard of' },
}

/** The last lines of a run on a screen. */
export function runSummaryLines(
  run: string,
  {
    plan,
    state,
    status = runResult(state),
    server,
  }: { plan: RunSubject; state: RunState; status?: RunStatus; server?: RecordedRun['server'] },
  style: Style,
): readonly string[] {
  const { paint, signs, columns, show } = style
  const { sign, tone, words } = RUN_STATUS[status]
  const { finished, paused } = state
  const counts = runCounts(state)
  const reason = finished?.reason ?? paused?.reason
  const lines = ['', `${paint(tone, `${signs[sign]} ${show(plan.title)}: ${words}`)}${timeWords(state)}`]
  if (reason !== undefined) lines.push(...wrapTo(show(reason), columns - 2).map((line) => `  ${line}`))
  const figures = [
    `${counted(counts.done, 'step')} done`,
    ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
    ...(counts.unknown > 0 ? [`${counts.unknown} unknown`] : []),
    ...(counts.skipped > 0 ? [`${counts.skipped} left out`] : []),
    ...(counts.met + counts.missed > 0
      ? [`${counts.met} of ${counted(counts.met + counts.missed, 'expectation')} met`]
      : []),
    ...(counts.unverified > 0 ? [`${counts.unverified} that nobody has judged`] : []),
  ]
  lines.push(...wrapTo(figures.join(', '), columns - 2).map((line) => `  ${line}`))
  const to = (name: string, command: string) =>
    wrapTo(`opsbook runs ${command} ${run}${server ? ' --on-server' : ''}`, columns - 9).map((line, index) =>
      index === 0 ? `  ${paint('dim', name.padEnd(6))} ${line}` : ' '.repeat(9) + line,
    )
  lines.push(...to('record', 'view'))
  if (status === 'lost' || status === 'queued') lines.push(...to('next', 'watch'))
  else if (paused?.needs === 'approval') lines.push(...to('next', 'approve'))
  else if (paused || status === 'interrupted') lines.push(...to('next', 'resume'))
  return lines
}

function timeWords({ finished }: RunState): string {
  if (finished?.durationMs === undefined) return ''
  const took = ` in ${showSeconds(finished.durationMs / 1000)}`
  if (!finished.time) return took
  const { promised, verdict } = finished.time
  const kept = verdict === 'met' ? 'as promised' : verdict === 'not-met' ? 'longer than promised' : 'promised'
  return `${took}, ${kept}: ${promised}`
}

/** What the first line of a record says about its plan. */
export const startedSubject = ({ page, procedure, planHash, targets, steps }: RunStarted): RunSubject => ({
  ...{ page: page.file, commit: page.commit, hash: planHash, title: procedure, steps, rollback: [] },
  procedure: { id: procedure },
  targets: targets.map((name) => ({ name })),
})

/** Steps and rollback steps by their id, those of all ways included. */
export function subjectSteps({ steps, rollback }: RunSubject): ReadonlyMap<string, SubjectStep> {
  const inside = (list: readonly SubjectStep[]): readonly SubjectStep[] =>
    list.flatMap((step) => [step, ...(step.alternatives ?? []).flatMap((way) => inside(way.steps))])
  return new Map(inside([...steps, ...rollback]).map((step) => [step.id, step]))
}

/** Steps and rollback steps by their id, for whoever shows events. */
export const stepsById = (plan: Plan): ReadonlyMap<string, PlannedStep> =>
  new Map(allSteps([...plan.steps, ...plan.rollback]).map((step) => [step.id, step]))

/** `opsbook.run/v1`: the summary a machine reads. */
export function runJson(
  run: string,
  { plan, state, status = runResult(state) }: { plan: RunSubject; state: RunState; status?: RunStatus },
): RunOutput {
  const { started, finished, paused } = state
  const steps = subjectSteps(plan)
  return {
    schema: 'opsbook.run/v1',
    run,
    result: status,
    reason: finished?.reason ?? paused?.reason ?? null,
    needs: paused?.needs ?? null,
    page: plan.page,
    procedure: plan.procedure?.id ?? null,
    title: plan.title,
    commit: plan.commit,
    plan_hash: plan.hash,
    actor: started?.actor ?? null,
    mode: started?.mode ?? null,
    targets: plan.targets.map(({ name }) => name),
    duration_ms: finished?.durationMs ?? null,
    promised: finished?.time?.promised ?? null,
    in_time: finished?.time === undefined ? null : finished.time.verdict,
    counts: runCounts(state),
    parts: [...state.parts.values()].map((part) => ({
      step: part.step,
      title: steps.get(part.step)?.title ?? '',
      line: steps.get(part.step)?.line ?? null,
      command: part.command,
      target: part.target,
      state: part.state,
      attempts: part.attempts,
      effect: part.effect,
    })),
    expectations: [...state.verdicts.values()]
      .flat()
      .map(({ step, command, target, expectation, verdict, by, observed }) => ({
        ...{
          step,
          command,
          target,
          line: expectation.line,
          kind: expectation.kind,
          text: expectation.text,
          verdict,
          by,
        },
        observed: observed ?? null,
      })),
  }
}
