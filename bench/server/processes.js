// What processes use, as Linux counts it; elsewhere nothing is told.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const TICKS_A_SECOND = 100

/** All processes below one, and itself. The database lives in a session of its own but remains a child of the one that started it. */
export function treeOf(pid) {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const found = [pid]
  for (const parent of found) for (const [child, of] of rows) if (of === parent) found.push(child)
  return found.flatMap((each) => {
    const command = readOr(`/proc/${each}/cmdline`).replaceAll('\0', ' ').trim()
    return command === '' ? [] : [{ pid: each, command }]
  })
}

/** Memory in megabytes, what is shared with others counted by its share. */
export const pssMb = (pid) => Number(/^Pss:\s+(\d+)/m.exec(readOr(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024

/** Seconds of processor time since its start, those of its children that have ended among them. */
export function cpuSeconds(pid) {
  const fields = readOr(`/proc/${pid}/stat`)
    .replace(/^.*\) /s, '')
    .split(' ')
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_A_SECOND
}

/** Seconds of processor time that anybody on this machine has used, or that its host has given to others. */
export function machineSeconds() {
  const [user, nice, system, , , irq, softirq, steal] = (/^cpu +(.*)$/m.exec(readOr('/proc/stat'))?.[1] ?? '')
    .split(' ')
    .map(Number)
  return (user + nice + system + irq + softirq + steal) / TICKS_A_SECOND
}

function readOr(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
