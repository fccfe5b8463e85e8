/** `opsbook runs decide`: says how a change ended that was started and whose end nobody has seen. Runs nothing. */
import { Option } from 'commander'
import { amendRun } from '../runbook/record/amend/store.ts'
import type { Decision } from '../runbook/record/events.ts'
import { leftoversOf } from '../runbook/run/leftovers/actions.ts'
import { inheritedEnvironment } from '../runbook/run/session/environment.ts'
import { settledByHand, stillAtWork, titleOf } from '../runbook/run/settled-by-hand.ts'
import { actor } from './actor.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure, usageFailure } from './failure.ts'
import { isOnServer, type OnServerFlags, shapeOnServer } from './on-server.ts'
import { decidedLines, openPart } from './open-part.ts'
import { runFailure } from './runs-failure.ts'
import { openRecord, planOf, runsRoot } from './runs-find.ts'

type As = NonNullable<Decision['settles']>['as']

export interface DecideFlags extends OnServerFlags {
  step?: string
  target?: string
  as?: As
  note?: string
}

export const decide: CommandDefinition = {
  text: {
    name: 'decide',
    summary:
      'Says how a step ended that was started and has no end in the record: it took effect, it failed, or it is to be run again when the run is resumed. Nothing is run. Look at the system first.',
    examples: [
      ['opsbook runs decide last --step restart --as succeeded', 'it took effect'],
      ['opsbook runs decide last --step restart --as again --note "still the old process"', 'resume runs it once more'],
    ],
  },
  shape: (command) =>
    shapeOnServer(
      command
        .argument('<run>', 'its name, the beginning or the end of it, or "last"')
        .option('--step <id>', 'number or id of the step, or part of its title')
        .option('--target <name>', 'where, when it is open at several places')
        .addOption(new Option('--as <outcome>', 'how it ended').choices(['succeeded', 'failed', 'again']))
        .option('--note <text>', 'how you know'),
    ),
  run,
}

async function run(call: Call<DecideFlags>): Promise<ExitCode> {
  const { flags, terminal } = call
  const { as } = flags
  if (as === undefined)
    throw usageFailure('missing-outcome', 'say how the step ended', 'Add --as succeeded, failed or again')
  if (isOnServer(flags)) return (await import('./decide-on-server.ts')).decideOnServer(call, as)
  const record = await openRecord(call)
  const { run } = record
  const plan = planOf(record)
  let title = ''
  const amended = await amendRun({ root: runsRoot(call), run }, async (state, events) => {
    const part = openPart(state, plan, flags)
    title = titleOf(state, part.step)
    const left = await leftoversOf(part, events, inheritedEnvironment(call.env))
    if (left && left.length > 0) throw atWork(run, title, left)
    return settledByHand(part, { by: actor(), as, note: flags.note, title, known: left !== undefined })
  })
  if (!amended.ok) throw runFailure(amended.refusal)
  if (!flags.quiet) terminal.print(decidedLines(terminal, { title, as, state: amended.state, next: `resume ${run}` }))
  return EXIT.success
}

function atWork(run: string, title: string, left: readonly number[]): Failure {
  const message = `"${title}": ${stillAtWork(left)}`
  const hint = `Wait for it, or let opsbook runs resume ${run} end it`
  return new Failure({ code: 'run/still-at-work', message, hint, exit: EXIT.unknownOutcome })
}
