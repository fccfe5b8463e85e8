/** Keeps the dispatcher going: routes, flushes and sends whatever is due, sleeps until the next thing is, wakes when told. */
import { type SenderParts, sendDeliveries } from '../../deliver/actions.ts'
import { nextDeliveryInMs } from '../../deliver/store.ts'
import {
  adoptAlerting,
  type DispatcherParts,
  endQuietAlerts,
  flushGroups,
  type NamedAlerting,
  routeAlerts,
} from '../actions.ts'
import { nextDueInMs } from '../store.ts'

export interface Dispatcher {
  /** Something was stored: look now. */
  readonly wake: () => void
  /** New settings, from the next round on. */
  readonly reload: (settings: NamedAlerting) => void
  /** Finishes the round that runs. */
  readonly stop: () => Promise<void>
}

export interface DispatcherOptions extends DispatcherParts, SenderParts {
  readonly settings: NamedAlerting
  /** Told of what went wrong in a round; the next one tries again. */
  readonly onTrouble: (error: unknown) => void
}

/** The longest sleep: what another replica stored is found within it. */
const LONGEST_SLEEP_MS = 500
const AFTER_TROUBLE_MS = 1_000
const SWEEP_EVERY_MS = 10_000

/** Starts the loop on this replica. */
export function startDispatcher(options: DispatcherOptions): Dispatcher {
  const { db, onTrouble } = options
  let settings = options.settings
  let adopted: string | undefined
  let stopped = false
  let again = false
  let sweptAt = Number.NEGATIVE_INFINITY
  let rouse = () => {
    again = true
  }
  const wake = () => rouse()
  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      if (again || stopped) return resolve()
      const timer = setTimeout(resolve, ms)
      rouse = () => {
        clearTimeout(timer)
        resolve()
      }
    }).then(() => {
      again = false
      rouse = () => {
        again = true
      }
    })
  const round = async () => {
    const current = settings
    if (adopted !== current.configId) await adoptAlerting(db, current)
    adopted = current.configId
    while (!stopped && (await routeAlerts(options, current.alerting)) > 0);
    while (!stopped && (await flushGroups(options, current.alerting)) > 0);
    while (!stopped && (await sendDeliveries(options, current.alerting)) > 0);
    if (performance.now() - sweptAt > SWEEP_EVERY_MS) {
      sweptAt = performance.now()
      await endQuietAlerts(options)
    }
    const due = await Promise.all([nextDueInMs(db), nextDeliveryInMs(db)])
    return Math.max(0, Math.min(LONGEST_SLEEP_MS, ...due.map((ms) => ms ?? LONGEST_SLEEP_MS)))
  }
  const run = async () => {
    while (!stopped) {
      const pause = await round().catch((error: unknown) => {
        onTrouble(error)
        return AFTER_TROUBLE_MS
      })
      await sleep(pause)
    }
  }
  const running = run()
  return {
    wake,
    reload: (next) => {
      settings = next
      wake()
    },
    stop: async () => {
      stopped = true
      wake()
      await running
    },
  }
}
