import { setTimeout as rest } from 'node:timers/promises'

/** Something that is done again and again. */
export interface Repetition {
  /** Do it now, or once more if it is being done. */
  readonly wake: () => void
  /** Ends after the round that runs. */
  readonly stop: () => Promise<void>
}

const AFTER_TROUBLE_MS = 1_000

/**
 * Does rounds until it is stopped. Each says in how many milliseconds the next one is due; a wake brings that forward and is never lost, but
 * two rounds are at least `restMs` apart, so that what wakes it often shares them. A round that fails is told of and tried again a second later.
 */
export function repeat(
  round: () => Promise<number>,
  onTrouble: (error: unknown) => void,
  { restMs = 0 }: { restMs?: number } = {},
): Repetition {
  let stopped = false
  let woken = false
  let rouse: (() => void) | undefined
  const wake = () => {
    woken = true
    rouse?.()
  }
  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      if (woken || stopped) return resolve()
      const timer = setTimeout(resolve, ms)
      rouse = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const run = async () => {
    while (!stopped) {
      woken = false
      const pause = await round().catch((error: unknown) => {
        onTrouble(error)
        return AFTER_TROUBLE_MS
      })
      await sleep(pause)
      rouse = undefined
      if (woken && restMs > 0 && !stopped) await rest(restMs)
    }
  }
  const running = run()
  return {
    wake,
    stop: async () => {
      stopped = true
      wake()
      await running
    },
  }
}
