/** Keeps the dispatcher going: one loop looks after groups, another one sends, so that a slow receiver holds up nobody. */
import { makeSender, type SenderParts } from '../../deliver/actions.ts'
import {
  adoptAlerting,
  type DispatcherParts,
  endQuietAlerts,
  findLostAlerts,
  flushGroups,
  type NamedAlerting,
  routeAlerts,
} from '../actions.ts'
import { repeat } from '../repeat/actions.ts'
import { nextDueInMs } from '../store.ts'

export interface Dispatcher {
  /** Something was stored: look now. */
  readonly wake: () => void
  /** New settings, from the next round on. */
  readonly reload: (settings: NamedAlerting) => void
  /** Finishes what runs, takes nothing new. */
  readonly stop: () => Promise<void>
}

export interface DispatcherOptions extends DispatcherParts, SenderParts {
  readonly settings: NamedAlerting
  /** Told of what went wrong in a round; the next one tries again. */
  readonly onTrouble: (error: unknown) => void
}

/** The longest sleep: what another replica stored is found within it. */
const LONGEST_SLEEP_MS = 500
/** What is due and not to be had is in somebody else's hands for a moment. */
const SHORTEST_SLEEP_MS = 20
const SWEEP_EVERY_MS = 10_000
/** Alerts that come one by one share a round. */
const REST_MS = 50

const within = (ms: number | undefined) =>
  Math.min(LONGEST_SLEEP_MS, Math.max(SHORTEST_SLEEP_MS, ms ?? LONGEST_SLEEP_MS))

/** Starts the loops of this replica. */
export function startDispatcher(options: DispatcherOptions): Dispatcher {
  let settings = options.settings
  let adopted: string | undefined
  let sweptAt = Number.NEGATIVE_INFINITY
  const sender = makeSender(options, () => sending.wake())
  const lookAfterGroups = async () => {
    const current = settings
    if (adopted !== current.configId) await adoptAlerting(options.db, current)
    adopted = current.configId
    // In turn: alerts may come as fast as they find their groups, and groups that are due must not wait for the last of them.
    for (let done = 1; done > 0; ) {
      const routed = await routeAlerts(options, current.alerting)
      const flushed = await flushGroups(options, current.alerting)
      if (flushed > 0) sending.wake()
      done = routed + flushed
    }
    if (performance.now() - sweptAt > SWEEP_EVERY_MS) {
      sweptAt = performance.now()
      await endQuietAlerts(options)
      if ((await findLostAlerts(options)) > 0) grouping.wake()
    }
    return within(await nextDueInMs(options.db))
  }
  const sending = repeat(async () => within(await sender.send(settings.alerting)), options.onTrouble)
  const grouping = repeat(lookAfterGroups, options.onTrouble, { restMs: REST_MS })
  return {
    wake: grouping.wake,
    reload: (next) => {
      settings = next
      grouping.wake()
    },
    stop: async () => {
      await Promise.all([grouping.stop(), sending.stop()])
      await sender.idle()
    },
  }
}
