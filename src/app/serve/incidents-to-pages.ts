/** Incidents page people: what paging asks of other features, and what it tells them. */
import type { Database } from '../../db/database.ts'
import type { Seal } from '../../db/seal.ts'
import { findUser, userByLogin } from '../../identity/store.ts'
import { membersOfTeam } from '../../identity/team/store.ts'
import type { User } from '../../identity/user.ts'
import { findAlert } from '../../response/alert/show/store.ts'
import type { IncidentDesk } from '../../response/incident/actions.ts'
import { tellingAlerts } from '../../response/incident/alert/actions.ts'
import type { Incident } from '../../response/incident/incident.ts'
import type { IncidentBook } from '../../response/incident/incident-book.ts'
import { suggestForAll } from '../../response/incident/suggest/suggest-for-all.ts'
import { actedLine } from '../../response/page/ack/acted-line.ts'
import { type Acted, actByCode, actOnPage } from '../../response/page/ack/actions.ts'
import { composeGroup, composePage, isStillWanted } from '../../response/page/compose/actions.ts'
import { notifyPerson, type PagePort, tellUpdate, withdrawMessages } from '../../response/page/notify/actions.ts'
import type { ActPort } from '../../response/page/notify/callback/actions.ts'
import { usersOfAddress } from '../../response/page/notify/contact/store.ts'
import { provenByAnswer } from '../../response/page/notify/proof/actions.ts'
import { planMessages } from '../../response/page/notify/rules/plan-messages.ts'
import { personalSettings, usableMethods } from '../../response/page/notify/store.ts'
import { urgencyOf } from '../../response/page/page.ts'
import type { Found, PageDesk, Person, Suggested } from '../../response/page/page-desk.ts'
import type { Paging } from '../../response/page/policy/compile-paging.ts'
import type { Target } from '../../response/page/policy/policy.ts'

export interface PageParts {
  readonly incidents: IncidentDesk
  readonly seal: Seal
  readonly paging: () => Paging
  readonly book: () => IncidentBook
  readonly publicUrl: () => string
  readonly onTrouble: (error: unknown) => void
  /** Logins of those who are on call in a schedule, or why nobody is. */
  readonly onCall: (tx: Database, schedule: string, at: Date) => Promise<{ logins: readonly string[]; why: string }>
}

/** Suggestions are made for so many alerts; a storm of one kind needs no more. */
const ALERTS_ASKED = 3

export const pageDesk = (parts: PageParts): PageDesk => ({
  ...{ incidents: parts.incidents, paging: parts.paging, publicUrl: parts.publicUrl, onTrouble: parts.onTrouble },
  mark: parts.seal.mark,
  notifier: { notifyPerson, withdrawMessages, tellUpdate },
  roster: { find: (tx, target, at) => find(parts, tx, target, at) },
  person: async (tx, id) => personOf(await findUser(tx, id)),
  telling: async (tx, incident) => (await alertsOf(tx, incident, 1))[0],
  messagesOf: async (tx, userId, severity, at) => {
    const methods = await usableMethods(tx, userId)
    const { rules, quiet } = await personalSettings(tx, userId)
    const planned = planMessages({ methods, rules, quiet, severity, urgency: urgencyOf(severity), now: at })
    return planned.map(({ method, dueAt }) => ({ channel: method.channel, at: dueAt }))
  },
  suggest: (tx, incident) => suggestions(parts, tx, incident),
})

/** What the outbox asks of paging. */
export const pagePort = (desk: PageDesk): PagePort => ({
  isStillWanted,
  compose: (tx, pageId) => composePage(desk, tx, pageId),
  composeGroup: (tx, userId, pageIds) => composeGroup(desk, tx, userId, pageIds),
})

/** What people do by buttons and replies that come back from a provider. */
export const actPort = (desk: PageDesk): ActPort => ({
  pressed: async ({ token, channel }) => {
    const done = await actOnPage(desk, token, { via: `a button in ${channel}` })
    if (done.kind === 'acted') return resultOf(desk, done.acted, channel)
    return { ok: false, text: done.kind === 'expired' ? 'This message is too old.' : 'There is no such page.' }
  },
  replied: async ({ channel, address, code }) => {
    for (const userId of await usersOfAddress(desk.incidents.db, channel, address)) {
      const done = await actByCode(desk, { userId, code, via: `a reply by ${channel}` })
      if (done.kind === 'acted') return resultOf(desk, done.acted, channel)
      if (done.kind === 'too-many') return { ok: false, text: 'Too many wrong codes. Try again in ten minutes.' }
    }
    return { ok: false, text: 'No open page of yours has this code.' }
  },
})

/** What a provider shows of it. Whoever answers by a channel has been reached by it. */
async function resultOf(desk: PageDesk, acted: readonly Acted[], channel: string) {
  for (const { seen } of acted) await provenByAnswer(desk.incidents.db, seen.page.id, channel)
  return { ok: acted.every(({ result }) => result === 'done'), text: acted.map(actedLine).join('\n') }
}

const personOf = (user: User | undefined): Person | undefined =>
  user && user.disabledAt === null ? { id: user.id, login: user.login, name: user.name } : undefined

async function find(parts: PageParts, tx: Database, target: Target, at: Date): Promise<Found> {
  if (target.kind === 'user') {
    const person = personOf(await userByLogin(tx, target.name.toLowerCase()))
    return person
      ? { people: [person], why: 'by name' }
      : { people: [], why: 'there is nobody of this login who may come in' }
  }
  if (target.kind === 'team') {
    const people = await membersOfTeam(tx, target.name)
    if (people === undefined) return { people: [], why: 'there is no such team' }
    const active = people.flatMap((each) => personOf(each) ?? [])
    return { people: active, why: active.length > 0 ? `in the team ${target.name}` : 'the team has nobody' }
  }
  const { logins, why } = await parts.onCall(tx, target.name, at)
  const users = await Promise.all(logins.map((login) => userByLogin(tx, login)))
  const people = users.flatMap((user) => personOf(user) ?? [])
  if (people.length > 0) return { people, why: `on call in ${target.name}` }
  return { people: [], why: logins.length > 0 ? `${logins.join(', ')} may not come in` : why }
}

async function alertsOf(tx: Database, incident: Incident, limit: number) {
  const places = await tellingAlerts(tx, incident, limit)
  const found = await Promise.all(places.map(({ alertId }) => findAlert(tx, alertId)))
  return found.filter((alert) => alert !== undefined)
}

async function suggestions({ book }: PageParts, tx: Database, incident: Incident): Promise<readonly Suggested[]> {
  const alerts = await alertsOf(tx, incident, ALERTS_ASKED)
  const labels: Record<string, string> = incident.service === undefined ? {} : { service: incident.service }
  const subjects = alerts.length > 0 ? alerts : [{ id: '', summary: incident.title, labels, annotations: {} }]
  return suggestForAll(book().searched(), subjects, 2).map(({ title, file, line, procedure, reasons }) => ({
    ...{ title, place: `${file}:${line}`, reasons },
    command: procedure === undefined ? undefined : `opsbook run ${file}#${procedure}`,
  }))
}
