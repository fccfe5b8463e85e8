/** Somebody hears of it, or would have and does not. */
export interface SimulatedLine {
  readonly at: Date
  /** "step 1", "the fallback". */
  readonly by: string
  readonly round: number
  readonly who: string
  /** How they are told; absent: they are not. */
  readonly channel: string | undefined
  /** Why it is them, or why they are not told. */
  readonly why: string
}

export interface Simulated {
  readonly lines: readonly SimulatedLine[]
  /** How it ends: everybody was paged, nobody can be reached, or there is more than is shown. */
  readonly end: 'exhausted' | 'nobody' | 'cut'
}
