/** `opsbook runs decide`: says how a change ended that was started and whose end nobody has seen. Runs nothing. */
import { Option } from 'commander'
import { amendRun } from '../runbook/record/amend/store.ts'
import type { Decision } from '../runbook/record/events.ts'
import type { PartRecord, RunState } from '../runbook/record/replay.ts'
import { leftoversOf } from '../runbook/run/leftovers/actions.ts'
import { inheritedEnvironment } from '../runbook/run/session/environment.ts'
import { settledByHand, stillAtWork, titleOf } from '../runbook/run/settled-by-hand.ts'
import { actor } from './actor.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure, usageFailure } from './failure.ts'
import { runFailure } from './runs-failure.ts'
import { openRecord, planOf, runsRoot, stepOf } from './runs-find.ts'

type As = NonNullable<Decision['settles']>['as']

interface Flags {
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
    command
      .argument('<run>', 'its name, the beginning or the end of it, or "last"')
      .option('--step <id>', 'number or id of the step, or part of its title')
      .option('--target <name>', 'where, when it is open at several places')
      .addOption(new Option('--as <outcome>', 'how it ended').choices(['succeeded', 'failed', 'again']))
      .option('--note <text>', 'how you know'),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, terminal } = call
  const { as } = flags
  if (as === undefined)
    throw usageFailure('missing-outcome', 'say how the step ended', 'Add --as succeeded, failed or again')
  const record = await openRecord(call)
  const { run } = record
  const plan = planOf(record)
  let title = ''
  const amended = await amendRun({ root: runsRoot(call), run }, async (state, events) => {
    const wanted =
      flags.step === undefined ? undefined : openStep(flags.step, state, () => stepOf(plan, flags.step!).id)
    const part = onlyPart(state, { step: wanted, target: flags.target })
    title = titleOf(state, part.step)
    const left = await leftoversOf(part, events, inheritedEnvironment(call.env))
    if (left && left.length > 0) throw atWork(run, title, left)
    return settledByHand(part, { by: actor(), as, note: flags.note, title, known: left !== undefined })
  })
  if (!amended.ok) throw runFailure(amended.refusal)
  if (!flags.quiet) {
    const { style, print } = terminal
    const open = amended.state.unknown.length
    print(
      `${style.paint('green', style.signs.ok)} ${style.show(title)}: ${as === 'again' ? 'runs again' : as}\n` +
        (open > 0 ? `  ${open} more to decide\n` : `  ${style.paint('dim', 'next')}  opsbook runs resume ${run}\n`),
    )
  }
  return EXIT.success
}

/** Checks that settle a step have names that are in no plan. */
const openStep = (wanted: string, { unknown }: RunState, planned: () => string): string =>
  unknown.find(({ step }) => step === wanted)?.step ?? planned()

function onlyPart(
  state: RunState,
  { step, target }: { step: string | undefined; target: string | undefined },
): PartRecord {
  const open = state.unknown.filter(
    (part) => (step === undefined || part.step === step) && (target === undefined || part.target === target),
  )
  const [only, ...others] = open
  if (only && others.length === 0) return only
  const names = state.unknown.map((part) => `--step ${part.step} --target ${part.target}`)
  if (only) throw usageFailure('ambiguous-step', `${open.length} steps are open`, `Name one: ${names.join(' or ')}`)
  const hint =
    names.length > 0 ? `Open is: ${names.join(', ')}` : 'Nothing is open; opsbook runs view shows how it stands'
  const message = step === undefined ? 'the outcome of every step is known' : `the outcome of ${step} is not open`
  throw new Failure({ code: 'run/nothing-open', message, hint, exit: EXIT.notFound })
}

function atWork(run: string, title: string, left: readonly number[]): Failure {
  const message = `"${title}": ${stillAtWork(left)}`
  const hint = `Wait for it, or let opsbook runs resume ${run} end it`
  return new Failure({ code: 'run/still-at-work', message, hint, exit: EXIT.unknownOutcome })
}
