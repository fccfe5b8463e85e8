import type { Channel } from './channel.ts'

/** A channel with the settings of this installation. */
export interface ChannelInForce {
  readonly channel: Channel
  /** Its settings with the secrets read, each time anew, so that a changed one needs no restart. Throws when one cannot be read. */
  readonly settings: () => unknown
  /** Origins that the settings name: what is asked of them was written by the administrator. */
  readonly origins: ReadonlySet<string>
}

export type ChannelsInForce = ReadonlyMap<string, ChannelInForce>
