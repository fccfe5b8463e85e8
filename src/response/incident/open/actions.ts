/** Declares an incident by hand. */
import type { Database } from '../../../db/database.ts'
import { inTransaction } from '../../../db/transaction.ts'
import { type Asked, type IncidentDesk, incidentActor, type Outcome, once, record } from '../actions.ts'
import type { Incident, IncidentKind } from '../incident.ts'
import type { IncidentActor, NewIncidentEvent } from '../incident-event.ts'
import type { Severity } from '../severity.ts'
import { clockTerms, type SeverityPolicy } from '../severity-policy.ts'
import { databaseNow, keepRequest, nextNumber } from '../store.ts'

export interface NewIncident {
  readonly title: string
  readonly severity: Severity
  readonly kind: IncidentKind
  readonly service?: string | undefined
  /** When it began, where that is known to be earlier. */
  readonly startedAt?: Date | undefined
  readonly why?: string | undefined
}

/** What else belongs to an opening, in its transaction: events that follow from it. */
type Also = (tx: Database, place: { incident: Incident; now: Date }) => Promise<readonly NewIncidentEvent[]>

/** Opens it. Whoever opens one by hand has it: it is acknowledged with that, unless `also` gives it to others. */
export async function openIncident(desk: IncidentDesk, wish: NewIncident, asked: Asked, also?: Also): Promise<Outcome> {
  return inTransaction(desk.db, async (tx): Promise<Outcome> => {
    const repeated = await once(tx, { ...asked, action: 'open', wish }, '')
    if (repeated) return repeated
    const now = await databaseNow(tx)
    const by = incidentActor(asked.by)
    if (wish.startedAt && wish.startedAt > now) {
      const refused = { code: 'incident/future', message: 'that time has not come yet', hint: 'Leave it out for now' }
      return { ok: false, kind: 'refused', refused }
    }
    const opened = openedEvent(desk.policy(), {
      ...{ id: desk.newId('incident'), number: await nextNumber(tx), title: wish.title, severity: wish.severity },
      ...{ kind: wish.kind, declaredBy: 'hand', severityByHand: true, why: wish.why ?? `${by.name} says so` },
      ...(wish.service === undefined ? {} : { service: wish.service }),
    })
    const events: NewIncidentEvent[] = [wish.startedAt ? { ...opened, happenedAt: wish.startedAt } : opened]
    if (isPerson(by) && !also) events.push({ data: { type: 'acknowledged' } })
    let incident = await record(desk, tx, { incident: undefined, by, now, events })
    const more = also ? await also(tx, { incident, now }) : []
    if (more.length > 0) incident = await record(desk, tx, { incident, by, now, events: more })
    if (asked.key !== undefined) await keepRequest(tx, { actorId: by.id, key: asked.key }, incident.id)
    await desk.note(tx, asked.by, 'incident.open', incident.id, { number: incident.number, severity: wish.severity })
    return { ok: true, incident, changed: true }
  })
}

const isPerson = ({ kind }: IncidentActor): boolean => kind === 'user' || kind === 'token'

interface Opening {
  readonly id: string
  readonly number: number
  readonly title: string
  readonly severity: Severity
  readonly kind: IncidentKind
  readonly declaredBy: 'hand' | 'rule' | 'alert'
  readonly severityByHand: boolean
  readonly why: string
  readonly group?: string
  readonly service?: string
}

/** The first event of an incident, with what the book promises for it now. Announced work has no promises of the kind. */
export function openedEvent(policy: SeverityPolicy, { id, ...opening }: Opening): NewIncidentEvent {
  const level = policy.levels[opening.severity]
  const terms = opening.kind === 'maintenance' ? {} : clockTerms(level)
  return { data: { type: 'opened', incident: id, severityName: level.name, terms, ...opening } }
}
