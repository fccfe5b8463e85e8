/** What a run needs of this machine and this terminal, and how its end is told. */
import { readPlanSecrets } from '../app/read-secrets.ts'
import { runTargets } from '../app/run-targets.ts'
import { UnreadableSecret } from '../app/unreadable-secret.ts'
import { linearRegex } from '../runbook/plan/linear-regex.ts'
import type { Plan } from '../runbook/plan/plan.ts'
import type { RunState } from '../runbook/record/replay.ts'
import { runsFolder } from '../runbook/record/run-folder.ts'
import { jsonLine } from '../runbook/report/json-text.ts'
import { planOverview } from '../runbook/report/plan-overview.ts'
import { field } from '../runbook/report/run-lines.ts'
import { runJson, runSummaryLines } from '../runbook/report/run-summary.ts'
import type { StepInBatch } from '../runbook/run/next-move.ts'
import { absentOperator } from '../runbook/run/operator.ts'
import type { RunOutcome, RunSurroundings } from '../runbook/run/run-options.ts'
import { inheritedEnvironment } from '../runbook/run/session/environment.ts'
import type { Watcher } from '../runbook/run/watcher.ts'
import { actor } from './actor.ts'
import type { Call } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { runScreen } from './run-screen.ts'
import { runFailure } from './runs-failure.ts'
import { terminalOperator } from './terminal-operator.ts'

export interface PreparedRun {
  surroundings: RunSurroundings
  /** Shows a question that somebody else has answered. */
  answered(place: StepInBatch | undefined, answer: string): void
  /** Tells how the run ended and gives the exit code. */
  finish(outcome: RunOutcome): ExitCode
}

export async function surroundingsFor(call: Call<object>, plan: Plan): Promise<PreparedRun> {
  const { terminal, flags, env, keyboard } = call
  const root = runsFolder(env)
  const name = actor()
  if (root === undefined)
    throw usageFailure('no-home', 'there is no place for the record of the run', 'Set OPSBOOK_RUNS to a folder')
  const screen = runScreen(plan, terminal)
  const signals = stopSignals(call)
  const { style, print } = terminal
  const operator = keyboard
    ? terminalOperator({
        ...{ name, keyboard, terminal, pause: signals.pause, head: (place) => screen.head(place) },
        commands: (place) => screen.commands(place),
        showPlan: (shown) => print(`${planOverview(shown, style).join('\n')}\n`),
      })
    : absentOperator(name)
  const secrets = readSecrets(plan, env)
  const { close, ...targets } = runTargets(plan, { secrets, home: env.HOME })
  const surroundings: RunSurroundings = {
    ...{ root, version: call.version, operator, pause: signals.pause, kill: signals.kill },
    environment: inheritedEnvironment(env, plan.inherits),
    ...targets,
    secrets,
    watcher: watcherFor(flags.format, { screen, print }),
    matches: linearRegex,
  }
  const showPlan = (shown: Plan) => print(`${planOverview(shown, style).join('\n')}\n`)
  const quiet = flags.format === 'json' || flags.format === 'ndjson'
  return {
    surroundings,
    answered(place, answer) {
      if (quiet) return
      if (!place) return showPlan(plan)
      screen.head(place)
      screen.commands(place)
      if (place.step.kind === 'manual')
        for (const { expectation } of place.step.expectations)
          print(`${field('expect', expectation.text, { style }).join('\n')}\n`)
      print(`  ${style.paint('dim', place.step.kind === 'manual' ? 'By hand.' : 'Run it?')} ${answer}\n`)
    },
    finish(outcome) {
      signals.done()
      close()
      if (!outcome.ok) throw runFailure(outcome.refusal)
      if (flags.format === 'json') print(terminal.json(runJson(outcome.run, outcome)))
      else if (flags.format !== 'ndjson')
        print(
          runSummaryLines(outcome.run, outcome, style)
            .map((line) => `${line}\n`)
            .join(''),
        )
      return exitOf(outcome.state)
    },
  }
}

function watcherFor(
  format: string | undefined,
  { screen, print }: { screen: Watcher; print(text: string): void },
): Watcher {
  if (format === 'json') return {}
  if (format !== 'ndjson') return screen
  return {
    event: (event) => print(jsonLine(event)),
    output: ({ step, command, target, attempt }, { stream, bytes, atMs }) => {
      const text = Buffer.from(bytes).toString('utf8')
      print(jsonLine({ type: 'output', step, command, target, attempt, stream, atMs, text }))
    },
  }
}

/** Ctrl-C once: stop after this step. Twice: stop now. A terminating signal stops now. */
function stopSignals({ terminal: { say, errorStyle } }: Call<object>) {
  const pause = new AbortController()
  const kill = new AbortController()
  const interrupt = () => {
    if (!pause.signal.aborted) {
      say(
        `\n  ${errorStyle.paint('yellow', errorStyle.signs.warning)} stops after this step; Ctrl-C once more stops it now\n`,
      )
      pause.abort()
    } else kill.abort()
  }
  const terminate = () => {
    pause.abort()
    kill.abort()
  }
  process.on('SIGINT', interrupt)
  const hangUp = () => {
    terminate()
    // Without its terminal node would abort where it sets the terminal back. It ends as others do whose terminal was closed.
    process.once('exit', () => process.kill(process.pid, 'SIGHUP'))
  }
  process.on('SIGTERM', terminate)
  process.on('SIGHUP', hangUp)
  return {
    pause: pause.signal,
    kill: kill.signal,
    done: () => {
      process.off('SIGINT', interrupt)
      process.off('SIGTERM', terminate)
      process.off('SIGHUP', hangUp)
    },
  }
}

/** Values of secrets from where they lie. What is missing stops a step that needs it, not the others. */
export function readSecrets(plan: Plan, env: Call<object>['env']): ReadonlyMap<string, string> {
  try {
    return readPlanSecrets(plan, env)
  } catch (error) {
    if (!(error instanceof UnreadableSecret)) throw error
    const message = `the secret ${error.secret} cannot be read: ${error.message}`
    throw usageFailure('secret-file', message, 'Name a file this user may read')
  }
}

/** The exit code of a run that has come to an end or waits. */
export function exitOf(state: RunState): ExitCode {
  const { finished, paused, unknown, verdicts } = state
  if (unknown.length > 0 || finished?.result === 'unknown') return EXIT.unknownOutcome
  if (paused) return paused.needs === 'resume' ? EXIT.interrupted : EXIT.needsApproval
  switch (finished?.result) {
    case 'succeeded':
      return EXIT.success
    case 'rejected':
      return EXIT.needsApproval
    case 'cancelled':
      return EXIT.interrupted
    case 'failed':
      return [...verdicts.values()].flat().some(({ verdict }) => verdict === 'not-met') ? EXIT.found : EXIT.failed
    default:
      return EXIT.failed
  }
}
