/** `opsbook plan`: what exactly a procedure would run, at which risk, with what expected. Executes nothing. */
import type { Command } from 'commander'
import type { Call, CommandDefinition, CommonFlags } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { type PlanFlags, requestPlan, shapePlan } from './plan-request.ts'

interface Flags extends CommonFlags, PlanFlags {
  unattended?: boolean
}

export const plan: CommandDefinition = {
  text: {
    name: 'plan',
    summary:
      'Shows what exactly a procedure would run: every command with its values filled in, its risk, and what is expected. Nothing is executed.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook plan docs/RUNBOOK.md#nats-restart', 'what it would do here'],
      ['opsbook plan docs/RUNBOOK.md#purge --param stream_name=ORDERS', 'with a value for <stream_name>'],
      ['opsbook plan docs/startup.md#start --variant systemd', 'with one of the ways chosen'],
      ['opsbook plan --unattended --json docs/RUNBOOK.md#nats-restart', 'may it run without a person?'],
    ],
  },
  shape: (command: Command) => shapePlan(command).option('--unattended', 'refuse what needs a person'),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { terminal, flags } = call
  const unattended = flags.unattended === true
  const { plan, fanOut } = await requestPlan(call, { command: 'plan', unattended })
  if (flags.format === 'json') terminal.print(terminal.json(plan))
  else {
    const { explainPlan } = await import('../runbook/plan/explain-plan.ts')
    const mode = unattended ? 'auto' : 'interactive'
    const lines = explainPlan(plan, { width: terminal.style.columns, mode, batches: fanOut.batches })
    terminal.print(`${lines.map(terminal.style.show).join('\n')}\n`)
  }
  return EXIT.success
}
