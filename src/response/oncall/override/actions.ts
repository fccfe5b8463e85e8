/** Makes overrides and takes them back; each is in force when this resolves, is in the audit, and told to whom it concerns as an event. */
import type { Database } from '../../../db/database.ts'
import { publish } from '../../../db/events.ts'
import { inTransaction } from '../../../db/transaction.ts'
import { personBehind } from '../../../kit/person-behind.ts'
import type { Actor } from '../../../kit/route.ts'
import { type OncallDesk, type OncallRefusal, refuseAct } from '../desk.ts'
import type { Change, Rota } from '../rota.ts'
import { affectedBy, type Difference, decideOverride, differences, type WantedOverride } from './decide-override.ts'
import {
  addChange,
  changesIn,
  countOpen,
  lockChange,
  lockSchedule,
  type StoredChange,
  withdrawChange,
} from './store.ts'

/** Of one schedule, that are not over. */
const MOST_OPEN = 1_000

export type MadeOverride =
  | { readonly do: 'made'; readonly stored: StoredChange; readonly differences: readonly Difference[] }
  | OncallRefusal

/** Makes an override of a schedule. */
export async function makeOverride(
  desk: OncallDesk,
  rota: Rota,
  { wanted, note, by }: { wanted: WantedOverride; note: string; by: Actor },
): Promise<MadeOverride> {
  const known = await knownOf(desk, wanted)
  return inTransaction(desk.db, async (tx): Promise<MadeOverride> => {
    await lockSchedule(tx, rota.name)
    const now = desk.clock()
    const decision = decideOverride(wanted, { id: desk.newId('override'), now: now.getTime(), known })
    if (decision.do === 'refuse') return decision
    if ((await countOpen(tx, rota.name, now)) >= MOST_OPEN)
      return refuseAct('oncall/too-many', `"${rota.name}" has ${MOST_OPEN} overrides that are not over`)
    const { change } = decision
    const before = await changesIn(tx, rota.name, change)
    const stored = await addChange(tx, { schedule: rota.name, change, note, at: now, by: personBehind(by).name })
    const changed = differences(rota, { before, after: [...before, change] }, change)
    await tell(tx, { what: 'override.made', rota, change, changed, by: personBehind(by).id })
    await desk.note(tx, by, 'oncall.overridden', rota.name, { override: change, note })
    return { do: 'made', stored, differences: changed }
  })
}

/** What an override would change, without making it. */
export async function previewOverride(
  desk: OncallDesk,
  rota: Rota,
  wanted: WantedOverride,
): Promise<{ readonly do: 'shown'; readonly differences: readonly Difference[] } | OncallRefusal> {
  const known = await knownOf(desk, wanted)
  const decision = decideOverride(wanted, { id: 'preview', now: desk.clock().getTime(), known })
  if (decision.do === 'refuse') return decision
  const { change } = decision
  const before = await changesIn(desk.db, rota.name, change)
  return { do: 'shown', differences: differences(rota, { before, after: [...before, change] }, change) }
}

/** Takes an override back: one that has begun ends now. Undefined when nobody knows it. */
export async function endOverride(
  desk: OncallDesk,
  id: string,
  by: Actor,
): Promise<{ readonly do: 'ended' } | OncallRefusal | undefined> {
  return inTransaction(desk.db, async (tx) => {
    const stored = await lockChange(tx, id)
    if (!stored) return undefined
    const now = desk.clock()
    const { schedule, change, withdrawnAt } = stored
    if (withdrawnAt !== null || change.until <= now.getTime())
      return refuseAct('oncall/over', 'it is over already, or was taken back')
    if (change.kind === 'replace' && change.swap !== undefined)
      return refuseAct(
        'oncall/invalid',
        'it is what two people agreed on: a swap',
        'Offer another swap, or override it',
      )
    await lockSchedule(tx, schedule)
    const from = Math.max(change.from, now.getTime())
    const before = await changesIn(tx, schedule, { from, until: change.until })
    await withdrawChange(tx, id, { at: now, by: personBehind(by).name })
    const rota = desk.rotas().get(schedule)
    const after = before.filter((each) => each.id !== id)
    const changed = rota ? differences(rota, { before, after }, { from, until: change.until }) : []
    await tell(tx, { what: 'override.ended', rota: { name: schedule }, change, changed, by: personBehind(by).id })
    await desk.note(tx, by, 'oncall.override-ended', schedule, { override: change })
    return { do: 'ended' as const }
  })
}

async function knownOf(desk: OncallDesk, wanted: WantedOverride): Promise<ReadonlySet<string>> {
  const logins = wanted.kind === 'temporary' ? wanted.shifts.flatMap(({ people }) => people) : wanted.people
  return new Set((await desk.people([...new Set(logins)])).map(({ login }) => login))
}

/** Publishes that other people are on call than before, with whom it concerns. */
export async function tell(
  tx: Database,
  {
    what,
    rota,
    change,
    changed,
    by,
  }: {
    what: string
    rota: Pick<Rota, 'name'>
    change: Pick<Change, 'id' | 'from' | 'until'>
    changed: readonly Difference[]
    by: string
  },
): Promise<void> {
  const data = {
    ...{ what, id: change.id, by, affected: affectedBy(changed) },
    from: new Date(change.from).toISOString(),
    until: new Date(change.until).toISOString(),
  }
  await publish(tx, [{ type: 'oncall.changed', subject: rota.name, data }])
}
