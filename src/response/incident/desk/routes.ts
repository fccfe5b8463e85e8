/** What every route of incidents works with, and how each answers. */
import { z } from 'zod'
import { refuseRequest } from '../../../kit/problem.ts'
import type { Access, RouteAnswer, RouteRequest } from '../../../kit/route.ts'
import type { Asked, IncidentDesk, Outcome } from '../actions.ts'
import { answerOutcome, askedBy } from '../answer-outcome.ts'
import type { ChangeAround } from '../changes-around.ts'
import type { IncidentBook } from '../incident-book.ts'
import type { Person } from '../role-state.ts'
import { SEVERITIES, type Severity } from '../severity.ts'
import { readSeverity } from '../severity-policy.ts'
import { findIncident } from '../store.ts'
import type { AlertSubject } from '../suggest/alert-subject.ts'

export interface IncidentRoutesDesk extends IncidentDesk {
  /** The book as it is now. */
  readonly book: () => IncidentBook
  /** Somebody by id or login; undefined for nobody. */
  readonly person: (name: string) => Promise<Person | undefined>
  /** What alerts say, by their ids; unknown ones are left out. */
  readonly alerts: (ids: readonly string[]) => Promise<readonly (AlertSubject & { readonly id: string })[]>
  /** What other systems told was changed, in the order in which it happened. */
  readonly changes: (asked: {
    readonly from: Date
    readonly to: Date
    readonly service?: string | undefined
    readonly after?: { readonly at: Date; readonly id: string } | undefined
    readonly limit: number
  }) => Promise<readonly ChangeAround[]>
  /** What a run of a runner is of; undefined for none. */
  readonly run: (id: string) => Promise<{ readonly procedure: string } | undefined>
}

type IncidentPermission = 'incident:read' | 'incident:write' | 'incident:note' | 'incident:post' | 'incident:join'

/** An incident somebody may read or change; a number stands for its id. What they hold there counts. */
export const oneIncident = ({ db }: IncidentDesk, permission: IncidentPermission): Access => ({
  kind: 'user',
  permission,
  object: {
    param: 'incident',
    exists: async (name) => (await findIncident(db, name)) !== undefined,
    incident: async (name) => (await findIncident(db, name))?.id,
  },
})

/** The same for what reaches into another incident, too: a role in one of both is not enough. */
export const incidentsOfAll = ({ db }: IncidentDesk, permission: 'incident:write'): Access => ({
  kind: 'user',
  permission,
  object: { param: 'incident', exists: async (name) => (await findIncident(db, name)) !== undefined },
})

/** Does what is asked and answers with the incident as it is then. */
export async function answering(
  request: Pick<RouteRequest, 'actor' | 'headers' | 'receivedAt'> & { readonly body?: unknown },
  work: (asked: Asked) => Promise<Outcome>,
  status = 200,
): Promise<RouteAnswer> {
  const read = askedBy(request)
  if ('refused' in read) return read.refused
  const outcome = await work(read.asked)
  // A repeated request made nothing new.
  return answerOutcome(outcome, request.receivedAt, outcome.ok && !outcome.changed ? 200 : status)
}

export const severityWord = z
  .string()
  .min(1)
  .max(100)
  .describe('P0 to P3, P0 the worst, or a name the book has for one')
export const instantWord = z.iso.datetime({ offset: true }).describe('When it was so, where that is not now')

/** A severity as somebody names it, or the refusal that lists what the book has. */
export function severityNamed(desk: IncidentRoutesDesk, text: string): { severity: Severity } | RouteAnswer {
  const policy = desk.policy()
  const severity = readSeverity(text, policy)
  if (severity !== undefined) return { severity }
  const names = SEVERITIES.map((each) => `${each} (${policy.levels[each].name})`).join(', ')
  return refuseRequest(400, {
    ...{ code: 'incident/severity', message: `"${text}" is no severity`, hint: `There are ${names}`, at: 'severity' },
  })
}
