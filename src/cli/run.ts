/** `opsbook run`: carries out a procedure step by step, checks what it prints, and keeps a record. */
import { randomInt } from 'node:crypto'
import type { Command } from 'commander'
import type { Plan } from '../runbook/plan/plan.ts'
import type { Call, CommandDefinition, CommonFlags } from './command.ts'
import type { ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { type PlanFlags, requestPlan, runFolder, shapePlan } from './plan-request.ts'
import type { ServerFlags } from './server-client.ts'

interface RunFlags extends CommonFlags, PlanFlags, ServerFlags {
  onServer?: boolean
  incident?: string
  runner?: string
  auto?: boolean
  yesChanges?: boolean
  rollBack?: boolean
  dryRun?: boolean
  trust?: boolean
}

export const run: CommandDefinition = {
  text: {
    name: 'run',
    summary:
      'Carries out a procedure: shows the plan, runs what only reads, asks before every change, compares what comes with what the page expects, and keeps a record that survives a crash.',
    formats: ['table', 'json', 'ndjson'],
    examples: [
      ['opsbook run docs/RUNBOOK.md#nats-restart', 'step by step, asking before every change'],
      ['opsbook run --auto docs/RUNBOOK.md#diagnosis', 'what only reads, without a question; stops before a change'],
      ['opsbook run docs/RUNBOOK.md#purge --param stream_name=ORDERS', 'with a value for <stream_name>'],
      ['opsbook run --target web --batch 1,25%,100% docs/RUNBOOK.md#restart', 'at all of a group, one of them first'],
      ['opsbook run --incident 482 docs/RUNBOOK.md#restart', 'by a runner of the server, for an incident'],
      ['opsbook run --dry-run docs/RUNBOOK.md#nats-restart', 'only shows what would run'],
    ],
  },
  shape: (command: Command) =>
    shapePlan(command)
      .option('--auto', 'run what only reads without a question, and stop before anything else')
      .option('--yes-changes', 'run changes too without a question, where the policy of the book permits it')
      .option('--roll-back', 'take back what was done when a step fails, without a question')
      .option('--trust', 'agree to run these steps from this place, as they are now')
      .option('--on-server', 'by a runner of a server; the page is the one in its book')
      .option('--incident <incident>', 'for this incident of the server: stands on its timeline')
      .option('--runner <name>', 'by this runner; any one where it is left out')
      .option('--server <url>', 'the server; else OPSBOOK_SERVER, or the one last signed in to')
      .option('--token-file <file>', 'a file with an API token, - for standard input')
      .option('-n, --dry-run', 'show what would run, and run nothing'),
  run: carryOut,
}

async function carryOut(call: Call<RunFlags>): Promise<ExitCode> {
  const { flags, terminal } = call
  if (flags.auto && flags.yesChanges)
    throw usageFailure('contradiction', '--auto and --yes-changes contradict each other', 'Leave one of them out')
  if (flags.onServer || flags.incident !== undefined || flags.runner !== undefined)
    return (await import('./run-on-server.ts')).runOnServer(call)
  const mode = flags.auto ? 'auto' : flags.yesChanges ? 'yes-changes' : 'interactive'
  if (mode === 'interactive' && !call.keyboard && !flags.dryRun) {
    const hint = 'Run it at a terminal; or use --auto for what only reads, --yes-changes for all, --dry-run to look'
    throw usageFailure('no-terminal', 'nobody can be asked here, and this run asks before every change', hint)
  }
  // On its way to the first change, `--auto` may pass nothing that needs a person, but it may stop there.
  const unattended = mode === 'yes-changes' && !call.keyboard
  const { plan, fanOut, page, repository, opened } = await requestPlan(call, { command: 'run', unattended })
  refuseTypedSecrets(plan)
  if (flags.dryRun) {
    const { explainPlan } = await import('../runbook/plan/explain-plan.ts')
    if (flags.format === 'json') terminal.print(terminal.json(plan))
    else
      terminal.print(
        `${explainPlan(plan, { width: terminal.style.columns, mode, batches: fanOut.batches }).map(terminal.style.show).join('\n')}\n`,
      )
    return 0
  }
  const [{ startRun }, { runId }, { surroundingsFor }] = await Promise.all([
    import('../runbook/run/actions.ts'),
    import('../runbook/record/run-folder.ts'),
    import('./run-surroundings.ts'),
  ])
  const { surroundings, finish } = await surroundingsFor(call, plan)
  const { ensureTrust } = await import('./ensure-trust.ts')
  const folder = runFolder({ repository, opened }, call.cwd)
  await ensureTrust(call, plan, { root: surroundings.root, folder }, surroundings.pause)
  const id = runId(new Date(), randomInt(36 ** 3))
  const outcome = await startRun(
    {
      ...{ run: id, plan, page: page.document.text, mode, folder },
      ...{ ...fanOut, rollsBack: flags.rollBack === true },
    },
    surroundings,
  )
  return finish(outcome)
}

/** What is typed on a command line is seen by everybody on the machine and kept in the history of the shell. */
function refuseTypedSecrets({ parameters }: Plan): void {
  const typed = parameters.find(
    ({ secret, reference, origin }) => secret && reference === undefined && origin === 'flag',
  )
  if (!typed) return
  const hint = `Put it into a variable or a file: --secret ${typed.name}=env:NAME or --secret ${typed.name}=file:PATH`
  throw usageFailure('typed-secret', `${typed.name} is a secret, and a command line keeps none`, hint)
}
