/**
 * How a run reaches its targets and what carries out its texts, all from the plan: a resumed run works as the plan that
 * was approved says, whatever the settings say by then.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutorFacts, Plan, Target } from '../runbook/plan/plan.ts'
import { fillVariables } from '../runbook/run/executors/fill-variables.ts'
import { httpExecutor } from '../runbook/run/executors/http/actions.ts'
import { promqlExecutor } from '../runbook/run/executors/promql/actions.ts'
import { psqlText } from '../runbook/run/executors/psql-text.ts'
import type { Executor, RunInterpreter, RunSurroundings } from '../runbook/run/run-options.ts'
import { dockerTransport, kubectlTransport, localTransport, sshTransport } from '../runbook/run/session/transport.ts'

export interface RunTargets extends Pick<RunSurroundings, 'reach' | 'interpreters' | 'executors'> {
  /** Ends the shared connections. */
  close(): void
}

/**
 * @param secrets values by the names of `executorSecrets`
 * @param home what `~` stands for in the paths of a target
 */
export function runTargets(
  plan: Plan,
  { secrets, home = '~' }: Pick<RunSurroundings, 'secrets'> & { home?: string | undefined },
): RunTargets {
  const connections = sharedConnections()
  const isHere = (name: string) => plan.targets.find((each) => each.name === name)?.kind === 'local'
  const all = Object.entries(plan.executors ?? {})
  return {
    reach: (target) => reach(target, { connections, home }),
    interpreters: Object.fromEntries(
      all.flatMap(([name, facts]) => entry(name, interpreterFor(name, facts, secrets.get(secretName(name))))),
    ),
    executors: Object.fromEntries(
      all.flatMap(([name, facts]) =>
        entry(name, executorFor(facts, { isHere, secret: secrets.get(secretName(name)) })),
      ),
    ),
    close: () => connections.close(),
  }
}

const entry = <T>(name: string, value: T | undefined): [string, T][] => (value === undefined ? [] : [[name, value]])

const secretName = (executor: string): string => `executor ${executor}`

/** Where the secrets of executors lie, by the names they have among the secrets of a run. */
export function executorSecrets({ executors = {} }: Plan): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(executors).flatMap(([name, facts]) => {
      const place = facts.kind === 'psql' ? facts.password : facts.kind === 'prometheus' ? facts.token : undefined
      return entry(secretName(name), place)
    }),
  )
}

function reach(
  target: Target,
  { connections, home }: { connections: SharedConnections; home: string },
): ReturnType<RunSurroundings['reach']> {
  const full = (path: string) => path.replace(/^~(?=\/)/, () => home)
  const { kind, address = target.name, user, port, identityFile, configFile, namespace, container, context } = target
  const login = user === undefined ? {} : { user }
  switch (kind) {
    case 'local':
      return { ok: true, value: localTransport() }
    case 'docker':
    case 'podman':
      return dockerTransport({ container: address, program: kind, ...login })
    case 'kubernetes':
      return kubectlTransport({
        pod: address,
        ...(namespace === undefined ? {} : { namespace }),
        ...(container === undefined ? {} : { container }),
        ...(context === undefined ? {} : { context }),
      })
    case 'ssh': {
      const controlFolder = connections.folder()
      return sshTransport({
        host: user === undefined ? address : `${user}@${address}`,
        ...(port === undefined ? {} : { port }),
        ...(identityFile === undefined ? {} : { identityFile: full(identityFile) }),
        ...(configFile === undefined ? {} : { configFile: full(configFile) }),
        ...(controlFolder === undefined ? {} : { controlFolder }),
      })
    }
  }
}

function executorFor(
  facts: ExecutorFacts,
  { isHere, secret }: { isHere: (target: string) => boolean; secret: string | undefined },
): Executor | undefined {
  if (facts.kind === 'http') return httpExecutor({ redirects: facts.redirects, isHere })
  if (facts.kind !== 'prometheus') return undefined
  return promqlExecutor({ url: facts.url, ...(secret === undefined ? {} : { token: secret }) })
}

/** Languages whose values the reader of the text puts in itself. */
const FILLED: ReadonlySet<string> = new Set(['promql', 'logql', 'http'])

function interpreterFor(
  language: string,
  facts: ExecutorFacts,
  secret: string | undefined,
): RunInterpreter | undefined {
  if (facts.kind === 'command') {
    const prepare = language === 'sql' ? psqlText : FILLED.has(language) ? fillVariables : undefined
    return { argv: facts.argv, reads: 'stdin', ...(prepare ? { prepare } : {}) }
  }
  if (facts.kind !== 'psql') return undefined
  const { service, host, port, database, user, passwordFile } = facts
  const connection = { PGSERVICE: service, PGHOST: host, PGPORT: port, PGDATABASE: database, PGUSER: user }
  const settings = Object.entries({ ...connection, PGPASSFILE: passwordFile }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  )
  return {
    // Through env: these variables are for this program and not for the shell it is started from.
    argv: ['env', ...settings, 'psql', '-X', '--no-password', '--set=ON_ERROR_STOP=1', '--file=-'],
    reads: 'stdin',
    prepare: psqlText,
    ...(secret === undefined ? {} : { secretEnv: { PGPASSWORD: secret } }),
  }
}

interface SharedConnections {
  folder(): string | undefined
  close(): void
}

/** A socket has a path of about 100 characters at most, 58 of which ssh needs for itself. */
const LONGEST_FOLDER = 44

/** A folder for the sockets of this run alone; all sessions of one host then need one login. */
function sharedConnections(): SharedConnections {
  let folder: string | undefined
  const close = () => {
    process.off('exit', close)
    if (folder === undefined) return
    for (const name of readdirSync(folder))
      spawnSync('ssh', ['-o', `ControlPath=${join(folder, name)}`, '-O', 'exit', 'opsbook'], { stdio: 'ignore' })
    rmSync(folder, { recursive: true, force: true })
    folder = undefined
  }
  return {
    folder() {
      if (folder !== undefined) return folder
      const parent = [tmpdir(), '/tmp'].find((path) => path.length + '/opsbook-XXXXXX'.length <= LONGEST_FOLDER)
      if (parent === undefined) return undefined
      folder = mkdtempSync(join(parent, 'opsbook-'))
      process.on('exit', close)
      return folder
    },
    close,
  }
}
