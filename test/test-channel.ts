import { z } from 'zod'
import type { Channel, ChannelCall, SendOutcome } from '../src/response/page/notify/channel.ts'

export interface TestChannel {
  readonly channel: Channel
  readonly calls: ChannelCall[]
  /** What is answered from now on; the default takes everything. */
  answer: (call: ChannelCall) => SendOutcome | Promise<SendOutcome>
}

/** A channel that hands over to this test. */
export function testChannel(id: string, more: Partial<Channel> = {}): TestChannel {
  const made: TestChannel = {
    calls: [],
    answer: () => ({ state: 'accepted' }),
    channel: {
      ...{
        id,
        title: id,
        addressLabel: 'address',
        reach: 'personal',
        canAck: 'button',
        proof: 'accepted',
        longestText: 500,
      },
      ...{ settingsSchema: z.object({}), secretSettings: [] },
      checkAddress: (text) => (text.includes('@') ? { ok: true, address: text } : { ok: false, why: 'it has no @' }),
      maskAddress: (address) => `${address[0]}••`,
      send: async (call) => {
        made.calls.push(call)
        return made.answer(call)
      },
      ...more,
    },
  }
  return made
}
