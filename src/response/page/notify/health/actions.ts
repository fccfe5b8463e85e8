/** Looks at channels without sending anything. */
import { checkedConnection } from '../../../../egress/checked-connection.ts'
import type { ChannelInForce } from '../channel-in-force.ts'

export interface DryCheck {
  readonly ok: boolean
  /** What was looked at, or what is wrong. */
  readonly what: string
}

const LIMIT_MS = 5_000

/** Are the settings of a channel right, its secrets readable, and does what they name take a connection (TLS and all)? Nothing is said to it. */
export async function checkDry({ settings, origins }: ChannelInForce, allow: readonly string[]): Promise<DryCheck> {
  try {
    settings()
    for (const origin of origins) {
      const signal = AbortSignal.timeout(LIMIT_MS)
      const socket = await checkedConnection({ url: new URL(origin), writtenBy: 'settings', allow, signal })
      socket.destroy()
    }
    return {
      ok: true,
      what: origins.size > 0 ? `${[...origins].join(', ')} can be reached` : 'its settings are complete',
    }
  } catch (error) {
    return { ok: false, what: (error as Error).message }
  }
}
