/**
 * What the API says, as types: all that the console knows of the server. Types only, made from the schemas the routes declare, so that they
 * cannot say anything else.
 */
import type { z } from 'zod'
import type { sessionShape } from '../identity/sign-in/session-shape.ts'
import type { userShape } from '../identity/user/user-shape.ts'
import type { alertEventShape } from '../response/alert/show/alert-event-shape.ts'
import type { shownAlertSchema } from '../response/alert/show/shown-alert.ts'
import type { shownRoutingSchema } from '../response/alert/show/shown-routing.ts'
import type { matcherShape, silenceShape } from '../response/alert/silence/silence-shape.ts'
import type { alertGroupShape } from '../response/alert/tally/tally.ts'
import type { incidentAlertShape, suggestionShape } from '../response/incident/alert/alert-shape.ts'
import type { draftShape, policyShape, positionShape } from '../response/incident/book/book-shape.ts'
import type { entryShape, incidentShape } from '../response/incident/incident-shape.ts'
import type { runShape } from '../runbook/remote/run-shape.ts'

export type { Permission, Role } from '../kit/permission.ts'

/** A page of a list; `next` goes into the query as `after`. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}

export type Session = z.output<typeof sessionShape>
export type User = z.output<typeof userShape>
export type Alert = z.output<typeof shownAlertSchema>
export type AlertEvent = z.output<typeof alertEventShape>
export type AlertGroup = z.output<typeof alertGroupShape>
export type Routing = z.output<typeof shownRoutingSchema>
export type Matcher = z.output<typeof matcherShape>
export type Silence = z.output<typeof silenceShape>
export type Incident = z.output<typeof incidentShape>
export type IncidentAlert = z.output<typeof incidentAlertShape>
export type Suggestion = z.output<typeof suggestionShape>
export type IncidentPolicy = z.output<typeof policyShape>
export type WorkflowPosition = z.output<typeof positionShape>
export type StatusDraft = z.output<typeof draftShape>
export type TimelineEntry = z.output<typeof entryShape>
export type Run = z.output<typeof runShape>
