/** Offers shifts and takes them. Of two people who accept one offer, one has it. */
import type { Database } from '../../../db/database.ts'
import { publish } from '../../../db/events.ts'
import { inTransaction } from '../../../db/transaction.ts'
import type { Actor } from '../../../kit/route.ts'
import { type OncallDesk, type OncallRefusal, refuseAct } from '../desk.ts'
import { tell } from '../override/actions.ts'
import { differences } from '../override/decide-override.ts'
import { addChange, changesIn, lockSchedule } from '../override/store.ts'
import type { Change, Rota } from '../rota.ts'
import type { Span } from '../zone/spans.ts'
import { addSwap, countOpenSwaps, decideStored, lockSwap } from './store.ts'
import { decideOffer, decideSwap, type Replacement, type Swap, type SwapMove } from './swap.ts'

const MOST_OPEN = 500

export type SwapOutcome = { readonly do: 'done'; readonly swap: Swap } | OncallRefusal

export type OfferedSwap = Span & Pick<Swap, 'offeredTo' | 'inReturn' | 'note'>

/** Offers a shift of one's own. */
export async function offerSwap(desk: OncallDesk, rota: Rota, offer: OfferedSwap, by: Actor): Promise<SwapOutcome> {
  const person = await desk.personOf(by)
  if (!person) return refuseAct('oncall/not-yours', 'only people have shifts')
  if (offer.offeredTo !== undefined && (await desk.people([offer.offeredTo])).length === 0)
    return refuseAct('oncall/unknown-person', `there is nobody with the login "${offer.offeredTo}" who can sign in`)
  return inTransaction(desk.db, async (tx): Promise<SwapOutcome> => {
    await lockSchedule(tx, rota.name)
    const now = desk.clock()
    const wanted = { ...offer, offeredBy: person.login }
    const decision = decideOffer(wanted, await seen(tx, rota, wanted, now))
    if (decision.do === 'refuse') return decision
    if ((await countOpenSwaps(tx, rota.name, now)) >= MOST_OPEN)
      return refuseAct('oncall/too-many', `"${rota.name}" has ${MOST_OPEN} open offers`)
    const swap: Swap = {
      ...{ ...wanted, id: desk.newId('swap'), schedule: rota.name, state: 'open' },
      ...{ createdAt: now, decidedAt: undefined, decidedBy: undefined },
    }
    await addSwap(tx, swap)
    await tellSwap(tx, 'oncall.swap-offered', swap)
    await desk.note(tx, by, 'oncall.swap-offered', rota.name, swap)
    return { do: 'done', swap }
  })
}

/** Accepts, declines or withdraws an offer. Undefined when nobody knows it. */
export async function moveSwap(
  desk: OncallDesk,
  id: string,
  { move, by }: { move: SwapMove; by: Actor },
): Promise<SwapOutcome | undefined> {
  const person = await desk.personOf(by)
  if (!person) return refuseAct('oncall/not-yours', 'only people have shifts')
  return inTransaction(desk.db, async (tx): Promise<SwapOutcome | undefined> => {
    const swap = await lockSwap(tx, id)
    if (!swap) return undefined
    const rota = desk.rotas().get(swap.schedule)
    if (!rota) return refuseAct('oncall/over', `there is no schedule "${swap.schedule}" any more`)
    await lockSchedule(tx, rota.name)
    const now = desk.clock()
    const before = await seen(tx, rota, swap, now)
    const decision = decideSwap(swap, { move, by: person.login }, before)
    if (decision.do === 'refuse') return decision
    const { state, replacements } = decision
    await decideStored(tx, id, { state, at: now, by: person.login })
    const decided: Swap = { ...swap, state, decidedAt: now, decidedBy: person.login }
    await replace(tx, { desk, rota, swap: decided, replacements, by: person.id, byName: person.name })
    await tellSwap(tx, `oncall.swap-${state}`, decided)
    await desk.note(tx, by, `oncall.swap-${state}`, rota.name, decided)
    return { do: 'done', swap: decided }
  })
}

interface Replacing {
  readonly desk: OncallDesk
  readonly rota: Rota
  readonly swap: Swap
  readonly replacements: readonly Replacement[]
  readonly by: string
  readonly byName: string
}

async function replace(tx: Database, { desk, rota, swap, replacements, by, byName }: Replacing): Promise<void> {
  for (const replacement of replacements) {
    const change: Change = { ...replacement, id: desk.newId('override'), kind: 'replace', swap: swap.id }
    const before = await changesIn(tx, rota.name, change)
    await addChange(tx, { schedule: rota.name, change, note: swap.note, at: swap.decidedAt!, by: byName })
    const changed = differences(rota, { before, after: [...before, change] }, change)
    await tell(tx, { what: 'swap.accepted', rota, change, changed, by })
  }
}

async function seen(tx: Database, rota: Rota, { from, until, inReturn }: Span & Pick<Swap, 'inReturn'>, now: Date) {
  const span = {
    from: Math.min(from, inReturn?.from ?? from),
    until: Math.max(until, inReturn?.until ?? until),
  }
  return { rota, changes: await changesIn(tx, rota.name, span), now: now.getTime() }
}

async function tellSwap(tx: Database, type: string, swap: Swap): Promise<void> {
  const { schedule, offeredBy, offeredTo, state } = swap
  const data = {
    ...{ schedule, state, offeredBy, offeredTo: offeredTo ?? null },
    from: new Date(swap.from).toISOString(),
    until: new Date(swap.until).toISOString(),
  }
  await publish(tx, [{ type, subject: swap.id, data }])
}
