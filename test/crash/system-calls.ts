/** What processes asked the operating system for, in order, as `strace` saw it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

export interface SystemCall {
  readonly pid: number
  /** `begun` where it was still under way when another process was seen. */
  readonly part: 'whole' | 'begun' | 'ended'
  readonly name: string
  readonly text: string
}

const CALLS = 'read,recvfrom,fsync,fdatasync,write,writev,sendto'

/** Watches processes while `work` runs. */
export async function systemCalls(
  pids: readonly number[],
  file: string,
  work: () => Promise<void>,
): Promise<SystemCall[]> {
  const args = [
    '-f',
    '-qq',
    '-s',
    '4000',
    '-e',
    `trace=${CALLS}`,
    '-o',
    file,
    ...pids.flatMap((pid) => ['-p', `${pid}`]),
  ]
  const child = spawn('strace', args, { stdio: 'ignore' })
  const exit = once(child, 'exit')
  try {
    const isWatched = (pid: number) => !/TracerPid:\t0\n/.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
    for (const until = Date.now() + 20_000; !(existsSync(file) && pids.every(isWatched)); await sleep(20))
      if (Date.now() > until) throw new Error('strace watches nothing')
    await work()
    await sleep(200)
  } finally {
    child.kill('SIGINT')
    await exit
  }
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line): SystemCall[] => {
      const [, pid, resumed, name, text] = /^(\d+)\s+(?:<\.\.\. (\w+) resumed>|(\w+)\()(.*)$/.exec(line) ?? []
      if (pid === undefined) return []
      const part = resumed !== undefined ? 'ended' : line.endsWith('<unfinished ...>') ? 'begun' : 'whole'
      return [{ pid: Number(pid), part, name: (resumed ?? name)!, text: text! }]
    })
}
