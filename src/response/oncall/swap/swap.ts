/** A shift somebody offers. Who is paged changes when it is accepted, not before. */
import { type OncallRefusal, refuseAct } from '../desk.ts'
import type { Change, Rota } from '../rota.ts'
import { loginsOf, shiftsBetween } from '../shifts.ts'
import type { Span } from '../zone/spans.ts'

export const SWAP_STATES = ['open', 'accepted', 'declined', 'withdrawn'] as const
export type SwapState = (typeof SWAP_STATES)[number]

export interface Swap extends Span {
  readonly id: string
  readonly schedule: string
  readonly state: SwapState
  readonly offeredBy: string
  /** To one person, or to whoever takes it. */
  readonly offeredTo: string | undefined
  /** When the one who offers is on instead of the one who accepts. */
  readonly inReturn: Span | undefined
  readonly note: string
  readonly createdAt: Date
  readonly decidedAt: Date | undefined
  readonly decidedBy: string | undefined
}

export type SwapMove = 'accept' | 'decline' | 'withdraw'

/** What a schedule says, and what has changed it: enough to see whose shift it is. */
export interface Seen {
  readonly rota: Rota
  readonly changes: readonly Change[]
  readonly now: number
}

/** Whether an offer can be made. One offers what is one's own. */
export function decideOffer(
  {
    offeredBy,
    offeredTo,
    inReturn,
    from,
    until,
  }: Pick<Swap, 'offeredBy' | 'offeredTo' | 'inReturn' | 'from' | 'until'>,
  seen: Seen,
): { readonly do: 'offer' } | OncallRefusal {
  for (const span of [{ from, until }, inReturn]) {
    if (span && span.until <= span.from) return refuseAct('oncall/invalid', 'the end is not after the beginning')
    if (span && span.until <= seen.now) return refuseAct('oncall/over', 'it would be over already')
    if (span && span.until - span.from > MOST_MS) return refuseAct('oncall/invalid', 'longer than 92 days')
  }
  if (offeredTo === offeredBy) return refuseAct('oncall/invalid', 'a swap is with somebody else')
  if (inReturn && offeredTo === undefined)
    return refuseAct('oncall/invalid', 'a shift in return is somebody’s: say whose', 'Name the person it is offered to')
  if (inReturn && !(inReturn.until <= from || until <= inReturn.from))
    return refuseAct('oncall/invalid', 'the shift in return overlaps the one that is offered')
  const why = notTheirs({ offeredBy, from, until, inReturn }, offeredTo, seen)
  return why ?? { do: 'offer' }
}

const MOST_MS = 92 * 86_400_000

/** What becomes of a swap by what somebody does, and of the schedule. */
export function decideSwap(
  swap: Swap,
  { move, by }: { move: SwapMove; by: string },
  seen: Seen,
): { readonly do: 'move'; readonly state: SwapState; readonly replacements: readonly Replacement[] } | OncallRefusal {
  if (swap.state !== 'open') return refuseAct('oncall/over', `it was ${swap.state} already`)
  if (move === 'withdraw') {
    if (by !== swap.offeredBy) return refuseAct('oncall/not-yours', 'only who offered it can withdraw it')
    return { do: 'move', state: 'withdrawn', replacements: [] }
  }
  if (by === swap.offeredBy) return refuseAct('oncall/not-yours', 'it is your own offer', 'Withdraw it instead')
  if (swap.offeredTo !== undefined && by !== swap.offeredTo)
    return refuseAct('oncall/not-yours', `it is offered to ${swap.offeredTo}`)
  if (move === 'decline') {
    if (swap.offeredTo === undefined)
      return refuseAct('oncall/invalid', 'it is offered to anybody: whoever does not want it leaves it')
    return { do: 'move', state: 'declined', replacements: [] }
  }
  if (swap.until <= seen.now) return refuseAct('oncall/over', 'the shift is over')
  const why = notTheirs(swap, by, seen)
  return why ?? { do: 'move', state: 'accepted', replacements: replacementsOf(swap, by, seen.now) }
}

export interface Replacement extends Span {
  readonly person: string
  readonly people: readonly string[]
}

/** What is still to come of both shifts changes hands. */
const replacementsOf = (swap: Swap, by: string, now: number): Replacement[] =>
  [
    { from: swap.from, until: swap.until, person: swap.offeredBy, people: [by] },
    ...(swap.inReturn ? [{ ...swap.inReturn, person: by, people: [swap.offeredBy] }] : []),
  ]
    .map((each) => ({ ...each, from: Math.max(each.from, now) }))
    .filter(({ from, until }) => from < until)

/** Somebody cannot give away when they are not on. */
function notTheirs(
  { offeredBy, from, until, inReturn }: Pick<Swap, 'offeredBy' | 'from' | 'until' | 'inReturn'>,
  other: string | undefined,
  { rota, changes, now }: Seen,
): OncallRefusal | undefined {
  const isOn = (login: string, span: Span) => {
    const rest = { from: Math.max(span.from, now), until: span.until }
    return (
      rest.from < rest.until &&
      shiftsBetween(rota, changes, rest).some(({ onCall }) => loginsOf(onCall).includes(login))
    )
  }
  if (!isOn(offeredBy, { from, until }))
    return refuseAct(
      'oncall/not-yours',
      `${offeredBy} is not on call on "${rota.name}" then`,
      'opsbook oncall preview shows who is',
    )
  if (inReturn && other !== undefined && !isOn(other, inReturn))
    return refuseAct(
      'oncall/not-yours',
      `${other} is not on call on "${rota.name}" in the time that is asked for in return`,
    )
  return undefined
}
