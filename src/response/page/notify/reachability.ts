/** What can be said of how to reach somebody. */
export interface Reachability {
  readonly userId: string
  /** There is a verified contact method whose channel is in the settings. */
  readonly isReachable: boolean
  /** When a message last provably reached them; undefined: never. */
  readonly lastProvenAt: Date | undefined
}
