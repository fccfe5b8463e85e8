/** Chance that can be had again: the same seed gives the same numbers. */
export interface Chance {
  /** From `from` up to, not including, `to`; whole. */
  readonly between: (from: number, to: number) => number
  readonly oneOf: <Choice>(choices: readonly Choice[]) => Choice
  /** True so often out of a hundred times. */
  readonly percent: (share: number) => boolean
}

/** The seed of a test: what the environment says, to see a failure again, or a new one. */
export const chosenSeed = (): number => Number(process.env.OPSBOOK_TEST_SEED ?? Date.now() % 1_000_000)

/** Mulberry32: small, and good enough to choose moments. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from))
  return {
    between,
    oneOf: (choices) => choices[between(0, choices.length)]!,
    percent: (share) => next() * 100 < share,
  }
}
