/** `opsbook runner`: carries out runs of a server on this machine. */
import { hostname } from 'node:os'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Call, CommandDefinition, CommandEntry, CommonFlags } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure, usageFailure } from './failure.ts'
import { runnerRoot } from './runner-root.ts'

interface Flags extends CommonFlags {
  home?: string
  book: string
  capacity: string
}

const parts: readonly CommandEntry[] = [
  {
    name: 'invite',
    summary: 'make a one-time token that lets a runner in',
    load: async () => (await import('./runner-invite.ts')).runnerInvite,
  },
  {
    name: 'enroll',
    summary: 'make this machine a runner, with such a token',
    load: async () => (await import('./runner-enroll.ts')).runnerEnroll,
  },
  {
    name: 'status',
    summary: 'the runners there are',
    load: async () => (await import('./runner-status.ts')).runnerStatus,
  },
  {
    name: 'drain',
    summary: 'give one no further runs',
    load: async () => (await import('./runner-drain.ts')).runnerDrain,
  },
]

export const runner: CommandDefinition = {
  text: {
    name: 'runner',
    summary:
      'Carries out runs of a server on this machine. It connects to the server, never the other way; what runs goes on while the server is away. Ctrl-C ends it after the steps that run.',
    formats: ['table', 'ndjson'],
    examples: [
      ['opsbook runner invite web-1', 'on the server, as administrator: prints a one-time token'],
      ['opsbook runner enroll --server https://ops.example.org --token-file -', 'here, once'],
      ['opsbook runner --book /srv/shop', 'then carry out what comes'],
    ],
  },
  shape: (command: Command) =>
    command
      .option('--book <dir>', 'folder of the book here; local steps begin in it', '.')
      .option('--home <dir>', 'where the runner keeps who it is and its journals')
      .option('--capacity <number>', 'runs at a time', '4'),
  parts,
  run,
}

const GRACE_MS = 10_000

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, terminal, env, cwd, version } = call
  if (call.args[0] !== undefined) {
    const names = parts.map(({ name }) => name).join(', ')
    throw usageFailure(
      'unknown-command',
      `there is no "runner ${call.args[0]}"`,
      `One of ${names}, or nothing to carry out runs`,
    )
  }
  const capacity = Number(flags.capacity)
  if (!Number.isInteger(capacity) || capacity < 1 || capacity > 100)
    throw usageFailure('invalid-value', `--capacity takes a number from 1 to 100, not "${flags.capacity}"`)
  const [{ runRunner }, { readIdentity, runnerHome }, { serverLink }] = await Promise.all([
    import('../app/runner/runner.ts'),
    import('../app/runner/runner-home.ts'),
    import('../app/runner/server-link.ts'),
  ])
  const home = runnerHome(runnerRoot(call))
  const identity = await readIdentity(home)
  if (!identity) {
    const hint = 'opsbook runner enroll --server URL --token-file FILE makes it one'
    throw new Failure({
      code: 'runner/not-enrolled',
      message: `this machine is no runner (${home.root})`,
      hint,
      exit: EXIT.notAllowed,
    })
  }
  const leave = new AbortController()
  const gone = new AbortController()
  const end = () => {
    if (leave.signal.aborted) gone.abort()
    leave.abort()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)
  const tell = (message: string) =>
    flags.format === 'ndjson'
      ? terminal.print(`${JSON.stringify({ at: new Date().toISOString(), message })}\n`)
      : terminal.say(`${terminal.style.show(message)}\n`)
  tell(`runner ${identity.name} of ${identity.server}, on ${hostname()}`)
  try {
    await runRunner({
      ...{ home, env, version, book: resolve(cwd, flags.book), capacity, tell, leave: leave.signal, graceMs: GRACE_MS },
      link: serverLink(identity.server, identity.token, gone.signal),
    })
  } catch (error) {
    throw new Failure({
      code: 'runner/refused',
      message: (error as Error).message,
      hint: 'Enroll it again',
      exit: EXIT.notAllowed,
    })
  } finally {
    gone.abort()
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, end)
  }
  return EXIT.success
}
