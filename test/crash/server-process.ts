/** The real `opsbook serve` in a process of its own, to be killed and started again at the same address. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { bin } from '../journeys/run-opsbook.ts'

export interface ServerOptions {
  readonly book: string
  readonly data: string
  readonly home: string
  readonly env?: Readonly<Record<string, string>>
  /** A program and its arguments that start ours, such as one that gives it a file system of its own. */
  readonly within?: readonly string[]
}

export interface ServerProcess {
  readonly url: string
  readonly start: () => void
  /** Resolves when it takes work; throws with its last words when it ends instead. */
  readonly ready: (limitMs?: number) => Promise<void>
  readonly kill: () => Promise<void>
  /** Asks it to end, as a supervisor does. */
  readonly stop: () => Promise<void>
  readonly pid: () => number
  /** Everything it printed since it was last started. */
  readonly said: () => string
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  return port
}

export async function serverProcess({ book, data, home, env, within = [] }: ServerOptions): Promise<ServerProcess> {
  const listen = `127.0.0.1:${await freePort()}`
  const url = `http://${listen}`
  let child: ChildProcess | undefined
  let said = ''
  const start = () => {
    const serve = [process.execPath, bin, 'serve', book, '--listen', listen, '--data', data, '--no-runner']
    const [program, ...args] = [...within, ...serve]
    said = ''
    const started = spawn(program!, args, {
      env: { PATH: process.env.PATH ?? '', HOME: home, LANG: 'C.UTF-8', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [started.stdout, started.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-200_000)
      })
    child = started
  }
  const ended = () => child === undefined || child.exitCode !== null || child.signalCode !== null
  const send = async (signal: NodeJS.Signals) => {
    if (ended()) return
    const exit = once(child!, 'exit')
    child!.kill(signal)
    await exit
  }
  return {
    url,
    start,
    ready: async (limitMs = 60_000) => {
      for (const began = performance.now(); performance.now() - began < limitMs; await sleep(20)) {
        if (ended()) throw new Error(`the server ended:\n${said.slice(-4_000)}`)
        if (await isReady(url)) return
      }
      throw new Error(`the server was not ready after ${limitMs} ms:\n${said.slice(-4_000)}`)
    },
    kill: () => send('SIGKILL'),
    stop: () => send('SIGTERM'),
    pid: () => child!.pid!,
    said: () => said,
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(3_000) })
    await answer.body?.cancel()
    return answer.status === 200
  } catch {
    return false
  }
}

/** The number of the embedded database's first process; undefined where there is none now. */
export function databasePid(data: string): number | undefined {
  const clusters = join(data, 'postgres')
  if (!existsSync(clusters)) return undefined
  for (const cluster of readdirSync(clusters)) {
    try {
      const pid = Number(readFileSync(join(clusters, cluster, 'postmaster.pid'), 'utf8').split('\n')[0])
      if (existsSync(`/proc/${pid}`)) return pid
    } catch {}
  }
  return undefined
}

/** A process and those it started. */
export function family(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return [pid, ...(children === '' ? [] : children.split(' ').flatMap((each) => family(Number(each))))]
}
