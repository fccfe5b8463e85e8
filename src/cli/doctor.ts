/** `opsbook doctor`: is everything as it must be, on this machine and at the server? Starts and changes nothing. */
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Finding } from '../app/doctor/finding.ts'
import { judgeOncall, type OncallProblems } from '../app/doctor/judge-oncall.ts'
import { judgePaging, type LookedChannel, type LookedPerson } from '../app/doctor/judge-paging.ts'
import { judgeStatus } from '../app/doctor/judge-status.ts'
import { lookAtDatabase, skew } from '../app/doctor/look-at-database.ts'
import { lookAtFolder } from '../app/doctor/look-at-folder.ts'
import { lookAtSecrets } from '../app/doctor/look-at-secrets.ts'
import { defaultDataRoot } from '../db/embedded/data-folder.ts'
import type { ServerStatus } from '../http/server-status-shape.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure } from './failure.ts'
import { printFindings } from './print-findings.ts'
import { runnerRoot } from './runner-root.ts'
import { credentialsPath, readCredentials, type ServerFlags, serverClient } from './server-client.ts'
import { shapeServerFlags } from './server-flags.ts'

interface Flags extends ServerFlags {
  db?: boolean
  security?: boolean
  runner?: boolean
  paging?: boolean
  data?: string
  /** Folder of the runner; the usual one. */
  home?: string
}

export const doctor: CommandDefinition = {
  text: {
    name: 'doctor',
    summary:
      'Looks whether everything is as it must be: the data folder, the disk, the database, who can read secrets, and the server when one is known. Starts and changes nothing. Exit code 3 when something is wrong.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook doctor', 'everything that can be seen from here'],
      ['opsbook doctor --db --data /srv/opsbook', 'the database alone'],
      ['opsbook doctor --paging', 'can everybody be reached?'],
      ['opsbook doctor --json', 'for a monitor'],
    ],
  },
  shape: (command) =>
    shapeServerFlags(command)
      .option('--db', 'the data folder and the database alone')
      .option('--security', 'who can read secrets, alone')
      .option('--runner', 'the runner of this machine alone')
      .option('--paging', 'whether people can be reached, alone: each channel dry, each person')
      .option('--data <dir>', 'folder of the embedded database'),
  run,
}

async function run(call: Call<Flags>): Promise<ExitCode> {
  const { flags, env, cwd, terminal } = call
  const all = !flags.db && !flags.security && !flags.runner && !flags.paging
  const root = flags.data === undefined ? dataRoot(env) : resolve(cwd, flags.data)
  const runnerFile = join(runnerRoot(call), 'runner.json')
  const secrets = [
    ['credentials', credentialsPath(env)],
    ['token of the runner', runnerFile],
  ] as const
  const findings = [
    ...(all || flags.db
      ? [...(env.OPSBOOK_DATABASE_URL ? [] : await lookAtFolder(root, env)), ...(await lookAtDatabase(root, env))]
      : []),
    ...(all || flags.security ? lookAtSecrets(env, secrets) : []),
    ...(flags.runner ? [runnerLine(runnerFile)] : []),
    ...(all || flags.runner ? await lookAtServer(call, flags.runner === true) : []),
    ...(flags.paging ? await lookAtPaging(call) : []),
  ]
  const isWrong = findings.some(({ state }) => state === 'wrong')
  if (flags.format === 'json') {
    const shown = findings.map(({ fix, ...finding }) => ({
      ...finding,
      fix: finding.state === 'ok' ? null : (fix ?? null),
    }))
    terminal.print(terminal.json({ schema: 'opsbook.doctor/v1', ok: !isWrong, findings: shown }))
  } else printFindings(terminal, findings)
  return isWrong ? EXIT.found : EXIT.success
}

const dataRoot = (env: Call<object>['env']): string =>
  defaultDataRoot(env, env.HOME ?? homedir(), process.getuid?.() === 0)

const runnerLine = (file: string): Finding => ({
  ...{ check: 'runner.enrolled', what: 'runner', state: existsSync(file) ? 'ok' : 'warning' },
  measured: existsSync(file) ? 'enrolled' : `not enrolled (${file} is missing)`,
  fix: 'opsbook runner invite NAME on the server, then opsbook runner enroll here',
})

/** Only a server that somebody named or signed in to: nothing else is contacted. */
async function lookAtServer(call: Call<Flags>, always: boolean): Promise<Finding[]> {
  const { flags, env } = call
  const named = flags.server ?? env.OPSBOOK_SERVER ?? readCredentials(env).current
  if (named === undefined && !always) return []
  return asking(async () => {
    const client = serverClient(call)
    const begin = Date.now()
    const status = await client.ask<ServerStatus>('/server/status')
    const ours = begin + (Date.now() - begin) / 2
    return [
      skew('server.clock', 'clock of the server', Date.parse(status.now) - ours),
      ...judgeStatus(status, call.version),
      ...judgeOncall(await client.ask<OncallProblems>('/oncall/problems', { query: { limit: 100 } })),
    ]
  })
}

/** Channels are looked at by the server, which sends nothing. */
const lookAtPaging = (call: Call<Flags>): Promise<Finding[]> =>
  asking(async () => {
    const client = serverClient(call)
    const channels = await client.list<LookedChannel>('/paging/channels', {}, 100)
    const people = await client.list<LookedPerson>('/paging/people', {}, 10_000)
    return judgePaging(channels, people, call.now)
  })

/** What a server answers, or that it does not, as findings. */
async function asking(work: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const { code, message, hint, exit } = error.parts
    const state = exit === EXIT.notAllowed ? 'warning' : 'wrong'
    const fix = exit === EXIT.notAllowed ? 'sign in as operator: opsbook auth login' : hint
    return [
      {
        check: code.replace('/', '.'),
        state,
        what: 'server',
        measured: message,
        ...(fix === undefined ? {} : { fix }),
      },
    ]
  }
}
