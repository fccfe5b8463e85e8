/** `opsbook run --on-server`: the same procedure, carried out by a runner of a server and seen by everybody there. */

import type { Call, CommonFlags } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { usageFailure } from './failure.ts'
import { followRun } from './follow-run.ts'
import { givenValues, pairs } from './given-values.ts'
import { incidentForRun } from './incident-labels.ts'
import { pageTarget } from './page-target.ts'
import type { PlanFlags } from './plan-request.ts'
import { type ServerFlags, serverClient } from './server-client.ts'
import type { ServerRun } from './server-run.ts'

export interface ServerRunFlags extends CommonFlags, PlanFlags, ServerFlags {
  onServer?: boolean
  incident?: string
  runner?: string
  auto?: boolean
  yesChanges?: boolean
  rollBack?: boolean
  dryRun?: boolean
}

/** Asks the server for the run and follows it. The page is the server's, by its path in the book. */
export async function runOnServer(call: Call<ServerRunFlags>): Promise<ExitCode> {
  const { flags, terminal } = call
  const { name, wanted } = pageTarget(call.args, 'run')
  if (wanted === undefined)
    throw usageFailure('missing-procedure', 'name one procedure: PAGE#procedure', 'opsbook list shows them')
  const client = serverClient(call)
  const values = givenValues(flags, { cwd: call.cwd, env: {} })
  const incident =
    flags.incident === undefined
      ? undefined
      : await incidentForRun(client, flags.incident, { page: name, procedure: wanted })
  const body = {
    ...{ page: name, procedure: wanted, mode: flags.auto ? 'auto' : flags.yesChanges ? 'yes-changes' : 'interactive' },
    params: Object.fromEntries(
      values.flatMap((each) => (each.secret || each.origin === 'alert' ? [] : [[each.name, each.value ?? '']])),
    ),
    secrets: Object.fromEntries(
      values.flatMap((each) => (each.reference === undefined ? [] : [[each.name, each.reference]])),
    ),
    labels: {
      ...incident?.labels,
      ...Object.fromEntries(values.flatMap((each) => (each.origin === 'alert' ? [[each.name, each.value ?? '']] : []))),
    },
    ...{ targets: flags.target ?? [], variants: flags.variant ?? [] },
    choices: Object.fromEntries(pairs(flags.choice, 'choice')),
    rollsBack: flags.rollBack === true,
    ...(flags.batch === undefined ? {} : { batch: flags.batch }),
    ...(flags.maxFailures === undefined ? {} : { maxFailures: flags.maxFailures }),
    ...(flags.runner === undefined ? {} : { runner: flags.runner }),
    ...(incident === undefined ? {} : { incident: incident.id }),
  }
  if (flags.dryRun) {
    const { plan } = await client.ask<{ plan: unknown }>('/plans', { method: 'POST', body })
    terminal.print(terminal.json(plan))
    return EXIT.success
  }
  const run = await client.ask<ServerRun>('/runs', { method: 'POST', body })
  const { style, print } = terminal
  if (flags.format !== 'json' && flags.format !== 'ndjson')
    print(`${style.paint('bold', style.show(run.title))}  ${style.paint('dim', `${run.id} at ${client.url}`)}\n`)
  return followRun(call, client, { path: `/runs/${run.id}` })
}
