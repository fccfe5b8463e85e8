import type { Channel } from './channel.ts'

const BY_ACK = { button: 0, reply: 1, link: 2 } as const
const BY_PROOF = { delivered: 0, answered: 1, accepted: 2 } as const

/**
 * The personal channels from the best to wake somebody with to the calmest: where one can answer with a button before where one has to type,
 * and what proves that it arrived before what does not.
 */
export const rankChannels = (channels: readonly Pick<Channel, 'id' | 'canAck' | 'proof'>[]): string[] =>
  [...channels]
    .sort(
      (a, b) =>
        BY_ACK[a.canAck] - BY_ACK[b.canAck] || BY_PROOF[a.proof] - BY_PROOF[b.proof] || a.id.localeCompare(b.id),
    )
    .map(({ id }) => id)
