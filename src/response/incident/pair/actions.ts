/** What is done to two incidents at once: merge, take out again, link, unlink. Both change, or none. */
import { inTransaction } from '../../../db/transaction.ts'
import { type Asked, type IncidentDesk, incidentActor, type Outcome, once, record, staleness } from '../actions.ts'
import type { Incident, IncidentRelation } from '../incident.ts'
import { decideLink, decideMerge, decideTakeOut, decideUnlink, type PairDecision } from '../merge.ts'
import { databaseNow, findIncident, keepRequest, lockIncidents } from '../store.ts'

type Pair = readonly [source: string, target: string]

export const mergeIncidents = (desk: IncidentDesk, pair: Pair, asked: Asked): Promise<Outcome> =>
  changePair(desk, pair, { ...asked, action: 'merge' }, (source, target) => decideMerge(source, target, desk.policy()))

export const takeOut = (desk: IncidentDesk, pair: Pair, asked: Asked): Promise<Outcome> =>
  changePair(desk, pair, { ...asked, action: 'take-out' }, decideTakeOut)

export const linkIncidents = (
  desk: IncidentDesk,
  pair: Pair,
  relation: IncidentRelation,
  asked: Asked,
): Promise<Outcome> =>
  changePair(desk, pair, { ...asked, action: 'link' }, (source, target) => decideLink(source, target, relation))

export const unlinkIncidents = (
  desk: IncidentDesk,
  pair: Pair,
  relation: IncidentRelation,
  asked: Asked,
): Promise<Outcome> =>
  changePair(desk, pair, { ...asked, action: 'unlink' }, (source, target) => decideUnlink(source, target, relation))

/** The version that is asked for is the source's. The answer is the source, too. */
async function changePair(
  desk: IncidentDesk,
  [sourceName, targetName]: Pair,
  asked: Asked & { readonly action: string },
  decide: (source: Incident, target: Incident) => PairDecision,
): Promise<Outcome> {
  return inTransaction(desk.db, async (tx): Promise<Outcome> => {
    const repeated = await once(tx, asked, `${sourceName} ${targetName}`)
    if (repeated) return repeated
    const locked = await lockIncidents(tx, [sourceName, targetName])
    const named = (name: string) =>
      [...locked.values()].find(({ id, number }) => id === name || String(number) === name)
    const [source, target] = [named(sourceName), named(targetName)]
    if (!source || !target) return unknownOf(source ? targetName : sourceName)
    const stale = staleness(source, asked)
    if (stale) return stale
    const decision = decide(source, target)
    if ('refused' in decision) return { ok: false, kind: 'refused', refused: decision.refused }
    const by = incidentActor(asked.by)
    if (asked.key !== undefined) await keepRequest(tx, { actorId: by.id, key: asked.key }, source.id)
    if (decision.source.length === 0 && decision.target.length === 0)
      return { ok: true, incident: source, changed: false }
    const now = await databaseNow(tx)
    // The one that is merged points at the other, which is therefore written first.
    if (decision.target.length > 0) await record(desk, tx, { incident: target, by, now, events: decision.target })
    if (decision.source.length > 0) await record(desk, tx, { incident: source, by, now, events: decision.source })
    await desk.note(tx, asked.by, `incident.${asked.action}`, source.id, { other: target.id })
    return { ok: true, incident: (await findIncident(tx, source.id))!, changed: true }
  })
}

const unknownOf = (name: string): Outcome => ({
  ok: false,
  kind: 'unknown',
  refused: { code: 'incident/unknown', message: `there is no incident "${name}"`, hint: 'opsbook incident list' },
})
