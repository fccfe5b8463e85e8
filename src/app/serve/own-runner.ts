/** The runner a server starts on its own machine: a process of its own, enrolled like any other, started again when it ends. */
import { type ChildProcess, spawn } from 'node:child_process'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { keepIdentity, type RunnerHome, readIdentity } from '../runner/runner-home.ts'

export interface OwnRunnerOptions {
  readonly home: RunnerHome
  /** Folder of the book; local steps begin in it. */
  readonly book: string
  /** Where this server listens, as seen from this machine. */
  readonly url: string
  readonly version: string
  /** Program and arguments that start `opsbook`. */
  readonly program: readonly [string, ...string[]]
  readonly env: Readonly<Record<string, string | undefined>>
  /** Makes a one-time token for a runner of that name. */
  readonly invite: (name: string) => Promise<string>
  /** True for the token of a runner that may work. */
  readonly isKnown: (token: string) => Promise<boolean>
  readonly tell: (message: string) => void
}

export interface OwnRunner {
  /** Ends it after the steps that run, or after ten seconds. */
  readonly stop: () => Promise<void>
}

const AGAIN_AFTER_MS = [500, 1_000, 2_000, 5_000, 10_000]
/** The runner gives its steps ten seconds; ours is a little longer. */
const STOP_LIMIT_MS = 13_000

/** Enrols it where needed and keeps it running. */
export async function startOwnRunner(options: OwnRunnerOptions): Promise<OwnRunner> {
  await ensureEnrolled(options)
  let over = false
  let child: ChildProcess | undefined
  let failures = 0
  const [command, ...args] = options.program
  const start = () => {
    if (over) return
    const began = performance.now()
    child = spawn(command, [...args, 'runner', '--home', options.home.root, '--book', options.book, '--no-color'], {
      cwd: options.book,
      env: withoutOurSecrets(options.env),
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n')) if (line.trim() !== '') options.tell(`runner: ${line.trim()}`)
    })
    child.once('error', (error) => options.tell(`the runner does not start: ${error.message}`))
    child.once('exit', (code, signal) => {
      child = undefined
      if (over) return
      failures = performance.now() - began > 60_000 ? 0 : failures + 1
      const waitMs = AGAIN_AFTER_MS[Math.min(failures, AGAIN_AFTER_MS.length) - 1] ?? AGAIN_AFTER_MS[0]!
      options.tell(`the runner ended with ${signal ?? code}; starting it again in ${waitMs / 1000} s`)
      setTimeout(start, waitMs)
    })
  }
  start()
  return {
    stop: async () => {
      over = true
      const running = child
      if (!running) return
      const ended = new Promise<void>((resolve) => running.once('exit', () => resolve()))
      running.kill('SIGTERM')
      await Promise.race([ended, sleep(STOP_LIMIT_MS, undefined, { ref: false })])
      if (running.exitCode === null && running.signalCode === null) running.kill('SIGKILL')
    },
  }
}

async function ensureEnrolled({ home, url, version, invite, isKnown }: OwnRunnerOptions): Promise<void> {
  const known = await readIdentity(home)
  if (known && (await isKnown(known.token))) {
    if (known.server !== url) await keepIdentity(home, { ...known, server: url })
    return
  }
  const token = await invite(known?.name ?? hostname().replace(/[^\w.-]/g, '-'))
  const response = await fetch(`${url}/api/v1/runner/enrol`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, version, host: hostname() }),
  })
  if (!response.ok) throw new Error(`the runner of this machine was not let in: ${response.status}`)
  const made = (await response.json()) as { id: string; name: string; token: string }
  await keepIdentity(home, { ...made, server: url })
}

/** A runner needs no way into the database; steps get an allow-list of variables anyway. */
const withoutOurSecrets = (env: OwnRunnerOptions['env']): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^OPSBOOK_(?:DATABASE_URL|SECRET_KEY_FILE|TOKEN|DATA)$/.test(name)),
  )
