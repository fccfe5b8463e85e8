/** Looks at the processes of a target and ends those of a step, so that nothing of it goes on unseen. */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { uptime } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import type { Stopped } from '../session.ts'
import type { Transport } from '../transport.ts'
import {
  type ProcessFacts,
  processesOfSession,
  processesOfStep,
  readStat,
  type StepTraces,
  TICKS_PER_SECOND,
} from './process-facts.ts'
import { LIST_PROGRAM, readProcessList, SIGNAL_PROGRAM } from './process-programs.ts'

/** The processes of one target. */
export interface ProcessTable {
  /**
   * Nothing when the target cannot be asked.
   *
   * @param outputs what the outputs of the session are called in `/proc/<pid>/fd`, where that is known
   */
  list(outputs: readonly string[]): Promise<{ uptimeSeconds: number; processes: readonly ProcessFacts[] } | undefined>
  signal(pids: readonly number[], name: 'TERM' | 'STOP' | 'KILL'): Promise<void>
}

/** @param environment for the program that leads to the target */
export function processTable(transport: Transport, environment: Readonly<Record<string, string>>): ProcessTable {
  if (transport.channels === 'descriptors' && process.platform === 'linux') return localTable
  return {
    async list() {
      const text = await runProgram(transport, environment, LIST_PROGRAM)
      const { uptimeSeconds, processes } = readProcessList(text ?? '')
      return uptimeSeconds === undefined ? undefined : { uptimeSeconds, processes }
    },
    async signal(pids, name) {
      await runProgram(transport, environment, `${SIGNAL_PROGRAM}${name}\n${pids.join('\n')}\n`)
    },
  }
}

const localTable: ProcessTable = {
  async list(outputs) {
    const processes = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => localFacts(pid, outputs))
    return { uptimeSeconds: uptime(), processes }
  },
  async signal(pids, name) {
    for (const pid of pids) {
      try {
        process.kill(pid, `SIG${name}`)
      } catch {
        // It has ended by itself, or belongs to another user; the next look tells which.
      }
    }
  },
}

function localFacts(pid: string, outputs: readonly string[]): readonly ProcessFacts[] {
  try {
    const stat = readStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    if (!stat) return []
    const holdsOutput = outputs.length > 0 && [1, 2].some((descriptor) => outputs.includes(link(pid, descriptor) ?? ''))
    return [{ ...stat, ...marks(pid), ...number(pid), holdsOutput }]
  } catch {
    return [] // It ended while we looked.
  }
}

function marks(pid: string): Pick<ProcessFacts, 'session' | 'step'> {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0')
    const value = (name: string) => environment.find((entry) => entry.startsWith(name))?.slice(name.length)
    const session = value('OPSBOOK_SESSION_ID=')
    const step = value('OPSBOOK_STEP_MARK=')
    return { ...(session === undefined ? {} : { session }), ...(step === undefined ? {} : { step }) }
  } catch {
    return {} // Another user's.
  }
}

function number(pid: string): Pick<ProcessFacts, 'number'> {
  try {
    const [, found] = /^Max file locks +(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'latin1')) ?? []
    return found === undefined ? {} : { number: found }
  } catch {
    return {} // It ended while we looked.
  }
}

function link(pid: number | string, descriptor: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/fd/${descriptor}`)
  } catch {
    return undefined
  }
}

export interface StopRequest {
  table: ProcessTable
  traces: Omit<StepTraces, 'sinceTicks'>
  outputs: readonly string[]
  /** How long ago the step began, by the monotonic clock. */
  ageMs: number
  /** How long processes may take to end by themselves after SIGTERM. */
  graceMs: number
}

const LOOK_EVERY_MS = 25
/** After SIGKILL: a process in an uninterruptible wait or of another user does not go away. */
const GIVE_UP_MS = 5000

/**
 * Ends every process of a step: SIGTERM, a time of grace, then SIGKILL until none is left, however fast they multiply.
 * Tells which could not be ended.
 */
export async function stopStep({ table, traces, outputs, ageMs, graceMs }: StopRequest): Promise<Stopped> {
  const began = performance.now()
  let told = false
  let held: ReadonlySet<number> = new Set()
  for (;;) {
    const elapsedMs = performance.now() - began
    const seen = await table.list(outputs)
    if (!seen) return { processes: 'unknown', survivors: [] }
    // The clock of the step may be a tick behind that of the process table.
    const sinceTicks =
      Math.floor((seen.uptimeSeconds - (ageMs + performance.now() - began) / 1000) * TICKS_PER_SECOND) - 1
    const left = processesOfStep(seen.processes, { ...traces, sinceTicks })
    if (left.length === 0) return { processes: 'all-gone', survivors: [] }
    if (elapsedMs > graceMs + GIVE_UP_MS) return { processes: 'some-left', survivors: left }
    if (elapsedMs < graceMs) {
      // Asked once: what a process starts in order to clean up after itself is left alone until the grace is over.
      if (!told) await table.signal(left, 'TERM')
      told = true
      await delay(Math.min(LOOK_EVERY_MS, graceMs - elapsedMs))
    } else if (left.every((pid) => held.has(pid))) await table.signal(left, 'KILL')
    else {
      // Stopped processes cannot start others: only when no new one turns up has the killing an end.
      await table.signal(left, 'STOP')
      held = new Set([...held, ...left])
    }
  }
}

export interface Leftovers {
  transport: Transport
  environment: Readonly<Record<string, string>>
  /** The marks, and the process number of the shell, as they were written down before the step began. */
  session: string
  mark: string
  shell: number
  /** How long ago that was. */
  ageMs: number
  graceMs: number
}

/**
 * Ends what a crash of ours has left of a step: its shell and all it started. Until that is done the step may still take
 * effect, so nothing may be decided about it before. What earlier steps left running stays.
 *
 * @public
 */
export const endLeftovers = ({
  transport,
  environment,
  session,
  mark,
  shell,
  ageMs,
  graceMs,
}: Leftovers): Promise<Stopped> =>
  stopStep({
    table: processTable(transport, environment),
    traces: { session, step: mark, shell },
    ...{ outputs: [], ageMs, graceMs },
  })

/** Ends everything that carries the mark of a session, at once. Returns what could not be ended. */
export async function endSession(table: ProcessTable, session: string): Promise<Stopped> {
  const began = performance.now()
  for (;;) {
    const seen = await table.list([])
    if (!seen) return { processes: 'unknown', survivors: [] }
    const left = processesOfSession(seen.processes, session)
    if (left.length === 0) return { processes: 'all-gone', survivors: [] }
    if (performance.now() - began > GIVE_UP_MS) return { processes: 'some-left', survivors: left }
    await table.signal(left, 'KILL')
    await delay(2)
  }
}

const PROGRAM_LIMIT_MS = 20_000

/** Runs a constant program at the target and returns what it printed; nothing when the way there is broken. */
async function runProgram(
  transport: Transport,
  environment: Readonly<Record<string, string>>,
  program: string,
): Promise<string | undefined> {
  const [file, ...args] = transport.argv
  const child = spawn(file!, args, {
    env: { ...environment },
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
    timeout: PROGRAM_LIMIT_MS,
  })
  const parts: Buffer[] = []
  child.stdout.on('data', (part: Buffer) => parts.push(part))
  child.stdin.on('error', () => undefined)
  child.stdin.end(program)
  const status = await new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(null))
    child.on('close', resolve)
  })
  return status === 0 ? Buffer.concat(parts).toString('utf8') : undefined
}
