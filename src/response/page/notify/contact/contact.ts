/** A way to reach one person: an address on a channel, worth nothing until its owner has shown that it reaches them. */
export interface Contact {
  readonly id: string
  readonly userId: string
  readonly channel: string
  readonly address: string
  readonly createdAt: Date
  readonly verifiedAt: Date | null
  /** Since when its address is known to be dead. */
  readonly goneAt: Date | null
  readonly goneWhy: string | null
  /** When its provider last took a message, and when one last provably reached the person. */
  readonly lastAcceptedAt: Date | null
  readonly lastProvenAt: Date | null
  readonly lastError: string | null
}

/** More are a mistake, or somebody who wants to have messages sent around. */
export const MOST_CONTACTS = 20
