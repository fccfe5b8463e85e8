/**
 * How many tries somebody has at a password. Counted over a sliding window, so that every limit ends by itself: nobody is locked out
 * for ever, and nobody can lock somebody else out, because an address that person has signed in from before has tries of its own.
 */
export interface LoginLimits {
  readonly windowMs: number
  /** Failed tries at one account from one source. */
  readonly pair: number
  /** Failed tries from one source, at whatever account. */
  readonly source: number
  /** Failed tries at one account from all sources it was never used from. */
  readonly account: number
}

export const LOGIN_LIMITS: LoginLimits = { windowMs: 15 * 60_000, pair: 5, source: 30, account: 20 }

/** Failed tries within the window, oldest first or in any order. Refused ones were never tried and are not among them. */
export interface LoginHistory {
  readonly pair: readonly Date[]
  readonly source: readonly Date[]
  readonly account: readonly Date[]
  /** This account was signed in to from this source before. */
  readonly knownSource: boolean
}

export type LoginVerdict = { do: 'try' } | { do: 'wait'; until: Date }

/** May a password be tried now? */
export function decideLogin(history: LoginHistory, now: Date, limits: LoginLimits = LOGIN_LIMITS): LoginVerdict {
  const waits = [
    waitFor(history.pair, limits.pair, now, limits.windowMs),
    waitFor(history.source, limits.source, now, limits.windowMs),
    history.knownSource ? undefined : waitFor(history.account, limits.account, now, limits.windowMs),
  ].filter((until) => until !== undefined)
  if (waits.length === 0) return { do: 'try' }
  return { do: 'wait', until: new Date(Math.max(...waits)) }
}

/** When the window has room again; undefined when it has room now. */
function waitFor(tries: readonly Date[], limit: number, now: Date, windowMs: number): number | undefined {
  // A try in the future is another replica's clock running ahead; it counts as now.
  const times = tries.map((at) => Math.min(at.getTime(), now.getTime())).filter((at) => at > now.getTime() - windowMs)
  if (times.length < limit) return undefined
  return times.sort((a, b) => b - a)[limit - 1]! + windowMs
}

/** Where a try came from: an IPv4 address, or the /64 that an IPv6 household or host has for itself. */
export function sourceOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped) return mapped[1]!
  const plain = address.split('%')[0]!.toLowerCase()
  if (!plain.includes(':')) return plain
  const [head = '', tail] = plain.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const groups =
    tail === undefined ? left : [...left, ...Array(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
