/** Incidents as the API shows them. */
import { z } from 'zod'
import { CLOCK_KINDS, type Clock, clockState } from './clocks.ts'
import { updateDue } from './communication.ts'
import { INCIDENT_KINDS, INCIDENT_RELATIONS, INCIDENT_STATUSES, type Incident } from './incident.ts'
import { SEVERITIES } from './severity.ts'
import type { TimelineEntry } from './timeline.ts'

const instant = z.iso.datetime()
const person = z.object({ id: z.string(), name: z.string() })

const clockShape = z.object({
  kind: z.enum(CLOCK_KINDS),
  state: z.enum(['running', 'at-risk', 'breached', 'met', 'met-late', 'stopped']),
  ...{ startedAt: instant, dueAt: instant.nullable(), metAt: instant.nullable(), breachedAt: instant.nullable() },
})

export const incidentShape = z.object({
  id: z.string(),
  number: z.int().describe('What people say; stands for the id everywhere'),
  ...{ kind: z.enum(INCIDENT_KINDS), title: z.string(), service: z.string().nullable() },
  severity: z.enum(SEVERITIES).describe('P0 is the worst'),
  severityName: z.string().describe("The book's name for it"),
  status: z.enum(INCIDENT_STATUSES),
  declaredBy: z.enum(['hand', 'rule', 'alert']),
  ...{ openedAt: instant, acknowledgedAt: instant.nullable(), acknowledgedBy: person.nullable() },
  ...{ mitigatedAt: instant.nullable(), resolvedAt: instant.nullable(), reopenedAt: instant.nullable() },
  ...{ mergedInto: z.string().nullable(), tookIn: z.array(z.string()) },
  links: z.array(z.object({ incident: z.string(), relation: z.enum(INCIDENT_RELATIONS) })),
  alerts: z.object({ attached: z.int(), firing: z.int() }),
  runs: z.array(
    z.object({
      run: z.string(),
      procedure: z.string(),
      outcome: z.string().nullable(),
      exitCode: z.number().nullable(),
    }),
  ),
  roles: z.array(
    z.object({
      ...{ role: z.string(), holder: person.nullable(), since: instant.nullable() },
      offer: z.object({ to: person, by: person, at: instant }).nullable(),
    }),
  ),
  clocks: z.array(clockShape),
  updateDue: z
    .object({ dueAt: instant, owers: z.array(z.string()), overdue: z.boolean() })
    .nullable()
    .describe('The next word that is owed to others, and by whom'),
  workflow: z.string().nullable().describe('Title of the workflow it follows'),
  version: z.int().describe('Also its ETag; If-Match with it refuses to change what has changed meanwhile'),
})

const iso = (at: Date | undefined): string | null => at?.toISOString() ?? null

export function showIncident(incident: Incident, now: Date): z.input<typeof incidentShape> {
  const { id, number, kind, title, severity, severityName, status, declaredBy, tookIn, links, alerts } = incident
  const due = updateDue(incident, now)
  return {
    ...{ id, number, kind, title, service: incident.service ?? null, severity, severityName, status, declaredBy },
    openedAt: incident.openedAt.toISOString(),
    acknowledgedAt: iso(incident.acknowledgedAt),
    acknowledgedBy: incident.acknowledgedBy ?? null,
    mitigatedAt: iso(incident.mitigatedAt),
    resolvedAt: iso(incident.resolvedAt),
    reopenedAt: iso(incident.reopenedAt),
    ...{ mergedInto: incident.mergedInto ?? null, tookIn, links, alerts },
    runs: incident.runs.map(({ run, procedure, outcome, exitCode }) => ({
      ...{ run, procedure, outcome: outcome ?? null, exitCode: exitCode ?? null },
    })),
    roles: incident.roles.map(({ role, holder, since, offer }) => ({
      ...{ role, holder: holder ?? null, since: iso(since) },
      offer: offer ? { ...offer, at: offer.at.toISOString() } : null,
    })),
    clocks: incident.clocks.map((clock) => showClock(clock, now)),
    updateDue: due ? { ...due, owers: [...due.owers], dueAt: due.dueAt.toISOString() } : null,
    ...{ workflow: incident.workflow?.title ?? null, version: incident.version },
  }
}

const showClock = (clock: Clock, now: Date): z.input<typeof clockShape> => ({
  ...{ kind: clock.kind, state: clockState(clock, now), startedAt: clock.startedAt.toISOString() },
  ...{ dueAt: iso(clock.dueAt), metAt: iso(clock.metAt), breachedAt: iso(clock.breachedAt) },
})

export const entryShape = z.object({
  ...{ seq: z.int(), type: z.string(), happenedAt: instant, recordedAt: instant, by: z.string() },
  what: z.string().describe('One sentence whose subject is "by"'),
  text: z.string().nullable(),
  ...{ correctedBy: z.array(z.int()), withdrawn: z.boolean() },
})

export const showEntry = (entry: TimelineEntry): z.input<typeof entryShape> => ({
  ...entry,
  happenedAt: entry.happenedAt.toISOString(),
  recordedAt: entry.recordedAt.toISOString(),
  text: entry.text ?? null,
  correctedBy: [...entry.correctedBy],
})
