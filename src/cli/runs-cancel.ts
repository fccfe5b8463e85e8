/** `opsbook runs cancel`: ends a run that waits, or asks the process that carries it out to stop. */
import { hostname } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { readDuration } from '../kit/duration.ts'
import { amendRun } from '../runbook/record/amend/store.ts'
import type { ProcessIdentity } from '../runbook/record/events.ts'
import { isAlive, lockHolder } from '../runbook/record/lock/store.ts'
import type { RunState } from '../runbook/record/replay.ts'
import { cancelReason } from '../runbook/run/end-reason.ts'
import { actor } from './actor.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure, usageFailure } from './failure.ts'
import { isOnServer, type OnServerFlags, shapeOnServer } from './on-server.ts'
import { runFailure } from './runs-failure.ts'
import { openRecord, runsRoot } from './runs-find.ts'

export interface CancelFlags extends OnServerFlags {
  note?: string
  timeout: string
}

export const cancel: CommandDefinition = {
  text: {
    name: 'cancel',
    summary:
      'Ends a run: one that waits or was interrupted is finished as cancelled; one that is carried out has its process told to stop what it does at once. Nothing is taken back.',
    examples: [
      ['opsbook runs cancel k3f9 --note "not needed any more"', 'with a reason'],
      ['opsbook runs cancel last --timeout 2m', 'waits so long for its process'],
      ['opsbook runs cancel k3f9 --on-server', 'a run of the server, by its runner'],
    ],
  },
  shape: (command) =>
    shapeOnServer(
      command
        .argument('<run>', 'its name, the beginning or the end of it, or "last"')
        .option('--note <text>', 'why')
        .option('--timeout <duration>', 'how long to wait for a process that stops', '30s'),
    ),
  run,
}

async function run(call: Call<CancelFlags>): Promise<ExitCode> {
  const { flags } = call
  const seconds = readDuration(flags.timeout)?.maxSeconds
  if (seconds === undefined || seconds <= 0 || seconds > 86_400)
    throw usageFailure('invalid-value', `--timeout takes a duration, not "${flags.timeout}"`, 'Write it like 30s or 2m')
  const waitMs = seconds * 1000
  if (isOnServer(flags)) {
    const { state, run } = await (await import('./cancel-on-server.ts')).cancelOnServer(call, waitMs)
    return told(call, run, state)
  }
  const { run, folder, status, state: before, holder } = await openRecord(call)
  if (before.finished) throw runFailure({ code: 'run/over', run, result: before.finished.result })
  if (status === 'running' && holder) await stopHolder(folder, holder, { run, waitMs })
  const by = actor()
  const amended = await amendRun({ root: runsRoot(call), run }, async ({ finished }) => {
    // The process has written its own end.
    if (finished) return []
    return [{ type: 'run.finished', result: 'cancelled', reason: cancelReason(by, flags.note) }]
  })
  if (!amended.ok) throw runFailure(amended.refusal)
  return told(call, run, amended.state)
}

function told(
  { flags, terminal: { style, print } }: Call<CancelFlags>,
  run: string,
  { finished, unknown }: RunState,
): ExitCode {
  const { paint, signs } = style
  const result = finished?.result ?? 'cancelled'
  if (!flags.quiet)
    print(
      [
        `${paint('yellow', result === 'cancelled' ? signs.ok : signs.warning)} ${run} is over: ${result}`,
        ...(unknown.length > 0
          ? [
              `  ${signs.unsure} of ${unknown.length === 1 ? 'a step' : `${unknown.length} steps`} nobody knows whether it took effect`,
              `  ${paint('dim', 'next')}  opsbook runs decide ${run}${isOnServer(flags) ? ' --on-server' : ''}`,
            ]
          : []),
        '',
      ].join('\n'),
    )
  return unknown.length > 0 ? EXIT.unknownOutcome : EXIT.success
}

const LOOK_EVERY_MS = 100

/** Signals the very process that holds the run, never a later one with its number, and waits until it has let go. */
async function stopHolder(
  folder: string,
  holder: ProcessIdentity,
  { run, waitMs }: { run: string; waitMs: number },
): Promise<void> {
  if (holder.host !== hostname()) {
    const message = `the run ${run} is carried out on ${holder.host}, by process ${holder.pid}`
    const hint = `Cancel it there; if ${holder.host} is known to be dead: opsbook runs resume ${run} --from-other-host`
    throw new Failure({ code: 'journal/locked', message, hint, exit: EXIT.notFound })
  }
  const started = performance.now()
  if (await isAlive(holder)) signal(holder.pid, run)
  for (;;) {
    const now = await lockHolder(folder)
    if (!now || now.pid !== holder.pid || now.startedTicks !== holder.startedTicks) return
    if (performance.now() - started > waitMs) {
      const message = `process ${holder.pid} was told to stop and has not let go of ${run} yet`
      const hint = `It ends what it runs first; opsbook runs watch ${run} looks on`
      throw new Failure({ code: 'run/pending', message, hint, exit: EXIT.stillPending })
    }
    await delay(LOOK_EVERY_MS)
  }
}

function signal(pid: number, run: string): void {
  try {
    process.kill(pid, 'SIGTERM')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // It ended by itself between the look and the signal.
    if (code === 'ESRCH') return
    const message = `process ${pid}, which carries out ${run}, may not be stopped by this user`
    const hint = 'Ask whoever runs it, or use their login'
    throw new Failure({ code: 'run/foreign-process', message, hint, exit: EXIT.notAllowed })
  }
}
