/** Delivers what waits, oldest first, by one process at a time. */
import { setTimeout as delay } from 'node:timers/promises'
import { type Lock, lockRun } from '../../runbook/record/lock/store.ts'
import type { Delivery } from './post-alert.ts'
import { type Destination, isFor, type SpooledAlert } from './spooled-alert.ts'
import { layAside, listSpool, readAlert, removeAlert, sweepParts } from './store.ts'

export interface Flush {
  readonly folder: string
  readonly destination: Destination
  readonly deliver: (alert: SpooledAlert, name: string) => Promise<Delivery>
  /** The alert this process has just put there: it waits for another process that may be delivering it. */
  readonly own?: string
  /** After how long to leave the rest for later. */
  readonly timeoutMs: number
}

export interface Flushed {
  readonly delivered: readonly { readonly name: string; readonly outcome?: string }[]
  readonly refused: readonly { readonly name: string; readonly message: string }[]
  /** Why it ended before everything was tried. */
  readonly stopped?: Delivery
  /** How many still wait for this destination. */
  readonly waiting: number
}

const LOOK_EVERY_MS = 50

/**
 * Delivers every waiting alert of a destination. The first that cannot be delivered ends it: what follows may be the resolve of it. An
 * alert is removed after the server has answered, so a crash in between sends it twice, with the same identifier, never not at all.
 */
export async function flushSpool({ folder, destination, deliver, own, timeoutMs }: Flush): Promise<Flushed> {
  const deadline = performance.now() + timeoutMs
  const lock = await takeTurn(folder, own, deadline)
  const delivered: Flushed['delivered'][number][] = []
  const refused: Flushed['refused'][number][] = []
  let stopped: Delivery | undefined
  if (lock === 'busy')
    stopped = { kind: 'unreachable', why: 'another process is delivering and has not come to an end' }
  else if (lock)
    try {
      await sweepParts(folder, new Date())
      for (const name of await listSpool(folder)) {
        const alert = await readAlert(folder, name)
        if (alert === undefined || (alert !== 'unreadable' && !isFor(alert, destination))) continue
        const made: Delivery =
          alert === 'unreadable' ? { kind: 'refused', message: 'its file is not readable' } : await deliver(alert, name)
        if (made.kind === 'delivered') {
          await removeAlert(folder, name)
          delivered.push({ name, ...(made.outcome === undefined ? {} : { outcome: made.outcome }) })
        } else if (made.kind === 'refused') {
          await layAside(folder, name)
          refused.push({ name, message: made.message })
        } else stopped = made
        if (stopped) break
        if (performance.now() > deadline) {
          stopped = { kind: 'unreachable', why: `not everything could be delivered within ${timeoutMs / 1000} s` }
          break
        }
      }
    } finally {
      await lock.release()
    }
  const waiting = await countFor(folder, destination)
  return { delivered, refused, ...(stopped && waiting > 0 ? { stopped } : {}), waiting }
}

/** The lock; nothing when another process has delivered our alert meanwhile. */
async function takeTurn(folder: string, own: string | undefined, deadline: number): Promise<Lock | 'busy' | undefined> {
  for (;;) {
    const locking = await lockRun(folder)
    if (locking.ok) return locking.value
    if (own !== undefined && !(await listSpool(folder)).includes(own)) return undefined
    if (performance.now() > deadline) return 'busy'
    await delay(LOOK_EVERY_MS)
  }
}

async function countFor(folder: string, destination: Destination): Promise<number> {
  let count = 0
  for (const name of await listSpool(folder)) {
    const alert = await readAlert(folder, name)
    if (alert !== undefined && alert !== 'unreadable' && isFor(alert, destination)) count++
  }
  return count
}
