/** Knows a server of ours that is already running: one survives when the process that started it is killed. */
import { readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** The running server of a cluster by its pid file; undefined if there is none or it is another program's number by now. */
export async function runningServer(cluster: string): Promise<number | undefined> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number(text.split('\n')[0])
  return Number.isInteger(pid) && pid > 1 && isServerOf(pid, cluster) ? pid : undefined
}

/** Takes a pid file away whose server is gone; PostgreSQL would refuse to start if its number belongs to somebody else now. */
export async function removeStalePidFile(cluster: string): Promise<void> {
  if ((await runningServer(cluster)) === undefined) await rm(join(cluster, 'postmaster.pid'), { force: true })
}

/** A postmaster's working folder is its cluster. Where that cannot be seen (no `/proc`), a living process is believed. */
function isServerOf(pid: number, cluster: string): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  if (process.platform !== 'linux') return true
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster) && !isZombie(pid)
  } catch {
    return false
  }
}

const isZombie = (pid: number): boolean => / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8').slice(0, 60))
