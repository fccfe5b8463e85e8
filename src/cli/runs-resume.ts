/** `opsbook runs resume`: goes on with a run where it stopped, on the page and the plan it was begun with. */
import { canonicalName } from '../runbook/plan/parameter-name.ts'
import type { Mode, Plan } from '../runbook/plan/plan.ts'
import type { RecordedRun } from '../runbook/record/recorded-run.ts'
import type { Call, CommandDefinition } from './command.ts'
import type { ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { secretReferences } from './given-values.ts'
import { isOnServer, type OnServerFlags, shapeOnServer } from './on-server.ts'
import { readSecrets, surroundingsFor } from './run-surroundings.ts'
import { openRecord, planOf } from './runs-find.ts'
import type { ServerRun } from './server-run.ts'

interface Flags extends OnServerFlags {
  auto?: boolean
  yesChanges?: boolean
  fromOtherHost?: boolean
  secret?: string[]
}

export const resume: CommandDefinition = {
  text: {
    name: 'resume',
    summary:
      'Goes on with a run that waits, was interrupted or failed, on the page as it was when it began. A change that was started and has no end is never run again by itself: its check decides, or you are asked.',
    formats: ['table', 'json', 'ndjson'],
    examples: [
      ['opsbook runs resume last', 'at a terminal, asking before every change'],
      ['opsbook runs resume k3f9 --auto', 'what only reads, without a question'],
      ['opsbook runs resume last --secret db_password=env:DB_PASSWORD', 'with a secret from elsewhere'],
      ['opsbook runs resume last --on-server', 'by its runner, and answers what it asks'],
    ],
  },
  shape: (command) =>
    shapeOnServer(command.argument('<run>', 'its name, the beginning or the end of it, or "last"'))
      .option('--auto', 'run what only reads without a question, and stop before anything else')
      .option('--yes-changes', 'run changes too without a question, where the policy of the book permits it')
      .option(
        '--secret <name=where>',
        'where a secret lies now: env:NAME or file:PATH (repeatable)',
        (value: string, before: string[] = []) => [...before, value],
      )
      .option('--from-other-host', 'take it from a process on another machine that is known to be dead'),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags } = call
  if (isOnServer(flags)) return resumeOnServer(call)
  const record = await openRecord(call)
  const mode = modeOf(call, record)
  const plan = withSecrets(planOf(record), flags.secret)
  const { resumeRun } = await import('../runbook/run/actions.ts')
  const { surroundings, finish } = await surroundingsFor(call, plan)
  const outcome = await resumeRun(
    {
      ...{ run: record.run, mode, fromOtherHost: flags.fromOtherHost === true },
      secretsFor: async (pinned) => readSecrets(withSecrets(pinned, flags.secret), call.env),
    },
    surroundings,
  )
  return finish(outcome)
}

/** The runner goes on as the run was asked for; how far it may go without a question, and where its secrets lie, is its own matter. */
async function resumeOnServer(call: Call<Flags>): Promise<ExitCode> {
  const { auto, yesChanges, secret, fromOtherHost } = call.flags
  const own = { '--auto': auto, '--yes-changes': yesChanges, '--secret': secret, '--from-other-host': fromOtherHost }
  const [given] = Object.entries(own).find(([, value]) => value !== undefined) ?? []
  if (given !== undefined) {
    const message = `--on-server and ${given} contradict each other`
    throw usageFailure('contradiction', message, 'The run goes on as it was asked for')
  }
  const [{ serverClient }, { serverRunPath }, { followRun }] = await Promise.all([
    import('./server-client.ts'),
    import('./server-run.ts'),
    import('./follow-run.ts'),
  ])
  const client = serverClient(call)
  const path = await serverRunPath(client, call.args[0] ?? '')
  const before = await client.ask<ServerRun>(path)
  const stands = before.state === 'waiting' || before.state === 'finished'
  if (stands) await client.ask(`${path}/resume`, { method: 'POST', body: {} })
  return followRun(call, client, { path, ...(stands ? { from: before } : {}) })
}

/** At a terminal it asks; elsewhere it goes as far as it was begun to go. */
function modeOf({ flags, keyboard }: Call<Flags>, { state }: RecordedRun): Mode {
  if (flags.auto && flags.yesChanges)
    throw usageFailure('contradiction', '--auto and --yes-changes contradict each other', 'Leave one of them out')
  if (flags.auto) return 'auto'
  if (flags.yesChanges) return 'yes-changes'
  if (keyboard) return 'interactive'
  const begun = state.started?.mode
  if (begun === 'auto' || begun === 'yes-changes') return begun
  const hint = 'Resume it at a terminal; or use --auto for what only reads, --yes-changes for all'
  throw usageFailure('no-terminal', 'nobody can be asked here, and this run asks before every change', hint)
}

/** The plan with other places for its secrets. Values are in neither. */
function withSecrets(plan: Plan, given: readonly string[] | undefined): Plan {
  const references = new Map(secretReferences(given).map(([name, place]) => [canonicalName(name), place]))
  for (const name of references.keys()) {
    if (plan.parameters.some((each) => each.secret && each.name === name)) continue
    const names = plan.parameters.flatMap((each) => (each.secret ? [each.name] : []))
    const hint = names.length > 0 ? `It has ${names.join(', ')}` : 'It has none'
    throw usageFailure('unknown-secret', `the run has no secret "${name}"`, hint)
  }
  const parameters = plan.parameters.map((each) => {
    const reference = references.get(each.name)
    return reference === undefined ? each : { ...each, reference }
  })
  return { ...plan, parameters }
}
