/** `opsbook demo`: starts the example shop, breaks it, and repairs it with nothing but its own runbook. */
import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import type { Command } from 'commander'
import { Argument } from 'commander'
import type { Call, CommandDefinition, CommonFlags } from './command.ts'
import { withShop } from './demo-shop.ts'
import type { ExitCode } from './exit-code.ts'
import { Failure } from './failure.ts'
import { packageRoot } from './package-root.ts'
import type { PlanFlags } from './plan-request.ts'

interface DemoFlags extends CommonFlags {
  ask?: boolean
}

/** Every way to break the shop and the procedure that mends it. */
const BREAKAGES = {
  'worker-crash': 'runbooks/worker.md#worker-down',
  'queue-poison': 'runbooks/queue.md#queue-blocked',
  'slow-payments': 'runbooks/payments.md#slow-payments',
  'storage-full': 'runbooks/storage.md#storage-full',
  'bad-config': 'runbooks/api-service.md#api-down',
} as const

const SHOP = join(packageRoot(), 'examples/shop')

export const demo: CommandDefinition = {
  text: {
    name: 'demo',
    summary:
      'Starts the example shop on free ports of this machine, breaks it, and carries out the recovery runbook from its page until the shop is well again. Everything it starts it ends.',
    formats: ['table', 'json', 'ndjson'],
    examples: [
      ['opsbook demo', 'the worker has crashed; the runbook starts it again'],
      ['opsbook demo storage-full', 'another way to break it'],
      ['opsbook demo --ask', 'answer the questions of the run yourself'],
    ],
  },
  shape: (command: Command) =>
    command
      .addArgument(
        new Argument('[breakage]', 'how the shop is broken').choices(Object.keys(BREAKAGES)).default('worker-crash'),
      )
      .option('--ask', 'let me answer the questions, instead of yes to everything'),
  run,
}

async function run(call: Call<DemoFlags>): Promise<ExitCode> {
  const { flags, terminal } = call
  if (flags.ask && !call.keyboard)
    throw new Failure({
      code: 'usage/no-terminal',
      message: 'nobody can be asked here',
      hint: 'Leave --ask out',
      exit: 2,
    })
  const breakage = (call.args[0] ?? 'worker-crash') as keyof typeof BREAKAGES
  const quiet = flags.format === 'json' || flags.format === 'ndjson'
  const tell = (text: string) => (quiet ? undefined : terminal.print(`${terminal.style.paint('dim', text)}\n`))
  return withShop(SHOP, { env: call.env, tell }, async (shop) => {
    tell(await shop.do('break', breakage))
    const [planning, running, surroundings, { confidentOperator }, folders] = await Promise.all([
      import('./plan-request.ts'),
      import('../runbook/run/actions.ts'),
      import('./run-surroundings.ts'),
      import('./confident-operator.ts'),
      import('../runbook/record/run-folder.ts'),
    ])
    const page = `docs/operations/${BREAKAGES[breakage]}`
    const inShop: Call<DemoFlags & PlanFlags> = {
      ...call,
      args: [page],
      cwd: SHOP,
      env: { ...call.env, ...shop.environment },
    }
    const { plan, page: read } = await planning.requestPlan(inShop, { command: 'run', unattended: false })
    const prepared = await surroundings.surroundingsFor(inShop, plan)
    tell(`$ opsbook run examples/shop/${page}\n`)
    const operator = flags.ask ? prepared.surroundings.operator : confidentOperator('demo', prepared.answered)
    const outcome = await running.startRun(
      {
        ...{ run: folders.runId(new Date(), randomInt(36 ** 3)), plan, page: read.document.text, folder: SHOP },
        ...{ mode: 'interactive', batches: [['local']], mayFail: 0, rollsBack: false },
      },
      {
        ...prepared.surroundings,
        ...{ operator, environment: { ...prepared.surroundings.environment, ...shop.environment } },
      },
    )
    const code = prepared.finish(outcome)
    tell(`\n${await shop.health()}`)
    return code
  })
}
