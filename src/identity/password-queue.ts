/** Lets a few of something expensive run at a time and a few more wait. */
export function fewAtOnce(running: number, waiting: number) {
  let active = 0
  const queue: (() => void)[] = []
  /** The work's result, or undefined at once when too many are waiting already. */
  return async <Result>(work: () => Promise<Result>): Promise<Result | undefined> => {
    if (active >= running) {
      if (queue.length >= waiting) return undefined
      // Whoever ends hands its place on, so that nobody slips in between.
      await new Promise<void>((resolve) => queue.push(resolve))
    } else active += 1
    try {
      return await work()
    } finally {
      const next = queue.shift()
      if (next) next()
      else active -= 1
    }
  }
}
