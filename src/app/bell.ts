/** Rings when something may have changed; those who wait look for themselves. */
export interface Bell {
  readonly ring: () => void
  /** Calls back at every ring; answers with how to stop. */
  readonly onRing: (hear: () => void) => () => void
  /** Resolves at the next ring, after the time, or with the signal. */
  readonly next: (withinMs: number, signal: AbortSignal) => Promise<void>
}

/** A bell of this process. */
export function makeBell(): Bell {
  const hearers = new Set<() => void>()
  const onRing = (hear: () => void) => {
    hearers.add(hear)
    return () => void hearers.delete(hear)
  }
  return {
    ring: () => {
      for (const hear of [...hearers]) hear()
    },
    onRing,
    next: (withinMs, signal) =>
      new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer)
          stop()
          signal.removeEventListener('abort', done)
          resolve()
        }
        const timer = setTimeout(done, withinMs)
        const stop = onRing(done)
        if (signal.aborted) done()
        else signal.addEventListener('abort', done, { once: true })
      }),
  }
}
