/** What people do with a page or an incident that pages: escalate, decline, snooze, hand over. Each in the transaction that tells the timeline. */
import type { Database } from '../../../db/database.ts'
import { publish } from '../../../db/events.ts'
import { type Asked, type Context, changeIncident, type Outcome } from '../../incident/actions.ts'
import { type IncidentDecision, refused, unchanged } from '../../incident/decide-move.ts'
import { type Incident, isOver } from '../../incident/incident.ts'
import { type NewIncidentEvent, personOf } from '../../incident/incident-event.ts'
import { noticed, type Place, play, policyFor } from '../escalation/actions.ts'
import type { EscalationEvent } from '../escalation/advance.ts'
import { begin } from '../escalation/advance.ts'
import { pagePeople } from '../escalation/people/actions.ts'
import { lockEscalation, saveEscalation } from '../escalation/store.ts'
import type { Page } from '../page.ts'
import type { PageDesk } from '../page-desk.ts'
import type { Policy, Target } from '../policy/policy.ts'
import { targetName } from '../policy/policy.ts'
import { endPage, endPages, openPages } from '../store.ts'
import { firstTo } from './first-to.ts'

/** What somebody adds to an act. */
export interface SaidWith {
  readonly text?: string | undefined
  /** How, where that is not the console or the command line. */
  readonly via?: string | undefined
}

const said = ({ text, via }: SaidWith) => ({
  ...(text === undefined || text === '' ? {} : { text }),
  ...(via === undefined ? {} : { via }),
})

const OVER = (status: string) => refused('over', `it is ${status}`, 'Reopen it first, if it is not over')

/** Plays events on the escalation of an incident that is locked; begins one where there is none. Undefined: no policy says whom to page. */
async function playOn(
  desk: PageDesk,
  tx: Database,
  place: Place,
  events: readonly EscalationEvent[],
  policy?: Policy,
): Promise<readonly NewIncidentEvent[] | undefined> {
  const { incident, now } = place
  const chosen = policy ?? (await policyFor(desk, tx, place)).policy
  const stored = (await lockEscalation(tx, incident.id))?.state
  if (!stored && !chosen) return undefined
  const state = stored ?? begin(chosen!, incident.severity, now)
  const before = await noticed(tx, incident, state, chosen)
  const played = await play(desk, tx, place, { state, happened: [...before, ...events] })
  await saveEscalation(tx, incident.id, incident.severity, played.state)
  return played.events
}

/** The next step at once. Somebody who has the incident keeps it and gets help. */
export const escalateNow = (desk: PageDesk, id: string, with_: SaidWith, asked: Asked): Promise<Outcome> =>
  changeIncident(desk.incidents, id, { ...asked, action: 'escalate' }, (incident, context) =>
    escalating(desk, incident, context, with_),
  )

/** {@link escalateNow} on an incident that is locked. */
export async function escalating(
  desk: PageDesk,
  incident: Incident,
  { tx, now }: Context,
  with_: SaidWith,
): Promise<IncidentDecision> {
  if (isOver(incident)) return OVER(incident.status)
  const played = await playOn(desk, tx, { incident, now }, [{ type: 'escalate' }])
  if (!played)
    return refused(
      'no-policy',
      'no paging policy fits it, so there is no next step',
      'Name one below paging.policies in opsbook.yaml',
    )
  return { events: [{ data: { type: 'escalated', ...said(with_) } }, ...played] }
}

/** "I can't take this": the next one is paged as soon as nobody is left who was asked, or at once by who had it. */
export const declineIncident = (desk: PageDesk, id: string, with_: SaidWith, asked: Asked): Promise<Outcome> =>
  changeIncident(desk.incidents, id, { ...asked, action: 'decline' }, (incident, context) =>
    declining(desk, incident, context, with_),
  )

/** {@link declineIncident} on an incident that is locked. */
export async function declining(
  desk: PageDesk,
  incident: Incident,
  { tx, now, by }: Context,
  with_: SaidWith,
): Promise<IncidentDecision> {
  if (isOver(incident)) return OVER(incident.status)
  const mine = (await openPages(tx, incident.id)).find(({ userId }) => userId === by.id)
  const hadIt = incident.status === 'acknowledged' && incident.acknowledgedBy?.id === by.id
  if (!mine && !hadIt)
    return refused('not-yours', 'you were not paged for it and do not have it', 'There is nothing to give back')
  if (mine) {
    await endPage(tx, mine.id, 'declined')
    await desk.notifier.withdrawMessages(tx, { pageId: mine.id }, 'declined')
    await publish(tx, [{ type: 'page.declined', subject: mine.id, data: { incident: incident.id, user: by.id } }])
  }
  const played = await playOn(desk, tx, { incident, now }, [{ type: 'declined', userId: by.id, hadIt }])
  const lost: NewIncidentEvent[] = hadIt ? [{ data: { type: 'unacknowledged', why: 'declined' } }] : []
  return { events: [{ data: { type: 'page-declined', ...said(with_) } }, ...lost, ...(played ?? [])] }
}

/** Whoever snoozes it has it until then; nobody else is told of it. Then it wakes as if it were new. */
export const snoozeIncident = (
  desk: PageDesk,
  id: string,
  { until, text }: { until: (now: Date) => Date; text?: string | undefined },
  asked: Asked,
): Promise<Outcome> =>
  changeIncident(desk.incidents, id, { ...asked, action: 'snooze' }, async (incident, { tx, now, by }) => {
    if (isOver(incident)) return OVER(incident.status)
    const wake = until(now)
    if (wake <= now) return refused('past', 'that time is over', 'Name one that is still to come')
    if (wake.getTime() - now.getTime() > LONGEST_SNOOZE_MS)
      return refused('too-long', 'nothing is snoozed for more than a week', 'Resolve it, or lower its severity')
    const ended = await endPages(tx, incident.id, { which: 'all', by: by.id })
    if (ended.length > 0) await desk.notifier.withdrawMessages(tx, { subject: { id: incident.id } }, 'snoozed')
    const played = await playOn(desk, tx, { incident, now }, [{ type: 'snoozed', until: wake }])
    if (!played)
      return refused('no-policy', 'no paging policy fits it, so nothing would wake it', 'Acknowledge it instead')
    const { id: subject, number, title, severityName } = incident
    const update = {
      subject: { kind: 'incident' as const, id: subject },
      severity: severityName,
      reference: `#${number}`,
    }
    await desk.notifier.tellUpdate(tx, { ...update, title: `${by.name} snoozed it: ${title}`, except: by.id })
    const taken: NewIncidentEvent[] = incident.status === 'open' ? [{ data: { type: 'acknowledged' } }] : []
    return { events: [...taken, { data: { type: 'snoozed', until: wake, ...(text ? { text } : {}) } }, ...played] }
  })

const LONGEST_SNOOZE_MS = 7 * 86_400_000

/** Whom an incident goes to. */
export type Receiver = Target | { readonly kind: 'policy'; readonly policy: Policy }

const receiverName = (to: Receiver): string => (to.kind === 'policy' ? `the policy ${to.policy.name}` : targetName(to))

/** Gives it to somebody else: they are paged at once; if they do not answer, the policy goes on behind them. */
export const reassignIncident = (
  desk: PageDesk,
  id: string,
  { to, text }: { to: Receiver; text?: string | undefined },
  asked: Asked,
): Promise<Outcome> =>
  changeIncident(desk.incidents, id, { ...asked, action: 'reassign' }, async (incident, { tx, now }) => {
    if (isOver(incident)) return OVER(incident.status)
    const handed: NewIncidentEvent = { data: { type: 'reassigned', to: receiverName(to), ...(text ? { text } : {}) } }
    const ended = await endPages(tx, incident.id, { which: 'all', by: undefined })
    if (ended.length > 0) await desk.notifier.withdrawMessages(tx, { subject: { id: incident.id } }, 'given to others')
    const lost: NewIncidentEvent[] =
      incident.status === 'acknowledged' ? [{ data: { type: 'unacknowledged', why: 'reassigned' } }] : []
    return { events: [handed, ...lost, ...(await assign(desk, tx, { incident, now }, to))] }
  })

/** Puts a receiver in front of the policy of an incident that is locked, and pages them. */
export async function assign(
  desk: PageDesk,
  tx: Database,
  place: Place,
  to: Receiver,
): Promise<readonly NewIncidentEvent[]> {
  const policy = to.kind === 'policy' ? to.policy : firstTo(to, (await policyFor(desk, tx, place)).policy)
  const replaced: EscalationEvent[] = [{ type: 'replaced', policy }, { type: 'due' }]
  return (await playOn(desk, tx, place, replaced, policy)) ?? []
}

/** Calls somebody in addition; the escalation goes its own way. */
export const callIn = (
  desk: PageDesk,
  id: string,
  { to, text }: { to: Target; text?: string | undefined },
  asked: Asked,
): Promise<Outcome> =>
  changeIncident(desk.incidents, id, { ...asked, action: 'page' }, async (incident, { tx, now, by }) => {
    if (isOver(incident)) return OVER(incident.status)
    const wish = `the wish of ${personOf(by).name}`
    const { people, missed, events } = await pagePeople(
      desk,
      tx,
      { incident, now },
      {
        ...{ by: wish, step: undefined, round: 0, notify: [to], has: [], text, dueAt: now },
        until: incident.status === 'open' ? 'acknowledged' : 'resolved',
      },
    )
    await publish(tx, events)
    if (people.length === 0)
      return refused(
        'nobody-reached',
        `nobody was reached: ${missed.map(({ who, why }) => `${who}: ${why}`).join('; ')}`,
        'Name somebody else',
      )
    return { events: [{ data: { type: 'paged', by: wish, people: [...people], missed: [...missed] } }] }
  })

/** Somebody says that they are there too; the incident stays with who has it. */
export async function joining(
  desk: PageDesk,
  incident: Incident,
  { tx, by }: Context,
  with_: SaidWith,
): Promise<IncidentDecision> {
  const mine = (await openPages(tx, incident.id)).find(({ userId }) => userId === by.id)
  if (mine) {
    await endPage(tx, mine.id, 'acknowledged')
    await desk.notifier.withdrawMessages(tx, { pageId: mine.id }, 'acknowledged')
    await publish(tx, [{ type: 'page.acknowledged', subject: mine.id, data: { incident: incident.id, user: by.id } }])
  }
  const { via } = with_
  return isOver(incident)
    ? unchanged
    : { events: [{ data: { type: 'page-joined', ...(via === undefined ? {} : { via }) } }] }
}

/** A page nobody can be told of: every way to its person failed. The escalation goes on at once. */
export const pageUnreachable = (desk: PageDesk, page: Page, why: string): Promise<Outcome> =>
  changeIncident(
    desk.incidents,
    page.incidentId,
    { by: BY_ITSELF, action: 'page-unreachable' },
    async (incident, { tx, now }) => {
      if (isOver(incident) || !(await endPage(tx, page.id, 'unreachable'))) return unchanged
      const events: EscalationEvent[] = [{ type: 'declined', userId: page.userId, hadIt: false }, { type: 'due' }]
      const played = await playOn(desk, tx, { incident, now }, events)
      const person = { id: page.userId, name: (await desk.person(tx, page.userId))?.name ?? page.userId }
      const told: NewIncidentEvent = { data: { type: 'page-told', person, channel: 'every way', state: 'failed', why } }
      return { events: [told, ...(played ?? [])] }
    },
  )

/** Writes down what became of a message: that the provider has it, that it arrived, that it failed. Said twice it is written once. */
export const pageTold = (
  desk: PageDesk,
  page: Page,
  { channel, state, why }: { channel: string; state: 'accepted' | 'delivered' | 'failed'; why?: string | undefined },
): Promise<Outcome> =>
  changeIncident(desk.incidents, page.incidentId, { by: BY_ITSELF, action: 'page-told' }, async (_, { tx, events }) => {
    const person = { id: page.userId, name: (await desk.person(tx, page.userId))?.name ?? page.userId }
    const data = { type: 'page-told' as const, person, channel, state, ...(why === undefined ? {} : { why }) }
    const since = (await events()).filter(({ recordedAt }) => recordedAt >= page.startedAt)
    const isKnown = since.some((event) => JSON.stringify(event.data) === JSON.stringify(data))
    return isKnown ? unchanged : { events: [{ data }] }
  })

/** The outbox speaks for itself. */
const BY_ITSELF = { kind: 'nobody' } as const
